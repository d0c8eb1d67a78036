"""Proxy decay: from the date of its target on, a KPI tells less about the outcome that it supports than it did before.

Over at least six units (the same groups of both KPIs): paired t of the units' slopes (monitor.statistics.proxy_decay). Without
units: the change of the one slope in an EB-GLS regression, worth asking about at most. Null hypothesis: the slope of the outcome
on the KPI did not fall at the date. Assumes that both have a direction and that the outcome is measured as before. Minimum data:
six units with WINDOWS.needs / 2 periods on both sides, or one pair with `single_periods` on both sides. A KPI whose spread fell
below a third is not assessed. Sources: Courty & Marschke 2008; METHODS 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.checks._dates import known_starts
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, judged, prior_of
from monitor.checks._pairs import NO_DIRECTION, NO_VALUES, panel_with
from monitor.checks._scale import sign_of
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import N_, Day, Evidence, Fact, Healthy, Message, NotAssessed, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier
from monitor.statistics.contrast import background, step
from monitor.statistics.eb_gls import average, fit_grid
from monitor.statistics.proxy_decay import LEAST_UNITS, Decay, decay

METHOD = N_(
    "We compare how closely the outcome follows the KPI before and after the date of the target, unit by unit. What all units "
    "have in common, such as season and growth, is taken out."
)
LEAST_SPREAD = 1 / 3


@dataclass(frozen=True)
class _Found:
    """The decay at one date; `units` is false for a single pair."""

    decay: Decay
    start: int
    day: date
    frequency: Frequency
    last: int
    units: bool


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Judges every selected KPI against the outcome that it supports."""
    panels, parted = judged(situation), judged(replace(situation, totals=situation.segments))
    return [_judged(situation.catalogue[kpi], situation, call, panels, parted) for kpi in call.kpis]


def _judged(
    kpi: Kpi, situation: Situation, call: Call, panels: dict[Frequency, Panel], parted: dict[Frequency, Panel]
) -> Outcome:
    outcome = situation.catalogue.kpis.get(kpi.supports or "")
    panel = panel_with(panels, kpi.id)
    if outcome is None or outcome.id not in call.roles.get("outcome", frozenset()):
        return NotAssessed(kpi.id, Message(N_("does not say which KPI of the catalogue it supports")))
    if panel is None or panel.row(outcome.id) is None:
        return NotAssessed(
            kpi.id, NO_VALUES if panel is None else Message(N_("what it supports has no values of the same frequency"))
        )
    if sign_of(kpi) is None or sign_of(outcome) is None:
        return NotAssessed(kpi.id, NO_DIRECTION)
    starts = known_starts(kpi, panel.frequency, *span_of(panel, kpi.id), WINDOWS[panel.frequency])
    if not starts:
        return NotAssessed(kpi.id, Message(N_("no target began with enough periods before and after it")))
    found = [one for start, day in starts for one in _at(kpi, outcome, panel, parted, start, day, situation, call)]
    if not found:
        return NotAssessed(kpi.id, Message(N_("fewer than six units have both, and one pair is too short to tell")))
    best = min(found, key=lambda one: one.decay.p_value)
    return _outcome(kpi, outcome, best, len(found), call)


def _at(
    kpi: Kpi, outcome: Kpi, panel: Panel, parted: dict[Frequency, Panel], start: int, day: date, situation: Situation, call: Call
) -> list[_Found]:
    """The decay at one date: over units where there are enough, else of the single pair where it is long enough."""
    apart = parted.get(panel.frequency)
    pair = _units(kpi, outcome, apart) if apart is not None else None
    shown = apart if pair is not None and apart is not None else panel
    pivot = start - shown.first
    columns = np.arange(max(shown.periods - WINDOWS[shown.frequency].periods, 0), shown.periods)
    before, after = columns[columns < pivot], columns[columns >= pivot]
    try:
        if pair is not None:
            found = decay(*pair, before, after)
        else:
            found = _single(_oriented(kpi, panel), _oriented(outcome, panel), columns, pivot, panel, situation, call)
    except NotEnoughDataError:
        return []
    if found.spread_kept < LEAST_SPREAD:
        return []
    return [_Found(found, start, day, shown.frequency, shown.first + shown.periods - 1, pair is not None)]


def _oriented(kpi: Kpi, panel: Panel) -> Matrix:
    return np.asarray((sign_of(kpi) or 1.0) * panel.value[panel.row(kpi.id)])


