"""A KPI whose history is too short to know what is usual for it.

A fact of the data; no p-value. Counts periods with a value; `daily` … `yearly` say how many make a history.
"""

from __future__ import annotations

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks._rows import row_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Message, Outcome, Quantity
from monitor.model.situation import Call, Situation

METHOD = Message(N_("Periods with a value counted."))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI with some values, but fewer than make a history."""
    found: list[Outcome] = []
    for kpi in call.kpis:
        row = row_of(situation, kpi)
        if row is None:
            continue
        has, needed = int(np.isfinite(row.value).sum()), int(call.parameters[row.frequency.value])
        if has < needed:
            numbers = {
                "has": Quantity(has, row.frequency, "periods"),
                "needed": Quantity(needed, row.frequency, "periods"),
                "since": Day(row.start_of(0), row.frequency.value),
            }
            found.append(fact(row.kpi, call, METHOD, n=has, start=row.start_of(0), numbers=numbers))
    return found


def _enough(periods: int, frequency: str) -> Parameter:
    return Parameter(periods, f"so many {frequency} values make a history", unit="periods", minimum=2)


CHECK = Check(
    name="short_history",
    says="Too few values to know what is usual.",
    evaluate=evaluate,
    parameters={
        "daily": _enough(365, "daily"),
        "weekly": _enough(52, "weekly"),
        "monthly": _enough(12, "monthly"),
        "quarterly": _enough(8, "quarterly"),
        "yearly": _enough(3, "yearly"),
        "elsewhere": ELSEWHERE,
    },
    numbers={"has": "how many periods have a value", "needed": "how many make a history", "since": "the first period"},
)
