"""Numbers that were told last time against the same numbers today, and why they differ: late data, restatement, redefinition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model.kpi import Kpi
from monitor.model.period import first_day, last_day
from monitor.model.situation import Vintage
from monitor.model.words import Direction, Frequency
from monitor.reporting.numbers import decimals_for_change, usual_decimals
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice

MEANING = frozenset({"definition", "formula", "unit", "threshold", "records.where"})
"""Fields of the catalogue that say what a number means."""
USUALLY_LATE = 31
"""Days after the end of a period within which a new value is late data where the catalogue declares nothing."""
SAME = 1e-9


@dataclass(frozen=True)
class Retold:
    """One KPI whose told numbers are others today; the row shows one period, and counts the rest."""

    kpi: str
    anchor: str
    period: str
    then: str
    now: str
    cause: str
    why: str


@dataclass(frozen=True)
class ToldThen:
    """`rows` is empty where nothing that was told has changed; `title` is empty where nothing was told before."""

    label: str
    title: str
    then_head: str
    rows: tuple[Retold, ...]
    rest: str


@dataclass(frozen=True)
class _Revised:
    kpi: Kpi
    frequency: Frequency
    period: int
    then: float
    now: float
    recorded: date | None


REDEFINED, RESTATED, LATE = range(3)


def told_then(material: Material) -> ToldThen:
    """What was told when the report before was made, and is another number now."""
    voice, previous = material.voice, material.previous
    if previous is None:
        return ToldThen("", "", "", (), "")
    day = voice.day(previous.as_of)
    found = [_causes(kpi, material) for kpi in voice.catalogue.kpis.values()]
    told = sorted((one for one in found if one), key=lambda one: one[0][0])
    rows = tuple(_row(one, material) for one in told)
    meaning = sum(one[0][0] == REDEFINED for one in told)
    return ToldThen(
        label=voice.gettext("Told on {day}, and today", day=day),
        title=_title(len(rows), meaning, day, voice),
        then_head=voice.gettext("Told then"),
        rows=rows,
        rest=_rest(len(material.result.grades) - len(rows), bool(rows), voice),
    )


def _title(changed: int, meaning: int, day: str, voice: Voice) -> str:
    if meaning:
        return voice.ngettext(
            "One number that you were told on {day} has changed in meaning",
            "{n} numbers that you were told on {day} have changed in meaning",
            meaning,
            day=day,
        )
    if changed:
        return voice.ngettext(
            "One number that you were told on {day} is another one today",
            "{n} numbers that you were told on {day} are others today",
            changed,
            day=day,
        )
    return voice.gettext("The numbers that you were told on {day} are the same today", day=day)


def _rest(same: int, some: bool, voice: Voice) -> str:
    if not some or same <= 0:
        return ""
    return voice.ngettext("The other KPI is unchanged.", "The other {n} KPIs are unchanged.", same)


def _causes(kpi: Kpi, material: Material) -> list[tuple[int, _Revised]]:
    """The changed periods of a KPI, each with its cause; the gravest cause first, then the newest period."""
    assert material.previous is not None
    revised = list(_revised(kpi, material.situation.revisions.get(kpi.id, ()), material.previous.as_of, material))
    redefined = _redefined(kpi, material) is not None
    causes = [(REDEFINED if redefined else LATE if _late(one) else RESTATED, one) for one in revised]
    return sorted(causes, key=lambda one: (one[0], -one[1].period))


def _revised(kpi: Kpi, vintages: Sequence[Vintage], told_on: date, material: Material) -> Iterable[_Revised]:
    panel = material.situation.panel_of(kpi.id)
    if panel is None:
        return
    periods: dict[int, list[Vintage]] = {}
    for vintage in vintages:
        if not vintage.segment:
            periods.setdefault(vintage.period, []).append(vintage)
    for period, known in periods.items():
        then = [one for one in known if one.recorded is None or one.recorded <= told_on]
        if not then or last_day(period, panel.frequency) > told_on:
            continue
        before, now = then[-1].value, known[-1].value
        if abs(now - before) > SAME * max(abs(before), abs(now)):
            yield _Revised(kpi, panel.frequency, period, before, now, known[-1].recorded)


def _redefined(kpi: Kpi, material: Material) -> date | None:
    """When the meaning of the KPI changed since the report before, as its catalogue or its declared changes tell."""
    assert material.previous is not None
    told, now = material.previous.as_of, material.result.as_of
    seen = [one.seen_on for one in material.situation.catalogue_changes if one.kpi == kpi.id and one.field in MEANING]
    days = [*seen, *(change.start for change in kpi.changes)]
    return max((day for day in days if told < day <= now), default=None)


def _late(one: _Revised) -> bool:
    if one.recorded is None:
        return False
    declared = one.kpi.revisions
    if declared is not None and declared.expected in ("up", "down") and (one.now > one.then) != (declared.expected == "up"):
        return False
    within = declared.within_days if declared is not None and declared.within_days is not None else USUALLY_LATE
    return (one.recorded - last_day(one.period, one.frequency)).days <= within


def _row(causes: Sequence[tuple[int, _Revised]], material: Material) -> Retold:
    voice, (cause, one) = material.voice, causes[0]
    places = max(decimals_for_change(one.now - one.then), min(max(usual_decimals(one.then), 0), 2))
    unit = voice.unit(one.kpi.unit)
    name = one.kpi.called(voice.language)
    others = len(causes) - 1
    more = voice.ngettext("Another period is too.", "{n} more periods are too.", others) if others else ""
    return Retold(
        kpi=f"{name}, {unit}" if unit else name,
        anchor=f"kpi-{one.kpi.id}",
        period=voice.day(first_day(one.period, one.frequency), one.frequency),
        then=voice.number(one.then, places),
        now=voice.number(one.now, places),
        cause=_CAUSES[cause](voice),
        why=" ".join(text for text in (_why(cause, one, material), more) if text),
    )


_CAUSES = {
    REDEFINED: lambda voice: voice.gettext("Redefined."),
    RESTATED: lambda voice: voice.gettext("Restated."),
    LATE: lambda voice: voice.gettext("Late data."),
}


def _why(cause: int, one: _Revised, material: Material) -> str:
    voice = material.voice
    if cause == REDEFINED:
        day = _redefined(one.kpi, material)
        said = next((change.what or change.definition for change in one.kpi.changes if change.start == day), None)
        return said or voice.gettext("What it counts was changed on {day}.", day=voice.day(day))
    recorded = voice.gettext("Recorded on {day}.", day=voice.day(one.recorded)) if one.recorded else ""
    if cause == LATE:
        normal = one.kpi.revisions is not None
        return f"{recorded} {voice.gettext('That is normal here.')}" if normal else recorded
    return " ".join(text for text in (recorded, _favour(one, voice)) if text)


def _favour(one: _Revised, voice: Voice) -> str:
    """Whether today's number looks better or worse than the one that was told."""
    if one.kpi.direction not in (Direction.HIGHER, Direction.LOWER):
        return ""
    better = (one.now > one.then) == (one.kpi.direction is Direction.HIGHER)
    return voice.gettext("It looks better now.") if better else voice.gettext("It looks worse now.")
