"""The ladder of honest explanations (METHODS 1.11): each is tested where it can be, and said to be untested where it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from monitor.checks._claims import Judged, rejudged
from monitor.model.evidence import N_, Day, Explanation, Fact, Message, Names, Quantity, Verdict
from monitor.model.kpi import Kpi, Note
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day, last_day
from monitor.statistics.contrast import background

KEEPS = 0.7
"""An explanation is ruled out when at least this share of every leg's effect stays with it in the model."""

EXPLAINS = 0.3
"""It explains the change when less than this share of some leg's effect stays."""

NEAR = timedelta(weeks=8)
LOAD = N_("More work came in")

WORTH_NAMING = timedelta(days=366)
"""Events further away than this from the beginning of a change are no explanation that anybody would offer."""


def climb(judged: Judged, kpis: Sequence[Kpi], volume: Matrix | None) -> tuple[Explanation, ...]:
    """All rungs for a judged claim; `volume` (T,) is the load on the organisation in the same periods, where it is known."""
    return (
        *noted_events(judged, kpis),
        _load(judged, volume),
        _season(judged),
        _bad_spell(judged),
        _together(judged),
        *_timing(judged),
        _choice(judged, kpis),
    )


def tier_allowed(ladder: Sequence[Explanation]) -> bool:
    """Whether nothing that was tested explains the change, even in part."""
    return not any(rung.verdict in (Verdict.EXPLAINS, Verdict.EXPLAINS_SOME) for rung in ladder)


def explained_away(ladder: Sequence[Explanation]) -> bool:
    """Whether some tested explanation accounts for the change."""
    return any(rung.verdict == Verdict.EXPLAINS for rung in ladder)


def _load(judged: Judged, volume: Matrix | None) -> Explanation:
    name = Message(LOAD)
    if volume is None:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("The data do not say how much work came in.")))
    with np.errstate(divide="ignore", invalid="ignore"):
        covariate = np.log(np.where(volume > 0, volume, np.nan))
    kept = rejudged(judged, [replace(side.request, covariate=covariate) for side in judged.claim.sides])
    return remaining(name, kept, N_("With the volume in the model, {share} of the change remains."))


def _bad_spell(judged: Judged) -> Explanation:
    drop = max(round(judged.claim.sides[0].request.per_year / 4), 1)
    kept = rejudged(judged, [replace(side.request, drop=drop) for side in judged.claim.sides])
    name = Message(N_("A bad spell that righted itself"))
    return remaining(name, kept, N_("Without the three months before the date, {share} of the change remains."))


def remaining(name: Message, kept: tuple[float, ...] | None, text: str) -> Explanation:
    """The rung of an explanation beside which these shares of the legs' effects remain; None where it cannot be tested."""
    if kept is None:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("There are too few periods to test it.")))
    least = min(kept)
    verdict = Verdict.RULED_OUT if least >= KEEPS else Verdict.EXPLAINS if least < EXPLAINS else Verdict.EXPLAINS_SOME
    shown = Quantity(min(max(least, 0.0), 1.0), kind="share")
    return Explanation(name, verdict, Message(text, {"share": shown}))


def _season(judged: Judged) -> Explanation:
    request = judged.claim.sides[0].request
    name = Message(N_("Season and holidays"))
    if background(request.columns() + request.first, request.per_year).shape[1] == 1:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("There is less than a year and a half of data.")))
    return Explanation(name, Verdict.RULED_OUT, Message(N_("The yearly pattern is taken out before the comparison.")))


def _together(judged: Judged) -> Explanation:
    name = Message(N_("Two changes that met by chance"))
    if judged.overlap:
        return Explanation(name, Verdict.RULED_OUT, Message(N_("As far as can be told, both changes began at the same time.")))
    return Explanation(name, Verdict.EXPLAINS_SOME, Message(N_("The two changes did not begin at the same time.")))


def _timing(judged: Judged) -> list[Explanation]:
    """Whether the change began clearly (two months) before the date that is thought to have driven it."""
    if judged.claim.reference is None or judged.zone is None:
        return []
    name = Message(N_("It began before the target did"))
    latest = last_day(judged.zone[1], judged.claim.frequency)
    if latest >= judged.claim.reference - NEAR:
        return [Explanation(name, Verdict.RULED_OUT, Message(N_("The beginning of the change fits the date of the target.")))]
    return [Explanation(name, Verdict.EXPLAINS_SOME, Message(N_("It most likely began more than two months before the target.")))]


def noted_events(judged: Judged, kpis: Sequence[Kpi]) -> list[Explanation]:
    """Known events of the KPIs within a year of the beginning of the change: those at its very time have to be asked about."""
    if judged.onset is None:
        return []
    onset = first_day(judged.onset, judged.claim.frequency)
    notes = dict.fromkeys(note for kpi in kpis for note in kpi.notes)
    return [_note(note, onset) for note in notes if _between(onset, note, WORTH_NAMING)]


def noted_at(kpi: Kpi, day: date) -> str | None:
    """What a note of the KPI says happened at that very time."""
    return next((note.what for note in kpi.notes if _between(day, note, NEAR)), None)


def declared_at(kpi: Kpi, day: date) -> bool:
    """Whether a change of definition is declared at that very time."""
    return any(abs(change.start - day) <= NEAR for change in kpi.changes)


def _between(day: date, note: Note, around: timedelta) -> bool:
    return note.start - around <= day <= (note.end or note.start) + around


def _note(note: Note, onset: date) -> Explanation:
    name = Message("{what}", {"what": note.what})
    if _between(onset, note, NEAR):
        return Explanation(
            name, Verdict.NOT_TESTED, Message(N_("It falls together with the beginning of the change: ask first."))
        )
    apart = Quantity(abs((onset - note.start).days) / 30.44, unit="monthly", kind="periods")
    later = (
        N_("It came {apart} after the change began.") if note.start > onset else N_("It came {apart} before the change began.")
    )
    return Explanation(name, Verdict.RULED_OUT, Message(later, {"apart": apart}))


def _choice(judged: Judged, kpis: Sequence[Kpi]) -> Explanation:
    name = Message(N_("A trade-off that somebody chose"))
    start = first_day(judged.claim.sides[0].request.start, judged.claim.frequency)
    near = [decision for kpi in kpis for decision in kpi.decisions if abs((decision.on - start).days) <= 183]
    if near:
        facts: dict[str, Fact] = {"what": near[0].what, "on": Day(near[0].on)}
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("A decision is recorded on {on}: “{what}”."), facts))
    if len(kpis) == 1:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("No decision to accept this is recorded.")))
    partners = Names(tuple(kpi.id for kpi in kpis[1:]))
    return Explanation(
        name, Verdict.NOT_TESTED, Message(N_("No decision to accept this for {kpis} is recorded."), {"kpis": partners})
    )


def volume_of(panel: Panel, kpi: Kpi, others: Sequence[Kpi]) -> Matrix | None:
    """The load: the KPI's own denominator or count, or a KPI of the same department that the library calls volume."""
    row = panel.row(kpi.id)
    for own in (panel.denominator, panel.count):
        if row is not None and np.isfinite(own[row]).mean() > 0.8:
            return np.asarray(own[row])
    for other in others:
        found = panel.row(other.id)
        if found is not None and "volume" in other.tags and other.department == kpi.department and other.id != kpi.id:
            return np.asarray(panel.value[found])
    return None


def period_zone(judged: Judged) -> tuple[date, date] | None:
    """The 80 % zone of the onset as days."""
    if judged.zone is None:
        return None
    return first_day(judged.zone[0], judged.claim.frequency), last_day(judged.zone[1], judged.claim.frequency)
