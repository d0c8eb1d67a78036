"""How often a real change is seen: more often the larger it is, the longer the history and the calmer the noise."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from monitor.simulate.noise import drawn_noise, noise_series
from monitor.statistics.contrast import ramp
from tests.statistics.series import PER_YEAR, RAMP, TARGET, WEEKS, Array, compared, many

RISE = ramp(np.arange(WEEKS), TARGET, RAMP)


@pytest.fixture(scope="module")
def pairs() -> NDArray[np.float64]:
    """A thousand KPIs and counter-metrics in the mixture of noise, their shocks correlated .3: (2, 1000, WEEKS)."""
    rng = np.random.default_rng(61)
    made = []
    for _ in range(1000):
        common = rng.standard_normal(WEEKS)
        made.append([noise_series(rng, drawn_noise(rng, {}), WEEKS, PER_YEAR, common) for _ in range(2)])
    return np.array(made).swapaxes(0, 1)


def found(pairs: Array, dose: float, cut: float) -> float:
    """The share of pairs in which the KPI rose and the counter-metric fell, each with p below the cut."""
    weaker = np.maximum(compared(pairs[0] + dose * RISE).p_up, compared(pairs[1] - dose * RISE).p_down)
    return float(np.mean(weaker <= cut))


def test_pairs_are_found_as_often_as_the_docs_say(pairs: Array):
    """benchmarks/alarm_rate.py: .08, .25, .46 and .79 at .05. Four standard errors of a thousand pairs are .06."""
    shares = [found(pairs, dose, 0.05) for dose in (0.5, 0.75, 1.0, 1.5)]
    assert shares == sorted(shares)
    np.testing.assert_allclose(shares, [0.08, 0.25, 0.46, 0.79], atol=0.06)


def test_a_stricter_cut_finds_fewer(pairs: Array):
    assert found(pairs, 1.0, 0.02) < found(pairs, 1.0, 0.05) < found(pairs, 1.0, 0.16)


def test_a_change_in_one_leg_only_is_not_a_pair(pairs: Array):
    weaker = np.maximum(compared(pairs[0] + 1.5 * RISE).p_up, compared(pairs[1]).p_down)
    assert np.mean(weaker <= 0.05) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 1000)


def test_single_rises_are_seen_more_often_the_larger_they_are():
    y = many(400, 62, autocorrelation=0.3)
    seen = [np.mean(compared(y + dose * RISE).p_up <= 0.05) for dose in (0, 0.25, 0.5, 1.0, 2.0)]
    assert seen == sorted(seen)
    assert seen[0] < 0.05 < 0.5 < seen[3] and seen[4] > 0.99


def test_memory_hides_a_change_and_weeks_show_it():
    calm, lasting = (np.median(compared(many(300, 63, autocorrelation=phi) + RISE).p_up) for phi in (0.0, 0.8))
    assert calm < lasting
    short = np.median(compared((many(300, 63) + RISE)[:, :91]).p_up)
    assert calm < short


def test_a_date_that_is_too_late_costs_most_of_the_power():
    """A step is seen by a ramp from its date on in two of three, from a quarter of a year before it in nine of ten, but from a
    quarter of a year after it in one of five: a model that allows for drift takes what came earlier for drift (docs).
    """
    y = many(400, 64, autocorrelation=0.3) + 1.0 * (np.arange(WEEKS) >= TARGET)
    early, right, late = (np.mean(compared(y, start=TARGET + wrong).p_up <= 0.05) for wrong in (-13, 0, 13))
    np.testing.assert_allclose([early, right, late], [0.9, 0.66, 0.2], atol=0.1)
