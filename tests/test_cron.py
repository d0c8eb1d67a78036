"""Cron expressions mean what they mean in cron."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from monitor.cron import Cron
from monitor.errors import ProjectError

ZONE = ZoneInfo("Europe/Copenhagen")
FRIDAY = datetime(2026, 3, 27, 12, tzinfo=ZONE)


def times(expression: str, many: int = 4, after: datetime = FRIDAY) -> list[str]:
    cron, found = Cron(expression, "Europe/Copenhagen"), []
    for _ in range(many):
        following = cron.next(after)
        assert following is not None and following > after
        after = following
        found.append(f"{after:%a %d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 6 * * 1", ["Mon 30 06:00", "Mon 06 06:00"]),
        ("0 6 * * mon", ["Mon 30 06:00", "Mon 06 06:00"]),
        ("0 6 * * 0", ["Sun 29 06:00", "Sun 05 06:00"]),
        ("0 6 * * 7", ["Sun 29 06:00", "Sun 05 06:00"]),
        ("0 6 * * 1-5", ["Mon 30 06:00", "Tue 31 06:00"]),
        ("0 6 * * 5-7", ["Sat 28 06:00", "Sun 29 06:00"]),
        ("0 6 * * sat-mon", ["Sat 28 06:00", "Sun 29 06:00"]),
        ("0 6 * * */3", ["Sat 28 06:00", "Sun 29 06:00"]),
        ("*/30 13-14 * * FRI", ["Fri 27 13:00", "Fri 27 13:30"]),
        ("0 6 1 * *", ["Wed 01 06:00", "Fri 01 06:00"]),
        ("0 6 1 * 1", ["Mon 30 06:00", "Wed 01 06:00"]),
        ("@daily", ["Sat 28 00:00", "Sun 29 00:00"]),
    ],
)
def test_when_it_comes_next(expression: str, expected: list[str]) -> None:
    assert times(expression, 2) == expected


def test_once_a_day_over_the_changes_of_the_clock() -> None:
    for day in (datetime(2026, 3, 26, tzinfo=ZONE), datetime(2026, 10, 22, tzinfo=ZONE)):
        cron, found = Cron("0 6 * * *", "Europe/Copenhagen"), [day]
        for _ in range(6):
            found.append(cron.next(found[-1]) or day)
        assert [f"{one:%H:%M}" for one in found[1:]] == ["06:00"] * 6
        assert {(other.date() - one.date()).days for one, other in pairwise(found[1:])} == {1}


def test_hours_that_a_change_of_the_clock_may_leave_out_are_noticed() -> None:
    assert Cron("30 2 * * *", "Europe/Copenhagen").meets_clock_changes
    assert not Cron("30 2 * * *", "UTC").meets_clock_changes
    assert not Cron("0 6 * * 1", "Europe/Copenhagen").meets_clock_changes


@pytest.mark.parametrize(
    "expression", ["", "0 6 * *", "0 6 * * 1 *", "0 25 * * *", "61 6 * * *", "0 6 * * 8", "0 6 * * funday", "0 6 31 2 *"]
)
def test_what_is_none_is_told_with_an_example(expression: str) -> None:
    with pytest.raises(ProjectError, match=r"is no cron expression.*Mondays at 6"):
        Cron(expression, "UTC")
