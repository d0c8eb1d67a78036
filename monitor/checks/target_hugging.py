"""Target hugging: results of one KPI stop just on the good side of its target.

Statistic: the good side of a narrow band around the target in force against the odds that the neighbourhood gives it
(monitor.statistics.target_hugging). The band is half of a standard deviation of the gaps, from their outer tenths. Null
hypothesis: the density of results is smooth at the target. Only totals are judged: for units over periods see published_bunching.
Not judged: a target so near the end of the scale that better results cannot be told apart, and values too coarse for a band of
three steps. Minimum data: 20 results in the band. Source: METHODS 2.9b.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.checks._resolution import coarsest
from monitor.checks._rows import UNDIRECTED
from monitor.checks._scale import sign_of
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
from monitor.model.situation import Call, Situation
from monitor.statistics.target_hugging import LEAST, Hugging, hugging

BAND = 0.5
"""Width of the band on each side, in standard deviations of the gaps."""

NORMAL_TENTHS = 2.5631
"""The distance between the first and the last tenth of a normal distribution: results that pile up hardly change it."""

STEPS = 3
"""A band is at least so many steps of the values wide."""

REACH = 3
"""The neighbourhood ends so many bands from the target."""

METHOD = N_(
    "We count the results just on the good side of the target and just on the bad side, and compare with what a smooth spread of "
    "results, judged by those a little further away on both sides, would give."
)
FEW = N_("needs {needed} results near its target, has {has}")
CEILING = N_("its target lies so near the end of the scale that there is no room beyond it")
COARSE = N_("its values are rounded too coarsely to tell just above the target from just below")


@dataclass(frozen=True, eq=False)
class _Ready:
    """One KPI ready to be judged: gaps to the target (T,), oriented so that 0 and above is good, band width and step."""

    kpi: Kpi
    gaps: Matrix
    width: float
    step: float


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI with values and a target."""
    wanted = frozenset(call.kpis)
    outcomes: list[Outcome] = []
    for panel in situation.totals.values():
        targeted = np.isfinite(panel.value - panel.target).sum(axis=1) > 0
        rows = [number for number, key in enumerate(panel.keys) if targeted[number] and key.kpi in wanted]
        prepared = [_prepared(situation.catalogue[panel.keys[row].kpi], panel, row) for row in rows]
        outcomes += [one for one in prepared if isinstance(one, NotAssessed)]
        ready = [one for one in prepared if isinstance(one, _Ready)]
        if ready:
            widths, steps = (np.array([getattr(one, name) for one in ready]) for name in ("width", "step"))
            found = hugging(np.stack([one.gaps for one in ready]), widths, steps)
            outcomes += [_outcome(panel, one, found, number, call) for number, one in enumerate(ready)]
    return outcomes


def _prepared(kpi: Kpi, panel: Panel, row: int) -> _Ready | NotAssessed:
    sign = sign_of(kpi)
    if sign is None:
        return NotAssessed(kpi.id, UNDIRECTED)
    gaps = sign * (panel.value[row] - panel.target[row])
    known = gaps[np.isfinite(gaps)]
    if len(known) < LEAST:
        return NotAssessed(kpi.id, _few(len(known)))
    low, high = np.quantile(known, (0.1, 0.9))
    spread = float(high - low) / NORMAL_TENTHS
    step = coarsest(panel.value[row])
    steps = max(round(BAND * spread / step), STEPS) if step else 0
    width = steps * step if step else BAND * spread
    if spread <= 0 or (step and width > 2 * BAND * spread):
        return NotAssessed(kpi.id, Message(COARSE))
    if _at_the_end(kpi, panel.value[row], panel.target[row], sign * REACH * width):
        return NotAssessed(kpi.id, Message(CEILING))
    return _Ready(kpi, gaps, width, step)


def _few(has: float) -> Message:
    facts: dict[str, Fact] = {"needed": Quantity(LEAST, kind="count"), "has": Quantity(has, kind="count")}
    return Message(FEW, facts)


def _at_the_end(kpi: Kpi, value: Matrix, target: Matrix, reach: float) -> bool:
    """Whether the good side of the neighbourhood ends where the scale does: at 0, or at 100 %."""
    beyond = target[np.isfinite(value) & np.isfinite(target)] + reach
    positive = float(np.nanmin(value)) >= 0
    return bool((positive and np.median(beyond) < 0) or (kpi.unit == "%" and np.nanmax(value) <= 100 < np.median(beyond)))


def _outcome(panel: Panel, ready: _Ready, found: Hugging, number: int, call: Call) -> Outcome:
    kpi, p_value = ready.kpi, float(found.p_value[number])
    if not np.isfinite(p_value):
        return NotAssessed(kpi.id, _few(float(found.near[number])))
    excess = float(found.share[number] - found.expected[number])
    if p_value > call.parameters["look_closer"] or excess < call.parameters["smallest_excess"]:
        return Healthy(kpi.id, p_value)
    return _evidence(panel, ready, found, number, call)


def _evidence(panel: Panel, ready: _Ready, found: Hugging, number: int, call: Call) -> Evidence:
    kpi, unit = ready.kpi, ready.kpi.unit or ""
    known = np.flatnonzero(np.isfinite(ready.gaps))
    near, good, expected = (float(each[number]) for each in (found.near, found.good, found.expected))
    return Evidence(
        kpi=kpi.id,
        identity="hugging",
        start=panel.start_of(int(known[0])),
        end=panel.end_of(int(known[-1])),
        p_value=float(found.p_value[number]),
        statistic=good / near,
        n=int(near),
        effect=Quantity(good - near * expected, kind="count"),
        numbers={
            "just_met": Quantity(good, kind="count"),
            "near": Quantity(near, kind="count"),
            "usual": Quantity(round(near * expected), kind="count"),
            "band": Quantity(ready.width, unit, "difference"),
            "excess": Quantity(round(good - near * expected), kind="count"),
        },
        legs=(Leg(kpi.id, "main", unit=unit),),
        ladder=_ladder(ready),
        method=Message(METHOD),
        source="METHODS 2.9b",
        parameters=dict(call.parameters),
        details={"share": good / near, "expected_share": expected, "width": ready.width, "step": ready.step},
    )


def _ladder(ready: _Ready) -> tuple[Explanation, ...]:
    exactly = float(np.mean(np.abs(ready.gaps[np.isfinite(ready.gaps)]) < 1e-9))
    smooth = N_("Results a little further from the target, on both sides, say how many to expect near it.")
    fine = N_("A band is wider than three steps of the values; {share} of all results lie exactly on the target.")
    return (
        Explanation(Message(N_("The process is simply a little better than its target")), Verdict.RULED_OUT, Message(smooth)),
        Explanation(Message(N_("Rounding")), Verdict.RULED_OUT, Message(fine, {"share": Quantity(exactly, kind="share")})),
        Explanation(
            Message(N_("Work is steered to the target openly")),
            Verdict.NOT_TESTED,
            Message(N_("The values cannot show it: ask how the number is made.")),
        ),
    )


CHECK = Check(
    name="target_hugging",
    says="Results of a KPI stop just on the good side of its target.",
    evaluate=evaluate,
    parameters={
        "smallest_excess": Parameter(0.15, "By how much more than usual the good side must weigh", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "just_met": "how many results lie just on the good side",
        "near": "how many results lie near the target",
        "usual": "how many of these would lie on the good side usually",
        "band": "how near is near",
        "excess": "how many more than usual lie just on the good side",
    },
    statistical=True,
)
