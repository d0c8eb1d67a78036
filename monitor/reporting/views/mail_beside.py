"""What stands under the matters of a mail, a line each: the rest, what is gone, what is waived, loosened, not assessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.channel import Channel
from monitor.model.delivery import News
from monitor.model.life import WaiverState
from monitor.model.words import Family, Letter
from monitor.reporting.views.groups import groups
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice

MOST = 3


@dataclass(frozen=True)
class Row:
    name: str
    text: str


def rows(news: News, rest: Sequence[str], channel: Channel, material: Material) -> tuple[Row, ...]:
    """The lines that have something to say."""
    voice = material.voice
    lines = (
        Row(voice.gettext("And also"), _listed(rest, voice)),
        Row(voice.gettext("Gone"), _listed([told.title for told in news.gone if told.title], voice)),
        Row(voice.gettext("Still open"), "" if news.items else _listed(_still(news, material), voice)),
        Row(voice.gettext("Waived"), _listed(_waived(news, material), voice)),
        Row(voice.gettext("Loosened"), _listed(_loosened(news, material), voice)),
        Row(voice.gettext("Not assessed"), _not_assessed(news, material)),
    )
    return tuple(row for row in lines if row.text)


def _listed(texts: Sequence[str], voice: Voice) -> str:
    """At most three sentences, and how many more there are."""
    told = [_stop(text) for text in texts[:MOST]]
    rest = len(texts) - MOST
    return " ".join([*told, voice.ngettext("And {n} more.", "And {n} more.", rest)] if rest > 0 else told)


def _still(news: News, material: Material) -> list[str]:
    gaming = [material.said(finding).title for finding in news.still if finding.family is Family.GOODHART]
    return [*gaming, *(group.title for group in groups(news.still, material))]


def _waived(news: News, material: Material) -> list[str]:
    """Running waivers: the title, who asked for it, and until when."""
    voice, found = material.voice, []
    by_id = {finding.id: finding for finding in material.result.findings}
    for waiver in material.result.waivers:
        finding = by_id.get(waiver.finding)
        if finding is None or waiver.state is not WaiverState.RUNNING or not _theirs(waiver.kpi, news):
            continue
        title = material.said(finding).title.rstrip(".")
        found.append(voice.gettext("{title}: by {who}, until {day}", title=title, who=waiver.by, day=voice.day(waiver.until)))
    return found


def _loosened(news: News, material: Material) -> list[str]:
    return [material.voice.say(one.message) for one in material.result.loosened if _theirs(one.kpi, news)]


def _theirs(kpi: str | None, news: News) -> bool:
    return news.own is None or kpi in news.own


def _not_assessed(news: News, material: Material) -> str:
    """Silence is not health: whose KPIs could not be judged at all."""
    kpis = [grade.kpi for grade in material.result.grades if grade.letter is Letter.NOT_ASSESSED and _theirs(grade.kpi, news)]
    return _stop(material.voice.names(kpis, MOST)) if kpis else ""


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
