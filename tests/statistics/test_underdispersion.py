"""The left tail of chi-square: Mendel's peas, and its size and power on simulated counts and shares."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.underdispersion import carry, left_tail, of_counts, of_shares
from tests.statistics.test_size import at_most

PEAS = ((5474, 1850), (6022, 2001), (705, 224), (882, 299), (428, 152), (651, 207), (787, 277))


def test_mendel_as_fisher_added_him_up():
    """Fisher 1936: 41.6056 on 84 degrees of freedom; METHODS 8 gives the exact left tail."""
    assert left_tail(41.6056, 84) == pytest.approx(2.87e-5, rel=0.002)


def test_mendel_single_traits():
    squares = sum((k - 0.75 * (k + m)) ** 2 / (0.1875 * (k + m)) for k, m in PEAS)
    assert squares == pytest.approx(2.1389, abs=1e-4)
    assert left_tail(squares, 7) == pytest.approx(0.0482, abs=1e-4)


def rejected(p_value: np.ndarray, cut: float) -> int:
    return int((p_value <= cut).sum())


@pytest.mark.parametrize("mean", [5, 20, 200])
@pytest.mark.parametrize("periods", [24, 60, 156])
def test_counts_hold_their_size(mean: float, periods: int):
    p = of_counts(np.random.default_rng(periods).poisson(mean, (3000, periods)).astype(float), 6).p_value
    for cut in (0.05, 0.01, 0.001):
        assert rejected(p, cut) <= at_most(cut)


@pytest.mark.parametrize(("cases", "share"), [(100, 0.95), (100, 0.5), (1000, 0.99), (50, 0.8)])
def test_shares_hold_their_size_with_a_season_in_them(cases: int, share: float):
    rng = np.random.default_rng(cases)
    n = rng.poisson(cases, (3000, 156))
    moving = np.clip(share + 0.005 * np.sin(2 * np.pi * np.arange(156) / 52), 0, 1)
    p = of_shares(rng.binomial(n, moving).astype(float), n.astype(float), 6).p_value
    for cut in (0.05, 0.01, 0.001):
        assert rejected(p, cut) <= at_most(cut)


def test_what_varies_more_than_chance_is_never_called_smooth():
    rng = np.random.default_rng(3)
    assert np.nanmin(of_counts(rng.poisson(50 * rng.gamma(20, 1 / 20, (2000, 156))).astype(float), 6).p_value) > 0.001


@pytest.mark.parametrize(("part", "least"), [(0.35, 1.0), (0.5, 0.99), (0.65, 0.8)])
def test_power_at_a_spread_that_is_part_of_that_of_chance(part: float, least: float):
    rng = np.random.default_rng(4)
    smooth = np.round(200 + part * np.sqrt(200) * rng.standard_normal((1000, 104)))
    assert np.mean(of_counts(smooth, 6).p_value <= 0.001) >= least


def test_what_carries_over():
    rng = np.random.default_rng(5)
    draws = rng.standard_normal((500, 168))
    averages = np.stack([draws[:, i : i + 12].mean(axis=1) for i in range(156)], axis=1)
    assert np.median(carry(draws)) == pytest.approx(0, abs=0.05)
    assert np.median(carry(draws + np.linspace(0, 20, 168))) == pytest.approx(0, abs=0.05)
    assert np.mean(carry(averages) > 0.4) > 0.98 and np.mean(carry(draws) > 0.4) < 0.01


def test_blocks_with_gaps_or_few_cases_are_left_out():
    counts = np.full((2, 30), 20.0)
    counts[0, 3] = np.nan
    counts[1, :18] = 1.0
    found = of_counts(counts, 6)
    assert found.blocks.tolist() == [4, 2]
    assert np.isfinite(found.p_value).tolist() == [True, False]


@pytest.mark.parametrize("periods", [1, 2, 23])
def test_too_short_a_history(periods):
    with pytest.raises(NotEnoughDataError):
        of_counts(np.ones((3, periods)), 6)
    with pytest.raises(NotEnoughDataError):
        of_shares(np.ones((3, periods)), np.full((3, periods), 2.0), 6)
