"""The left tail of chi-square: Mendel's peas, and its size and power on simulated counts and shares."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.carry import averaging, carry
from monitor.statistics.underdispersion import left_tail, of_counts, of_shares
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


@pytest.mark.parametrize("mean", [7, 50, 1000])
@pytest.mark.parametrize(("block", "periods"), [(7, 365), (6, 156)])
def test_the_least_that_honest_work_may_vary_holds_its_size(mean: int, block: int, periods: int):
    """Each case happens or not with the chance .4: the variance is .6 of the mean, which the null hypothesis allows."""
    counts = np.random.default_rng(mean).binomial(round(mean / 0.4), 0.4, (3000, periods)).astype(float)
    p = of_counts(counts, block, 0.6).p_value
    for cut in (0.05, 0.01, 0.001):
        assert rejected(p, cut) <= at_most(cut)


def _daily(kind: str, rng: np.random.Generator) -> np.ndarray:
    days, shape = np.arange(365), (1000, 365)
    week = np.tile([1.3, 1.2, 1.1, 1.1, 1.0, 0.5, 0.4], 53)[:365]
    memory = np.zeros(shape)
    for day in range(1, 365):
        memory[:, day] = 0.9 * memory[:, day - 1] + 0.1 * rng.standard_normal(1000)
    rate = {
        "the same every day": np.full(shape, 12.0),
        "a weekly rhythm": np.broadcast_to(40 * week, shape),
        "a wave": np.broadcast_to(60 * np.exp(1.5 * np.sin(days / 58)), shape),
        "growth": np.broadcast_to(np.linspace(20, 200, 365), shape),
        "memory": 50 * np.exp(memory),
    }[kind]
    return rng.poisson(rate).astype(float)


@pytest.mark.parametrize("kind", ["the same every day", "a weekly rhythm", "a wave", "growth", "memory"])
def test_honest_days_are_quiet_whatever_their_course(kind: str):
    p = of_counts(_daily(kind, np.random.default_rng(6)), 7, 0.6).p_value
    assert np.nanmin(p) > 0.01


def test_smooth_weeks_are_seen_among_weeks_that_vary_more_than_chance():
    """Half of the weeks vary a third as much as chance, the others twice as much: together they vary more than chance."""
    rng = np.random.default_rng(7)
    part = np.repeat(np.where(rng.random((300, 100)) < 0.5, 1 / 3, 2.0), 7, axis=1)
    found = of_counts(np.round(200 + part * np.sqrt(200) * rng.standard_normal((300, 700))), 7, 0.6)
    assert np.all(found.ratio > 1) and np.mean(found.p_value <= 0.001) > 0.98
    assert np.median(found.carry) == pytest.approx(0, abs=0.1)


def test_averages_are_recognised_in_the_midst_of_a_wave():
    rng = np.random.default_rng(8)
    cases = rng.poisson(300 * np.exp(np.sin(np.arange(371) / 58)), (300, 371)).astype(float)
    weekly = np.round(np.lib.stride_tricks.sliding_window_view(cases, 7, axis=1).mean(axis=2))
    found = of_counts(weekly, 7, 0.6, 7)
    assert np.all(found.p_value < 0.001) and np.mean(found.carry > 0.4) > 0.98


def test_what_carries_over():
    rng = np.random.default_rng(5)
    draws = rng.standard_normal((500, 168))
    averages = np.stack([draws[:, i : i + 12].mean(axis=1) for i in range(156)], axis=1)
    assert np.median(carry(draws)) == pytest.approx(0, abs=0.05)
    assert np.median(carry(draws + np.linspace(0, 20, 168))) == pytest.approx(0, abs=0.05)
    assert np.mean(carry(averages) > 0.4) > 0.98 and np.mean(carry(draws) > 0.4) < 0.01


def test_averages_leave_their_mark_at_their_own_lag():
    rng = np.random.default_rng(9)
    draws = rng.standard_normal((300, 375))
    for over in (2, 5, 12):
        averages = np.lib.stride_tricks.sliding_window_view(draws, over, axis=1).mean(axis=2)
        assert np.mean(averaging(averages) > 0.5) > 0.98
    assert np.mean(averaging(draws) > 0.5) < 0.02 and np.mean(averaging(np.cumsum(draws, axis=1)) > 0.5) < 0.02


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
