"""The days of a replay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from monitor.model.period import first_day, index_of
from monitor.model.words import Frequency

if TYPE_CHECKING:
    import pandas as pd


def looks_between(begins: date, ends: date, every: str) -> list[date]:
    """The first day of each period from `begins` on, when the one before it is complete; and `ends` itself, the last look."""
    rhythm = Frequency(every)
    numbers = range(index_of(begins, rhythm), index_of(ends, rhythm) + 1)
    days = [day for day in (first_day(number, rhythm) for number in numbers) if begins <= day < ends]
    return [*days, ends]


def usual_rhythm(rows: pd.DataFrame) -> str:
    """How often most KPIs have values: weekly (daily ones too), monthly or quarterly (yearly ones too)."""
    counts = rows.groupby("frequency")["kpi"].nunique()
    weekly, monthly = (sum(int(counts.get(name, 0)) for name in names) for names in (("daily", "weekly"), ("monthly",)))
    other = int(counts.sum()) - weekly - monthly
    if weekly >= max(monthly, other):
        return Frequency.WEEKLY.value
    return Frequency.MONTHLY.value if monthly >= other else Frequency.QUARTERLY.value


def end_of_values(rows: pd.DataFrame) -> date:
    """The day after the last complete period that has values, or today where that lies ahead."""
    newest = rows.groupby("frequency")["period"].max()
    days = [first_day(int(period) + 1, Frequency(str(name))) for name, period in newest.items()]
    return min(max(days, default=date.today()), date.today())
