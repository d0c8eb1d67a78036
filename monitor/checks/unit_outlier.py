"""Unit outlier: one unit's value lies far outside what its size and the usual differences between units allow.

Statistic: funnel with additive overdispersion over the units of the newest quarter (monitor.statistics.funnel); the p-value is
that of the farthest unit times the number of units, and times four, since every quarter looks at new values. Null hypothesis:
units differ by chance and by a normal spread between them. It is worth asking about, no more, unless the same unit lies on the
same side (p <= .05 by itself) in at least three of the last four quarters. Assumes that units do comparable work; adjust for
their mix first. Units below the minimum size are neither judged nor named. Minimum data: 10 units of at least `smallest_unit`
cases. Source: Spiegelhalter 2005; METHODS 2.13.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.checks._segments import Rows, divisions_of, unit_name
from monitor.checks._units import QUARTER, Units, units_in
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import (
    N_,
    Evidence,
    Explanation,
    Fact,
    Healthy,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.statistics.funnel import LEAST, Funnel, by, funnel

LOOKS = 4
LASTS = 3
SAME_SIDE = 0.05

METHOD = N_(
    "We compare the units over the newest quarter in a funnel: small units may lie further out than large ones, and the usual "
    "differences between units are allowed for."
)
UNDIVIDED = N_("has no values by unit")
LARGE = N_("its values by unit are numbers of cases, which say how large each unit is")
COUNTS = 0.9
"""Of so many values the number of cases is the same number."""

NO_SIZE = N_("the data do not say how many cases each unit has")


@dataclass(frozen=True, eq=False)
class _Look:
    """The units of one quarter and the funnel over them."""

    units: Units
    found: Funnel

    def far_out(self, row: int, side: float) -> bool:
        """Whether a unit lies outside on that side by itself."""
        at = np.flatnonzero(self.units.rows == row)
        return bool(len(at)) and bool(self.found.p_value[at[0]] <= SAME_SIDE and side * self.found.adjusted[at[0]] > 0)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI: its farthest unit, or nothing found."""
    divisions = divisions_of(situation, call.kpis)
    return [
        _judged(situation.catalogue[kpi], *divisions[kpi], call) if kpi in divisions else NotAssessed(kpi, Message(UNDIVIDED))
        for kpi in call.kpis
    ]


def _only_counts(panel: Panel, rows: Rows) -> bool:
    """Whether the values are the numbers of cases themselves, which say how large a unit is."""
    value, count = panel.value[rows], panel.count[rows]
    known = np.isfinite(value) & np.isfinite(count)
    return bool(known.any()) and bool(np.mean(value[known] == count[known]) > COUNTS)


def _judged(kpi: Kpi, panel: Panel, rows: Rows, call: Call) -> Outcome:
    if _only_counts(panel, rows):
        return NotAssessed(kpi.id, Message(LARGE))
    known = np.flatnonzero(np.isfinite(panel.value[rows]).any(axis=0))
    smallest = float(call.parameters["smallest_unit"])
    quarter = QUARTER[panel.frequency]
    newest = _look(panel, rows, int(known[-1]) + 1, quarter, smallest)
    if newest is None:
        return NotAssessed(kpi.id, Message(NO_SIZE))
    if isinstance(newest, int):
        facts: dict[str, Fact] = {"needed": Quantity(LEAST, kind="count"), "has": Quantity(newest, kind="count")}
        return NotAssessed(kpi.id, Message(N_("needs {needed} units that are large enough, has {has}"), facts))
    p_value = min(1.0, newest.found.smallest * LOOKS)
    if p_value > call.parameters["look_closer"]:
        return Healthy(kpi.id, p_value)
    earlier = [_look(panel, rows, int(known[-1]) + 1 - number * quarter, quarter, smallest) for number in range(1, LOOKS)]
    return _evidence(kpi, panel, newest, [one for one in earlier if isinstance(one, _Look)], p_value, call)


