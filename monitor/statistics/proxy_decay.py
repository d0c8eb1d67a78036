"""Proxy decay: over many units, does the outcome still follow the measure after a date as it did before?

In each regime measure and outcome are freed of unit and period means (two-way), and each unit's slope of the outcome on the
measure is taken; the statistic is the paired t over units of slope before minus slope after. Slopes, not correlations: a measure
that honestly varies less keeps its slope. Null hypothesis: the mean slope did not fall. Assumes that units are independent given
the period. Minimum data: six units with six periods in each regime. Sources: Courty & Marschke 2008; Ibragimov & Müller 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST_UNITS = 6
LEAST_PERIODS = 6


@dataclass(frozen=True)
class Decay:
    """Mean slopes before and after, the paired t and its one-sided p-value (a fall), the number of units, and how much of its
    spread the measure has kept (standard deviation after divided by before).
    """

    slope_before: float
    slope_after: float
    t: float
    p_value: float
    units: int
    spread_kept: float

    null_hypothesis = "The mean slope of the outcome on the measure did not fall."

    @property
    def lost(self) -> float:
        """The share of the measure's movement that no longer goes with the outcome."""
        return 1 - self.slope_after / self.slope_before if self.slope_before else 0.0


def decay(measure: Array, outcome: Array, before: NDArray[np.int64], after: NDArray[np.int64]) -> Decay:
    """Measure and outcome are (units, periods), oriented up = better; `before` and `after` hold columns.

    Periods in which a unit misses a value are left out. Raises NotEnoughDataError with too few units or periods.
    """
    from scipy.stats import t as student

    known: NDArray[np.bool_] = np.asarray(np.isfinite(measure + outcome).all(axis=0))
    regimes = [columns[known[columns]] for columns in (before, after)]
    if len(measure) < LEAST_UNITS or min(len(columns) for columns in regimes) < LEAST_PERIODS:
        raise NotEnoughDataError(f"{LEAST_UNITS} units with {LEAST_PERIODS} periods before and after are needed")
    moved = [_two_way(measure[:, columns]) for columns in regimes]
    size = [np.sum(one**2, axis=1) for one in moved]
    if min(one.min() for one in size) <= 0:
        raise NotEnoughDataError("a unit's measure does not vary")
    slopes = [
        np.sum(one * _two_way(outcome[:, columns]), axis=1) / square
        for one, columns, square in zip(moved, regimes, size, strict=True)
    ]
    fall = slopes[0] - slopes[1]
    error = float(fall.std(ddof=1)) / np.sqrt(len(fall))
    t = float(fall.mean()) / error if error > 0 else 0.0
    spread = float(np.sqrt(np.mean(moved[1] ** 2) / np.mean(moved[0] ** 2)))
    means = float(slopes[0].mean()), float(slopes[1].mean())
    return Decay(*means, t, float(student.sf(t, len(fall) - 1)), len(fall), spread)


def _two_way(values: Array) -> Array:
    rows, columns = values.mean(axis=1, keepdims=True), values.mean(axis=0, keepdims=True)
    return np.asarray(values - rows - columns + values.mean())
