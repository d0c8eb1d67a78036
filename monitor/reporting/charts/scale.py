"""Axes: round numbers for values, years and months for time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model.words import Language
from monitor.reporting.dates import short_month

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Values:
    """A value axis from `low` to `high` between two heights of the picture."""

    low: float
    high: float
    step: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    @property
    def ticks(self) -> list[float]:
        """The values with a line, in the unit of the axis."""
        """The values that the axis names, from the lowest to the highest."""
        count = round((self.high - self.low) / self.step)
        return [self.low + number * self.step for number in range(count + 1)]

    @property
    def decimals(self) -> int:
        """As many as the step needs."""
        return next((places for places in range(5) if abs(round(self.step, places) - self.step) < self.step * 1e-6), 5)


def value_axis(values: Iterable[float], top: float, bottom: float, from_zero: bool, most: int = 5) -> Values:
    """An axis with 3 to 6 round ticks that holds all values; it starts at zero where `from_zero` and nothing is negative."""
    known = [value for value in values if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if from_zero and low > 0:
        low = 0.0
    if high - low < 1e-9:
        low, high = low - (abs(low) * 0.1 or 0.5), high + (abs(high) * 0.1 or 0.5)
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(multiple * power for multiple in STEPS if multiple * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Values(first, last, step, top, bottom)


@dataclass(frozen=True)
class Time:
    """A time axis; x of a day between two edges of the picture."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where a day is, in pixels from the left."""
        """Where a day lies on the picture, from the left."""
        length = max((self.last - self.first).days, 1)
        return self.left + (day - self.first).days / length * (self.right - self.left)

    def inside(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Tick:
    day: date
    label: str
    is_year: bool


def time_ticks(time: Time, language: Language, room: float = 46.0) -> list[Tick]:
    """Years, and between them as many months as there is room for: all, every third, or the middle one."""
    months = max((time.last - time.first).days / 30.44, 1)
    per_month = (time.right - time.left) / months
    every = next((step for step in (1, 3, 6) if per_month * step >= room), 12)
    years = max(1, math.ceil(room / (per_month * 12))) if per_month * 12 < room else 1
    ticks = [
        _tick(day, language) for day in _months(time) if (day.month - 1) % every == 0 and (day.month > 1 or day.year % years == 0)
    ]
    if ticks and not any(tick.is_year for tick in ticks):
        ticks[0] = Tick(ticks[0].day, f"{ticks[0].label} {ticks[0].day.year}", True)
    return ticks


def _tick(day: date, language: Language) -> Tick:
    return Tick(day, str(day.year), True) if day.month == 1 else Tick(day, short_month(day, language), False)


def _months(time: Time) -> list[date]:
    """The first days of months on the axis; the month in which it begins counts when it begins in its first week."""
    start = time.first - timedelta(days=7)
    days = [date(start.year + (start.month - 1 + ahead) // 12, (start.month - 1 + ahead) % 12 + 1, 1) for ahead in range(1200)]
    return [day for day in days if start <= day <= time.last]


def spread(wanted: list[float], least: float, low: float, high: float) -> list[float]:
    """Heights near the wanted ones, in the same order, at least `least` apart and between `low` and `high` where it can be."""
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    placed: dict[int, float] = {}
    floor = low
    for number in order:
        placed[number] = max(wanted[number], floor)
        floor = placed[number] + least
    ceiling = high
    for number in reversed(order):
        placed[number] = min(placed[number], ceiling)
        ceiling = placed[number] - least
    return [placed[number] for number in range(len(wanted))]
