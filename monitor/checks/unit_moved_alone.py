"""Unit moved alone: since the target began, one unit got better by far more than all other units did.

Statistic: each unit's change, its mean from a quarter of a year after the date on minus its mean in the two years before it, in a
funnel with additive overdispersion (monitor.statistics.funnel); the p-value is that of the unit that changed most to the better,
one-sided, times the numbers of units and of dates. Counts, times and amounts are compared by their ratios, since large units
change by more; shares and percentages by their differences. A unit that wanders has the larger error of its own quarters. What
units are like from before cancels. Null hypothesis: the units' changes differ by chance and by a normal spread. A unit may
honestly learn what others have not: worth asking about, no more. Units below the minimum size are neither judged nor named.
Minimum data: 10 units, WINDOWS.needs periods before and after the target's date. Sources: Spiegelhalter 2005; Jacob & Levitt
2003; METHODS 2.13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.checks._dates import known_starts
from monitor.checks._frame import WINDOWS, Window, weekly
from monitor.checks._scale import sign_of
from monitor.checks._segments import Rows, divisions_of, unit_name
from monitor.checks._units import QUARTER, units_in
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Explanation, Fact, Healthy, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier
from monitor.statistics.funnel import LEAST, Array, Funnel, funnel

METHOD = N_(
    "We compare how much each unit changed since the target began, in a funnel: small units may change more by chance than large "
    "ones, and the usual differences between the units' changes are allowed for."
)
UNDIVIDED = N_("has no values by unit")
NO_SIZE = N_("the data do not say how many cases each unit has")
NO_TARGET = N_("no target began with enough periods before and after it")
NO_DIRECTION = N_("the catalogue does not say whether higher or lower is better")

LEAST_QUARTERS = 4
"""From so many quarters on a unit's own unrest can be told."""

WANDERING = 3.0
"""Units that wander for years: honest organisations with 24 units (240, four kinds) came below .01 and .003 2.1 and 2.8 times as
often as they should without it."""


