"""How many independent series a set is worth, against values from the literature and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.effective_number import effective_number, participation_ratio, shrunk


def alike(series: int, periods: int, correlation: float, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    common = random.standard_normal((1, periods))
    return np.sqrt(correlation) * common + np.sqrt(1 - correlation) * random.standard_normal((series, periods))


def test_twenty_five_series_that_correlate_at_six_tenths_are_worth_2_593():
    correlation = np.full((25, 25), 0.6) + 0.4 * np.eye(25)
    assert participation_ratio(correlation) == pytest.approx(2.593, abs=0.001)
    assert participation_ratio(correlation) == pytest.approx(25 / (1 + 24 * 0.36)), "m / (1 + (m - 1) r^2), in closed form"


def test_the_estimate_comes_to_the_truth_with_many_periods():
    found = effective_number(alike(25, 5000, 0.6))
    assert found is not None
    assert found.ratio == pytest.approx(2.593, rel=0.03)
    assert found.low < 2.593 < found.high


@pytest.mark.parametrize("seed", range(8))
def test_unrelated_series_of_few_periods_are_not_said_to_be_alike(seed: int):
    found = effective_number(alike(10, 40, 0.0, seed))
    assert found is not None
    assert found.ratio > 8


def test_shrinkage_errs_towards_too_many():
    found = effective_number(alike(25, 104, 0.6))
    assert found is not None
    assert 2.593 < found.ratio < 6


def test_the_shrinkage_is_that_of_ledoit_and_wolf():
    """By hand, for two series: (1/n^2) sum ||x x' - S||^2 over ||S - mI||^2."""
    x = np.array([[1.0, -1.0, 2.0, -2.0, 0.5, -0.5], [0.5, -1.5, 1.0, -1.0, 1.5, -0.5]])
    x = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    n = x.shape[1]
    sample = x @ x.T / n
    noise = sum(((np.outer(x[:, k], x[:, k]) - sample) ** 2).sum() for k in range(n)) / n**2
    apart = ((sample - np.eye(2)) ** 2).sum()
    correlation, part = shrunk(x)
    assert part == pytest.approx(min(noise / apart, 1.0))
    assert correlation[0, 1] == pytest.approx((1 - part) * sample[0, 1])


def test_too_few_periods_and_flat_lines_are_not_judged():
    assert effective_number(alike(10, 30, 0.5)) is None, "three periods a series are not more than three"
    flat = np.vstack([alike(3, 40, 0.5), np.ones((1, 40))])
    assert effective_number(flat) is None


def test_missing_values_weaken_but_do_not_break_it():
    series = alike(8, 120, 0.8)
    series[::2, ::7] = np.nan
    found = effective_number(series)
    assert found is not None
    assert 1 < found.ratio < 3
