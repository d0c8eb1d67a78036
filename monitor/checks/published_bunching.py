"""Threshold bunching of published values: over units and periods, values pile up in the bin just on the good side of the target.

Statistic: Frandsen's test of the bin at the target against its neighbours, divided by the scatter of the same statistic at all
other bins of the scale (monitor.statistics.frandsen). Null hypothesis: values are as smooth at the target as elsewhere. Bins are
a tenth of a standard deviation wide, to the next lower 1, 2 or 5. A target whose next bin lies beyond the end of the scale is not
judged. Assumes that units are many enough for values to lie
everywhere; units so small that a bin holds none or one of their possible shares are left out. Only values by unit are judged:
for the total over time see target_hugging. Minimum data: 60 values in the three bins, 8 other bins as full. Source: Frandsen
2017; METHODS 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.checks._resolution import nice, resolution
from monitor.checks._rows import UNDIRECTED
from monitor.checks._scale import sign_of
from monitor.checks._segments import Rows, divisions_of
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import (
    N_,
    Evidence,
    Explanation,
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
from monitor.model.situation import Call, Situation
from monitor.statistics.frandsen import LEAST, Bunching, against_placebos

BINS = 40
"""So many bins are looked at on each side of the target."""

LIKE = 4.0
"""Places with more than four times the results are no comparison: there the same bend of the density gives twice the z."""

PER_SPREAD = 10
NORMAL_TENTHS = 2.5631

METHOD = N_(
    "We count the values of all units and periods in narrow bins and compare the bin just on the good side of the target with "
    "its two neighbours, as we compare every other bin of the scale with its own."
)
FEW = N_("needs {needed} values by unit near its target, and other places on the scale with as many")
CEILING = N_("its target lies so near the end of the scale that there is no room beyond it")
NO_TARGET = N_("has no values by unit together with a target")


@dataclass(frozen=True, eq=False)
class _Binned:
    """The gaps of all units and periods in bins of `width`, the target in the middle; `share_met` of all values met it."""

    counts: Matrix
    width: float
    share_met: float


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI with values by unit and a target."""
    divisions = divisions_of(situation, call.kpis)
    return [
        _judged(situation.catalogue[kpi], *divisions[kpi], call) if kpi in divisions else NotAssessed(kpi, Message(NO_TARGET))
        for kpi in call.kpis
    ]


def _judged(kpi: Kpi, panel: Panel, rows: Rows, call: Call) -> Outcome:
    sign = sign_of(kpi)
    if sign is None:
        return NotAssessed(kpi.id, UNDIRECTED)
    if not np.isfinite(panel.value[rows] - panel.target[rows]).any():
        return NotAssessed(kpi.id, Message(NO_TARGET))
    try:
        binned = _binned(panel, rows, sign)
        if _at_the_end(kpi, panel, rows, sign * 2 * binned.width):
            return NotAssessed(kpi.id, Message(CEILING))
        found = against_placebos(binned.counts, BINS, LIKE)
    except NotEnoughDataError:
        return NotAssessed(kpi.id, Message(FEW, {"needed": Quantity(LEAST, kind="count")}))
    large = found.excess >= call.parameters["smallest_excess"] * (found.before + found.after) / 2
    if found.p_value > call.parameters["look_closer"] or not large:
        return Healthy(kpi.id, found.p_value)
    return _evidence(kpi, panel, rows, binned, found, call)


def _binned(panel: Panel, rows: Rows, sign: float) -> _Binned:
    values = panel.value[rows]
    gaps = sign * (values - panel.target[rows])
    known = gaps[np.isfinite(gaps)]
    low, high = np.quantile(known, (0.1, 0.9))
    if high <= low:
        raise NotEnoughDataError("the values do not differ")
    width, step = nice(float(high - low) / NORMAL_TENTHS / PER_SPREAD), resolution(values)
    width = max(round(width / step), 1) * step if step else width
    fine = gaps[np.isfinite(gaps) & _fine_enough(panel, rows, width)]
    bins = np.floor(fine / width + 1e-9).astype(int) + BINS
    counts = np.bincount(bins[(bins >= 0) & (bins <= 2 * BINS)], minlength=2 * BINS + 1).astype(float)
    return _Binned(counts, width, float(np.mean(known >= 0)))


