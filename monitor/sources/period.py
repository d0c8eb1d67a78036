"""Reads periods as people write them: `2025-03-03`, `2025-W10`, `2025-03`, `2025-Q1`, `2025`, and dates of spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import pairwise

from monitor.model.period import index_of
from monitor.model.words import Frequency
from monitor.sources.number import is_missing
from monitor.sources.table import as_text

EXPECTED = "2025-03-03, 2025-W10, 2025-03, 2025-Q1 or 2025"
_YEARS = range(1800, 2201)
_DATE = re.compile(r"(?:([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2}))")
_DOTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:\s+[0-9:.]+)?")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:.+")
_WEEK = re.compile(r"([0-9]{4})-?[WUV]([0-9]{1,2})", re.IGNORECASE)
_QUARTER = re.compile(r"([0-9]{4})-?[QK]([1-4])", re.IGNORECASE)
_MONTH = re.compile(r"([0-9]{4})(?:[-/]|-?M)([0-9]{1,2})", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")
_SLASHES = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "may maj mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec des"), start=1
    )
    for name in names.split()
}


@dataclass(frozen=True)
class Stated:
    """A period as it was stated: its first day as an ordinal, and how precisely (`daily` is a date)."""

    day: int
    form: Frequency


@dataclass(frozen=True)
class Periods:
    """The periods of a column: None where there is none; `bad` says for each other row what is wrong with it."""

    stated: Sequence[Stated | None]
    bad: Mapping[int, str] = field(default_factory=dict)


def read_periods(cells: Sequence[object], zone: tzinfo) -> Periods:
    """Reads a column; every different cell once."""
    known: dict[object, Stated | str | None] = {}
    stated: list[Stated | None] = []
    bad: dict[int, str] = {}
    for row, cell in enumerate(cells):
        key = (type(cell), as_text(cell)) if not isinstance(cell, str) else cell
        if key not in known:
            known[key] = None if is_missing(cell) else parse_period(cell, zone)
        found = known[key]
        if isinstance(found, str):
            bad[row] = found
        stated.append(found if isinstance(found, Stated) else None)
    return Periods(stated, bad)


def parse_period(cell: object, zone: tzinfo) -> Stated | str:
    """The period in a cell, or what is wrong with it. A time with a time zone is moved to `zone` first."""
    if isinstance(cell, datetime):
        return _stated(cell.astimezone(zone).date() if cell.tzinfo else cell.date())
    if isinstance(cell, date):
        return _stated(cell)
    text = as_text(cell)
    try:
        return _from_text(text, zone) or f"'{text[:40]}' is not a period; expected {EXPECTED}"
    except (ValueError, OverflowError):
        return f"'{text[:40]}' does not exist in the calendar; expected {EXPECTED}"


def _from_text(text: str, zone: tzinfo) -> Stated | str | None:
    if found := _DATE.fullmatch(text):
        year, month, day = (int(part) for part in (found[1] or found[5], found[3] or found[6], found[4] or found[7]))
        return _stated(date(year, month, day))
    if found := _DOTS.fullmatch(text):
        return _stated(date(int(found[3]), int(found[2]), int(found[1])))
    if _TIME.fullmatch(text):
        moment = datetime.fromisoformat(text)
        return _stated(moment.astimezone(zone).date() if moment.tzinfo else moment.date())
    if _SLASHES.fullmatch(text):
        return f"'{text}' may begin with the day or with the month; write it as 2025-03-03"
    return _coarse(text)


def _coarse(text: str) -> Stated | str | None:
    if found := _WEEK.fullmatch(text):
        return _stated(date.fromisocalendar(int(found[1]), int(found[2]), 1), Frequency.WEEKLY)
    if found := _QUARTER.fullmatch(text):
        return _stated(date(int(found[1]), int(found[2]) * 3 - 2, 1), Frequency.QUARTERLY)
    if found := _MONTH.fullmatch(text):
        return _stated(date(int(found[1]), int(found[2]), 1), Frequency.MONTHLY)
    if _YEAR.fullmatch(text):
        return _stated(date(int(text), 1, 1), Frequency.YEARLY)
    return None


def _stated(day: date, form: Frequency = Frequency.DAILY) -> Stated | str:
    if day.year not in _YEARS:
        return f"the year {day.year} lies outside {_YEARS[0]}-{_YEARS[-1]}"
    return Stated(day.toordinal(), form)


def put_together(year: object, part: object, kind: str) -> str:
    """A period's text from a year and a `month`, `quarter` or `week` of it in another column (a number, or a month's name)."""
    if is_missing(year) and is_missing(part):
        return ""
    named = as_text(part)
    if kind == "month":
        return f"{as_text(year)}-{_MONTHS.get(named[:3].casefold(), named)}"
    letter = {"quarter": "Q", "week": "W"}[kind]
    return f"{as_text(year)}-{letter}{named.upper().lstrip('QKWUV')}"


def usual_frequency(stated: Sequence[Stated]) -> Frequency | None:
    """The frequency that periods without a declared one have: the form that most are written in; of dates, the usual gap.

    None when there are fewer than two different dates. Half of the gaps may be odd without changing the answer.
    """
    forms = [period.form for period in stated]
    usual = max(Frequency, key=lambda form: (forms.count(form), -list(Frequency).index(form)))
    if usual is not Frequency.DAILY or not forms:
        return usual if forms else None
    days = sorted({period.day for period in stated if period.form is usual})
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    return _of_gap(gaps[len(gaps) // 2]) if gaps else None


def _of_gap(days: int) -> Frequency:
    limits = ((3, Frequency.DAILY), (12, Frequency.WEEKLY), (45, Frequency.MONTHLY), (135, Frequency.QUARTERLY))
    return next((frequency for limit, frequency in limits if days <= limit), Frequency.YEARLY)


_INSIDE = {
    Frequency.QUARTERLY: {Frequency.MONTHLY},
    Frequency.YEARLY: {Frequency.MONTHLY, Frequency.QUARTERLY},
}


def period_of(stated: Stated, frequency: Frequency) -> int | None:
    """The number of the period of that frequency, or None when it is stated too roughly (a month for a weekly KPI)."""
    fits = stated.form in (Frequency.DAILY, frequency) or stated.form in _INSIDE.get(frequency, set())
    return index_of(date.fromordinal(stated.day), frequency) if fits else None
