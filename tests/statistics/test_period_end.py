"""End excess and give-back: by hand, in size, and in power."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.period_end import against_middle, compared, edges
from tests.statistics.series import Array
from tests.statistics.test_size import at_most

MONTHS, DAYS, EDGE = 36, 21, 5
BUCKET = np.repeat(np.arange(MONTHS), DAYS)
WEEKDAY = np.arange(MONTHS * DAYS) % 5
AFTER = np.arange(MONTHS - 1) >= 12
IN_MONTH = np.arange(MONTHS * DAYS) % DAYS


def days(seed: int, number: int, memory: float = 0.3, spread: float = 0.2) -> Array:
    """Daily amounts with memory and a busy Monday."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((number, MONTHS * DAYS))
    for day in range(1, MONTHS * DAYS):
        noise[:, day] = memory * noise[:, day - 1] + np.sqrt(1 - memory**2) * noise[:, day]
    return np.asarray(100 * np.exp(spread * noise) * np.where(WEEKDAY == 0, 1.3, 1.0))


def pushed(values: Array, share: float, since: int) -> Array:
    """`share` of the first days of every month from `since` + 1 on is moved to the last days of the month before."""
    moved = values.copy()
    for month in range(since, MONTHS - 1):
        end, start = (slice((month + 1) * DAYS - EDGE, (month + 1) * DAYS), slice((month + 1) * DAYS, (month + 1) * DAYS + EDGE))
        moved[:, end] += share * values[:, start]
        moved[:, start] -= share * values[:, start]
    return moved


def p_before_and_after(values: Array) -> Array:
    excess, give_back = edges(values, WEEKDAY, BUCKET, EDGE)
    return np.array([compared(up, down, AFTER).p_value for up, down in zip(excess, give_back, strict=True)])


def p_against_middle(values: Array) -> Array:
    excess, give_back = edges(values, WEEKDAY, BUCKET, EDGE)
    return np.array([against_middle(up, down).p_value for up, down in zip(excess, give_back, strict=True)])


def test_by_hand():
    flat = np.full((1, MONTHS * DAYS), 100.0) * np.where(WEEKDAY == 0, 2.0, 1.0)
    excess, give_back = edges(pushed(flat, 0.2, 0), WEEKDAY, BUCKET, EDGE)
    assert excess.shape == (1, MONTHS - 1)
    assert excess[0, 3:-3] == pytest.approx(0.2, abs=0.02) and give_back[0, 3:-3] == pytest.approx(-0.2, abs=0.02)


def test_growth_alone_makes_no_ends():
    growing = (1.002 ** np.arange(MONTHS * DAYS))[None, :] * np.ones((1, MONTHS * DAYS))
    excess, give_back = edges(growing, np.zeros(MONTHS * DAYS, dtype=int), BUCKET, EDGE)
    assert np.abs(np.concatenate([excess, give_back])).max() < 0.005


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.9])
def test_size_with_memory(memory: float):
    values = days(1, 1000, memory)
    for p in (p_before_and_after(values), p_against_middle(values)):
        assert all((p <= cut).sum() <= at_most(cut, 1000) for cut in (0.05, 0.01, 0.001))


def test_size_where_ends_are_higher_since_the_date_and_nothing_is_missing_after_them():
    values = days(2, 1000) * np.where((IN_MONTH >= DAYS - EDGE) & (BUCKET >= 12), 1.3, 1.0)
    p = p_before_and_after(values)
    assert all((p <= cut).sum() <= at_most(cut, 1000) for cut in (0.05, 0.01, 0.001))


@pytest.mark.parametrize(("share", "least"), [(0.1, 0.05), (0.2, 0.75), (0.3, 0.97)])
def test_power_at_one_in_a_hundred(share: float, least: float):
    """METHODS 2.9a has .16, .56 and .84 for weekly buckets; days say more."""
    assert np.mean(p_before_and_after(pushed(days(3, 300), share, 12)) <= 0.01) >= least


def test_missing_days_and_short_histories():
    values = days(4, 1)
    values[:, 5 * DAYS : 6 * DAYS] = np.nan
    excess, give_back = edges(values, WEEKDAY, BUCKET, EDGE)
    assert np.flatnonzero(np.isnan(excess[0])).tolist() == [4, 5] and np.flatnonzero(np.isnan(give_back[0])).tolist() == [4, 5]
    with pytest.raises(NotEnoughDataError):
        compared(excess[0], give_back[0], np.arange(MONTHS - 1) >= 30)
    with pytest.raises(NotEnoughDataError):
        against_middle(excess[0, :20], give_back[0, :20])
