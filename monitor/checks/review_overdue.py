"""The review that the catalogue promises is overdue, or has never taken place.

A fact of the catalogue; no p-value.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Day, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency

_MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI whose last review is longer ago than its rhythm and the grace allow."""
    found: list[Outcome] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        due = _due(kpi, Frequency(call.parameters["usual_rhythm"]))
        if due is not None and kpi.reviewed is not None and kpi.reviewed.last is not None:
            late = (situation.as_of - due).days
            if late > call.parameters["grace"]:
                numbers = {"last": Day(kpi.reviewed.last), "due": Day(due), "late": Quantity(late, kind="days")}
                found.append(fact(kpi, call, start=due, end=situation.as_of, numbers=numbers))
    return found


def _due(kpi: Kpi, usual: Frequency) -> date | None:
    """The day on which the next review is due."""
    if kpi.reviewed is None or kpi.reviewed.last is None:
        return None
    rhythm, last = kpi.reviewed.every or usual, kpi.reviewed.last
    if rhythm not in _MONTHS:
        return last + timedelta(days=7 if rhythm is Frequency.WEEKLY else 1)
    months = last.year * 12 + last.month - 1 + _MONTHS[rhythm]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(last.day, monthrange(year, month)[1]))


CHECK = Check(
    name="review_overdue",
    says="The promised review of the KPI is overdue.",
    evaluate=evaluate,
    parameters={
        "grace": Parameter(31, "so many days later is still in time", unit="days", minimum=0),
        "usual_rhythm": Parameter("yearly", "how often a KPI is reviewed when `every` is not said", choices=tuple(Frequency)),
        "elsewhere": ELSEWHERE,
    },
    numbers={"last": "the day of the last review", "due": "when the next one was due", "late": "how many days ago that was"},
)
