"""Counts below zero and sums that fall: restatements that are in the values themselves."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model.words import Frequency, Language
from tests.checks.panels import judged, many, real


def found(name: str, values: list[float], frequency: Frequency = Frequency.DAILY, unit: str = "cases"):
    said = {"name": {Language.EN: name}, "unit": unit}
    return judged("count_taken_back", many(1, frequency, said=said, value=np.array([values], dtype=float)))


def test_the_period_in_which_most_was_taken_back_is_named():
    [one] = found("New cases", [5, -3, 8, 9, -40, 7, np.nan, 4])
    assert (one.numbers["times"].value, one.numbers["lost"].value) == (2, 40)
    assert one.p_value is None


@pytest.mark.parametrize(
    ("name", "unit", "values"),
    [
        ("New cases", "cases", [5, 0, 8, np.nan]),
        ("Net new cases", "cases", [5, -3, 8, 9]),
        ("Result", "DKK", [5, -3, 8, 9]),
        ("Cases a head", "cases", [0.5, -0.3, 0.8, 0.9]),
        ("Cases", "cases", [9, 5, 3, 1]),
        ("Cases so far", "cases", [1, 3, 3, 9]),
    ],
)
def test_what_may_fall_or_be_below_zero_is_not_told(name, unit, values):
    assert found(name, values, unit=unit) == []


def test_sums_so_far_fall_only_with_the_year():
    year = [100.0 * month for month in range(1, 13)]
    assert found("Orders to date", [*year, 90, 180], Frequency.MONTHLY, "orders") == []
    [one] = found("Orders to date", [*year[:5], 450, *year[6:]], Frequency.MONTHLY, "orders")
    assert one.numbers["lost"].value == 50


def test_restated_counts_of_three_countries():
    """Spain, France and the United Kingdom took cases back, Iran never did; the numbers are those of the data's README."""
    import pandas as pd

    table = pd.read_csv(real("covid_definition_changes/confirmed.csv.gz")).set_index("Date")
    for cumulative in (False, True):
        values = (table if cumulative else table.diff()).iloc[1:].T.to_numpy(dtype=float)
        said = {"name": {Language.EN: "Cumulative cases" if cumulative else "New cases"}, "unit": "cases"}
        told = judged("count_taken_back", many(len(values), Frequency.DAILY, said=said, value=values))
        lost = {table.columns[int(one.kpi.removeprefix("k"))]: one.numbers["lost"].value for one in told}
        assert (lost["Spain"], lost["France"], lost["United_Kingdom"]) == (74_347, 348_840, 4_787)
        assert "Iran" not in lost
