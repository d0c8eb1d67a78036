"""EB-GLS against published data and against what must hold whatever the data are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from monitor.errors import NotEnoughDataError
from monitor.statistics.contrast import step
from monitor.statistics.eb_gls import DRIFT, GRID, PHI, average, fit_grid, posterior
from monitor.statistics.noise_prior import default_prior
from tests.statistics.series import compared, design, many

FLAT = np.full(len(GRID), 1 / len(GRID))


@pytest.fixture(scope="module")
def nile():
    """The fit of the step after 1898 in the Nile's yearly flow at Aswan, 1871-1970 (Cobb 1978)."""
    from statsmodels.datasets import nile

    years = nile.load_pandas().data["year"].to_numpy(dtype=int)
    flow = nile.load_pandas().data["volume"].to_numpy(dtype=float)
    columns = np.column_stack([step(years, 1899), np.ones(len(years))])
    return fit_grid(flow[None, :], years, columns)


def test_the_nile_fell_by_249_at_the_likeliest_noise_model(nile):
    best = int(np.argmax(nile.log_likelihood[0]))
    assert GRID[best] == (0.15, 0.0)
    assert nile.coefficient[0, best] == pytest.approx(-248.98, abs=0.005)
    assert nile.t[0, best] == pytest.approx(-7.598, abs=0.0005)


def test_the_nile_without_memory_is_least_squares(nile):
    assert GRID[0] == (0.0, 0.0)
    assert nile.coefficient[0, 0] == pytest.approx(-247.78, abs=0.005)
    assert nile.t[0, 0] == pytest.approx(-8.714, abs=0.0005)


def test_the_nile_averaged_over_the_grid(nile):
    fit = average(nile, FLAT)
    assert fit.effect[0] == pytest.approx(-257.82, abs=0.005)
    assert fit.p_down[0] < 1e-4 < fit.p_up[0]
    assert fit.z[0] < -3.7


def test_a_grid_point_is_generalised_least_squares_as_statsmodels_computes_it():
    import statsmodels.api as sm

    y, at = many(1, seed=1, periods=60, autocorrelation=0.6), np.arange(60)
    columns = design(at, 20, 8, 12.0)
    ours = fit_grid(y, at, columns)
    for point in (5, 24, 41):
        phi, q = GRID[point]
        covariance = (phi ** np.abs(at[:, None] - at) if phi else np.eye(60)) + q * (np.minimum(at[:, None], at) + 1) / 60
        theirs = sm.GLS(y[0], columns, sigma=covariance).fit()
        assert ours.coefficient[0, point] == pytest.approx(theirs.params[0])
        assert ours.t[0, point] == pytest.approx(theirs.tvalues[0])


def test_single_points_of_the_grid_are_those_of_the_whole():
    y, at = many(3, seed=2), np.arange(156)
    whole, some = fit_grid(y, at, design(at)), fit_grid(y, at, design(at), (7, 20))
    np.testing.assert_array_equal(some.coefficient, whole.coefficient[:, [7, 20]])


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(0.001, 1000), shift=st.floats(-1e6, 1e6), seed=st.integers(0, 50))
def test_neither_unit_nor_zero_point_matters(scale: float, shift: float, seed: int):
    y = many(2, seed, periods=60, autocorrelation=0.3)
    plain, other = (compared(one, start=24, length=6, per_year=12.0) for one in (y, shift + scale * y))
    np.testing.assert_allclose(other.p_up, plain.p_up, rtol=1e-3)
    np.testing.assert_allclose(other.effect, scale * plain.effect, rtol=1e-3, atol=1e-6 * scale)


def test_a_small_spread_on_a_high_level_is_still_measured():
    """Ten million with a spread of one: nothing is lost to rounding, and chance is not called certainty."""
    y = many(3, seed=1, periods=60)
    high, plain = (compared(one, start=24, length=6, per_year=12.0) for one in (y + 1e7, y))
    np.testing.assert_allclose(high.p_up, plain.p_up, rtol=1e-5)


def test_a_history_without_any_noise_has_a_finite_answer():
    y = np.where(np.arange(60) < 24, 4.0, 3.0)[None, :]
    fit = compared(y, start=24, length=1, per_year=12.0)
    assert fit.effect[0] == pytest.approx(-1.0)
    assert fit.p_down[0] < 1e-12 and np.isfinite(fit.z[0])


