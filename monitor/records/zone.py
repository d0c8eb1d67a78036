"""Clock changes in SQL: from wall clock to instant and back, exact and vectorised, the same on every engine.

A zone is a handful of steps of its offset. Written as a tree of CASEs over them, the conversion is plain arithmetic: twenty
times faster than DuckDB's own `timezone()`, and the same expression on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

EARLIEST = 1970
LATEST = 2100
"""Years within which clock changes are known; times outside them keep the offset of the nearest year."""

Steps = tuple[tuple[datetime | None, int], ...]
"""(from when, offset in seconds), rising; the first holds since ever (None)."""


@cache
def steps_of(zone: str) -> Steps:
    """The offsets of a zone by instant in UTC (naive)."""
    there = ZoneInfo(zone)
    day = datetime(EARLIEST, 1, 1, tzinfo=UTC)
    found: list[tuple[datetime | None, int]] = [(None, _offset(there, day))]
    while day.year < LATEST:
        after = day + timedelta(days=1)
        if _offset(there, after) != found[-1][1]:
            found.append(_step(there, day, after))
        day = after
    return tuple(found)


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _step(zone: ZoneInfo, before: datetime, after: datetime) -> tuple[datetime, int]:
    """The second at which the offset changes between two instants."""
    low, high, old = 0, int((after - before).total_seconds()), _offset(zone, before)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, before + timedelta(seconds=middle)) == old else (low, middle)
    return (before + timedelta(seconds=high)).replace(tzinfo=None), _offset(zone, after)


def _wall_steps(steps: Steps) -> Steps:
    """The offsets by wall clock. In the hour that comes twice the first one is meant, as Python's `fold=0` has it; one that is
    left out counts on with the offset before it.
    """
    found = [steps[0]]
    for (_, before), (moment, offset) in pairwise(steps):
        assert moment is not None
        found.append((moment + timedelta(seconds=max(before, offset)), offset))
    return tuple(found)


def local_sql(instant: str, zone: str, years: tuple[int, int] = (EARLIEST, LATEST), dialect: str = "duckdb") -> str:
    """SQL for the wall clock (naive) of an instant in UTC (naive), exact for instants within `years`."""
    return _shifted(instant, _within(steps_of(zone), years), 1, dialect)


def instant_sql(wall: str, zone: str, years: tuple[int, int] = (EARLIEST, LATEST), dialect: str = "duckdb") -> str:
    """SQL for the instant in UTC (naive) of a wall clock (naive), exact for times within `years`."""
    return _shifted(wall, _within(_wall_steps(steps_of(zone)), years), -1, dialect)


def end_of(day: date, zone: str) -> datetime:
    """The instant in UTC (naive) at which a day of the zone is over."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def _within(steps: Steps, years: tuple[int, int]) -> Steps:
    """Only the steps that matter between the day before the first year and the day after the last one."""
    low, high = datetime(max(years[0], EARLIEST), 1, 1) - timedelta(days=2), datetime(min(years[1], LATEST) + 1, 1, 3)
    before = [step for step in steps if step[0] is None or step[0] <= low]
    return ((None, before[-1][1]), *(step for step in steps if step[0] is not None and low < step[0] <= high))


def _shifted(column: str, steps: Steps, sign: int, dialect: str) -> str:
    bounds = [f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'" for moment, _ in steps if moment is not None]
    if dialect == "duckdb":  # whole numbers are twice as fast as intervals
        return f"make_timestamp(epoch_us({column}) + ({tree(column, bounds, [str(sign * one * 1_000_000) for _, one in steps])}))"
    leaves = [f"{column} {'+' if sign * one >= 0 else '-'} INTERVAL '{abs(one)} seconds'" for _, one in steps]
    return tree(column, bounds, leaves)


def tree(column: str, bounds: Sequence[str], leaves: Sequence[str]) -> str:
    """A balanced tree of CASEs: leaf i holds from bound i - 1 up to, and without, bound i."""
    if not bounds:
        return leaves[0]
    middle = len(bounds) // 2
    below, above = tree(column, bounds[:middle], leaves[: middle + 1]), tree(column, bounds[middle + 1 :], leaves[middle + 1 :])
    return f"CASE WHEN {column} < {bounds[middle]} THEN {below} ELSE {above} END"
