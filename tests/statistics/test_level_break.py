"""Breaks at an unknown date: the Nile, the cost of the search, power, and what is no break."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.contrast import background, ramp, step
from monitor.statistics.eb_gls import GRID
from monitor.statistics.level_break import _steps_at, break_dates, dates_worth, find_breaks, shape_of
from monitor.statistics.noise_prior import default_prior
from tests.statistics.series import PER_YEAR, WEEKS, many

AT = np.arange(WEEKS)
PRIOR = default_prior().weights


@pytest.fixture(scope="module")
def nile():
    from statsmodels.datasets import nile

    data = nile.load_pandas().data
    return data["year"].to_numpy(dtype=int), data["volume"].to_numpy(dtype=float)


def test_the_nile_fell_after_1898(nile):
    years, flow = nile
    found = find_breaks(flow[None, :], years, 1.0, PRIOR)
    assert years[found.at[0]] == 1899
    assert found.effect[0] == pytest.approx(-255.1, abs=0.2) and found.p_value[0] < 0.001


def test_without_memory_the_statistic_is_andrews_sup_f(nile):
    """sup-F = 75.930 (METHODS 8); least squares is the grid's first point."""
    years, flow = nile
    dates = break_dates(len(years))
    steps = (np.arange(len(years))[:, None] >= dates).astype(float)
    t = _steps_at(flow[None, :], years, np.ones((len(years), 1)), steps, 0)[1][0]
    assert np.max(t**2) == pytest.approx(75.930, abs=0.001)
    assert years[dates[np.argmax(t**2)]] == 1899


def test_a_date_is_fitted_as_eb_gls_fits_it():
    from monitor.statistics.eb_gls import fit_grid

    y, point = many(3, seed=1, autocorrelation=0.3), GRID.index((0.3, 0.1))
    beside = background(AT, PER_YEAR)
    whole = fit_grid(y, AT, np.concatenate([step(AT, 70)[:, None], beside], axis=1), (point,))
    coefficient, t, log_likelihood = _steps_at(y, AT, beside, step(AT, 70)[:, None], point)
    np.testing.assert_allclose(coefficient, whole.coefficient)
    np.testing.assert_allclose(t, whole.t)
    np.testing.assert_allclose(log_likelihood, whole.log_likelihood)


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.6])
def test_the_nominal_rate_holds_after_the_search(memory: float):
    p = find_breaks(many(1000, 2, autocorrelation=memory), AT, PER_YEAR, PRIOR).p_value
    assert (p <= 0.05).mean() <= 0.05 and (p <= 0.01).mean() <= 0.01 and (p <= 0.001).mean() <= 0.003


def test_a_search_costs_more_where_a_series_wanders():
    worth = dates_worth(WEEKS, PER_YEAR, tuple(PRIOR))
    steady, lasting, drifting = (worth[GRID.index(point)] for point in ((0.0, 0.0), (0.9, 0.0), (0.0, 1.0)))
    assert 3 < steady < 30 and lasting > 5 * steady and drifting > 3 * steady


def test_a_break_of_two_spreads_is_found_at_its_date():
    y = many(150, 3, autocorrelation=0.3) + 2 * step(AT, 80)
    found = find_breaks(y, AT, PER_YEAR, PRIOR)
    assert (found.p_value <= 0.01).mean() > 0.8
    assert np.median(np.abs(found.at - 80)) <= 1
    assert abs(found.effect.mean() - 2) < 0.25


def test_up_and_down_are_mirror_images_and_the_unit_does_not_matter():
    y = many(5, 4, autocorrelation=0.3) + step(AT, 90)
    one, other = find_breaks(y, AT, PER_YEAR, PRIOR), find_breaks(7 - 20 * y, AT, PER_YEAR, PRIOR)
    np.testing.assert_allclose(one.z, -other.z, rtol=1e-5)
    np.testing.assert_array_equal(one.at, other.at)


def _shape(change: np.ndarray):
    y = many(1, 5, autocorrelation=0.3) * 0.5 + change
    return shape_of(y[0], AT, PER_YEAR, find_breaks(y, AT, PER_YEAR, PRIOR))


def test_the_shape_tells_a_break_from_slow_and_passing_changes():
    at_once = _shape(3 * step(AT, 80))
    assert at_once.beats_slow > 2 and at_once.beats_passing > 2 and at_once.share > 0.8
    assert _shape(3 * ramp(AT, 60, 40)).beats_slow < 0
    assert _shape(3 * (step(AT, 60) - step(AT, 85))).beats_passing < -3
    assert _shape(np.linspace(0, 8, WEEKS)).beats_slow < 0


def test_too_few_periods_are_refused():
    with pytest.raises(NotEnoughDataError, match="too few"):
        find_breaks(many(1, 6, periods=9), np.arange(9), 1.0, PRIOR)
