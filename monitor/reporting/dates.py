"""Days and periods as a reader of the language writes them. Spaces inside a date are hard, so that it never breaks."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from monitor.model.words import Frequency, Language
from monitor.reporting.languages import LOCALES

HARD = "\N{NO-BREAK SPACE}"
LONG = {Language.EN: "d MMMM y", Language.DA: "d. MMMM y", Language.NB: "d. MMMM y", Language.SV: "d MMMM y"}
WEEK = {Language.EN: "week {week}, {year}", Language.DA: "uge {week}, {year}", Language.NB: "uke {week}, {year}"}
WEEK_ELSE = "v. {week}, {year}"
WEEKS = {Language.EN: "weeks", Language.DA: "uge", Language.NB: "uke", Language.SV: "v."}
QUARTER = {Language.EN: "Q{quarter} {year}", Language.SV: "kvartal {quarter} {year}"}
QUARTER_ELSE = "{quarter}. kvartal {year}"


def day_text(day: date, language: Language) -> str:
    """30 September 2025 · 30. september 2025 · 30 september 2025."""
    return _hard(format_date(day, LONG[language], locale=LOCALES[language]))


def period_text(day: date, frequency: str, language: Language) -> str:
    """The period that contains a day: week 37, 2024 · September 2024 · Q3 2025 · 2025; a day where there is no frequency."""
    match frequency:
        case Frequency.WEEKLY:
            year, week, _ = day.isocalendar()
            return _hard(WEEK.get(language, WEEK_ELSE).format(week=week, year=year))
        case Frequency.MONTHLY:
            return _hard(format_date(day, "MMMM y", locale=LOCALES[language]))
        case Frequency.QUARTERLY:
            quarter = (day.month + 2) // 3
            return _hard(QUARTER.get(language, QUARTER_ELSE).format(quarter=quarter, year=day.year))
        case Frequency.YEARLY:
            return str(day.year)
    return day_text(day, language)


def range_text(first: date, last: date, frequency: str, language: Language) -> str:
    """Weeks 35–41 · August – October 2024: from one period to another."""
    begin, end = first.isocalendar(), last.isocalendar()
    if frequency == Frequency.WEEKLY and begin.year == end.year and begin.week != end.week:
        return f"{WEEKS[language]}{HARD}{begin.week}–{end.week}"
    one, other = period_text(first, frequency, language), period_text(last, frequency, language)
    return one if one == other else f"{one} – {other}"


def days_text(first: date, last: date, language: Language) -> str:
    """5–18 May 2025 · 5.–18. maj 2025: from one day to another."""
    if first == last:
        return day_text(first, language)
    if (first.year, first.month) == (last.year, last.month):
        dot = "." if language in (Language.DA, Language.NB) else ""
        return f"{first.day}{dot}–{day_text(last, language)}"
    return f"{day_text(first, language)} – {day_text(last, language)}"


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
