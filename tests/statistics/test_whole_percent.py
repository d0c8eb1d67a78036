"""Whole percentages and last digits: against Monte-Carlo draws, in size, and in power."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.last_digit import last_digit
from monitor.statistics.whole_percent import expected_whole, is_whole, whole_percent
from tests.statistics.test_size import at_most


def counted(seed: int, number: int, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    cases = rng.integers(low, high, number)
    return rng.binomial(cases, rng.uniform(0.3, 0.97, number)).astype(float), cases.astype(float)


@pytest.mark.parametrize(("low", "high"), [(100, 300), (100, 2000), (2000, 20000)])
def test_the_expectation_is_that_of_monte_carlo_draws(low: int, high: int):
    hits, cases = counted(1, 3000, low, high)
    rng = np.random.default_rng(2)
    draws = [is_whole(rng.binomial(cases.astype(int), hits / cases).astype(float), cases).sum() for _ in range(200)]
    assert expected_whole(hits, cases).sum() == pytest.approx(np.mean(draws), abs=4 * np.std(draws) / np.sqrt(200) + 1.5)


def test_size():
    p = np.array([whole_percent(*counted(seed, 400, 100, 2000)).p_value for seed in range(1000)])
    assert all((p <= cut).sum() <= at_most(cut, 1000) for cut in (0.05, 0.01, 0.001))


@pytest.mark.parametrize(("part", "least"), [(0.1, 0.95), (0.05, 0.5)])
def test_power_where_a_part_of_the_shares_is_chosen(part: float, least: float):
    found = []
    for seed in range(100):
        hits, cases = counted(seed, 1000, 300, 2000)
        chosen = np.random.default_rng(seed).random(1000) < part
        percent = np.round(100 * hits / cases)
        found.append(whole_percent(np.where(chosen, np.round(percent * cases / 100), hits), cases).p_value)
    assert np.mean(np.array(found) <= 0.01) >= least


def test_small_denominators_make_whole_percentages_honestly():
    hits, cases = np.full(400, 73.0), np.full(400, 100.0)
    found = whole_percent(hits, cases)
    assert found.whole == 400 and found.expected > 399 and found.p_value > 0.5


def test_too_few_shares():
    with pytest.raises(NotEnoughDataError):
        whole_percent(np.full(500, 20.0), np.full(500, 50.0))


def test_last_digits_have_their_size_and_find_heaps():
    rng = np.random.default_rng(3)
    p = np.array([last_digit(rng.integers(200, 900, 300).astype(float)).p_value for _ in range(2000)])
    assert all((p <= cut).sum() <= at_most(cut, 2000) for cut in (0.05, 0.01, 0.001))
    values = rng.integers(200, 900, (200, 300)).astype(float)
    heaped = np.where(rng.random(values.shape) < 0.2, np.round(values / 5) * 5, values)
    assert np.mean([last_digit(one).p_value <= 0.001 for one in heaped]) > 0.9
    assert last_digit(np.round(values[0] / 5) * 5).whipple == 500


@pytest.mark.parametrize("values", [np.full(400, 305.0), np.arange(400.0), np.linspace(200, 900, 350), np.arange(300, 500.0)])
def test_values_whose_last_digits_say_nothing(values: np.ndarray):
    with pytest.raises(NotEnoughDataError):
        last_digit(values)
