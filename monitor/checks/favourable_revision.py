"""Favourable revision: values that were published are changed afterwards, and mostly for the better.

Statistic: sign test with batches (all corrections recorded on one day) as units, and McNemar's exact test of the batches that
turn misses into hits against those that do the opposite; the smaller p-value, divided by each test's part (a quarter, three
quarters) where both are made. Only corrections of periods with a target count where there are enough: before it there was nothing
to gain, and honest ones only hide the others. Null hypothesis: corrections hurt as often as they help. Late registrations break
it honestly: those that the catalogue declares under `revisions:` are left out, and where nearly every period is corrected one
way, whether or not it met its target, the KPI is not judged. Minimum data: 12 batches, or 6 that change whether
the target is met. Source: McNemar 1947; METHODS 2.10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.checks._rows import UNDIRECTED
from monitor.checks._scale import sign_of
from monitor.checks._vintages import Revision, batches, expected, revisions_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import (
    N_,
    Evidence,
    Explanation,
    Fact,
    Healthy,
    Leg,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.statistics.sign_test import SignTest, sign_test

METHOD = N_(
    "Every correction of a value that had been reported is counted as helping or hurting; corrections made on one day count "
    "once. If they only mend mistakes, they hurt as often as they help."
)
NO_VINTAGES = N_("no value was ever changed after it was first recorded, or only the newest values are kept")
LATE = N_("nearly every period is corrected in the same direction: late registrations; declare them under revisions")


FLIPS = 0.75
"""The part of the test that corrections which change whether the target is met have beside all corrections (weighted
Bonferroni): who helps a figure helps it over its target, while mistakes are mended everywhere."""


@dataclass(frozen=True)
class _Found:
    """The corrections of one KPI and what the tests say; `periods` is how many periods have values."""

    revisions: Sequence[Revision]
    declared: int
    signs: SignTest
    flips: SignTest
    p_value: float
    periods: int


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI."""
    return [_judged(situation, situation.catalogue[kpi], call) for kpi in call.kpis]


def _judged(situation: Situation, kpi: Kpi, call: Call) -> Outcome:
    vintages, sign = situation.revisions.get(kpi.id, ()), sign_of(kpi)
    panel = situation.panel_of(kpi.id) or next((one for one in situation.segments.values() if _holds(one, kpi.id)), None)
    if not vintages or panel is None:
        return NotAssessed(kpi.id, Message(NO_VINTAGES))
    if sign is None:
        return NotAssessed(kpi.id, UNDIRECTED)
    found = _counted(kpi, revisions_of(kpi, vintages, panel, sign), panel, call)
    if found.signs.number < call.parameters["batches"] and found.flips.number < call.parameters["flips"]:
        facts: dict[str, Fact] = {
            "needed": Quantity(call.parameters["batches"], kind="count"),
            "has": Quantity(found.signs.number, kind="count"),
        }
        return NotAssessed(kpi.id, Message(N_("needs {needed} corrections made on different days, has {has}"), facts))
    share = found.signs.helped / max(found.signs.number, 1)
    if found.p_value > call.parameters["look_closer"] or share < call.parameters["smallest_share"]:
        return Healthy(kpi.id, found.p_value)
    late = _late_registrations(found, panel, kpi, sign, call)
    if late == Verdict.EXPLAINS:
        return NotAssessed(kpi.id, Message(LATE))
    return _evidence(kpi, panel, found, late, call)


def _holds(panel: Panel, kpi: str) -> bool:
    return any(key.kpi == kpi for key in panel.keys)


def _counted(kpi: Kpi, revisions: list[Revision], panel: Panel, call: Call) -> _Found:
    counted = [one for one in revisions if not expected(kpi, one, panel.frequency)]
    under_target = batches(one for one in counted if not np.isnan(one.target)).values()
    units = under_target if len(under_target) >= call.parameters["batches"] else batches(counted).values()
    signs = [np.sign(sum(np.sign(one.gain) for one in batch)) for batch in units]
    flips = [np.sign(sum(one.flip for one in batch)) for batch in units]
    by_sign, by_flip = (sign_test(sum(one > 0 for one in which), sum(one < 0 for one in which)) for which in (signs, flips))
    p_value = by_sign.p_value
    if by_flip.number >= call.parameters["flips"]:
        p_value = min(1.0, by_sign.p_value / (1 - FLIPS), by_flip.p_value / FLIPS)
    return _Found(counted, len(revisions) - len(counted), by_sign, by_flip, p_value, _periods(panel, kpi.id))


def _periods(panel: Panel, kpi: str) -> int:
    known = [np.isfinite(panel.value[number]) for number, key in enumerate(panel.keys) if key.kpi == kpi]
    return int(np.any(known, axis=0).sum())


