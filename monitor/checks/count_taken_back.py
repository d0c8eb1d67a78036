"""A count is below zero, or a sum so far falls: something that had been counted was taken back, or the number is wrong.

A fact of the data; no p-value. Judged are KPIs whose unit is of things that happen (cases, orders), unless they say that they are
a difference; sums so far are known by their names, and may begin anew with a year. Periods that a note or a declared change
covers are left out, and so are KPIs whose values are not whole.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact
from monitor.checks._flows import counts_events, sum_so_far
from monitor.checks._rows import Row, row_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Message, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix
from monitor.model.situation import Call, Situation

METHOD = Message(N_("We look for counts below zero, and for sums so far that fall within a year."))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI that takes back what it had counted."""
    rows = [row_of(situation, kpi) for kpi in call.kpis if counts_events(situation.catalogue[kpi])]
    found = [_judged(row, call) for row in rows if row is not None]
    return [one for one in found if one is not None]


def _judged(row: Row, call: Call) -> Evidence | None:
    taken = _falls(row) if sum_so_far(row.kpi) else np.minimum(np.nan_to_num(row.value), 0.0)
    at = [int(period) for period in np.flatnonzero(taken < 0) if not _noted(row, int(period), call.parameters["around"])]
    if not at or np.any(row.value[np.isfinite(row.value)] % 1 != 0):
        return None
    worst = min(at, key=lambda period: float(taken[period]))
    return fact(
        row.kpi,
        call,
        METHOD,
        n=len(at),
        start=row.start_of(at[0]),
        end=row.end_of(at[-1]),
        numbers={
            "times": count(len(at)),
            "worst": Day(row.start_of(worst), row.frequency.value),
            "lost": Quantity(-float(taken[worst]), row.kpi.unit or ""),
        },
    )


def _falls(row: Row) -> Matrix:
    """How far each value lies below the one before, (periods,), 0 where it does not; the first value of a year may."""
    known = np.flatnonzero(np.isfinite(row.value))
    falls = np.zeros(len(row.value))
    falls[known[1:]] = np.minimum(np.diff(row.value[known]), 0.0)
    years = np.array([row.start_of(int(period)).year for period in known])
    falls[known[1:][np.diff(years) > 0]] = 0.0
    return falls


def _noted(row: Row, period: int, around: float) -> bool:
    """Whether a note or a declared change lies in a period, or so many days around it."""
    near = timedelta(days=int(around))
    first, last = row.start_of(period) - near, row.end_of(period) + near
    return any(begin <= last and end >= first for begin, end in _known(row.kpi))


def _known(kpi: Kpi) -> list[tuple[date, date]]:
    notes = [(note.start, note.end or note.start) for note in kpi.notes]
    return notes + [(change.start, change.start) for change in kpi.changes]


CHECK = Check(
    name="count_taken_back",
    says="A count is below zero, or a sum so far falls.",
    evaluate=evaluate,
    parameters={
        "around": Parameter(7, "a note so near a period covers it", unit="days", minimum=0),
        "elsewhere": ELSEWHERE,
    },
    numbers={
        "times": "in how many periods",
        "worst": "the period in which most was taken back",
        "lost": "how much was taken back in it",
    },
)