@dataclass(frozen=True, eq=False)
class _Change:
    """The units' changes at one date: rows, means before and after (I,), and the funnel over the changes, up = better.

    `ratios`: the changes are logs of after / before, and not differences.
    """

    day: date
    rows: Rows
    before: Array
    after: Array
    size: Array
    found: Funnel
    ratios: bool

    def usual(self, unit: int, sign: float) -> float:
        """What unit number `unit` would have now, had it changed as all did."""
        before, centre = float(self.before[unit]), sign * self.found.centre
        return before * float(np.exp(centre)) if self.ratios else before + centre

    @property
    def p_values(self) -> Array:
        """One-sided to the better, of each unit."""
        half = self.found.p_value / 2
        return np.asarray(np.where(self.found.adjusted > 0, half, 1 - half))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI: the unit that got better most, or nothing found."""
    divisions = divisions_of(situation, call.kpis)
    return [
        _judged(situation.catalogue[kpi], *divisions[kpi], call) if kpi in divisions else NotAssessed(kpi, Message(UNDIVIDED))
        for kpi in call.kpis
    ]


def _judged(kpi: Kpi, panel: Panel, rows: Rows, call: Call) -> Outcome:
    panel = weekly(panel) if panel.frequency is Frequency.DAILY else panel
    if sign_of(kpi) is None or panel.frequency not in WINDOWS:
        return NotAssessed(kpi.id, Message(NO_DIRECTION if sign_of(kpi) is None else NO_TARGET))
    window = WINDOWS[panel.frequency]
    known = np.flatnonzero(np.isfinite(panel.value[rows]).any(axis=0))
    first = panel.first + int(known[0])
    dates = known_starts(kpi, panel.frequency, first, int(known[-1] - known[0]) + 1, window)
    if not dates:
        return NotAssessed(kpi.id, Message(NO_TARGET))
    smallest = float(call.parameters["smallest_unit"])
    tried = [_change(kpi, panel, rows, start - panel.first, day, window, smallest) for start, day in dates]
    changes = [one for one in tried if isinstance(one, _Change)]
    if not changes:
        return _too_few(kpi, [one for one in tried if isinstance(one, int)])
    best = min(changes, key=lambda one: float(one.p_values.min()))
    p_value = min(1.0, WANDERING * float(best.p_values.min()) * len(best.rows) * len(changes))
    if p_value > call.parameters["look_closer"]:
        return Healthy(kpi.id, p_value)
    return _evidence(kpi, panel, best, p_value, call)


def _too_few(kpi: Kpi, units: list[int]) -> NotAssessed:
    if not units:
        return NotAssessed(kpi.id, Message(NO_SIZE))
    facts: dict[str, Fact] = {"needed": Quantity(LEAST, kind="count"), "has": Quantity(max(units), kind="count")}
    return NotAssessed(kpi.id, Message(N_("needs {needed} units that are large enough, has {has}"), facts))


def _change(kpi: Kpi, panel: Panel, rows: Rows, column: int, day: date, window: Window, smallest: float) -> _Change | int | None:
    """The units' changes at one date; the number of units where they are too few, None where their sizes are not known."""
    earlier = slice(max(column - round(2 * panel.frequency.per_year), 0), column)
    before = units_in(panel, rows, earlier, smallest)
    later = slice(column + window.ramp // 2, panel.periods)
    after = units_in(panel, rows, later, smallest)
    if before is None or after is None:
        return None
    both, one, other = np.intersect1d(before.rows, after.rows, return_indices=True)
    if len(both) < LEAST:
        return len(both)
    was, now, errors = before.value[one], after.value[other], (before.error[one], after.error[other])
    ratios = _by_ratios(kpi, panel, both, was, now)
    change = np.log(now / was) if ratios else now - was
    error = np.hypot(errors[0] / was, errors[1] / now) if ratios else np.hypot(*errors)
    error = np.maximum(error, _wandering(panel, both, (earlier, later), ratios))
    return _Change(day, both, was, now, after.size[other], funnel((sign_of(kpi) or 1.0) * change, error), ratios)


def _wandering(panel: Panel, rows: Rows, windows: tuple[slice, slice], ratios: bool) -> Array:
    """The standard error of each unit's change (I,) from how much its own quarters differ within the two windows.

    They are taken against the middle unit's. A unit that wanders has changed by chance more than its number of cases says. 0 with
    less than four quarters.
    """
    quarters = [_quarters(panel, rows, window, ratios) for window in windows]
    number = [one.shape[1] for one in quarters]
    if min(number) == 0 or sum(number) < LEAST_QUARTERS:
        return np.zeros(len(rows))
    squares = sum(np.nansum((one - np.nanmean(one, axis=1, keepdims=True)) ** 2, axis=1) for one in quarters)
    return np.asarray(np.sqrt(squares / (sum(number) - 2) * (1 / number[0] + 1 / number[1])))


def _quarters(panel: Panel, rows: Rows, window: slice, ratios: bool) -> Array:
    """Each unit's means of whole quarters in a window, less those of the middle unit; (I, quarters)."""
    values = panel.value[rows, window]
    length = QUARTER[panel.frequency]
    whole = values.shape[1] // length
    folded = values[:, : whole * length].reshape(len(rows), whole, length)
    known = np.isfinite(folded).sum(axis=2)
    means = np.where(known > 0, np.nansum(folded, axis=2) / np.maximum(known, 1), np.nan)
    means = means[:, np.isfinite(means).all(axis=0) & ((means > 0).all(axis=0) | (not ratios))]
    means = np.log(means) if ratios else means
    return np.asarray(means - np.median(means, axis=0))


def _by_ratios(kpi: Kpi, panel: Panel, rows: Rows, was: Array, now: Array) -> bool:
    """Whether the units' changes grow with their level: counts, times and amounts, all above zero."""
    share = kpi.unit == "%" or np.isfinite(panel.numerator[rows]).any()
    return not share and bool(np.all(was > 0) and np.all(now > 0))


def _evidence(kpi: Kpi, panel: Panel, change: _Change, p_value: float, call: Call) -> Evidence:
    farthest, unit = int(np.argmin(change.p_values)), kpi.unit or ""
    row, sign = int(change.rows[farthest]), sign_of(kpi) or 1.0
    last = int(np.flatnonzero(np.isfinite(panel.value[row]))[-1])
    usual = change.usual(farthest, sign)
    more = float(change.after[farthest]) - usual
    return Evidence(
        kpi=kpi.id,
        segment=panel.keys[row].segment,
        identity="moved-alone",
        start=change.day,
        end=panel.end_of(last),
        reference=change.day,
        p_value=p_value,
        statistic=float(change.found.adjusted[farthest]),
        n=len(change.rows),
        effect=Quantity(more, unit, "difference"),
        cap=Tier.WATCH,
        numbers={
            "unit_name": unit_name(panel, row),
            "before": Quantity(float(change.before[farthest]), unit),
            "after": Quantity(float(change.after[farthest]), unit),
            "usual_change": Quantity(abs(usual - float(change.before[farthest])), unit, "difference"),
            "more": Quantity(abs(more), unit, "difference"),
            "units": Quantity(len(change.rows), kind="count"),
            "cases": Quantity(float(change.size[farthest]), kind="count"),
            "target_from": Day(change.day),
        },
        ladder=_ladder(),
        method=Message(METHOD),
        source="Spiegelhalter 2005; Jacob & Levitt 2003",
        parameters=dict(call.parameters),
        details={"z": float(change.found.z[farthest]), "between": float(np.sqrt(change.found.tau_squared))},
    )


def _ladder() -> tuple[Explanation, ...]:
    small = N_("The unit's number of cases is in the comparison, and so are the usual differences between the units' changes.")
    all_units = N_("What changed for all units alike is taken out.")
    return (
        Explanation(Message(N_("A small unit, and chance")), Verdict.RULED_OUT, Message(small)),
        Explanation(Message(N_("A change that all units share")), Verdict.RULED_OUT, Message(all_units)),
        Explanation(
            Message(N_("Its work became of another kind")),
            Verdict.NOT_TESTED,
            Message(N_("The values do not say what kind of cases each unit has.")),
        ),
    )


CHECK = Check(
    name="unit_moved_alone",
    says="Since the target began, one unit got better by far more than all other units did.",
    evaluate=evaluate,
    parameters={
        "smallest_unit": Parameter(100, "Units with fewer cases on either side are neither judged nor named", "cases", 5, 100000),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "unit_name": "the unit that got better most",
        "before": "its mean before the target",
        "after": "its mean since",
        "usual_change": "how much all units changed together",
        "more": "how much more it changed than all units together",
        "units": "how many units were compared",
        "cases": "how many cases the unit had since",
        "target_from": "the date of the target",
    },
    statistical=True,
)
