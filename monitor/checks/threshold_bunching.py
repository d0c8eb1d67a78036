"""Threshold bunching of records: cases, purchases, scores pile up just on the good side of the limit of one record.

Statistic: by the scale of the measure (monitor.checks._limit_tests), the local jump at the limit against other places of the
scale, the shift since the target bin by bin, or a spike or step on a short scale. Null hypothesis: the records lie as smoothly at
the limit as elsewhere. Assumes that bins are closed on the side that counts as met. The size is the excess mass beyond a smooth
counterfactual, and both a share of the pile and of all records must matter. Minimum data: 150 records within reach of the limit
(a quarter of it). Sources: Cattaneo, Jansson & Ma 2020; Frandsen 2017; Kleven 2016; METHODS 2.3.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from monitor.checks._dates import target_dates
from monitor.checks._limit_bins import Bins, as_tested, bins_of
from monitor.checks._limit_cells import Cells, cells_of
from monitor.checks._limit_ladder import a_job, always_so, band_of, by_unit, other_places, work_ordering
from monitor.checks._limit_tests import Tested, decide
from monitor.checks._limits import Limit, limit_of
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import (
    N_,
    Evidence,
    Explanation,
    Fact,
    Healthy,
    Histogram,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.panel import Matrix
from monitor.model.records import Records
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.statistics.density_test import density_test
from monitor.statistics.excess_mass import ExcessMass, excess_mass
from monitor.statistics.local_jump import LEAST

WEEKS = 156
"""Three years of records are judged: what happened earlier has been judged before."""

ONE_VALUE = N_("{share} of the records near its limit have the very same value: a rule or a job sets it, not people")
FEW = N_("needs {needed} records near its limit and other places on the scale to compare with, has {has}")
CEILING = N_("next to none of its records lie beyond the limit: the scale ends there")
NONE = N_("its records have no values")

BEYOND = 0.005
"""Where fewer of the records near the limit than this miss it, the scale ends there."""


@dataclass(frozen=True, eq=False)
class _Judged:
    """One limit, judged: bins since the target, those from before it where there are enough, the test, and the masses."""

    limit: Limit
    cells: Cells
    now: Bins
    before: Bins | None
    tested: Tested
    mass: ExcessMass


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI with records and a limit of one record."""
    if situation.records is None:
        return []
    return [_outcome(situation, situation.records, kpi, call) for kpi in call.kpis]


def _outcome(situation: Situation, records: Records, kpi: str, call: Call) -> Outcome:
    limit = limit_of(situation, situation.catalogue[kpi])
    if isinstance(limit, Message):
        return NotAssessed(kpi, limit)
    cells = cells_of(records, limit)
    if cells is None:
        return NotAssessed(kpi, Message(NONE))
    if cells.fullest > call.parameters["one_value"]:
        return NotAssessed(kpi, Message(ONE_VALUE, {"share": Quantity(cells.fullest, kind="share")}))
    now, before = _by_target(bins_of(cells))
    near = now.counts[now.window]
    if near[: now.limit - now.window.start].sum() <= BEYOND * near.sum():
        return NotAssessed(kpi, Message(CEILING))
    now = as_tested(now, before is not None)
    try:
        tested = decide(now, before)
        if tested.p_value > call.parameters["look_closer"]:
            return Healthy(kpi, tested.p_value)
        mass = _mass(now, call)
    except NotEnoughDataError:
        facts: dict[str, Fact] = {"needed": Quantity(LEAST, kind="count"), "has": Quantity(now.inside, kind="count")}
        return NotAssessed(kpi, Message(FEW, facts))
    judged = _Judged(limit, cells, now, before, tested, mass)
    return _raised(judged, records, call) if _matters(now, mass, call) else Healthy(kpi, tested.p_value)


