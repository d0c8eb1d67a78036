"""The comparators do what is published of them (METHODS 8)."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.comparators import change_point, limits, nhs_rules, rolling_z, weco_rules, xmr_nhs, xmr_weco

XMR = np.array([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], dtype=float)


def test_limits_of_the_reference_vector():
    """NHSRplotthedots' vignette: mean 1.944, limits 4.604 and -0.716 with one screening of the moving ranges."""
    centre, sigma = limits(XMR)
    assert centre == pytest.approx(1.944, abs=0.001)
    assert (centre + 3 * sigma, centre - 3 * sigma) == pytest.approx((4.604, -0.716), abs=0.004)


def test_the_rules_see_what_they_are_for():
    quiet = np.tile([0.5, -0.5], 20)
    assert nhs_rules(quiet, quiet).max() < 1 and weco_rules(quiet).max() < 1
    for signal in ([3.2], [0.3] * 7, [2.1, 0, 2.2], [-1, -0.5, 0, 0.5, 1, 1.5, 1.7]):
        z = np.concatenate([quiet[:9], [-0.1], signal])
        assert nhs_rules(z, z).max() >= 1, signal
    assert weco_rules(np.concatenate([quiet[:9], [1.1, 1.2, 0.2, 1.1, 1.3]])).max() >= 1


def test_the_average_run_length_of_the_western_electric_rules():
    """Champ & Woodall (1987): 91.75 for all four rules, with independent normal values."""
    rng = np.random.default_rng(1)
    lengths = [np.argmax(weco_rules(rng.standard_normal(1200)) >= 1) + 1 for _ in range(4000)]
    assert np.mean(lengths) == pytest.approx(91.75, abs=4)


def test_a_large_step_is_seen_by_all_and_a_constant_by_none():
    rng = np.random.default_rng(2)
    step = rng.standard_normal(156) + 5 * (np.arange(156) >= 80)
    for score in (xmr_nhs, xmr_weco, change_point, rolling_z):
        assert score(step, 52) >= 1
        assert score(np.full(156, 4.0), 52) == 0
