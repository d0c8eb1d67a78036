"""The head of a mail: its subject, how many KPIs can be relied on, and why the reader gets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from monitor.model.channel import Channel
from monitor.model.delivery import News, Reason
from monitor.model.words import Letter
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice

RELIABLE = (Letter.A, Letter.B)
LONGEST_SUBJECT = 110
MOST_NAMES = 3


def headline(reasons: Sequence[Reason], news: News, voice: Voice) -> str:
    """2 new findings, 1 overdue; that all is calm where there is nothing."""
    counts = Counter(reasons)
    new, worse, back, overdue = (counts[one] for one in (Reason.NEW, Reason.WORSE, Reason.BACK, Reason.OVERDUE))
    parts = []
    if new:
        parts.append(voice.ngettext("{n} new finding", "{n} new findings", new))
    if worse:
        parts.append(voice.ngettext("{n} got worse", "{n} got worse", worse))
    if back:
        parts.append(voice.ngettext("{n} is back", "{n} are back", back))
    if overdue:
        parts.append(voice.ngettext("{n} overdue", "{n} overdue", overdue))
    if not parts:
        return voice.gettext("Nothing new")
    if news.first and len(counts) == 1 and new:
        return voice.ngettext("{n} finding to begin with", "{n} findings to begin with", new)
    return ", ".join(parts)


def subject(first: str, matters: int, organisation: str, head: str, voice: Voice) -> str:
    """The gravest matter itself, and how many more there are; never longer than a list of mails shows."""
    if not first:
        return f"{organisation}: {voice.gettext('KPI health')}, {head[:1].lower()}{head[1:]}"
    more = voice.ngettext("and {n} more", "and {n} more", matters - 1) if matters > 1 else ""
    room = LONGEST_SUBJECT - len(organisation) - len(more) - 4
    return f"{organisation}: {_shortened(first.rstrip('.'), room)}{', ' + more if more else ''}"


def health(news: News, material: Material) -> str:
    """How many of the reader's KPIs can be relied on."""
    voice = material.voice
    grades = [grade for grade in material.result.grades if news.own is None or grade.kpi in news.own]
    good, everything = sum(grade.letter in RELIABLE for grade in grades), len(grades)
    if everything == 0:
        return voice.gettext("No KPI has been assessed yet.")
    facts = {"all": voice.number(everything)}
    if news.owner:
        return voice.ngettext(
            "{n} of your {all} KPIs can be relied on.", "{n} of your {all} KPIs can be relied on.", good, **facts
        )
    return voice.ngettext("{n} of {all} KPIs can be relied on.", "{n} of {all} KPIs can be relied on.", good, **facts)


def why_you(news: News, channel: Channel, material: Material) -> str:
    """Why this person gets the mail."""
    voice = material.voice
    if news.owner and news.own:
        names = voice.names([kpi for kpi in voice.catalogue.kpis if kpi in news.own], MOST_NAMES)
        return voice.gettext("You get this mail because you answer for {kpis}.", kpis=names)
    wanted = channel.subscribe
    about = [*wanted.departments, *wanted.audiences]
    if about:
        return voice.gettext("You get this mail because it is about {subjects}.", subjects=voice.listed(about))
    if channel.audience == "controller":
        return voice.gettext("You get this mail because you are on the list for controllers.")
    return voice.gettext("You get this mail because you are on the list for leadership.")


def _shortened(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return text[: max(room - 1, 1)].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
