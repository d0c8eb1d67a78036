"""From when a KPI's target could have changed behaviour: the dates against which a change is measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.checks._frame import Window
from monitor.model.kpi import Kpi, Target
from monitor.model.period import first_day, index_of
from monitor.model.words import Direction, Frequency

MOST = 3
"""The latest three dates are tried; the p-value is multiplied by their number."""


def search_cost(dates: int) -> float:
    """What trying `dates` quarters costs where no date is known, as a factor on the calibrated p-value: 1 + (dates - 1) / 5.

    Measured by replay (docs/methods/alarm-promise.md) at p <= .05: 9 dates (three years of weeks) 2.3, 13 (five of months) 3.3,
    15 (four and a half of weeks) 3.6, 25 (eight of months) 5.2, 37 (twelve of quarters) 6.2.
    """
    return 1 + max(dates - 1, 0) / 5


def target_dates(kpi: Kpi) -> list[date]:
    """When a first or a more demanding target began, oldest first."""
    found: list[date] = []
    earlier: Target | None = None
    for target in sorted(kpi.targets, key=lambda one: (one.start, one.set_on or date.min)):
        if earlier is None or earlier.value is None or _tighter(kpi, earlier, target):
            found.append(target.start)
        earlier = target
    return sorted(set(found))


def _tighter(kpi: Kpi, earlier: Target, later: Target) -> bool:
    if earlier.value is None or later.value is None:
        return False
    return later.value < earlier.value if kpi.direction is Direction.LOWER else later.value > earlier.value


def known_starts(kpi: Kpi, frequency: Frequency, first: int, periods: int, window: Window) -> list[tuple[int, date]]:
    """(period number, date) of the target dates with enough periods before and after them, the latest first."""
    starts = [(_next_period(day, frequency), day) for day in target_dates(kpi)]
    first, periods = _looked_at(first, periods, window)
    enough = [(start, day) for start, day in starts if window.needs <= start - first <= periods - window.needs]
    return sorted(enough, reverse=True)[:MOST]


def searched_starts(frequency: Frequency, first: int, periods: int, window: Window) -> list[tuple[int, date]]:
    """Every quarter of a year of the history with enough periods on both sides."""
    first, periods = _looked_at(first, periods, window)
    every = max(round(frequency.per_year / 4), 1)
    numbers: Sequence[int] = range(first + window.needs, first + periods - window.needs + 1, every)
    return [(number, first_day(number, frequency)) for number in numbers]


def _looked_at(first: int, periods: int, window: Window) -> tuple[int, int]:
    cut = max(periods - window.periods, 0)
    return first + cut, periods - cut


def _next_period(day: date, frequency: Frequency) -> int:
    number = index_of(day, frequency)
    return number if first_day(number, frequency) == day else number + 1
