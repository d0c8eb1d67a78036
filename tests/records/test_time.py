"""Clock changes and working hours in SQL agree with Python's own reckoning, moment by moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pytest

from monitor.model.project import WorkingHours
from monitor.records.elapsed import Elapsed, worked_minutes_sql
from monitor.records.expression import parse, with_durations
from monitor.records.holidays import public_holidays
from monitor.records.zone import end_of, instant_sql, local_sql

ZONES = ["Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "America/Sao_Paulo"]


def moments(count: int, seed: int = 1) -> list[datetime]:
    draw = np.random.default_rng(seed)
    around = [datetime(2025, 3, 30) + timedelta(minutes=10 * step) for step in range(36)]
    around += [datetime(2025, 10, 26) + timedelta(minutes=10 * step) for step in range(36)]
    return around + [datetime(1995, 1, 1) + timedelta(seconds=int(one)) for one in draw.integers(0, 40 * 365 * 86400, count)]


def computed(sql: str, times: list[datetime]) -> list[datetime]:
    with duckdb.connect() as connection:
        connection.register("given", pd.DataFrame({"n": range(len(times)), "t": pd.Series(times, dtype="datetime64[us]")}))
        return [row[0] for row in connection.execute(f"SELECT {sql} FROM given ORDER BY n").fetchall()]


@pytest.mark.parametrize("zone", ZONES)
def test_instants_and_wall_clocks(zone: str) -> None:
    times = moments(2000)
    there = [one.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in times]
    assert computed(local_sql("t", zone), times) == there
    back = [one.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for one in times]
    assert computed(instant_sql("t", zone), times) == back


def test_only_the_years_that_are_needed_give_the_same() -> None:
    times = [one for one in moments(3000) if 2003 <= one.year <= 2007]
    assert computed(local_sql("t", "Europe/Oslo", (2003, 2007)), times) == computed(local_sql("t", "Europe/Oslo"), times)
    assert computed(instant_sql("t", "Europe/Oslo", (2003, 2007)), times) == computed(instant_sql("t", "Europe/Oslo"), times)
    assert len(local_sql("t", "Europe/Oslo", (2003, 2007))) < 1500


def test_a_day_ends_at_midnight_of_its_zone() -> None:
    assert end_of(date(2025, 3, 30), "Europe/Copenhagen") == datetime(2025, 3, 30, 22)
    assert end_of(date(2025, 10, 25), "Europe/Copenhagen") == datetime(2025, 10, 25, 22)
    assert end_of(date(2025, 12, 31), "UTC") == datetime(2026, 1, 1)


def worked_by_hand(moment: datetime, hours: WorkingHours, holidays: set[date]) -> float:
    """Minutes since 6 January 2025, minute by minute."""
    total, day = 0.0, datetime(2025, 1, 6)
    while day < moment:
        if day.weekday() in hours.days and day.date() not in holidays:
            begun, ended = day + timedelta(minutes=hours.start), day + timedelta(minutes=hours.end)
            total += max(0.0, (min(moment, ended) - begun).total_seconds() / 60)
        day += timedelta(days=1)
    return total


@pytest.mark.parametrize("hours", [WorkingHours(), WorkingHours(9 * 60 + 30, 21 * 60, (0, 2, 5, 6)), WorkingHours(0, 1440, (6,))])
def test_working_minutes_are_those_counted_by_hand(hours: WorkingHours) -> None:
    holidays = public_holidays("DK", 2026) or ()
    assert date(2025, 4, 18) in holidays and date(2025, 4, 22) not in holidays
    draw = np.random.default_rng(3)
    times = [datetime(2025, 1, 6) + timedelta(seconds=int(one)) for one in draw.integers(0, 400 * 86400, 300)]
    times += [datetime(2025, 4, 18), datetime(2025, 4, 18, 12), datetime(2025, 4, 19), datetime(2025, 1, 6)]
    sql = worked_minutes_sql("t", hours, holidays)
    start = worked_minutes_sql("TIMESTAMP '2025-01-06 00:00:00'", hours, holidays)
    found = computed(f"({sql}) - ({start})", times)
    assert found == pytest.approx([worked_by_hand(one, hours, set(holidays)) for one in times])


def test_hours_are_elapsed_also_across_the_clock_changes() -> None:
    with duckdb.connect() as connection:
        sql = with_durations(parse("hours(b - a)"), Elapsed(zone="Europe/Copenhagen")).sql("duckdb")
        pairs = [("2025-03-29 12:00", "2025-03-30 12:00", 23.0), ("2025-10-25 12:00", "2025-10-26 12:00", 25.0)]
        for begun, ended, expected in pairs:
            instants = [instant_sql(f"TIMESTAMP '{one}'", "Europe/Copenhagen") for one in (begun, ended)]
            rows = connection.execute(f"SELECT {sql} FROM (SELECT {instants[0]} AS a, {instants[1]} AS b)").fetchall()
            assert rows == [(expected,)]


def test_holidays_of_a_country_that_is_not_known() -> None:
    assert public_holidays("AQ", 2025) is None or isinstance(public_holidays("AQ", 2025), tuple)
    assert public_holidays("XX", 2025) is None
