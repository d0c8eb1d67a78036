"""Periods as people head their sheets: januar 2024, jan-24, Q1 2024, 2. kvartal 2024, uge 12 2024, 03/2024; or a month alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from monitor.model.words import Frequency
from monitor.sources.number import is_missing
from monitor.sources.period import Stated, parse_period
from monitor.sources.table import as_text

MONTHS = (
    "januar january januari", "februar february februari", "marts march mars", "april", "maj mai may", "juni june", "juli july",
    "august augusti", "september", "oktober october", "november", "december desember",
)  # fmt: skip
_WORD = re.compile(r"([^\W\d_]{3,})\.?[\s,/-]*'?(\d{2}|\d{4})?")
_YEAR_FIRST = re.compile(r"(\d{4})[\s,/-]+([^\W\d_]{3,})\.?")
_QUARTER = re.compile(r"(?:q|k|kv\.?|kvt\.?|kvartal|quarter)\s*([1-4])[\s,/-]*'?(\d{2}|\d{4})", re.IGNORECASE)
_QUARTER_LAST = re.compile(r"([1-4])\.?\s*(?:kv\.?|kvt\.?|kvartal|quarter)[\s,/-]*'?(\d{2}|\d{4})", re.IGNORECASE)
_WEEK = re.compile(r"(?:uge|uke|vecka|week|w|v|u)\.?\s*(\d{1,2})[\s,/-]+'?(\d{2}|\d{4})", re.IGNORECASE)
_NUMBERS = re.compile(r"(0?[1-9]|1[0-2])[./-](\d{4})")
_FORMS = {Frequency.MONTHLY: "%Y-%m", Frequency.WEEKLY: "%G-W%V", Frequency.YEARLY: "%Y"}


@dataclass(frozen=True)
class Named:
    """A period among cells: which cell, and how a plain table writes it."""

    place: int
    text: str


def named_periods(cells: Sequence[object], hint: int | None) -> list[Named]:
    """The cells that are periods, of the form that most of them have (so that a year's total among months is none)."""
    found: list[tuple[int, Stated]] = []
    year, before = hint, 0
    for place, cell in enumerate(cells):
        alone = _month_alone(cell)
        if alone and year is not None:
            year += alone < before
            before = alone
            found.append((place, Stated(date(year, alone, 1).toordinal(), Frequency.MONTHLY)))
        elif (stated := _stated(cell)) is not None:
            found.append((place, stated))
    forms = Counter(stated.form for _, stated in found)
    usual = forms.most_common(1)[0][0] if forms else None
    different = {stated.day: place for place, stated in reversed(found) if stated.form is usual}
    return [Named(place, _text(stated)) for place, stated in found if different.get(stated.day) == place]


def year_in(*texts: str) -> int | None:
    """The one year that titles name; None where they name none, or several."""
    years = {int(year) for text in texts for year in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)}
    return years.pop() if len(years) == 1 else None


def _text(stated: Stated) -> str:
    day = date.fromordinal(stated.day)
    if stated.form is Frequency.QUARTERLY:
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.strftime(_FORMS.get(stated.form, "%Y-%m-%d"))


def _stated(cell: object) -> Stated | None:
    if is_missing(cell) or (isinstance(cell, int | float) and not isinstance(cell, bool) and not 1900 <= cell <= 2100):
        return None
    found = parse_period(cell, UTC)
    if isinstance(found, Stated):
        return found
    text = _written_out(" ".join(as_text(cell).split()))
    again = parse_period(text, UTC) if text else None
    return again if isinstance(again, Stated) else None


def _written_out(text: str) -> str | None:
    """A period of a heading as the contract writes it."""
    if found := _QUARTER.fullmatch(text) or _QUARTER_LAST.fullmatch(text):
        return f"{_full(found[2])}-Q{found[1]}"
    if found := _WEEK.fullmatch(text):
        return f"{_full(found[2])}-W{found[1]}"
    if found := _NUMBERS.fullmatch(text):
        return f"{found[2]}-{found[1]}"
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{month}" if (month := month_of(found[2])) else None
    if (found := _WORD.fullmatch(text)) and found[2]:
        return f"{_full(found[2])}-{month}" if (month := month_of(found[1])) else None
    return None


def _full(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


def _month_alone(cell: object) -> int:
    found = _WORD.fullmatch(as_text(cell)) if isinstance(cell, str) else None
    return month_of(found[1]) if found and not found[2] else 0


def month_of(word: str) -> int:
    """The month that a word means in one of the four languages, whole or shortened to three letters and more; 0: none."""
    start = word.casefold()
    return next((number for number, names in enumerate(MONTHS, 1) if any(one.startswith(start) for one in names.split())), 0)
