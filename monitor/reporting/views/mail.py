"""A mail: what is new to its reader and what to decide, in the order in which a busy person reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model.channel import Channel
from monitor.model.delivery import Item, News, Reason
from monitor.model.words import Family
from monitor.reporting.views.groups import Group, groups
from monitor.reporting.views.mail_beside import Row, rows
from monitor.reporting.views.mail_health import headline, health, subject, why_you
from monitor.reporting.views.mail_pictures import Pictures, mail_pictures
from monitor.reporting.views.material import Material, weight
from monitor.reporting.views.matters import certainty, first_sentence, one_sentence, shared_action, who
from monitor.reporting.voice import Voice, capital
from monitor.reporting.wording import Said

ORDER = (Reason.OVERDUE, Reason.WORSE, Reason.BACK, Reason.NEW)
"""What was promised comes first, then what got worse."""
MOST_PICTURES = 3


@dataclass(frozen=True)
class Block:
    """One matter. `label` says why it is told; `note` what has changed, or whose day has passed; `link` where more is said."""

    id: str
    label: str
    title: str
    link: str
    sentence: str
    note: str
    pictures: Pictures | None
    certainty: str
    action: str
    owner: str


@dataclass(frozen=True)
class Mail:
    """`preheader` is what a mail client shows beside the subject. `link` leads to the report, empty where there is none."""

    organisation: str
    about: str
    subject: str
    preheader: str
    headline: str
    health: str
    why_you: str
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]
    link: str
    report: str
    footer: str


@dataclass(frozen=True)
class Matter:
    """A finding, or a fact that several KPIs share, and why it is told."""

    item: Item
    group: Group | None

    @property
    def many(self) -> bool:
        return self.group is not None and self.group.many


def mail(news: News, channel: Channel, material: Material) -> Mail:
    """Everything that a mail says."""
    voice, result = material.voice, material.result
    told = matters_of(news.items, material)
    shown, rest = told[: channel.most], told[channel.most :]
    link = link_of(channel, material)
    blocks = tuple(_block(one, number, channel.audience, link, material) for number, one in enumerate(shown))
    top = headline(told_reasons(told), news, voice)
    first = blocks[0].title if blocks else ""
    return Mail(
        organisation=result.organisation,
        about=voice.gettext("KPI health, {day}", day=voice.day(result.as_of)),
        subject=subject(first, len(told), result.organisation, top, voice),
        preheader=" ".join(_stop(block.title) for block in blocks) or health(news, material),
        headline=top,
        health=health(news, material),
        why_you=why_you(news, channel, material),
        blocks=blocks,
        rows=rows(news, [title_of(one, material) for one in rest], channel, material),
        link=link,
        report=_report(channel, link, voice),
        footer=_footer(channel, voice),
    )


def matters_of(items: Iterable[Item], material: Material) -> list[Matter]:
    """The items as matters, the weightiest first: facts of one rule that are told for the same reason are one matter."""
    told = sorted(items, key=lambda item: (ORDER.index(item.reason), weight(item.finding)))
    matters = []
    for reason in ORDER:
        those = {item.finding.id: item for item in told if item.reason is reason}
        gaming = [item for item in those.values() if item.finding.family is Family.GOODHART]
        facts = groups([item.finding for item in those.values()], material)
        matters += [Matter(item, None) for item in gaming] + [Matter(those[group.lead.id], group) for group in facts]
    return matters


def told_reasons(matters: Iterable[Matter]) -> list[Reason]:
    """Why each matter is told."""
    return [matter.item.reason for matter in matters]


def title_of(matter: Matter, material: Material) -> str:
    """What a matter is called."""
    return matter.group.title if matter.group else material.said(matter.item.finding).title


def titles_of(news: News, material: Material) -> dict[str, str]:
    """Finding id -> what it is called, to be remembered."""
    return {item.finding.id: material.said(item.finding).title for item in news.items}


def link_of(channel: Channel, material: Material) -> str:
    """Where the report is read; empty where the project does not say it."""
    voice, result = material.voice, material.result
    facts = {"audience": channel.audience, "language": str(voice.language), "as_of": str(result.as_of), "run": result.id}
    return channel.link.format(**facts)


def _block(matter: Matter, number: int, audience: str, link: str, material: Material) -> Block:
    voice, finding = material.voice, matter.item.finding
    words = matter.group.said if matter.group else material.said(finding)
    alone = finding.family is Family.GOODHART
    anchor = finding.id if alone or audience == "controller" else f"about-{finding.id}"
    return Block(
        id=finding.id,
        label=_label(matter.item.reason, voice),
        title=title_of(matter, material),
        link=f"{link}#{anchor}" if link else "",
        sentence=_sentence(matter, words),
        note=_note(matter.item, material),
        pictures=mail_pictures(finding, material) if alone and number < MOST_PICTURES else None,
        certainty=certainty(finding, voice) if alone else "",
        action=shared_action(matter.group, material) if matter.group and matter.many else words.action,
        owner=_owner(matter, material),
    )


def _label(reason: Reason, voice: Voice) -> str:
    return {
        Reason.NEW: voice.gettext("New:"),
        Reason.WORSE: voice.gettext("Worse:"),
        Reason.BACK: voice.gettext("Back:"),
        Reason.OVERDUE: voice.gettext("Overdue:"),
    }[reason]


def _sentence(matter: Matter, words: Said) -> str:
    """What was seen; of facts, why they matter, and of many, which KPIs."""
    return first_sentence(words.why) if matter.group else one_sentence(words)


def _note(item: Item, material: Material) -> str:
    """What has changed since it was told, why it is back, or whose day has passed."""
    voice, finding = material.voice, item.finding
    if item.reason is Reason.OVERDUE and finding.standing and finding.standing.follow_up:
        person = finding.standing.assignee or finding.standing.by
        return voice.gettext("{who} was to follow it up by {day}.", who=person, day=voice.day(finding.standing.follow_up))
    if item.reason is Reason.BACK and finding.came_back:
        return voice.say(finding.came_back)
    if item.reason is Reason.WORSE and item.before:
        return _worse(item, voice)
    return ""


def _worse(item: Item, voice: Voice) -> str:
    from monitor.reporting import vocabulary

    before, finding = item.before, item.finding
    assert before is not None
    if finding.severity is not before.severity:
        now, was = (voice.gettext(vocabulary.SEVERITIES[one]) for one in (finding.severity, before.severity))
        return voice.gettext("Severity: {now}, before {was}.", now=now, was=was)
    if finding.tier is not before.tier:
        return voice.gettext("Surer than before: {now}.", now=voice.gettext(vocabulary.TIERS[finding.tier]))
    return voice.gettext("The effect has grown by more than half since you were told.")


def _owner(matter: Matter, material: Material) -> str:
    """Who is to decide; an address stays as it is written."""
    if matter.group is None or not matter.many:
        owner = who(material.owner(matter.item.finding.kpi), material.voice)
    else:
        owners = list(dict.fromkeys(material.owner(kpi) for kpi in matter.group.kpis))
        owner = owners[0] if len(owners) == 1 and owners[0] else material.voice.gettext("management")
    return owner if "@" in owner else capital(owner)


def _report(channel: Channel, link: str, voice: Voice) -> str:
    if channel.attach:
        return voice.gettext("The report is also attached.") if link else voice.gettext("The report is attached.")
    return ""


def _footer(channel: Channel, voice: Voice) -> str:
    calm = voice.gettext("You hear from us only when something is new, worse or overdue.")
    digest = voice.gettext("You get one digest per period, and none when there is nothing to tell.")
    every = voice.gettext("You get this after each run.")
    often = {"new": calm, "always": every}.get(channel.when, digest)
    return f"{often} {voice.gettext('A grade is about the number, never about the people behind it.')}"


def _stop(title: str) -> str:
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."
