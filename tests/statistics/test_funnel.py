"""The funnel: the reference of METHODS 2.13, its size for many kinds of portfolios of units, and its power."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.funnel import LEFT, between, by, funnel, winsorised
from tests.statistics.test_size import at_most


def test_the_reference_of_five_units():
    """12, 18, 25, 9, 30 of 100, 150, 160, 90, 200: phi = .488 before winsorising, so that no variance lies between them."""
    hits, cases = np.array([12, 18, 25, 9, 30.0]), np.array([100, 150, 160, 90, 200.0])
    share = hits.sum() / cases.sum()
    error = np.sqrt(share * (1 - share) / cases)
    z = (hits / cases - share) / error
    assert z == pytest.approx([-0.419, -0.513, 0.815, -0.954, 0.652], abs=5e-4)
    assert np.mean(z**2) == pytest.approx(0.488, abs=5e-4)
    assert between(hits / cases, error, share) == 0


def test_what_winsorising_leaves_of_a_normal():
    z = np.random.default_rng(1).standard_normal(400_000)
    assert np.mean(winsorised(z) ** 2) == pytest.approx(LEFT, abs=0.007)


def test_the_variance_between_units_is_found_whatever_their_sizes():
    rng = np.random.default_rng(2)
    error = rng.uniform(0.3, 3, 5000)
    y = 50 + rng.standard_normal(5000) * np.sqrt(error**2 + 4)
    assert between(y, error) == pytest.approx(4, rel=0.1)


@pytest.mark.parametrize("spread", [0.0, 1.0, 3.0])
@pytest.mark.parametrize("units", [10, 30, 100])
def test_size(units: int, spread: float):
    rng = np.random.default_rng(units)
    p = []
    for _ in range(400):
        error = rng.uniform(0.5, 2, units)
        p.append(funnel(rng.standard_normal(units) * np.sqrt(error**2 + spread**2), error).smallest)
    assert all((np.array(p) <= cut).sum() <= at_most(cut, 400) for cut in (0.05, 0.01, 0.001))


@pytest.mark.parametrize(("units", "least"), [(15, 0.45), (30, 0.9), (100, 0.98)])
def test_power_for_a_unit_seven_spreads_out(units: int, least: float):
    rng = np.random.default_rng(4)
    found = 0
    for _ in range(200):
        error = rng.uniform(0.5, 2, units)
        y = rng.standard_normal(units) * np.sqrt(error**2 + 1)
        y[0] = 7 * np.sqrt(error[0] ** 2 + 1)
        judged = funnel(y, error)
        found += judged.smallest <= 0.0015 and int(np.argmin(judged.p_value)) == 0
    assert found >= least * 200


def test_benjamini_and_yekutieli_by_hand():
    """Three p-values: times 3, the harmonic sum 11/6, divided by their rank."""
    assert by(np.array([0.001, 0.02, 0.5])) == pytest.approx([0.0055, 0.055, 11 / 12], abs=1e-12)


def test_too_few_units():
    with pytest.raises(NotEnoughDataError):
        funnel(np.zeros(9), np.ones(9))