def _look(panel: Panel, rows: Rows, end: int, quarter: int, smallest: float) -> _Look | int | None:
    """One quarter's funnel; the number of units where they are too few, None where their sizes are not known."""
    if end <= 0:
        return 0
    units = units_in(panel, rows, slice(max(end - quarter, 0), end), smallest)
    if units is None:
        return None
    return _Look(units, funnel(units.value, units.error)) if len(units.rows) >= LEAST else len(units.rows)


def _evidence(kpi: Kpi, panel: Panel, newest: _Look, before: list[_Look], p_value: float, call: Call) -> Evidence:
    found, units, unit = newest.found, newest.units, kpi.unit or ""
    farthest = int(np.argmin(found.p_value))
    row, side = int(units.rows[farthest]), float(np.sign(found.adjusted[farthest]))
    lasting = 1 + sum(look.far_out(row, side) for look in before)
    last = int(np.flatnonzero(np.isfinite(panel.value[row]))[-1])
    first = max(last + 1 - QUARTER[panel.frequency] * (LOOKS if lasting >= LASTS else 1), 0)
    others = [unit_name(panel, int(units.rows[one])) for one in np.flatnonzero(by(found.p_value) <= SAME_SIDE) if one != farthest]
    value = float(units.value[farthest])
    return Evidence(
        kpi=kpi.id,
        segment=panel.keys[row].segment,
        identity="outlier",
        start=panel.start_of(first),
        end=panel.end_of(last),
        p_value=p_value,
        statistic=float(found.adjusted[farthest]),
        n=len(units.rows),
        effect=Quantity(value - found.centre, unit, "difference"),
        cap=Tier.FINDING if lasting >= LASTS else Tier.WATCH,
        numbers={
            "unit_name": unit_name(panel, row),
            "value": Quantity(value, unit),
            "usual": Quantity(found.centre, unit),
            "units": Quantity(len(units.rows), kind="count"),
            "cases": Quantity(float(units.size[farthest]), kind="count"),
            "quarters": Quantity(lasting, kind="count"),
            "others": ", ".join(others),
        },
        ladder=_ladder(lasting, 1 + len(before)),
        method=Message(METHOD),
        source="Spiegelhalter 2005",
        parameters=dict(call.parameters),
        details={"z": float(found.z[farthest]), "phi": found.phi, "between": float(np.sqrt(found.tau_squared))},
    )


def _ladder(lasting: int, looks: int) -> tuple[Explanation, ...]:
    small = N_("The unit's number of cases is in the comparison, and so are the usual differences between units.")
    spell = N_("It lies outside in {lasting} of the last {looks} quarters.")
    facts: dict[str, Fact] = {"lasting": Quantity(lasting, kind="count"), "looks": Quantity(looks, kind="count")}
    return (
        Explanation(Message(N_("A small unit, and chance")), Verdict.RULED_OUT, Message(small)),
        Explanation(
            Message(N_("One lucky quarter")), Verdict.RULED_OUT if lasting >= LASTS else Verdict.NOT_TESTED, Message(spell, facts)
        ),
        Explanation(
            Message(N_("Its work is of another kind")),
            Verdict.NOT_TESTED,
            Message(N_("The values do not say what kind of cases each unit has.")),
        ),
    )


CHECK = Check(
    name="unit_outlier",
    says="One unit's value lies far outside what its size and the usual differences between units allow.",
    evaluate=evaluate,
    parameters={
        "smallest_unit": Parameter(30, "Units with fewer cases in a quarter are neither judged nor named", "cases", 5, 100000),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "unit_name": "the unit that lies farthest out",
        "value": "its value in the newest quarter",
        "usual": "the common value of all units",
        "units": "how many units were compared",
        "cases": "how many cases the unit had",
        "quarters": "in how many of the last four quarters it lay outside",
        "others": "further units that lie outside",
    },
    statistical=True,
)
