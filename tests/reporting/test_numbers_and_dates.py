from datetime import date

import pytest

from monitor.model.words import Frequency, Language
from monitor.reporting.dates import day_text, days_text, period_text, range_text
from monitor.reporting.numbers import decimals_for_change, exact_text, number_text, p_value_text, percent_text

EN, DA, NB, SV = Language
HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "thousands", "decimal"),
    [(EN, "3,700", "2.2"), (DA, "3.700", "2,2"), (NB, f"3{HARD}700", "2,2"), (SV, f"3{HARD}700", "2,2")],
)
def test_numbers_are_written_as_the_reader_writes_them(language: Language, thousands: str, decimal: str) -> None:
    assert number_text(3700, language) == thousands
    assert number_text(2.18, language, 1) == decimal
    assert percent_text(0.17, language) == f"17{HARD}%"


def test_only_what_is_known_is_written() -> None:
    assert number_text(3655.4, EN) == "3,660"
    assert number_text(0.012345, EN) == "0.0123"
    assert number_text(float("nan"), EN) == "–"
    assert number_text(-1.0, EN) == "−1"
    assert number_text(1.5, EN, 1, sign=True) == "+1.5"
    assert percent_text(0.996, EN) == f"99.6{HARD}%"


def test_a_change_decides_how_many_decimals_its_levels_carry() -> None:
    assert [decimals_for_change(change) for change in (1.19, -0.37, 5.7, 0.24, 194.0, 0.0)] == [1, 1, 0, 2, 0, 1]


def test_small_p_values_are_not_written_as_zero() -> None:
    assert p_value_text(0.00000003, EN) == f"<{HARD}0.0001"
    assert p_value_text(0.0034, DA) == "0,0034"


def test_dates_and_weeks_are_written_as_the_reader_writes_them() -> None:
    day = date(2024, 9, 12)
    plain = [day_text(day, language).replace(HARD, " ") for language in Language]
    assert plain == ["12 September 2024", "12. september 2024", "12. september 2024", "12 september 2024"]
    weeks = [period_text(day, Frequency.WEEKLY, language).replace(HARD, " ") for language in Language]
    assert weeks == ["week 37, 2024", "uge 37, 2024", "uke 37, 2024", "v. 37, 2024"]
    quarters = [period_text(day, Frequency.QUARTERLY, language).replace(HARD, " ") for language in Language]
    assert quarters == ["Q3 2024", "3. kvartal 2024", "3. kvartal 2024", "kvartal 3 2024"]


def test_a_date_never_breaks_over_two_lines() -> None:
    assert all(" " not in day_text(date(2024, 9, 12), language) for language in Language)


def test_the_iso_year_of_a_week_is_not_the_calendar_year() -> None:
    assert period_text(date(2024, 12, 30), Frequency.WEEKLY, EN).replace(HARD, " ") == "week 1, 2025"


def test_ranges_say_only_once_what_is_the_same() -> None:
    assert range_text(date(2024, 8, 26), date(2024, 10, 7), Frequency.WEEKLY, SV) == f"v.{HARD}35–41"
    assert "2024" in range_text(date(2024, 12, 2), date(2025, 1, 6), Frequency.WEEKLY, EN)
    assert days_text(date(2025, 5, 5), date(2025, 5, 18), DA).replace(HARD, " ") == "5.–18. maj 2025"


def test_a_small_number_of_a_computation_does_not_vanish() -> None:
    assert exact_text(0.00000037, EN) == f"3.7{HARD}·{HARD}10⁻⁷"
    assert exact_text(-0.00000037, DA) == f"−3,7{HARD}·{HARD}10⁻⁷"
    assert exact_text(0.000001, EN) == f"1{HARD}·{HARD}10⁻⁶"
    assert exact_text(0.506, EN) == "0.506" and exact_text(0.0, EN) == "0"


def test_changes_in_the_thousands_round_their_levels() -> None:
    assert number_text(23_928_481, EN, decimals_for_change(1_357_148)) == "23,900,000"
    assert number_text(5_704, EN, decimals_for_change(81)) == "5,704"
