"""Changes that become smaller: size under many kinds of noise, where it fails, and power."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.calming import calming
from tests.statistics.series import Array, many
from tests.statistics.test_size import at_most

NUMBER = 1500
KINDS: dict[str, dict[str, float | str]] = {
    "independent": {},
    "memory .6": {"autocorrelation": 0.6},
    "memory .9": {"autocorrelation": 0.9},
    "heavy tails and outliers": {"tails": "t5", "outliers": 0.01},
    "season and drift": {"season": 0.8, "drift": 1.0},
}


def p_of(series: Array, start: int = 52) -> Array:
    return np.array([calming(one, start).p_value for one in series])


@pytest.mark.parametrize("kind", KINDS)
def test_size(kind: str):
    p = p_of(many(NUMBER, 1, **KINDS[kind]))
    assert all((p <= cut).sum() <= at_most(cut, NUMBER) for cut in (0.05, 0.01, 0.001))


def test_a_spread_that_wanders_for_years_is_called_calm_too_often():
    """Why the rule is experimental: the spread's own memory is longer than a block."""
    rng = np.random.default_rng(2)
    log_spread = 0.075 * np.cumsum(rng.standard_normal((NUMBER, 156)), axis=1)
    assert 0.1 < np.mean(p_of(np.exp(log_spread) * rng.standard_normal((NUMBER, 156))) <= 0.05) < 0.35


@pytest.mark.parametrize(("part", "least"), [(0.65, 0.2), (0.5, 0.55), (0.35, 0.93)])
def test_power_at_one_in_a_hundred(part: float, least: float):
    """METHODS 2.9e has .42, .80 and .99 with 52 weeks on both sides, for a cut of its own and independent weeks."""
    series = many(400, 3, periods=104, autocorrelation=0.3)
    series[:, 52:] *= part
    assert np.mean(p_of(series) <= 0.01) >= least


def test_ratio_and_what_is_expected_of_more_cases():
    series = np.tile([0.0, 1.0], 60)
    series[60:] *= 0.5
    series += np.random.default_rng(4).uniform(-0.01, 0.01, 120)
    assert calming(series, 60).ratio == pytest.approx(0.5, abs=0.01)
    assert calming(series, 60, np.log(0.5)).ratio == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("series", [np.arange(40.0), np.repeat(np.arange(60.0), 2)])
def test_too_few_and_repeated_values(series: Array):
    with pytest.raises(NotEnoughDataError):
        calming(series, len(series) // 2)