def _at_the_end(kpi: Kpi, panel: Panel, rows: Rows, room: float) -> bool:
    """Whether the scale ends, at 0 or at 100 %, before the bin after the one at the target: the last has no neighbour."""
    values = panel.value[rows]
    beyond = float(np.nanmedian(panel.target[rows][np.isfinite(values)])) + room
    floor, top = np.nanmin(values) >= 0, kpi.unit == "%" and np.nanmax(values) <= 100
    return bool((floor and beyond < 0) or (top and beyond > 100))


def _fine_enough(panel: Panel, rows: Rows, width: float) -> Matrix:
    """Where a unit has cases enough for two of its possible shares to lie in one bin; everywhere where cases are not known."""
    with np.errstate(invalid="ignore", divide="ignore"):
        one_case = np.abs(panel.value[rows] / panel.numerator[rows])
    return np.asarray(~np.isfinite(one_case) | (2 * one_case <= width))


def _evidence(kpi: Kpi, panel: Panel, rows: Rows, binned: _Binned, found: Bunching, call: Call) -> Evidence:
    known = np.flatnonzero(np.isfinite(panel.value[rows] - panel.target[rows]).any(axis=0))
    unit = kpi.unit or ""
    return Evidence(
        kpi=kpi.id,
        identity="bunching",
        start=panel.start_of(int(known[0])),
        end=panel.end_of(int(known[-1])),
        p_value=found.p_value,
        statistic=found.z / found.scatter,
        n=found.before + found.at + found.after,
        effect=Quantity(round(found.excess), kind="count"),
        numbers={
            "just_met": Quantity(found.at, kind="count"),
            "just_missed": Quantity(found.before, kind="count"),
            "next": Quantity(found.after, kind="count"),
            "band": Quantity(binned.width, unit, "difference"),
            "excess": Quantity(round(found.excess), kind="count"),
            "units": Quantity(len(rows), kind="count"),
        },
        legs=(Leg(kpi.id, "main", unit=unit),),
        ladder=_ladder(found),
        method=Message(METHOD),
        source="Frandsen 2017",
        parameters=dict(call.parameters),
        details={"z": found.z, "scatter": found.scatter, "placebos": float(found.placebos), "share_met": binned.share_met},
    )


def _ladder(found: Bunching) -> tuple[Explanation, ...]:
    elsewhere = N_("At {places} other places on the scale no such pile is usual; how much piles vary there is in the comparison.")
    places = {"places": Quantity(found.placebos, kind="count")}
    return (
        Explanation(
            Message(N_("Rounding, and units that stay where they are")), Verdict.RULED_OUT, Message(elsewhere, dict(places))
        ),
        Explanation(
            Message(N_("Work is steered to the target openly")),
            Verdict.NOT_TESTED,
            Message(N_("The values cannot show it: ask how the number is made.")),
        ),
    )


CHECK = Check(
    name="published_bunching",
    says="Over units and periods, values pile up just on the good side of the target.",
    evaluate=evaluate,
    parameters={
        "smallest_excess": Parameter(
            0.1, "The smallest pile that matters, as a share of what its neighbours hold", "", 0.0, 10.0
        ),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "just_met": "how many values lie in the bin just on the good side",
        "just_missed": "how many lie in the bin just on the bad side",
        "next": "how many lie in the bin after the one just on the good side",
        "band": "how wide a bin is",
        "excess": "how many more than its neighbours the bin holds",
        "units": "how many units there are",
    },
    statistical=True,
)