def test_up_and_down_are_mirror_images():
    y = many(20, seed=3, autocorrelation=0.6)
    one, other = compared(y), compared(-y)
    np.testing.assert_allclose(one.p_up, other.p_down)
    np.testing.assert_allclose(one.p_up + one.p_down, 1.0)
    np.testing.assert_allclose(one.z, -other.z)
    np.testing.assert_allclose(one.z, norm.isf(one.p_up))


def test_a_series_does_not_depend_on_its_neighbours():
    y = many(12, seed=4, autocorrelation=0.3)
    order = np.random.default_rng(0).permutation(12)
    np.testing.assert_allclose(compared(y[order]).p_up, compared(y).p_up[order])
    np.testing.assert_allclose(compared(y[[5]]).p_up, compared(y).p_up[[5]])


def test_when_time_is_counted_from_does_not_matter():
    y, at = many(5, seed=5), np.arange(156)
    columns = design(at)
    here, there = (average(fit_grid(y, at + start, columns), default_prior().weights) for start in (0, 105_500))
    np.testing.assert_allclose(here.p_up, there.p_up)


def test_over_gaps_memory_fades_with_the_true_distance():
    """An AR(1) read every second week is an AR(1) with the square of the memory: the fit must see the weeks between."""
    fine, phi = np.arange(0, 156, 2), GRID.index((0.6, 0.0))
    y = many(1, seed=6, autocorrelation=0.6)[:, fine]
    columns = design(fine)
    ours = fit_grid(y, fine, columns)
    whitened = np.linalg.inv(np.linalg.cholesky(0.36 ** np.abs(np.arange(78)[:, None] - np.arange(78))))
    expected = np.linalg.lstsq(whitened @ columns, whitened @ y[0], rcond=None)[0][0]
    assert ours.coefficient[0, phi] == pytest.approx(expected)
    closed_up = fit_grid(y, np.arange(78), columns)
    assert closed_up.coefficient[0, phi] != pytest.approx(expected, rel=1e-3)


def test_the_posterior_finds_the_memory_that_is_there():
    white, lasting = (compared(many(200, seed=7, autocorrelation=phi)).weights for phi in (0.0, 0.75))
    memory = np.array([phi for phi, _ in GRID])
    assert (white @ memory).mean() < 0.15
    assert 0.5 < (lasting @ memory).mean() < 0.85
    np.testing.assert_allclose(white.sum(axis=1), 1.0)


def test_a_prior_without_a_point_never_uses_it():
    only = np.zeros(len(GRID))
    only[GRID.index((0.3, 0.0))] = 1.0
    y, at = many(4, seed=8), np.arange(156)
    grid = fit_grid(y, at, design(at))
    np.testing.assert_allclose(average(grid, only).effect, grid.coefficient[:, GRID.index((0.3, 0.0))])
    np.testing.assert_allclose(posterior(grid.log_likelihood, only) @ only, 1.0)


def test_the_error_covers_the_truth():
    """Effect plus or minus 1.645 errors holds a true change of one standard deviation in at least nine of ten series."""
    y = many(1000, seed=9, autocorrelation=0.3) + design(np.arange(156))[:, 0]
    fit = compared(y)
    assert abs(fit.effect.mean() - 1.0) < 0.05
    assert (np.abs(fit.effect - 1.0) <= 1.645 * fit.error).mean() > 0.88


def test_too_few_periods_are_refused_with_their_number():
    at = np.arange(9)
    with pytest.raises(NotEnoughDataError, match="9 periods cannot carry 5 coefficients; 10 are needed"):
        fit_grid(np.zeros((1, 9)), at, np.ones((9, 5)))


def test_a_change_that_is_the_constant_is_refused():
    at = np.arange(30)
    with pytest.raises(NotEnoughDataError, match="cannot be told from season or trend"):
        fit_grid(many(1, seed=1, periods=30), at, np.ones((30, 2)))


def test_the_grid_holds_every_pair_once():
    assert len(set(GRID)) == len(GRID) == len(PHI) * len(DRIFT)
