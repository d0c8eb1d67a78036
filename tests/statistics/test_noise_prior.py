"""The prior over noise models: the shipped one, and what EM learns from a portfolio."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.eb_gls import DRIFT, GRID, PHI, fit_grid
from monitor.statistics.noise_prior import LEARNS_FROM, NoisePrior, default_prior, learn_prior
from tests.statistics.series import compared, design, many


def learnt_from(series: np.ndarray) -> NoisePrior:
    at = np.arange(series.shape[1])
    return learn_prior(fit_grid(series, at, design(at, 78, 1)).log_likelihood)


def marginal(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    grid = weights.reshape(len(PHI), len(DRIFT))
    return grid.sum(axis=1), grid.sum(axis=0)


def test_the_shipped_prior_is_a_distribution_over_the_grid():
    prior = default_prior()
    assert prior.weights.shape == (len(GRID),)
    assert prior.weights.sum() == pytest.approx(1.0)
    assert (prior.weights > 0).all(), "a noise model that the prior rules out could never be learnt"
    assert prior.series == 0


def test_few_series_keep_the_shipped_prior():
    prior = learnt_from(many(LEARNS_FROM - 1, seed=1))
    np.testing.assert_array_equal(prior.weights, default_prior().weights)
    assert prior.series == 0


def test_white_noise_pulls_the_weight_to_no_memory_and_no_drift():
    prior = learnt_from(many(300, seed=2))
    phi, drift = marginal(prior.weights)
    before_phi, before_drift = marginal(default_prior().weights)
    assert prior.series == 300 and prior.weights.sum() == pytest.approx(1.0)
    assert phi[0] > 0.75 > 2 * before_phi[0]
    assert drift[0] > 0.75 > before_drift[0] + 0.2


def test_lasting_memory_is_learnt_too():
    phi, _ = marginal(learnt_from(many(300, seed=3, autocorrelation=0.6)).weights)
    assert 0.5 < phi @ np.array(PHI) < 0.7


def test_few_series_more_than_needed_move_the_prior_only_part_of_the_way():
    few, many_ = (marginal(learnt_from(many(number, seed=4)).weights)[0][0] for number in (LEARNS_FROM, 400))
    assert marginal(default_prior().weights)[0][0] < few < many_


def test_a_quiet_portfolio_sees_more():
    """What is learnt is used: with a prior from white noise a change in white noise gets a smaller p-value."""
    y = many(200, seed=5) + 0.5 * design(np.arange(156))[:, 0]
    learnt, shipped = compared(y, prior=learnt_from(many(300, seed=6)).weights), compared(y)
    assert np.median(learnt.p_up) < 0.5 * np.median(shipped.p_up)