def _late_registrations(found: _Found, panel: Panel, kpi: Kpi, sign: float, call: Call) -> str:
    """Whether corrections come to hits as well as to misses, as late registrations do; a word of Verdict."""
    helped = {one.period for one in found.revisions if one.gain > 0}
    frequent = len(helped) >= call.parameters["late_share"] * found.periods
    row = panel.row(kpi.id)
    if row is None or not np.isfinite(panel.target[row]).any():
        return Verdict.EXPLAINS if frequent else Verdict.NOT_TESTED
    missed, hit = _first_results(found, panel.value[row], panel.target[row], panel.first, sign)
    of_missed, of_hit = (np.mean([one in helped for one in which]) if which else 0.0 for which in (missed, hit))
    if len(hit) < 5 or len(missed) < 5:
        return Verdict.EXPLAINS if frequent else Verdict.NOT_TESTED
    if of_hit >= 0.5 * of_missed:
        return Verdict.EXPLAINS if frequent else Verdict.EXPLAINS_SOME
    return Verdict.RULED_OUT


def _first_results(found: _Found, value: Matrix, target: Matrix, first: int, sign: float) -> tuple[list[int], list[int]]:
    """The periods that missed and that met their target when they were first reported."""
    reported = value.copy()
    for one in reversed(found.revisions):
        if 0 <= one.period - first < len(reported):
            reported[one.period - first] = one.before
    known = np.isfinite(reported) & np.isfinite(target)
    met = sign * reported >= sign * target
    numbers = np.arange(len(value)) + first
    return numbers[known & ~met].tolist(), numbers[known & met].tolist()


def _evidence(kpi: Kpi, panel: Panel, found: _Found, late: str, call: Call) -> Evidence:
    periods = [one.period for one in found.revisions]
    gain = float(np.median([one.gain for one in found.revisions if one.gain > 0]))
    unit = kpi.unit or ""
    return Evidence(
        kpi=kpi.id,
        identity="revised",
        start=first_day(min(periods), panel.frequency),
        end=last_day(max(periods), panel.frequency),
        p_value=found.p_value,
        statistic=found.signs.helped / max(found.signs.number, 1),
        n=found.signs.number,
        effect=Quantity(gain, unit, "difference"),
        cap=Tier.FINDING if late == Verdict.RULED_OUT else Tier.WATCH,
        numbers={
            "helped": Quantity(found.signs.helped, kind="count"),
            "corrections": Quantity(found.signs.number, kind="count"),
            "to_hit": Quantity(found.flips.helped, kind="count"),
            "to_miss": Quantity(found.flips.hurt, kind="count"),
            "gain": Quantity(gain, unit, "difference"),
        },
        legs=(Leg(kpi.id, "main", unit=unit),),
        ladder=(_late(late), _one_batch(), _declared(found.declared)),
        method=Message(METHOD),
        source="McNemar 1947; METHODS 2.10",
        parameters=dict(call.parameters),
        details={"p_signs": found.signs.p_value, "p_flips": found.flips.p_value},
    )


def _late(verdict: str) -> Explanation:
    shown = {
        Verdict.RULED_OUT: N_(
            "Periods that had met their target were corrected upwards far less often than those that had missed it."
        ),
        Verdict.EXPLAINS_SOME: N_("Periods that had met their target were corrected in the same direction."),
        Verdict.NOT_TESTED: N_("There are too few periods with a target on either side of it to compare."),
    }[verdict]
    return Explanation(Message(N_("Late registrations")), verdict, Message(shown))


def _one_batch() -> Explanation:
    shown = N_("Corrections of one day count once, however many periods they change.")
    return Explanation(Message(N_("One large clean-up")), Verdict.RULED_OUT, Message(shown))


def _declared(number: int) -> Explanation:
    name = Message(N_("Corrections that the catalogue declares as usual"))
    shown = Message(N_("{number} such corrections were left out."), {"number": Quantity(number, kind="count")})
    return Explanation(name, Verdict.RULED_OUT, shown)


CHECK = Check(
    name="favourable_revision",
    says="Values that were published are changed afterwards, and mostly for the better.",
    evaluate=evaluate,
    parameters={
        "batches": Parameter(12, "Fewer batches of corrections than this are not judged", "", 6, 1000),
        "flips": Parameter(6, "From so many batches that change whether the target is met, these are tested too", "", 6, 1000),
        "smallest_share": Parameter(0.65, "The smallest share of favourable corrections that matters", "", 0.5, 1.0),
        "late_share": Parameter(0.5, "From this share of all periods on, corrections may be late registrations", "", 0.1, 1.0),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "helped": "how many batches of corrections helped",
        "corrections": "how many batches of corrections there were",
        "to_hit": "how many batches turned misses into hits",
        "to_miss": "how many batches turned hits into misses",
        "gain": "the usual size of a favourable correction",
    },
    statistical=True,
)
