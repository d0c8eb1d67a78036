"""Reclassification: a category falls at once while another one of the same kind rises by as many, and the total stays.

Statistic: the break (monitor.statistics.level_break) of the log-ratio of the two counts, abrupt and lasting; both must have moved
their way, and two one-sided tests (Schuirmann 1987) must hold that their sum moved by less than `together` of what was moved;
where that can be neither shown nor refuted, it is worth asking about. Null hypothesis: the ratio never changed at once. Pairs of
categories are tried and paid for (Bonferroni). Categories are KPIs of one department and unit, or the groups of one KPI along one
dimension. Minimum data: 2 x WINDOWS.needs periods of both.
Sources: METHODS 2.7; Andrews 1993.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from monitor.checks._claims import Claim, Judged, Side
from monitor.checks._dates import target_dates
from monitor.checks._frame import WINDOWS, judged, prior_of
from monitor.checks._ladder import NEAR, noted_at
from monitor.checks._legs import LegRequest, fit_legs
from monitor.checks._level import Broken, breaks_of
from monitor.checks._pairs import NO_VALUES, PAIR_NUMBERS, Telling, evidence_of, pair_numbers, stayed
from monitor.checks._scale import Scale, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Fact, Healthy, Message, Names, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier

MOST_GROUPS = 6
METHOD = N_(
    "We look for the date at which the ratio of the two categories changed at once and for good. One must have fallen and the "
    "other risen by as many, so that their sum is as before."
)
CONSERVED = N_("What one category lost is what the other one won, at the same time.")
ABOUT = N_("The two together are about as before, but the values are too unsteady to be sure of it.")
Segment = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two categories (T,): `fallen` is the one that the finding is about. `tried` pairs were looked at for its KPI."""

    kpi: Kpi
    other: str
    name: str
    fallen: Matrix
    risen: Matrix
    panel: Panel
    segment: Segment = ()
    tried: int = 1

    @property
    def log_ratio(self) -> Matrix:
        return np.asarray(np.log((self.fallen + 0.5) / (self.risen + 0.5)))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI against its siblings, and its groups against each other."""
    outcomes: list[Outcome] = []
    pairs = _siblings(situation, call) + _groups(situation, call)
    paired = {pair.kpi.id for pair in pairs}
    for kpi in call.kpis:
        if kpi not in paired:
            known = situation.panel_of(kpi) is not None
            none = Message(N_("no other category of the same department and unit, and no groups"))
            outcomes.append(NotAssessed(kpi, none if known else NO_VALUES))
    for frequency in {pair.panel.frequency for pair in pairs}:
        outcomes.extend(_of_frequency([one for one in pairs if one.panel.frequency is frequency], situation, call))
    return outcomes


def _siblings(situation: Situation, call: Call) -> list[_Pair]:
    found: list[_Pair] = []
    for panel in judged(situation).values():
        for kpi in (situation.catalogue[one] for one in call.kpis if panel.row(one) is not None):
            allowed = sorted(
                one for one in call.roles.get("siblings", frozenset()) if one != kpi.id and panel.row(one) is not None
            )
            others = [one for one in (situation.catalogue[name] for name in allowed) if _alike(kpi, one)]
            for other in others:
                rows = panel.value[panel.row(kpi.id)], panel.value[panel.row(other.id)]
                found.append(_Pair(kpi, other.id, "", *rows, panel, (), len(others)))
    return [pair for pair in found if _counts(pair)]


def _alike(kpi: Kpi, other: Kpi) -> bool:
    return bool(kpi.department) and (kpi.department, kpi.unit) == (other.department, other.unit)


def _counts(pair: _Pair) -> bool:
    values = np.concatenate([pair.fallen, pair.risen])
    return bool(np.nanmin(values) >= 0) if np.isfinite(values).any() else False


def _groups(situation: Situation, call: Call) -> list[_Pair]:
    """All ordered pairs of the groups of one KPI, where it counts things."""
    found: list[_Pair] = []
    for panel in judged(replace(situation, totals=situation.segments)).values():
        rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, key in enumerate(panel.keys):
            if key.kpi in call.kpis and len(key.segment) == 1:
                rows[key.kpi, key.segment[0][0]].append(row)
        for (kpi, _), numbers in rows.items():
            if 2 <= len(numbers) <= MOST_GROUPS and (situation.catalogue[kpi].unit or "count") == "count":
                found += _ordered(situation.catalogue[kpi], numbers, panel)
    return [pair for pair in found if _counts(pair)]


def _ordered(kpi: Kpi, rows: list[int], panel: Panel) -> list[_Pair]:
    tried = len(rows) * (len(rows) - 1)
    return [
        _Pair(
            kpi,
            kpi.id,
            panel.keys[other].segment[0][1],
            panel.value[one],
            panel.value[other],
            panel,
            panel.keys[one].segment,
            tried,
        )
        for one in rows
        for other in rows
        if one != other
    ]


def _of_frequency(pairs: list[_Pair], situation: Situation, call: Call) -> list[Outcome]:
    panel = pairs[0].panel
    frequency, prior, closer = panel.frequency, prior_of(situation, panel.frequency), call.parameters["look_closer"]
    best: dict[str, tuple[float, _Pair, Broken]] = {}
    for first in {pair.panel.first for pair in pairs}:
        same = [pair for pair in pairs if pair.panel.first == first]
        series = {str(number): pair.log_ratio for number, pair in enumerate(same)}
        for name, found in breaks_of(series, first, frequency.per_year, WINDOWS[frequency], prior, closer).items():
            pair = same[int(name)]
            p_value = min(1.0, found.p_value * pair.tried) if _wanted(pair, found) else 1.0
            if pair.kpi.id not in best or p_value < best[pair.kpi.id][0]:
                best[pair.kpi.id] = p_value, pair, found
    short = Message(N_("there are too few periods, or the values do not vary"))
    outcomes: list[Outcome] = [NotAssessed(kpi, short) for kpi in {pair.kpi.id for pair in pairs} if kpi not in best]
    return outcomes + [_outcome(*one, situation, call) for one in best.values()]


def _wanted(pair: _Pair, found: Broken) -> bool:
    """Whether the category moved the way that is better for its KPI; where nobody says which way that is, a fall."""
    sign = sign_of(pair.kpi) or -1.0
    return sign * found.effect > 0 if not pair.segment else found.effect < 0


def _outcome(p_value: float, pair: _Pair, found: Broken, situation: Situation, call: Call) -> Outcome:
    nothing = Healthy(pair.kpi.id, p_value, () if pair.segment else (pair.other,))
    large = found.size >= call.parameters["smallest_effect"]
    at_once = found.shape is not None and found.lasting_and_abrupt and found.shape.beats_slow >= call.parameters["at_once"]
    if p_value > call.parameters["look_closer"] or not large or not at_once:
        return nothing
    verdict = _as_judged(pair, found, p_value, situation)
    if verdict is None or verdict.fits[0].change * verdict.fits[1].change >= 0:
        return nothing
    moved = min(abs(fit.change) for fit in verdict.fits)
    whole = pair.fallen + pair.risen
    margin = call.parameters["together"] * moved
    request = replace(verdict.claim.sides[0].request, series=whole, raw=whole, scale=Scale.RAW)
    whole_is = stayed(request, prior_of(situation, pair.panel.frequency), margin)
    if whole_is.refuted:
        return nothing
    telling = Telling(
        related=() if pair.segment else (pair.other,),
        ladder=_ladder(whole_is.sure),
        effect=Quantity(moved, pair.kpi.unit or "", "difference"),
        numbers=_numbers(verdict, pair, moved, situation),
        method=Message(METHOD),
        source="METHODS 2.7; Andrews 1993; Schuirmann 1987",
        segment=pair.segment,
        identity=pair.name or pair.other,
        cap=Tier.FINDING if whole_is.sure else Tier.WATCH,
        details={"equivalence_p": whole_is.outside, "ratio_effect_in_spreads": found.size},
    )
    found_out = evidence_of(verdict, telling, pair.panel, call)
    return replace(found_out, explained=_noted(pair, first_day(found.at, pair.panel.frequency), situation))


def _noted(pair: _Pair, onset: date, situation: Situation) -> str | None:
    """What notes say of both changes of level: each category has its own note at that very time."""
    said = [noted_at(kpi, onset) for kpi in (pair.kpi, situation.catalogue[pair.other])]
    return said[0] if None not in said else None


def _as_judged(pair: _Pair, found: Broken, p_value: float, situation: Situation) -> Judged | None:
    """Both categories, before and after the date, as a claim of two legs."""
    panel, unit = pair.panel, pair.kpi.unit or ""
    up = found.effect > 0
    one, other = (_step(values, panel, found.at) for values in (pair.fallen, pair.risen))
    fits = fit_legs({"one": one, "other": other}, prior_of(situation, panel.frequency))
    if len(fits) < 2:
        return None
    label = Message("{name}", {"name": pair.name}) if pair.name else None
    sides = (Side("main", pair.kpi.id, one, up, unit), Side("pair", pair.other, other, not up, unit, pair.name or "value", label))
    known = any(abs(day - first_day(found.at, panel.frequency)) <= NEAR for day in target_dates(pair.kpi))
    claim = Claim(pair.kpi.id, sides, panel.frequency, _target_near(pair.kpi, found, panel.frequency), pair.tried)
    claim = claim if known else replace(claim, cap=Tier.WATCH)
    return Judged(claim, (fits["one"], fits["other"]), p_value, found.at, (found.at - 1, found.at + 1))


def _step(values: Matrix, panel: Panel, start: int) -> LegRequest:
    window = WINDOWS[panel.frequency]
    return LegRequest(values, values, Scale.RAW, panel.first, start, 1, panel.frequency.per_year, window.periods)


def _target_near(kpi: Kpi, found: Broken, frequency: Frequency) -> date | None:
    onset = first_day(found.at, frequency)
    return next((day for day in target_dates(kpi) if abs(day - onset) <= NEAR), None)


def _ladder(sure: bool) -> tuple[Explanation, ...]:
    conserved = Explanation(
        Message(N_("Fewer cases of one kind, more of another, each for itself")),
        Verdict.RULED_OUT if sure else Verdict.NOT_TESTED,
        Message(CONSERVED if sure else ABOUT),
    )
    slow = Explanation(
        Message(N_("A slow change")),
        Verdict.RULED_OUT,
        Message(N_("A change at once fits better than one over three months or longer.")),
    )
    return conserved, slow


def _numbers(verdict: Judged, pair: _Pair, moved: float, situation: Situation) -> dict[str, Fact]:
    unit = pair.kpi.unit or ""
    other: Fact = pair.name if pair.name else Names((pair.other,))
    return {**pair_numbers(verdict, (unit, unit)), "moved": Quantity(moved, unit), "other": other}


CHECK = Check(
    name="reclassification",
    says="A category falls at once while another one of the same kind rises by as many, and the total stays.",
    evaluate=evaluate,
    parameters={
        "together": Parameter(0.5, "The sum counts as unchanged within this share of what was moved", "", 0.0, 1.0),
        "smallest_effect": Parameter(1.0, "The smallest jump of the ratio that matters", "usual spreads", 0.0, 10.0),
        "at_once": Parameter(2.0, "By how much a jump must beat every slower change", "log-likelihood", 0.0, 100.0),
        "look_closer": Parameter(0.05, "Breaks with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    roles=("siblings",),
    numbers={**PAIR_NUMBERS, "moved": "how many were moved in each period", "other": "the category that they moved to"},
    statistical=True,
)
