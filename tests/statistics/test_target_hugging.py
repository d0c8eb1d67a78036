"""The jump at the target: expected odds, size under many kinds of noise, power."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom, norm

from monitor.statistics.target_hugging import hugging
from tests.statistics.series import Array, many
from tests.statistics.test_size import at_most

NUMBER = 2000


def random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def judged(gaps: Array, step: float = 0.0):
    low, high = np.quantile(gaps, (0.1, 0.9), axis=1)
    width = 0.5 * (high - low) / 2.5631
    if step:
        width = np.maximum(np.round(width / step), 3) * step
    return hugging(gaps, width, np.full(len(gaps), step))


KINDS: dict[str, Callable[[], Array]] = {
    "independent": lambda: many(NUMBER, 1),
    "memory .6": lambda: many(NUMBER, 2, autocorrelation=0.6),
    "memory .9": lambda: many(NUMBER, 3, autocorrelation=0.9) + 0.5,
    "season and drift": lambda: many(NUMBER, 4, autocorrelation=0.3, season=0.8, drift=1.0),
    "heavy tails": lambda: many(NUMBER, 5, tails="t5", outliers=0.01) - 0.5,
    "skewed": lambda: 2 - random(6).gamma(3, 1, (NUMBER, 156)),
    "months, better than the target": lambda: many(NUMBER, 7, periods=96, per_year=12.0) + 0.7,
}


@pytest.mark.parametrize("kind", KINDS)
def test_smooth_results_hold_their_size(kind: str):
    p = judged(KINDS[kind]()).p_value
    assert np.isfinite(p).mean() > 0.5
    assert all((p <= cut).sum() <= at_most(cut, NUMBER) for cut in (0.05, 0.01, 0.001))


def test_rounded_and_counted_results_hold_their_size():
    rounded = np.round(6 * many(NUMBER, 8) + 2)
    shares = 100 * random(9).binomial(200, 0.9, (NUMBER, 156)) / 200 - 90
    for gaps, step in ((rounded, 1.0), (np.round(shares, 6), 0.5)):
        p = judged(gaps, step).p_value
        assert all((p <= cut).sum() <= at_most(cut, NUMBER) for cut in (0.05, 0.01, 0.001))


def test_the_expected_share_is_exact_for_a_normal_distribution():
    """Centred .6 above the target with bands of .5: half of the band lies below, and the neighbourhood says how much."""
    gaps = 0.6 + norm.ppf((np.arange(20000) + 0.5) / 20000)[None, :]
    truth = (norm.cdf(-0.1) - norm.cdf(-0.6)) / (norm.cdf(-0.1) - norm.cdf(-1.1))
    found = hugging(gaps, np.array([0.5]), np.array([0.0]))
    assert found.share[0] == pytest.approx(truth, abs=1e-3)
    assert found.expected[0] == pytest.approx(truth, abs=0.01)


def test_independent_sides_give_the_binomial_tail():
    """Sides in pairs that alternate, and as many results on either side of the band: nearly Bin(40, 1/2)."""
    sides = np.where(random(11).permutation(40) < 30, 0.05, -0.05)
    around = np.repeat([0.15, 0.25, -0.15, -0.25], 500)
    gaps = np.concatenate([np.stack([sides, np.full(40, 9.0)], axis=1).ravel(), around])[None, :]
    found = hugging(gaps, np.array([0.1]), np.array([0.0]))
    assert found.good[0] == 30 and found.near[0] == 40
    assert found.p_value[0] >= binom.sf(29, 40, 0.5) and found.p_value[0] < 0.02


@pytest.mark.parametrize(("part", "least"), [(0.3, 0.3), (0.5, 0.85), (0.8, 0.99)])
def test_power_where_a_part_of_the_near_misses_is_helped_over(part: float, least: float):
    gaps = many(500, 12, autocorrelation=0.3) - 0.2
    helped = (gaps < 0) & (gaps > -1) & (random(13).random(gaps.shape) < part)
    gaps = np.where(helped, 0.15 * np.abs(random(14).standard_normal(gaps.shape)), gaps)
    assert np.mean(judged(gaps).p_value <= 0.01) >= least
