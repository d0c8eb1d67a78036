"""Since last time: what is new, still open, gone or settled, and what changed in what we measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.finding import Finding
from monitor.model.words import Family, Status
from monitor.reporting.views.decided import came_back, decided, promised
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
    id: str = ""
    """The finding that it is about."""


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
    loosened: tuple[Line, ...]


def since(findings: Sequence[Finding], material: Material) -> Since:
    """What happened to the findings since the run before."""
    voice, result = material.voice, material.result
    if result.previous is None:
        first = voice.gettext(
            "This is the first report of this project: all that is found is new. The next one says what has changed."
        )
        return Since(voice.gettext("Since last time"), (), first, "", ())
    new = [finding for finding in findings if finding.status is Status.NEW]
    still = [finding for finding in findings if finding.status in OPEN]
    settled = [*result.explained, *(finding for finding in result.findings if finding.status in QUIET)]
    columns = (
        _column(voice.gettext("New"), new, material),
        _column(voice.gettext("Still open"), _overdue_first(still, material), material),
        _column(voice.gettext("Gone"), result.gone, material),
        _settled(voice.gettext("Explained or waived"), settled, material),
    )
    return Since(_title(material), columns, "", _changes(material), _loosened(material))


def _overdue_first(findings: list[Finding], material: Material) -> list[Finding]:
    return sorted(findings, key=lambda finding: not finding.overdue(material.result.as_of))


def _changes(material: Material) -> str:
    """What changed in what we measure, apart from what was loosened, which is told by itself."""
    voice, result = material.voice, material.result
    loosened = {voice.say(one.message) for one in result.loosened}
    told = dict.fromkeys(voice.say(change) for change in result.changes)
    changes = " ".join(one for one in told if one not in loosened)
    if changes:
        return voice.gettext("Changed in what we measure: {changes}", changes=changes)
    if result.loosened:
        return ""
    return voice.gettext("No target, definition or rule has changed.")


def _loosened(material: Material) -> tuple[Line, ...]:
    """Where the watch became less strict, and how many findings that may have silenced."""
    voice = material.voice
    lines = []
    for one in material.result.loosened:
        silenced = len(one.findings)
        more = voice.ngettext("One finding is gone since.", "{n} findings are gone since.", silenced) if silenced else ""
        lines.append(Line(voice.say(one.message), more))
    return tuple(lines)


def _title(material: Material) -> str:
    voice = material.voice
    if material.previous is None:
        return voice.gettext("Since last time")
    if material.period:
        name = voice.day(material.period.start, material.period.frequency)
        return voice.gettext("What happened in {period}, since {day}", period=name, day=voice.day(material.previous.as_of))
    return voice.gettext("Since {day}", day=voice.day(material.previous.as_of))


def _column(name: str, findings: Sequence[Finding], material: Material) -> Column:
    """The number counts what the lines tell: a fact that many KPIs share is one."""
    alone = [finding for finding in findings if finding.family is Family.GOODHART or _life(finding, material)]
    lines = [Line(_stop(material.said(finding).title), _life(finding, material), finding.id) for finding in alone]
    facts = groups((finding for finding in findings if finding not in alone), material)
    lines += [Line(_stop(group.title), "", group.lead.id) for group in facts]
    return Column(len(lines), name, _shortened(lines, material))


def _life(finding: Finding, material: Material) -> str:
    """Why it is back, who has it, and by when: what a reader wants to know of a finding that is open."""
    due = promised(finding, material)
    whom = finding.standing.assignee if finding.standing and due else None
    parts = (came_back(finding, material.voice), f"{whom}: {due}." if whom else f"{capital(due)}." if due else "")
    return " ".join(part for part in parts if part)


def _settled(name: str, findings: Sequence[Finding], material: Material) -> Column:
    """What somebody has dealt with, and how; alike facts are told once for each way of dealing with them."""
    lines = []
    alone = [finding for finding in findings if finding.family is Family.GOODHART or finding.evidence.explained]
    for finding in alone:
        lines.append(Line(_stop(material.said(finding).title), decided(finding, material), finding.id))
    ways: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding not in alone:
            ways.setdefault(decided(finding, material), []).append(finding)
    for how, alike in ways.items():
        lines += [Line(_stop(group.title), how, group.lead.id) for group in groups(alike, material)]
    return Column(len(lines), name, _shortened(lines, material))


def _shortened(lines: list[Line], material: Material) -> tuple[Line, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    voice, rest = material.voice, len(lines) - MOST_LINES + 1
    return (*lines[: MOST_LINES - 1], Line("", voice.ngettext("and {n} more", "and {n} more", rest)))


def _stop(title: str) -> str:
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."