def _by_target(bins: Bins) -> tuple[Bins, Bins | None]:
    """The records since the latest target that has enough of them on both sides of its start; else all, and none before."""
    days = np.array([week.toordinal() for week in bins.weeks])
    latest = days > days.max() - 7 * WEEKS
    for day in sorted(target_dates(bins.of.kpi), reverse=True):
        since = days >= day.toordinal()
        now, before = bins.only(since & latest), bins.only(~since & (days > day.toordinal() - 7 * WEEKS))
        if now.inside >= LEAST and before.inside >= LEAST:
            return now, before
    return bins.only(latest), None


def _mass(bins: Bins, call: Call) -> ExcessMass:
    """The pile beyond a smooth counterfactual; where there is a step and no pile, what lies beyond the step's other side."""
    window = bins.window
    seed = zlib.crc32(f"{bins.of.kpi.id} {bins.weeks[-1]}".encode())
    rng = np.random.default_rng(seed)
    most = max(round(bins.near / bins.width), 2)
    at = bins.limit - window.start
    mass = excess_mass(bins.weekly[:, window], at, bins.round_places[window], rng, most)
    return mass if _matters(bins, mass, call) else _step(bins.counts[window], at, max(most // 3, 1))


def _step(counts: Matrix, limit: int, wide: int) -> ExcessMass:
    """The records just inside beyond as many as lie just outside: those of a step, at least. No counterfactual."""
    inside, outside = counts[limit : limit + wide].sum(), counts[max(limit - wide, 0) : limit].sum()
    error = 1.645 * math.sqrt(float(inside + outside))
    excess = float(inside - outside)
    return ExcessMass(np.zeros(0), wide, wide, int(inside), excess, excess - error, excess + error, 0.0)


def _matters(bins: Bins, mass: ExcessMass, call: Call) -> bool:
    """Whether the pile is large, beside what would lie there and beside all records."""
    of_all = mass.excess / max(float(bins.number.sum()), 1.0)
    return bool(mass.share >= call.parameters["smallest_excess"] and of_all >= call.parameters["smallest_share"])


def _raised(judged: _Judged, records: Records, call: Call) -> Outcome:
    now, kpi = judged.now, judged.limit.kpi
    ladder = [other_places(judged.tested, now), a_job(now), always_so(now, judged.before, judged.tested)]
    ordering = work_ordering(now, judged.mass)
    ladder += [ordering] if ordering else []
    everywhere = by_unit(records, judged.cells.grid, now, judged.mass, call.parameters["name_units"])
    ladder += [everywhere.rung] if everywhere else []
    if any(rung.verdict == Verdict.EXPLAINS for rung in ladder):
        return Healthy(kpi.id, judged.tested.p_value)
    return _evidence(judged, tuple(ladder), call)


def _evidence(judged: _Judged, ladder: tuple[Explanation, ...], call: Call) -> Evidence:
    now, mass, tested, limit = judged.now, judged.mass, judged.tested, judged.limit
    unsure = any(rung.verdict == Verdict.EXPLAINS_SOME for rung in ladder)
    return Evidence(
        kpi=limit.kpi.id,
        events=limit.table.name,
        identity=f"records {limit.measure}",
        start=now.weeks[0],
        end=now.weeks[-1] + timedelta(days=6),
        reference=_reference(judged),
        p_value=tested.p_value,
        statistic=tested.statistic,
        n=now.inside,
        effect=Quantity(round(mass.excess), kind="count"),
        cap=Tier.WATCH if unsure else Tier.FINDING,
        numbers=_numbers(judged),
        ladder=ladder,
        method=Message(tested.method),
        source=tested.source,
        parameters=dict(call.parameters),
        details=_details(judged),
        histogram=_histogram(judged),
    )


def _reference(judged: _Judged) -> date | None:
    return judged.now.weeks[0] if judged.before is not None else None


def _numbers(judged: _Judged) -> Mapping[str, Fact]:
    now, mass, limit = judged.now, judged.mass, judged.limit
    total, met = float(now.number.sum()), float(now.met.sum())
    just_missed = float(now.counts[max(now.limit - mass.zone, 0) : now.limit].sum())
    return {
        "limit": Quantity(limit.value, limit.unit),
        "band": band_of(now, mass),
        "just_met": Quantity(mass.in_zone, kind="count"),
        "just_missed": Quantity(round(just_missed), kind="count"),
        "excess": Quantity(_rounded(mass.excess), kind="count"),
        "low": Quantity(_rounded(max(mass.low, 0.0)), kind="count"),
        "high": Quantity(_rounded(mass.high), kind="count"),
        "met": Quantity(met / total, kind="share"),
        "met_without": Quantity(max(met - mass.excess, 0.0) / total, kind="share"),
        "records": Quantity(round(total), kind="count"),
    }


def _rounded(number: float) -> float:
    """To two digits, as a number that is estimated is said."""
    power = 10 ** max(int(np.log10(max(number, 1.0))) - 1, 0)
    return float(round(number / power) * power)


def _details(judged: _Judged) -> dict[str, float]:
    mass, now = judged.mass, judged.now
    found = {
        "jump": judged.tested.jump,
        "scatter": judged.tested.scatter,
        "placebos": float(judged.tested.places),
        "excess": mass.excess,
        "excess_low": mass.low,
        "excess_high": mass.high,
        "missing": mass.missing,
    }
    if now.fine:
        try:
            density = _density(now)
        except NotEnoughDataError:
            return found
        found |= {"density_t": density}
    return found


def _density(bins: Bins) -> float:
    """T of the density test on the middles of the bins, positive where the good side is the denser one."""
    window = bins.window
    middles = (np.arange(window.start, window.stop) - bins.limit + 0.5) * bins.width
    return density_test(middles, 0.0, (bins.reach * bins.width / 2,) * 2, counts=bins.counts[window]).t


def _histogram(judged: _Judged) -> Histogram:
    """The bins within reach, in the order of the scale."""
    now, limit, window = judged.now, judged.limit, judged.now.window
    counts, expected = now.counts[window], judged.mass.expected
    bins = len(now.counts)
    first, last = (bins - window.stop, bins - window.start) if limit.below else (window.start, window.stop)
    if limit.below:
        counts, expected = counts[::-1], expected[::-1]
    pile = judged.mass.zone * now.width
    return Histogram(
        edges=tuple(float(edge) for edge in now.edges[first : last + 1]),
        counts=tuple(int(count) for count in counts),
        expected=tuple(float(round(one, 2)) for one in expected),
        limit=limit.value,
        met="below" if limit.below else "above",
        unit=limit.unit,
        inclusive=limit.inclusive,
        zone=(limit.value - pile, limit.value) if limit.below else (limit.value, limit.value + pile),
    )


CHECK = Check(
    name="threshold_bunching",
    says="Records pile up just on the good side of the limit of one record.",
    evaluate=evaluate,
    parameters={
        "smallest_excess": Parameter(0.1, "The smallest pile that matters, as a share of what would lie there", "", 0.0, 10.0),
        "smallest_share": Parameter(0.002, "The smallest pile that matters, as a share of all records", "", 0.0, 1.0),
        "one_value": Parameter(0.5, "Where a single value holds more of the records, nothing is judged", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
        "name_units": Parameter(False, "Whether units that show it are named, for controllers"),
    },
    numbers={
        "limit": "the limit of one record",
        "band": "how wide the pile before the limit is",
        "just_met": "how many records lie in the pile",
        "just_missed": "how many lie in a stretch as wide on the other side of the limit",
        "excess": "how many of them would not lie there in a smooth distribution, about",
        "low": "the lower end of the 90 % interval of that",
        "high": "its upper end",
        "met": "the share of all records that met the limit",
        "met_without": "what that share would be without the pile",
        "records": "how many records there are",
    },
    statistical=True,
)
