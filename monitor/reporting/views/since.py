"""Since last time: what is new, still open, gone or settled, and what changed in what we measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.finding import Finding
from monitor.model.words import Family, Status
from monitor.reporting import vocabulary
from monitor.reporting.views.groups import groups
from monitor.reporting.views.material import QUIET, Material
from monitor.reporting.voice import capital

MOST_LINES = 4
OPEN = frozenset({Status.ONGOING, Status.ACKNOWLEDGED, Status.ASSIGNED})


@dataclass(frozen=True)
class Line:
    """Bold, then plain."""

    what: str
    more: str = ""


@dataclass(frozen=True)
class Column:
    count: int
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Since:
    title: str
    columns: tuple[Column, ...]
    first_time: str
    """Said in place of the columns when there was no run before."""
    changes: str


def since(findings: Sequence[Finding], material: Material) -> Since:
    """What happened to the findings since the run before."""
    voice, result = material.voice, material.result
    changes = " ".join(voice.say(change) for change in result.changes)
    if result.previous is None:
        first = voice.gettext(
            "This is the first report of this project: all that is found is new. The next one says what has changed."
        )
        return Since(voice.gettext("Since last time"), (), first, "")
    new = [finding for finding in findings if finding.status is Status.NEW]
    still = [finding for finding in findings if finding.status in OPEN]
    settled = [*result.explained, *(finding for finding in result.findings if finding.status in QUIET)]
    columns = (
        _column(voice.gettext("New"), new, material),
        _column(voice.gettext("Still open"), still, material),
        _column(voice.gettext("Gone"), result.gone, material),
        _settled(voice.gettext("Explained or waived"), settled, material),
    )
    told = voice.gettext("Changed in what we measure: {changes}", changes=changes)
    nothing = voice.gettext("No target, definition or rule has changed.")
    return Since(_title(material), columns, "", told if changes else nothing)


def _title(material: Material) -> str:
    voice = material.voice
    if material.previous is None:
        return voice.gettext("Since last time")
    return voice.gettext("Since {day}", day=voice.day(material.previous.as_of))


def _column(name: str, findings: Sequence[Finding], material: Material) -> Column:
    """The number counts what the lines tell: a fact that many KPIs share is one."""
    gaming = [Line(_stop(material.said(finding).title)) for finding in findings if finding.family is Family.GOODHART]
    facts = [Line(_stop(group.title)) for group in groups(findings, material)]
    return Column(len(gaming) + len(facts), name, _shortened([*gaming, *facts], material))


def _settled(name: str, findings: Sequence[Finding], material: Material) -> Column:
    """What somebody has dealt with, and how; alike facts are told once for each way of dealing with them."""
    lines = []
    alone = [finding for finding in findings if finding.family is Family.GOODHART or finding.evidence.explained]
    for finding in alone:
        why = finding.evidence.explained
        lines.append(Line(_stop(material.said(finding).title), _how(finding.status, material, why or "")))
    for status in Status:
        alike = [finding for finding in findings if finding.status is status and finding not in alone]
        lines += [Line(_stop(group.title), _how(status, material)) for group in groups(alike, material)]
    return Column(len(lines), name, _shortened(lines, material))


def _how(status: Status, material: Material, why: str = "") -> str:
    said = capital(material.voice.gettext(vocabulary.STATUSES[status]))
    return f"{said}: “{why}”." if why else f"{said}."


def _shortened(lines: list[Line], material: Material) -> tuple[Line, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    voice, rest = material.voice, len(lines) - MOST_LINES + 1
    return (*lines[: MOST_LINES - 1], Line("", voice.ngettext("and {n} more", "and {n} more", rest)))


def _stop(title: str) -> str:
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."