def _units(kpi: Kpi, outcome: Kpi, panel: Panel) -> tuple[Matrix, Matrix] | None:
    """Both KPIs over the groups that have both, (units, periods); None with fewer than six."""
    rows = [
        (row, other)
        for row, key in enumerate(panel.keys)
        if key.kpi == kpi.id and (other := panel.row(outcome.id, key.segment)) is not None
    ]
    if len(rows) < LEAST_UNITS:
        return None
    sides = panel.value[[row for row, _ in rows]], panel.value[[other for _, other in rows]]
    return np.asarray((sign_of(kpi) or 1.0) * sides[0]), np.asarray((sign_of(outcome) or 1.0) * sides[1])


def _single(
    measure: Matrix, outcome: Matrix, columns: NDArray[np.int64], pivot: int, panel: Panel, situation: Situation, call: Call
) -> Decay:
    """The fall of the slope of one pair: y = b m + d m (before) + level of each regime + season, noise as in EB-GLS."""
    known = columns[np.isfinite(measure[columns]) & np.isfinite(outcome[columns])]
    before = known < pivot
    if min(before.sum(), (~before).sum()) < call.parameters["single_periods"]:
        raise NotEnoughDataError("one pair is too short")
    m = np.array(measure[known])
    for part in (before, ~before):
        m[part] -= m[part].mean()
    spread = m[before].std(), m[~before].std()
    if min(spread) <= 0 or np.ptp(outcome[known]) <= 0:
        raise NotEnoughDataError("the values do not vary")
    at = known + panel.first
    beside = [m[:, None], step(at, pivot + panel.first)[:, None], background(at, panel.frequency.per_year)]
    prior, y = prior_of(situation, panel.frequency), outcome[known][None, :]
    fall = average(fit_grid(y, at, np.concatenate([(m * before)[:, None], *beside], axis=1)), prior)
    after = average(fit_grid(y, at, np.concatenate([m[:, None], (m * before)[:, None], *beside[1:]], axis=1)), prior)
    left = float(after.effect[0])
    return Decay(left + float(fall.effect[0]), left, float(fall.z[0]), float(fall.p_up[0]), 1, float(spread[1] / spread[0]))


def _outcome(kpi: Kpi, outcome: Kpi, found: _Found, tried: int, call: Call) -> Outcome:
    p_value, change = min(1.0, found.decay.p_value * tried), found.decay
    small = change.slope_before <= 0 or change.lost < call.parameters["smallest_loss"]
    if p_value > call.parameters["look_closer"] or small:
        return Healthy(kpi.id, p_value, (outcome.id,))
    onset = first_day(found.start, found.frequency)
    lost = min(change.lost, 1.0)
    numbers: dict[str, Fact] = {
        "lost": Quantity(lost, kind="share"),
        "since": Day(onset, found.frequency),
        "target_from": Day(found.day),
        "units": Quantity(change.units, kind="count"),
    }
    return Evidence(
        kpi=kpi.id,
        related=(outcome.id,),
        start=onset,
        end=last_day(found.last, found.frequency),
        onset=onset,
        reference=found.day,
        p_value=p_value,
        statistic=change.t,
        n=change.units,
        effect=Quantity(lost, kind="share"),
        cap=Tier.FINDING if found.units else Tier.WATCH,
        numbers=numbers,
        method=Message(METHOD),
        source="Courty & Marschke 2008; Ibragimov & Müller 2010",
        parameters=dict(call.parameters),
        details={"slope_before": change.slope_before, "slope_after": change.slope_after, "spread_kept": change.spread_kept},
    )


CHECK = Check(
    name="proxy_decay",
    says="From the date of its target on, a KPI tells less about the outcome that it supports than it did before.",
    evaluate=evaluate,
    parameters={
        "smallest_loss": Parameter(0.3, "The smallest share of the slope whose loss matters", "", 0.0, 1.0),
        "single_periods": Parameter(75, "Periods on both sides that one pair without units needs", "periods", 10, 1000),
        "look_closer": Parameter(0.05, "The largest p-value that is told", "", 0.0, 1.0),
    },
    roles=("outcome",),
    numbers={
        "lost": "the share of the KPI's movement that no longer goes with the outcome",
        "since": "the period from which it is compared",
        "target_from": "the date of the target",
        "units": "how many units were compared",
    },
    statistical=True,
)
