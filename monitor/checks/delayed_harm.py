"""Delayed harm: sales get better from the date of their target on, and some time later each sale brings more harm than before.

Legs (EB-GLS contrasts, min(z)): the KPI gets better; harm per sale (churn, returns, complaints, cancelled sales) gets worse, when
the harm of a period is set against the sales of some periods before. At most three lags are tried and paid for (Bonferroni).
Null hypothesis: at least one did not change that way. Assumes that a share of harm is of all customers, a count of the sales.
Minimum data: WINDOWS.needs periods before and, after the lag, after the date of a target. Sources: METHODS 2.12; Berger 1982.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, with_onset
from monitor.checks._frame import WINDOWS, Window
from monitor.checks._ladder import climb, explained_away
from monitor.checks._pairs import (
    NO_DIRECTION,
    PAIR_NUMBERS,
    Telling,
    at_start,
    dates_of,
    evidence_of,
    judge_all,
    kpi_side,
    logged,
    pair_numbers,
    request_of,
)
from monitor.checks._scale import Scale, scaled, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Fact, Healthy, Message, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Direction, Frequency

LAGS: dict[Frequency, tuple[int, ...]] = {
    Frequency.WEEKLY: (4, 13, 26),
    Frequency.MONTHLY: (1, 3, 6),
    Frequency.QUARTERLY: (1, 2),
}
"""About a month, a quarter and half a year."""

METHOD = N_(
    "We set the harm of each period against the sales of some time before, and compare harm per sale and sales before and after "
    "the date of the target. Both must have moved; up to three distances in time are tried and paid for."
)

MOST_HARMS = 6
"""Of more harms than this, with none named as a counter-metric, nobody can say which belongs to the sales."""


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI of sales against the harm that comes later."""

    def claims_of(kpi: Kpi, panel: Panel) -> list[Claim] | Message:
        if sign_of(kpi) is None:
            return NO_DIRECTION
        harms = _harms(kpi, panel, situation, call)
        if not harms:
            return Message(N_("no KPI of the same department says what harm comes later"))
        if not dates_of(kpi, panel, WINDOWS[panel.frequency]).known:
            return Message(N_("no target began with enough periods before and after it"))
        return list(_tried(kpi, harms, panel, WINDOWS[panel.frequency]))

    outcomes, verdicts, panels = judge_all(situation, call, claims_of)
    return outcomes + [_outcome(verdict, situation, call, panels[verdict.claim.frequency]) for verdict in verdicts]


def _harms(kpi: Kpi, panel: Panel, situation: Situation, call: Call) -> list[Kpi]:
    """The harms that the catalogue pairs with the KPI: those it names, and of the library's usual ones those of the department;
    where there are none, any of the department, as far as they are few.
    """
    allowed = call.roles.get("harm", frozenset())
    others = (situation.catalogue[one] for one in sorted(allowed) if one != kpi.id and panel.row(one) is not None)
    lower = [one for one in others if one.direction is Direction.LOWER]
    near = [one for one in lower if one.department == kpi.department]
    paired = [one for one in lower if one.id in kpi.counter or (one in near and one.id in kpi.usual_counter)]
    return paired or (near if len(near) <= MOST_HARMS else [])


def _tried(kpi: Kpi, harms: list[Kpi], panel: Panel, window: Window) -> Iterator[Claim]:
    dates, lags = dates_of(kpi, panel, window), LAGS[panel.frequency]
    main = kpi_side("main", kpi, panel, panel.first, window, True)
    pairs = [_harm_side(kpi, harm, panel, panel.first, window, lag) for harm in harms for lag in lags]
    tried = dates.tried * len(pairs)
    for start, day in zip(dates.starts, dates.days, strict=True):
        for pair in pairs:
            yield Claim(kpi.id, (at_start(main, start), at_start(pair, start)), panel.frequency, day, tried, dates.cap)


def _harm_side(kpi: Kpi, harm: Kpi, panel: Panel, start: int, window: Window, lag: int) -> Side:
    """Harm per sale at the time of the sale: the harm of `lag` periods later, divided by the sales where it is a count."""
    row = panel.row(harm.id)
    later, base = _ahead(panel.value[row], lag), _ahead(panel.denominator[row], lag)
    if (harm.unit or "") in ("count", ""):
        ratio = later / np.where(panel.value[panel.row(kpi.id)] > 0, panel.value[panel.row(kpi.id)], np.nan)
        request = request_of(-logged(ratio), ratio, Scale.LOG, panel, start, window)
        return Side(
            "pair",
            harm.id,
            request,
            False,
            "ratio",
            f"per sale, {lag} later",
            Message(N_("Harm per sale, at the time of the sale")),
        )
    series = scaled(harm, later, base, -1.0)
    request = request_of(series.values, later, series.scale, panel, start, window)
    return Side("pair", harm.id, request, False, harm.unit or "", f"{lag} later", Message(N_("Harm, at the time of the sale")))


def _ahead(values: Matrix, lag: int) -> Matrix:
    moved = np.full_like(values, np.nan)
    moved[:-lag] = values[lag:]
    return moved


def _outcome(verdict: Judged, situation: Situation, call: Call, panel: Panel) -> Outcome:
    kpis = [situation.catalogue[side.kpi] for side in verdict.claim.sides]
    nothing = Healthy(kpis[0].id, verdict.p_value, (kpis[1].id,), verdict.power)
    if verdict.p_value > call.parameters["look_closer"] or verdict.smallest_size < call.parameters["smallest_effect"]:
        return nothing
    verdict = with_onset(verdict)
    ladder = climb(verdict, kpis, None)
    if explained_away(ladder):
        return nothing
    side = verdict.claim.sides[1]
    lag = int(side.column.removesuffix(" later").split()[-1])
    units = (kpis[0].unit or "", side.unit)
    numbers: dict[str, Fact] = {**pair_numbers(verdict, units), "lag": Quantity(lag, panel.frequency, "periods")}
    telling = Telling(
        related=(kpis[1].id,),
        ladder=ladder,
        effect=Quantity(verdict.fits[1].change, units[1], "difference"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.12; Berger 1982",
        details={"lag": float(lag)},
    )
    return evidence_of(verdict, telling, panel, call)


CHECK = Check(
    name="delayed_harm",
    says="Sales get better from the date of their target on, and some time later each sale brings more harm than before.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, "The smallest change of either measure that matters", "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, "Explanations are tested where the p-value is below this", "", 0.0, 1.0),
    },
    roles=("harm",),
    numbers={**PAIR_NUMBERS, "lag": "how long after the sale the harm is counted"},
    statistical=True,
)
