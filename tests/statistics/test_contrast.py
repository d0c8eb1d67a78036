"""The shapes in time: ramps, steps, season and weekdays."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from monitor.statistics.contrast import background, ramp, season, step, weekdays


def test_a_ramp_rises_evenly_from_its_first_period_and_stays():
    np.testing.assert_allclose(ramp(np.arange(8), 2, 4), [0, 0, 0.25, 0.5, 0.75, 1, 1, 1])


def test_a_ramp_of_one_period_is_a_step():
    np.testing.assert_array_equal(ramp(np.arange(100, 110), 104, 1), step(np.arange(100, 110), 104))


def test_over_a_gap_the_ramp_goes_on():
    at = np.array([0, 1, 4, 5])
    np.testing.assert_allclose(ramp(at, 1, 4), [0, 0.25, 1, 1])


def test_a_year_later_the_season_is_the_same():
    waves = season(np.array([2, 14, 26]), 12.0, 2)
    np.testing.assert_allclose(waves[0], waves[1], atol=1e-12)
    np.testing.assert_allclose(waves[0], waves[2], atol=1e-12)


def test_weekdays_are_told_apart_by_the_ordinal_of_the_date():
    monday = date(2024, 1, 1)
    days = np.array([(monday + timedelta(days=number)).toordinal() for number in range(14)])
    columns = weekdays(days)
    np.testing.assert_array_equal(columns[:7], columns[7:])
    assert len({tuple(row) for row in columns[:7]}) == 7


@pytest.mark.parametrize(
    ("per_year", "periods", "columns"),
    [
        (52.18, 156, 1 + 4), (52.18, 79, 1 + 4), (52.18, 78, 1), (12.0, 18, 1 + 4), (12.0, 17, 1), (4.0, 12, 1 + 2),
        (4.0, 5, 1), (1.0, 10, 1), (365.25, 600, 1 + 6 + 4), (365.25, 100, 1 + 6),
    ],
)  # fmt: skip
def test_the_season_is_fitted_from_a_year_and_a_half_on(per_year: float, periods: int, columns: int):
    assert background(np.arange(periods), per_year).shape == (periods, columns)


@pytest.mark.parametrize(("per_year", "periods"), [(52.18, 156), (12.0, 36), (4.0, 16), (365.25, 800)])
def test_no_column_repeats_another(per_year: float, periods: int):
    columns = background(np.arange(periods), per_year)
    assert np.linalg.matrix_rank(columns) == columns.shape[1]
    assert np.linalg.cond(columns) < 100
