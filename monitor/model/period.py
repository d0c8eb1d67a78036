"""Periods as integers: one number per day, week (ISO, from Monday), month, quarter or year, so that time is arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

from monitor.model.words import Frequency


def index_of(day: date, frequency: Frequency) -> int:
    """The number of the period that contains `day`; consecutive periods have consecutive numbers."""
    match frequency:
        case Frequency.DAILY:
            return day.toordinal()
        case Frequency.WEEKLY:
            return (day.toordinal() - 1) // 7
        case Frequency.MONTHLY:
            return day.year * 12 + day.month - 1
        case Frequency.QUARTERLY:
            return day.year * 4 + (day.month - 1) // 3
        case Frequency.YEARLY:
            return day.year


def first_day(index: int, frequency: Frequency) -> date:
    """The first day of period number `index`."""
    match frequency:
        case Frequency.DAILY:
            return date.fromordinal(index)
        case Frequency.WEEKLY:
            return date.fromordinal(index * 7 + 1)
        case Frequency.MONTHLY:
            return date(index // 12, index % 12 + 1, 1)
        case Frequency.QUARTERLY:
            return date(index // 4, index % 4 * 3 + 1, 1)
        case Frequency.YEARLY:
            return date(index, 1, 1)


def last_day(index: int, frequency: Frequency) -> date:
    """The last day of period number `index`."""
    return first_day(index + 1, frequency) - timedelta(days=1)
