from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.number import LARGEST, has_decimal_comma, numbers, scan


def values_of(*cells: object, semicolons: bool = False, missing: tuple[str, ...] = ()) -> list[float | None]:
    column = scan(cells, missing)
    read = numbers(column, has_decimal_comma(column, [column], semicolons))
    return [None if math.isnan(value) else value for value in read.values.tolist()]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("−5", -5),
        ("–5", -5),
        ("- 5", -5),
        ("5-", -5),
        ("(1,234.5)", -1234.5),
        ("95,1 %", 95.1),
        ("95.1%", 95.1),
        ("kr 1.200,50", 1200.5),
        ("1.200,50 kr.", 1200.5),
        ("-€5.50", -5.5),
        ("DKK 12", 12),
        ("1 200,-", 1200),
        ("1.5e3", 1500),
        (".5", 0.5),
        (",5", 0.5),
        ("007", 7),
    ],
)
def test_one_number_as_people_write_it(text: str, value: float) -> None:
    assert values_of(text) == [value]


@pytest.mark.parametrize("text", ["abc", "1,2,3", "1.2.3", "12 34", "5 hours", "e5", ".", "١٢", "0x10", "1_000", "#DIV/0!", True])
def test_what_is_no_number_is_named(text: object) -> None:
    column = scan([text])
    read = numbers(column, False)
    assert math.isnan(read.values[0]) and "is not a number" in read.bad[0]


@pytest.mark.parametrize("number", ["inf", "-Infinity", "∞", float("inf"), "9" * 400])
def test_infinite_numbers_are_refused(number: object) -> None:
    assert numbers(scan([number]), False).bad == {0: "the number is infinite"}


@pytest.mark.parametrize("nothing", ["", " ", "-", "n/a", "NA", "null", "#N/A", None, float("nan")])
def test_missing_is_silent(nothing: object) -> None:
    read = numbers(scan([nothing]), False)
    assert math.isnan(read.values[0]) and not read.bad


def test_the_comma_is_decided_by_the_column() -> None:
    assert values_of("1,234", "3,5") == [1.234, 3.5]
    assert values_of("1,234", "3.5") == [1234, 3.5]
    assert values_of("1.234", "3,5") == [1234, 3.5]


def test_ambiguous_columns_follow_the_separator() -> None:
    assert values_of("1,234", "5,678") == [1234, 5678]
    assert values_of("1,234", "5,678", semicolons=True) == [1.234, 5.678]
    assert values_of("1.234", "5.678", semicolons=True) == [1234, 5678]


def test_ambiguous_columns_follow_the_other_columns_first() -> None:
    ambiguous, clear = scan(["1.234"]), scan(["0.5"])
    assert not has_decimal_comma(ambiguous, [ambiguous, clear], expected=True)


def test_a_number_of_the_other_kind_is_set_aside_not_misread() -> None:
    column = scan(["1.5", "2.5", "3,5"])
    read = numbers(column, has_decimal_comma(column, [column], False))
    assert read.values[:2].tolist() == [1.5, 2.5] and math.isnan(read.values[2])
    assert "the point is the decimal sign" in read.bad[2]


def test_missing_by_text_and_by_number() -> None:
    assert values_of("0", "0.0", "10", "lukket", missing=("0", "Lukket")) == [None, None, 10, None]
    assert values_of(0.0, 10, missing=("0",)) == [None, 10]


LOCALES = [(",", "."), (".", ","), ("\u00a0", ","), (" ", ","), ("\u202f", ","), ("'", "."), ("", ","), ("", ".")]


@given(
    st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=1, max_size=20),
    st.sampled_from(LOCALES),
    st.booleans(),
)
def test_round_trip_in_every_locale(wanted: list[object], signs: tuple[str, str], semicolons: bool) -> None:
    thousands, decimal = signs
    texts = [f"{value:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands) for value in wanted]
    assert values_of(*texts, semicolons=semicolons) == [float(value) for value in wanted]  # type: ignore[arg-type]


@given(st.floats(-LARGEST, LARGEST))
def test_what_python_writes_comes_back_exactly(value: float) -> None:
    assert values_of(repr(value), "0.5")[0] == value


def test_numbers_that_nobody_can_reckon_with_are_set_aside() -> None:
    read = numbers(scan(["1e308", "1e400", 10**70, "2"]), comma=False)
    assert read.bad == {
        0: "the number is too large to reckon with",
        1: "the number is infinite",
        2: "the number is too large to reckon with",
    }
    assert read.values[3] == 2


@given(st.lists(st.text(max_size=12), max_size=20))
def test_any_text_is_a_number_or_missing_or_bad(cells: list[str]) -> None:
    column = scan(cells)
    for comma in (True, False):
        read = numbers(column, comma)
        assert all(math.isnan(read.values[row]) for row in read.bad)
