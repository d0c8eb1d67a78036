"""Periods are missing inside a KPI's history.

A fact of the data; no p-value. Days of the week and months of the year that never have a value (closed on Sundays, closed in
July) are not missing. What is missing at the end is stale, not a gap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact, share
from monitor.checks._rows import Row, row_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Message, Outcome
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency

METHOD = Message(N_("Periods without a value counted between the first and the last one with a value."))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI with too large a share of missing periods."""
    rows = [row for row in (row_of(situation, kpi) for kpi in call.kpis) if row is not None]
    found = [_judged(row, call) for row in rows if len(row.value) >= call.parameters["at_least"]]
    return [evidence for evidence in found if evidence is not None]


def _judged(row: Row, call: Call) -> Evidence | None:
    expected = _expected(row)
    missing = np.flatnonzero(np.isnan(row.value) & expected)
    part = len(missing) / max(int(expected.sum()), 1)
    if part <= call.parameters["share"]:
        return None
    return fact(
        row.kpi,
        call,
        METHOD,
        n=int(expected.sum()),
        start=row.start_of(int(missing[0])),
        end=row.end_of(int(missing[-1])),
        numbers={
            "missing": count(len(missing)),
            "share": share(part),
            "first": Day(row.start_of(int(missing[0])), row.frequency.value),
            "last": Day(row.start_of(int(missing[-1])), row.frequency.value),
        },
    )


def _expected(row: Row) -> NDArray[np.bool_]:
    """Where a value is to be expected: not on days of the week, or in months, that nearly never have one."""
    if row.frequency not in (Frequency.DAILY, Frequency.MONTHLY):
        return np.ones(len(row.value), dtype=bool)
    days = [row.start_of(period) for period in range(len(row.value))]
    slot = np.array([day.weekday() if row.frequency is Frequency.DAILY else day.month for day in days])
    expected = np.ones(len(slot), dtype=bool)
    for one in np.unique(slot):
        here = slot == one
        if here.sum() >= 2 and np.isfinite(row.value[here]).mean() <= 0.1:
            expected &= ~here
    return expected


CHECK = Check(
    name="gaps",
    says="Periods are missing inside the history.",
    evaluate=evaluate,
    parameters={
        "share": Parameter(0.1, "the largest share of periods that may be missing", minimum=0, maximum=1),
        "at_least": Parameter(12, "shorter histories are not judged", unit="periods", minimum=3),
        "elsewhere": ELSEWHERE,
    },
    numbers={
        "missing": "how many periods are missing",
        "share": "which share that is",
        "first": "the first of them",
        "last": "the last of them",
    },
)
