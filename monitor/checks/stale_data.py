"""The newest value is older than it should be: somebody still reads the number, nobody delivers it.

A fact of the data; no p-value. A value is expected when its period has ended; `daily` … `yearly` say how many may be missing.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Message, Outcome, Quantity
from monitor.model.panel import Panel
from monitor.model.period import first_day, index_of, last_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency

METHOD = Message(N_("Counted from the end of the newest period with a value to the day of the report."))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI with values whose newest one is too old."""
    newest = _newest(situation)
    found = [_stale(kpi, *newest[kpi], situation, call) for kpi in call.kpis if kpi in newest]
    return [evidence for evidence in found if evidence is not None]


def _newest(situation: Situation) -> dict[str, tuple[int, Frequency]]:
    """The number of the last period with a value, per KPI, in totals or segments."""
    newest: dict[str, tuple[int, Frequency]] = {}
    for panel in (*situation.totals.values(), *situation.segments.values()):
        for key, last in zip(panel.keys, _last_columns(panel), strict=True):
            if last >= 0 and panel.first + last > newest.get(key.kpi, (-1, panel.frequency))[0]:
                newest[key.kpi] = (panel.first + last, panel.frequency)
    return newest


def _last_columns(panel: Panel) -> list[int]:
    known = np.isfinite(panel.value)
    last = panel.periods - 1 - np.argmax(known[:, ::-1], axis=1)
    return [int(column) for column in np.where(known.any(axis=1), last, -1)]


def _stale(kpi: str, last: int, frequency: Frequency, situation: Situation, call: Call) -> Evidence | None:
    late = _last_ended(situation.as_of, frequency) - last
    if late <= call.parameters[frequency.value]:
        return None
    return fact(
        situation.catalogue[kpi],
        call,
        METHOD,
        start=last_day(last, frequency),
        end=situation.as_of,
        numbers={
            "last": Day(first_day(last, frequency), frequency.value),
            "late": Quantity(late, frequency.value, "periods"),
        },
    )


def _last_ended(day: date, frequency: Frequency) -> int:
    index = index_of(day, frequency)
    return index if last_day(index, frequency) <= day else index - 1


def _allowed(periods: int, frequency: str) -> Parameter:
    return Parameter(periods, f"so many {frequency} values may be outstanding", unit="periods", minimum=0)


CHECK = Check(
    name="stale_data",
    says="The newest value is older than it should be.",
    evaluate=evaluate,
    parameters={
        "daily": _allowed(7, "daily"),
        "weekly": _allowed(3, "weekly"),
        "monthly": _allowed(2, "monthly"),
        "quarterly": _allowed(2, "quarterly"),
        "yearly": _allowed(2, "yearly"),
        "elsewhere": ELSEWHERE,
    },
    numbers={"last": "the newest period with a value", "late": "how many values are outstanding"},
)
