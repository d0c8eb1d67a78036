from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.period import first_day
from monitor.model.words import Frequency
from monitor.sources.period import Stated, parse_period, period_of, put_together, read_periods, usual_frequency

D, W, M, Q, Y = Frequency


@pytest.mark.parametrize(
    ("cell", "day", "form"),
    [
        ("2025-03-03", date(2025, 3, 3), D),
        (" 2025/3/3 ", date(2025, 3, 3), D),
        ("20250303", date(2025, 3, 3), D),
        ("03.03.2025", date(2025, 3, 3), D),
        ("3.12.2025 00:00:00", date(2025, 12, 3), D),
        ("2025-03-03T10:00:00", date(2025, 3, 3), D),
        ("2025-W10", date(2025, 3, 3), W),
        ("2025w1", date(2024, 12, 30), W),
        ("2025U10", date(2025, 3, 3), W),
        ("2025-03", date(2025, 3, 1), M),
        ("2025M03", date(2025, 3, 1), M),
        ("2025-Q2", date(2025, 4, 1), Q),
        ("2025K4", date(2025, 10, 1), Q),
        ("2025", date(2025, 1, 1), Y),
        (2025, date(2025, 1, 1), Y),
        (2025.0, date(2025, 1, 1), Y),
        (date(2025, 3, 3), date(2025, 3, 3), D),
        (datetime(2025, 3, 3, 12), date(2025, 3, 3), D),
    ],
)
def test_periods_as_people_write_them(cell: object, day: date, form: Frequency) -> None:
    assert parse_period(cell, UTC) == Stated(day.toordinal(), form)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("03/04/2025", "day or with the month"),
        ("2025-13", "does not exist"),
        ("2025-02-30", "does not exist"),
        ("2025-W54", "does not exist"),
        ("2024-W53", "does not exist"),
        ("week ten", "is not a period"),
        (45000, "is not a period"),
        ("9999-12-31", "outside"),
        (True, "is not a period"),
    ],
)
def test_what_is_no_period_is_explained(cell: object, said: str) -> None:
    found = parse_period(cell, UTC)
    assert isinstance(found, str) and said in found


def test_a_time_with_a_zone_is_moved_to_the_calendar() -> None:
    copenhagen = ZoneInfo("Europe/Copenhagen")
    assert parse_period("2025-03-02T23:30:00+00:00", copenhagen) == Stated(date(2025, 3, 3).toordinal(), D)
    assert parse_period(datetime(2025, 3, 2, 23, 30, tzinfo=UTC), copenhagen) == Stated(date(2025, 3, 3).toordinal(), D)


@given(st.dates(date(1801, 1, 1), date(2199, 12, 31)))
def test_every_form_round_trips(day: date) -> None:
    year, week, _ = day.isocalendar()
    forms = {
        D: day.isoformat(),
        W: f"{year}-W{week:02}",
        M: f"{day:%Y-%m}",
        Q: f"{day.year}-Q{(day.month + 2) // 3}",
        Y: f"{day:%Y}",
    }
    for frequency, text in forms.items():
        stated = parse_period(text, UTC)
        assert isinstance(stated, Stated) and stated.form is frequency
        number = period_of(stated, frequency)
        assert number is not None and first_day(number, frequency).toordinal() == stated.day
        assert number == period_of(Stated(day.toordinal(), D), frequency)


@given(st.text(max_size=20))
def test_any_text_is_a_period_or_a_reason(text: str) -> None:
    assert isinstance(parse_period(text, UTC), Stated | str)


def test_a_month_is_too_rough_for_weeks_and_fits_quarters() -> None:
    month = Stated(date(2025, 3, 1).toordinal(), M)
    assert period_of(month, W) is None and period_of(month, D) is None
    assert period_of(month, Q) == 2025 * 4 and period_of(month, Y) == 2025
    assert period_of(Stated(date(2025, 3, 3).toordinal(), W), M) is None


def test_year_and_month_in_two_columns() -> None:
    assert put_together("2025", "3", "month") == "2025-3"
    assert put_together(2025.0, "Marts", "month") == "2025-3"
    assert put_together(2025, "Q2", "quarter") == "2025-Q2"
    assert put_together("", "", "week") == ""


def dates(*texts: str) -> list[Stated]:
    return [stated for stated in read_periods(texts, UTC).stated if stated]


def test_the_usual_frequency_of_dates_is_their_usual_gap() -> None:
    assert usual_frequency(dates("2025-01-06", "2025-01-13", "2025-01-27", "2025-02-03")) is W
    assert usual_frequency(dates("2025-01-01", "2025-02-01", "2025-03-01")) is M
    assert usual_frequency(dates("2025-01-01", "2025-04-01")) is Q
    assert usual_frequency(dates("2024-01-01", "2025-01-01")) is Y
    assert usual_frequency(dates("2025-01-02", "2025-01-03", "2025-01-06", "2025-01-07")) is D
    assert usual_frequency(dates("2025-W02", "2025-W03")) is W
    assert usual_frequency(dates("2025-01-06")) is None
