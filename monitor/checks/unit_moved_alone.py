"""Unit moved alone: since the target began, one unit got better by far more than all other units did.

Statistic: each unit's change, its mean from a quarter of a year after the date on minus its mean in the two years before it, in a
funnel with additive overdispersion (monitor.statistics.funnel); the p-value is that of the unit that changed most to the better,
one-sided, times the numbers of units and of dates. What units are like from before cancels. Null hypothesis: the units' changes
differ by chance and by a normal spread. A unit may honestly learn what others have not: worth asking about, no more. Units below
the minimum size are neither judged nor named. Minimum data: 10 units, WINDOWS.needs periods before and after the target's date.
Sources: Spiegelhalter 2005; Jacob & Levitt 2003; METHODS 2.13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.checks._dates import known_starts
from monitor.checks._frame import WINDOWS, Window, weekly
from monitor.checks._scale import sign_of
from monitor.checks._segments import Rows, divisions_of, unit_name
from monitor.checks._units import units_in
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


@dataclass(frozen=True, eq=False)
class _Change:
    """The units' changes at one date: rows, means before and after (I,), and the funnel over the changes, up = better."""

    day: date
    rows: Rows
    before: Array
    after: Array
    size: Array
    found: Funnel

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
    p_value = min(1.0, float(best.p_values.min()) * len(best.rows) * len(changes))
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
    after = units_in(panel, rows, slice(column + window.ramp // 2, panel.periods), smallest)
    if before is None or after is None:
        return None
    both, one, other = np.intersect1d(before.rows, after.rows, return_indices=True)
    if len(both) < LEAST:
        return len(both)
    error = np.hypot(before.error[one], after.error[other])
    change = (sign_of(kpi) or 1.0) * (after.value[other] - before.value[one])
    return _Change(day, both, before.value[one], after.value[other], after.size[other], funnel(change, error))


def _evidence(kpi: Kpi, panel: Panel, change: _Change, p_value: float, call: Call) -> Evidence:
    farthest, unit = int(np.argmin(change.p_values)), kpi.unit or ""
    row, sign = int(change.rows[farthest]), sign_of(kpi) or 1.0
    last = int(np.flatnonzero(np.isfinite(panel.value[row]))[-1])
    more = sign * (change.after[farthest] - change.before[farthest]) - change.found.centre
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
        effect=Quantity(float(sign * more), unit, "difference"),
        cap=Tier.WATCH,
        numbers={
            "unit_name": unit_name(panel, row),
            "before": Quantity(float(change.before[farthest]), unit),
            "after": Quantity(float(change.after[farthest]), unit),
            "usual_change": Quantity(abs(change.found.centre), unit, "difference"),
            "more": Quantity(abs(float(more)), unit, "difference"),
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
