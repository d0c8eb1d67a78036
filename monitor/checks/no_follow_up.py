"""A target that is missed again and again, and nobody has written down a decision about it.

A fact of the data and the catalogue; no p-value. Missed in at least `misses` of the last `window` periods (for quarters and
years in `in_a_row` running), and not only by chance: the upper end of a one-sided 95 % interval of the mean margin (Student
1908; assumes independent periods) misses it too. A KPI that hovers around its target misses six of eight periods one time in
seven. Quiet when a decision is recorded, or the target set anew, since the first of these misses; a target that stands beside
the values and is another one there counts as set anew, unless it changes in every other period: that is a plan by the month.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact
from monitor.checks._rows import UNDIRECTED, Row, margin, met, row_of, tolerance, undirected
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Message, NotAssessed, Outcome, Quantity
from monitor.model.panel import Matrix
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency

METHOD = Message(N_("Misses counted in the last periods; decisions read in the KPI catalogue."))
_SLOW = (Frequency.QUARTERLY, Frequency.YEARLY)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI that misses its target without a recorded decision."""
    found = [_judged(kpi, situation, call) for kpi in call.kpis]
    return [outcome for outcome in found if outcome is not None]


def _judged(kpi: str, situation: Situation, call: Call) -> Outcome | None:
    row = row_of(situation, kpi)
    if row is None or (row.kpi.target_on(situation.as_of) is None and not np.isfinite(row.target[-1])):
        return None
    if undirected(row.kpi):
        return NotAssessed(kpi, UNDIRECTED)
    window, needed = _needed(row.frequency, call)
    hits = met(row)
    recent = np.flatnonzero(np.isfinite(hits))[-window:]
    missed = recent[hits[recent] == 0]
    if len(recent) < window or len(missed) < needed or hits[recent[-1]] == 1:
        return None
    if not _clearly(margin(row)[recent]):
        return None
    since = row.start_of(int(missed[0]))
    if _acted(row, since, situation.as_of) or _moved(row, int(missed[0])):
        return None
    return _fact(row, since, len(missed), window, call)


def _clearly(margins: Matrix) -> bool:
    """Whether the mean margin lies below zero by more than chance explains; a target range has no margin to judge."""
    from scipy.stats import t

    if not np.isfinite(margins).all():
        return True
    error = float(margins.std(ddof=1)) / np.sqrt(len(margins))
    return bool(margins.mean() + t.ppf(0.95, len(margins) - 1) * error < 0)


def _needed(frequency: Frequency, call: Call) -> tuple[int, int]:
    """(periods that are looked at, misses among them that are too many)."""
    if frequency in _SLOW:
        return int(call.parameters["in_a_row"]), int(call.parameters["in_a_row"])
    days = 7 if frequency is Frequency.DAILY else 1
    return int(call.parameters["window"]) * days, int(call.parameters["misses"]) * days


def _acted(row: Row, since: date, as_of: date) -> bool:
    decided = [decision.on for decision in row.kpi.decisions]
    renewed = [target.set_on or target.start for target in row.kpi.targets]
    return any(since <= day <= as_of for day in (*decided, *renewed))


def _moved(row: Row, first_miss: int) -> bool:
    """Whether the target of the periods is another one since the first miss, and does not change all the time anyhow."""
    known = np.flatnonzero(np.isfinite(row.target))
    changed = np.abs(np.diff(row.target[known])) > tolerance(row)
    return bool(changed[known[1:] >= first_miss].any() and changed.mean() < 0.5)


def _fact(row: Row, since: date, missed: int, window: int, call: Call) -> Evidence:
    return fact(
        row.kpi,
        call,
        METHOD,
        n=window,
        start=since,
        end=row.end_of(len(row.value) - 1),
        numbers={
            "misses": count(missed),
            "periods": Quantity(window, row.frequency, "periods"),
            "since": Day(since, row.frequency.value),
        },
    )


CHECK = Check(
    name="no_follow_up",
    says="The target is missed again and again, and no decision is recorded.",
    evaluate=evaluate,
    parameters={
        "window": Parameter(8, "the last periods that are looked at (weeks of days for daily KPIs)", unit="periods", minimum=2),
        "misses": Parameter(6, "so many misses among them are too many", unit="periods", minimum=2),
        "in_a_row": Parameter(4, "for quarterly and yearly KPIs: so many misses running", unit="periods", minimum=2),
        "elsewhere": ELSEWHERE,
    },
    numbers={"misses": "how often the target was missed", "periods": "of how many periods", "since": "since when"},
)
