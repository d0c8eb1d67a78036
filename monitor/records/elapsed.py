"""Elapsed time in SQL: the seconds between two instants, and working hours by a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monitor.model.project import WorkingHours
from monitor.records.zone import local_sql, tree

if TYPE_CHECKING:
    from sqlglot import exp

SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}
"""Our functions of elapsed time, and how many seconds one of their units has."""

_MONDAY = date(1970, 1, 5)


@dataclass(frozen=True)
class Elapsed:
    """Writes durations for an engine (`duckdb`, `postgres`, …) in the calendar's zone."""

    dialect: str = "duckdb"
    zone: str = "UTC"
    working: WorkingHours = field(default_factory=WorkingHours)
    holidays: tuple[date, ...] = ()

    def of(self, name: str, later: exp.Expr, earlier: exp.Expr) -> exp.Expr:
        """The time from `earlier` to `later` in the unit that `name` (hours, minutes, working_hours …) says."""
        import sqlglot

        if name == "working_hours":
            text = f"({self._worked(later)} - {self._worked(earlier)}) / 60.0"
        else:
            text = f"{seconds_sql(later.sql('duckdb'), earlier.sql('duckdb'), self.dialect)} / {SECONDS[name]}"
        return sqlglot.parse_one(f"({text})", read="duckdb")

    def _worked(self, instant: exp.Expr) -> str:
        from sqlglot import exp

        plain = isinstance(instant, exp.Column)
        name = instant.name if plain else ""
        local = f'"{name}_local"' if plain else f"({local_sql(instant.sql('duckdb'), self.zone, dialect=self.dialect)})"
        return worked_minutes_sql(local, self.working, self.holidays)


def seconds_sql(later: str, earlier: str, dialect: str) -> str:
    """Seconds between two instants, to the microsecond."""
    if dialect == "duckdb":
        return f"((epoch_us({later}) - epoch_us({earlier})) / 1000000.0)"
    return f"CAST(EXTRACT(EPOCH FROM ({later}) - ({earlier})) AS DOUBLE)"


def worked_minutes_sql(local: str, hours: WorkingHours, holidays: Sequence[date] = ()) -> str:
    """Working minutes from Monday 5 January 1970 until a wall clock: exact, and plain arithmetic for the engine.

    Whole weeks times the working days of a week, plus the working days of this week until now, less the holidays that fell on
    working days, plus what is over of today.
    """
    length = hours.end - hours.start
    off = sorted(one for one in set(holidays) if one.weekday() in hours.days and one >= _MONDAY)
    day = f"date_diff('day', DATE '{_MONDAY}', CAST({local} AS DATE))"
    week, weekday = f"CAST(floor({day} / 7.0) AS BIGINT)", f"({day} - 7 * CAST(floor({day} / 7.0) AS BIGINT))"
    until = tree(weekday, [str(one) for one in range(1, 7)], [str(sum(one < today for one in hours.days)) for today in range(7)])
    days = f"({week} * {len(hours.days)} + ({until}) - ({_holidays_before(local, off)}))"
    minute = f"(date_diff('second', CAST(CAST({local} AS DATE) AS TIMESTAMP), {local}) / 60.0)"
    today = f"greatest(0, least({length}, {minute} - {hours.start}))"
    works = tree(weekday, [str(one) for one in range(1, 7)], [str(int(one in hours.days)) for one in range(7)])
    return f"({days} * {length} + ({works}) * ({_no_holiday(local, off)}) * {today})"


def _holidays_before(local: str, off: Sequence[date]) -> str:
    return tree(local, [_start(day + timedelta(days=1)) for day in off], [str(number) for number in range(len(off) + 1)])


def _no_holiday(local: str, off: Sequence[date]) -> str:
    if not off:
        return "1"
    days = ", ".join(f"DATE '{day}'" for day in off)
    return f"CASE WHEN CAST({local} AS DATE) IN ({days}) THEN 0 ELSE 1 END"


def _start(day: date) -> str:
    return f"TIMESTAMP '{day} 00:00:00'"
