"""XmR control limits and the four rules of the NHS's "Making Data Count", for one stretch between two declared changes.

A picture and a vocabulary, never a finding: within a year of weekly values, an honest series breaks one of the rules in 6 cases
of 10, and in nearly all where each value carries over to the next (METHODS 2.14). Null hypothesis of the limits: every value
is the mean and independent noise of constant spread. Assumes one stretch without a declared change, in equal periods.
Minimum data: five values; fewer than twelve give trial limits. Sources: Wheeler & Chambers 1992; NHS England, Making Data
Count 2019 (as coded in NHSRplotthedots); METHODS 2.14.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

LIMIT = 2.66
"""Half the distance of the limits, in mean moving ranges: three standard deviations, 3 / 1.128."""
SCREEN = 3.267
"""A moving range of so many means is left out of the mean once, so that a single jump does not widen the limits."""
LEAST, FIRM = 5, 12
RUN = 7


@dataclass(frozen=True)
class Xmr:
    """Mean, lower and upper limit in the unit of the values; `trial` where fewer than twelve values carry them."""

    mean: float
    low: float
    high: float
    moving_range: float
    points: int

    @property
    def trial(self) -> bool:
        return self.points < FIRM

    @property
    def sigma(self) -> float:
        """A third of the way from the mean to a limit."""
        return (self.high - self.mean) / 3


@dataclass(frozen=True, eq=False)
class Signals:
    """Which values break a rule, shape (periods,): outside a limit; in a run of seven on one side of the mean; in a run of
    seven that rise, or fall, without a break; one of two of three beyond two standard deviations on one side.
    """

    outside: Mask
    one_side: Mask
    trend: Mask
    two_of_three: Mask

    @property
    def any(self) -> Mask:
        return self.outside | self.one_side | self.trend | self.two_of_three


def xmr(values: Array, screened: bool = True) -> Xmr:
    """The limits of one stretch, shape (periods,), NaN where a period has no value.

    Raises NotEnoughDataError with fewer than five values or without two neighbouring ones.
    """
    known = values[np.isfinite(values)]
    ranges = np.abs(np.diff(values))
    ranges = ranges[np.isfinite(ranges)]
    if known.size < LEAST or ranges.size == 0:
        raise NotEnoughDataError(f"control limits need {LEAST} values, two of them neighbours; there are {known.size}")
    mean, usual = float(known.mean()), float(ranges.mean())
    if screened and usual > 0:
        usual = float(ranges[ranges < SCREEN * usual].mean())
    return Xmr(mean, mean - LIMIT * usual, mean + LIMIT * usual, usual, int(known.size))


def signals(values: Array, limits: Xmr) -> Signals:
    """What breaks a rule, shape (periods,); a missing value breaks none, and ends every run."""
    side = np.where(np.isfinite(values), np.sign(values - limits.mean), 0.0)
    steps = np.sign(np.diff(values, prepend=np.nan))
    outside = (values < limits.low) | (values > limits.high)
    far = np.where(np.abs(values - limits.mean) > 2 * limits.sigma, side, 0.0)
    return Signals(outside, _runs(side, RUN), _rises(steps), _two_of_three(far))


def _runs(sign: Array, least: int) -> Mask:
    """Values in a run of `least` or more with the same sign; zero and NaN belong to none."""
    found = np.zeros(sign.size, dtype=bool)
    start = 0
    for number in range(1, sign.size + 1):
        if number == sign.size or sign[number] != sign[start]:
            if number - start >= least and sign[start] != 0 and np.isfinite(sign[start]):
                found[start:number] = True
            start = number
    return found


def _rises(steps: Array) -> Mask:
    """Seven values that rise are six steps up; the value before the first step belongs to them."""
    found = _runs(np.where(np.isfinite(steps), steps, 0.0), RUN - 1)
    return np.asarray(found | np.append(found[1:] & ~found[:-1], False))


def _two_of_three(far: Array) -> Mask:
    found = np.zeros(far.size, dtype=bool)
    for start in range(max(far.size - 2, 0)):
        window = far[start : start + 3]
        for side in (-1.0, 1.0):
            if np.sum(window == side) >= 2:
                found[start : start + 3] |= window == side
    return found
