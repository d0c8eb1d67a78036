"""Days and periods as a reader of the language writes them. Spaces inside a date are hard, so that it never breaks."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from monitor.model.words import Frequency, Language
from monitor.reporting.languages import LOCALES

HARD = "\N{NO-BREAK SPACE}"
LONG = {Language.EN: "d MMMM y", Language.DA: "d. MMMM y", Language.NB: "d. MMMM y", Language.SV: "d MMMM y"}
WEEK = {Language.EN: "week {week}, {year}", Language.DA: "uge {week}, {year}", Language.NB: "uke {week}, {year}"}
QUARTER = {Language.EN: "Q{quarter} {year}", Language.SV: "kvartal {quarter} {year}"}


def day_text(day: date, language: Language) -> str:
    """30 September 2025 · 30. september 2025 · 30 september 2025."""
    return _hard(format_date(day, LONG[language], locale=LOCALES[language]))


def period_text(day: date, frequency: str, language: Language) -> str:
    """The period that contains a day: week 37, 2024 · September 2024 · Q3 2025 · 2025; a day where there is no frequency."""
    match frequency:
        case Frequency.WEEKLY:
            year, week, _ = day.isocalendar()
            return _hard(WEEK.get(language, "v. {week}, {year}").format(week=week, year=year))
        case Frequency.MONTHLY:
            return _hard(format_date(day, "MMMM y", locale=LOCALES[language]))
        case Frequency.QUARTERLY:
            quarter = (day.month + 2) // 3
            return _hard(QUARTER.get(language, "{quarter}. kvartal {year}").format(quarter=quarter, year=day.year))
        case Frequency.YEARLY:
            return str(day.year)
    return day_text(day, language)


def month_text(day: date, language: Language) -> str:
    """September 2024."""
    return period_text(day, Frequency.MONTHLY, language)


def short_month(day: date, language: Language) -> str:
    """Jul · juli: for an axis, without a full stop."""
    return str(format_date(day, "LLL", locale=LOCALES[language])).rstrip(".")[:3]


def short_day(day: date, language: Language) -> str:
    """2 Sep 2024: for narrow charts."""
    dot = "" if language in (Language.EN, Language.SV) else "."
    return _hard(f"{day.day}{dot} {short_month(day, language)} {day.year}")


def _hard(text: str) -> str:
    return text.replace(" ", HARD)
