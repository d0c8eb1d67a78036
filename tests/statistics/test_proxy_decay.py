"""Decay of the link between a measure and its outcome: by hand, under the null, and with power."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, ttest_1samp

from monitor.errors import NotEnoughDataError
from monitor.statistics.proxy_decay import Decay, decay

BEFORE, AFTER = np.arange(24), np.arange(24, 48)


def panel(seed: int, units: int = 12, manipulated: float = 0.0, kept: float = 1.0) -> Decay:
    """Outcome = half of what is really done plus noise; after the date a share of the measure's variance is manipulation."""
    rng = np.random.default_rng(seed)
    season = 2 * np.sin(np.arange(48) / 2)
    real = rng.standard_normal((units, 48)) * np.where(np.arange(48) < 24, 1, kept)
    outcome = 0.5 * real + 0.5 * rng.standard_normal((units, 48)) + season
    pushed = np.sqrt(1 - manipulated) * real + np.sqrt(manipulated) * rng.standard_normal((units, 48))
    measure = np.where(np.arange(48) < 24, real, pushed) + season
    return decay(measure, outcome, BEFORE, AFTER)


def test_the_statistic_is_the_paired_t_of_least_squares_slopes():
    rng = np.random.default_rng(1)
    measure, outcome = rng.standard_normal((8, 48)), rng.standard_normal((8, 48))
    found = decay(measure, outcome, BEFORE, AFTER)
    falls = []
    for columns in (BEFORE, AFTER):
        m, v = (one[:, columns] for one in (measure, outcome))
        m, v = (one - one.mean(1, keepdims=True) - one.mean(0, keepdims=True) + one.mean() for one in (m, v))
        falls.append([np.polyfit(m[unit], v[unit], 1)[0] for unit in range(8)])
    theirs = ttest_1samp(np.subtract(*falls), 0, alternative="greater")
    assert found.t == pytest.approx(theirs.statistic) and found.p_value == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize("kept", [1.0, 0.5], ids=["as before", "a measure that honestly varies less"])
def test_a_link_that_holds_is_called_weaker_no_more_often_than_promised(kept: float):
    p = np.array([panel(seed, kept=kept).p_value for seed in range(600)])
    assert (p <= 0.05).mean() <= 0.08 and (p <= 0.01).mean() <= 0.025


def test_manipulation_weakens_the_slope_by_its_share():
    found = [panel(seed, units=20, manipulated=0.6) for seed in range(60)]
    assert np.mean([one.p_value <= 0.03 for one in found]) > 0.8
    assert np.mean([one.lost for one in found]) == pytest.approx(1 - np.sqrt(0.4), abs=0.06)


def test_what_all_units_share_is_no_link():
    assert abs(np.mean([panel(seed).slope_before for seed in range(50)]) - 0.5) < 0.03


def test_too_few_units_and_missing_periods():
    with pytest.raises(NotEnoughDataError, match="6 units"):
        decay(np.ones((5, 48)), np.ones((5, 48)), BEFORE, AFTER)
    gaps = np.random.default_rng(1).standard_normal((8, 48))
    gaps[3, 5:22] = np.nan
    assert decay(gaps[:, :], gaps, np.arange(24), AFTER).units == 8
    with pytest.raises(NotEnoughDataError):
        decay(np.where(np.arange(48) < 20, np.nan, gaps), gaps, BEFORE, AFTER)


@pytest.mark.parametrize("units", [6, 30])
@pytest.mark.parametrize("memory", [0.0, 0.6, 0.9])
def test_memory_and_outcomes_that_become_noisier_leave_the_rate_as_it_is(units: int, memory: float):
    """What leadership is told rests on the tail: weak links (slope .1), each unit's outcome noisier after the date, by its own
    factor. Six units come at up to 1.7 times the nominal rate, thirty at up to 1.3."""
    p_values = np.array([_weak_link(seed, units, memory) for seed in range(600)])
    for rate in (0.05, 0.01, 0.001):
        assert (p_values <= rate).sum() <= binom.isf(0.001, len(p_values), (1.7 if units == 6 else 1.3) * rate)


def _weak_link(seed: int, units: int, memory: float) -> float:
    rng = np.random.default_rng(seed)
    real, noise = (_remembering(rng.standard_normal((units, 48)), memory) for _ in range(2))
    noisier = 1 + np.where(np.arange(48) < 24, 0, 1.5) * rng.random((units, 1))
    return decay(real, 0.1 * real + 0.5 * noisier * noise, BEFORE, AFTER).p_value


def _remembering(shocks: np.ndarray, memory: float) -> np.ndarray:
    series = shocks.copy()
    for period in range(1, series.shape[1]):
        series[:, period] = memory * series[:, period - 1] + np.sqrt(1 - memory**2) * shocks[:, period]
    return series
