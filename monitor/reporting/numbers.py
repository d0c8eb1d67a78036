"""Numbers as a reader of the language writes them, rounded to what is known."""

from __future__ import annotations

import math
from functools import lru_cache

from babel.numbers import format_decimal

from monitor.model.words import Language
from monitor.reporting.languages import LOCALES

HARD = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
BEYOND_WORDS = 1e15
"""From here on a number is written with a power of ten: nobody reads so many digits, and fewer are known."""


def number_text(value: float, language: Language, decimals: int | None = None, sign: bool = False) -> str:
    """3,700 · 3.700 · 3 700. Without `decimals`, three digits are kept. A number that is not there is a dash."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= BEYOND_WORDS:
        return _with_power(value, language)
    places = usual_decimals(value) if decimals is None else decimals
    rounded = round(value, places) + 0.0
    shown = max(places, 0)
    pattern = "#,##0" + (f".{'0' * shown}" if shown and decimals is not None else f".{'#' * shown}" if shown else "")
    text = _formatted(abs(rounded), pattern, language)
    return (MINUS if rounded < 0 else "+" if sign and rounded > 0 else "") + text


@lru_cache(maxsize=50_000)
def _formatted(value: float, pattern: str, language: Language) -> str:
    return str(format_decimal(value, pattern, locale=LOCALES[language])).replace("\N{NARROW NO-BREAK SPACE}", HARD)


def _with_power(value: float, language: Language) -> str:
    """1.2 · 10²⁵."""
    order = math.floor(math.log10(abs(value)))
    digits = number_text(value / 10.0**order, language, 1).removesuffix("0").rstrip(".,")
    return f"{digits}{HARD}·{HARD}10{str(order).translate(RAISED)}"


def exact_text(value: float, language: Language) -> str:
    """Three digits, as for any number; one that would vanish is written with a power of ten: 3.7 · 10⁻⁷."""
    if value == 0 or not math.isfinite(value) or abs(value) >= 0.001:
        return number_text(value, language)
    return _with_power(value, language)


def usual_decimals(value: float, digits: int = 3) -> int:
    """How many decimals leave `digits` digits; negative where whole tens and hundreds are all that is known."""
    if value == 0 or not math.isfinite(value):
        return 0
    before_point = math.floor(math.log10(abs(value))) + 1
    return min(digits - before_point, 4 if before_point <= 0 else 2)


def decimals_for_change(change: float) -> int:
    """The decimals that a change of this size can carry: one digit of it, two where the first is 1 or 2.

    Negative (whole hundreds and more) only for changes in the thousands: what is below is written out.
    """
    if change == 0 or not math.isfinite(change):
        return 1
    order = math.floor(math.log10(abs(change)))
    first = abs(change) / 10**order
    places = -order + (1 if first < 2.95 else 0)
    return places if order >= 3 else max(places, 0)


def percent_text(share: float, language: Language) -> str:
    """17 %, with a hard space; one decimal where whole percent would say nothing or all."""
    percent = share * 100
    odd = 0 < abs(percent) < 1 or 99 < percent < 100
    return f"{number_text(percent, language, 1 if odd else 0)}{HARD}%"


def p_value_text(value: float | None, language: Language) -> str:
    """0.003; below a ten-thousandth, '< 0.0001'."""
    if value is None:
        return "–"
    if value < 0.0001:
        return f"<{HARD}{number_text(0.0001, language, 4)}"
    return number_text(value, language, 4 if value < 0.01 else 3 if value < 0.1 else 2)
