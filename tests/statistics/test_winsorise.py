"""Outliers are pulled in, alike on both sides of a change, and nothing else is touched."""

from __future__ import annotations

import numpy as np

from monitor.statistics.winsorise import winsorise
from tests.statistics.series import compared, many


def test_one_bad_week_is_pulled_to_four_spreads_and_counted():
    y = many(1, seed=1)
    y[0, 100] += 30
    clipped, moved = winsorise(y)
    assert moved.tolist() == [1]
    assert np.flatnonzero(clipped[0] != y[0]).tolist() == [100]
    assert 2 < clipped[0, 100] < 7


def test_well_behaved_noise_is_left_as_it_is():
    y = many(200, seed=2)
    clipped, moved = winsorise(y)
    assert moved.mean() < 0.25, "fewer than one value in six hundred"
    np.testing.assert_array_equal(clipped[moved == 0], y[moved == 0])


def test_it_does_not_matter_on_which_side_the_outlier_is():
    y = many(1, seed=3)
    before, after = y.copy(), y.copy()
    before[0, 20] += 20
    after[0, 120] += 20
    plain = compared(y).effect[0]
    assert abs(compared(before).effect[0] - plain) < 0.5 > abs(compared(after).effect[0] - plain)


def test_a_series_that_mostly_stands_still_keeps_its_values():
    """More than half of the residuals are zero: there is no spread to measure outliers with."""
    y = np.zeros((1, 40))
    y[0, 7] = 5.0
    clipped, moved = winsorise(y)
    assert moved.tolist() == [0] or np.ptp(clipped) > 0
