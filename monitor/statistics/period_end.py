"""Period-end push: the last days of a month rise above its middle, and the first days of the next fall below its middle.

Every day is divided by its weekday's usual level; for each month the end excess is the mean of its last `edge` days over that of
its middle, less one, and the give-back that of the first `edge` days of the *next* month over its own middle; growth from middle
to middle is taken out of both. Compared before and after a date (Welch), or, without a date, with zero (one-sample t). Pulling
forward needs both: the excess up and the give-back down; the p-value is that of the weaker (intersection-union, Berger 1982).
Null hypothesis: not both. Assumes that months are independent given their middles (what lasts longer cancels in the ratio).
Minimum data: `LEAST` months on each side, or twice as many without a date. Sources: Oyer 1998; Larkin 2014; METHODS 2.9a.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST = 12

_FROM_THE_MIDDLE = 0.4
"""How far an end lies from its middle, as a share of the way to the next middle."""


@dataclass(frozen=True)
class PeriodEnd:
    """Changes of end excess and give-back (shares of the middle), their one-sided p-values, and the weaker of the two."""

    excess: float
    give_back: float
    p_excess: float
    p_give_back: float
    before: int
    after: int

    null_hypothesis = "The ends of months did not rise, or the beginnings of the next did not fall."

    @property
    def p_value(self) -> float:
        return max(self.p_excess, self.p_give_back)


def edges(values: Array, weekday: NDArray[np.int64], bucket: NDArray[np.int64], edge: int) -> tuple[Array, Array]:
    """End excess of each period and give-back of the one after it, both (S, periods - 1); NaN where days are missing.

    `values` (S, T) of the days that count (NaN: missing), `weekday` (T,) 0-6, `bucket` (T,) the number of the period, rising;
    `edge` days at each end. Periods of fewer than 4 x edge days are left out.
    """
    level = _without_weekdays(values, weekday)
    begins = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    ends = np.append(begins[1:], len(bucket))
    means = np.full((3, len(values), len(begins)), np.nan)
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        if end - begin >= 4 * edge:
            days = (slice(begin, begin + edge), slice(begin + edge, end - edge), slice(end - edge, end))
            means[:, :, number] = [_mean(level[:, part]) for part in days]
    first, middle, last = means
    with np.errstate(invalid="ignore", divide="ignore"):
        growth = (middle[:, 1:] / middle[:, :-1] - 1) * _FROM_THE_MIDDLE
        excess, give_back = last / middle - 1, first / middle - 1
    together = np.where(np.diff(bucket[begins]) == 1, 0.0, np.nan)
    return excess[:, :-1] - growth + together, give_back[:, 1:] + growth + together


def _mean(days: Array) -> Array:
    """The mean of each row, NaN where a fifth of its days or more is missing."""
    known = np.isfinite(days)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known.mean(axis=1) > 0.8, np.where(known, days, 0.0).sum(axis=1) / known.sum(axis=1), np.nan)


def _without_weekdays(values: Array, weekday: NDArray[np.int64]) -> Array:
    level = values.copy()
    for day in np.unique(weekday):
        on = weekday == day
        known = np.isfinite(values[:, on])
        with np.errstate(invalid="ignore", divide="ignore"):
            usual = np.where(known, values[:, on], 0.0).sum(axis=1) / known.sum(axis=1)
            level[:, on] = values[:, on] / usual[:, None]
    return level


def compared(excess: Array, give_back: Array, after: NDArray[np.bool_]) -> PeriodEnd:
    """Before against after a date. Raises NotEnoughDataError with fewer than LEAST periods on either side."""
    from scipy.stats import ttest_ind

    known = np.isfinite(excess) & np.isfinite(give_back)
    sides = [(part[known & ~after], part[known & after]) for part in (excess, give_back)]
    number = [len(sides[0][0]), len(sides[0][1])]
    if min(number) < LEAST:
        raise NotEnoughDataError(f"{number[0]} periods before and {number[1]} after; {LEAST} are needed")
    (low, high), (usual, now) = sides
    up = float(ttest_ind(high, low, equal_var=False, alternative="greater").pvalue)
    down = float(ttest_ind(now, usual, equal_var=False, alternative="less").pvalue)
    return PeriodEnd(float(high.mean() - low.mean()), float(now.mean() - usual.mean()), up, down, *number)


def against_middle(excess: Array, give_back: Array) -> PeriodEnd:
    """Against the periods' own middles. Raises NotEnoughDataError with fewer than 2 x LEAST periods."""
    from scipy.stats import ttest_1samp

    known = np.isfinite(excess) & np.isfinite(give_back)
    number = int(known.sum())
    if number < 2 * LEAST:
        raise NotEnoughDataError(f"{number} periods; {2 * LEAST} are needed")
    up = float(ttest_1samp(excess[known], 0.0, alternative="greater").pvalue)
    down = float(ttest_1samp(give_back[known], 0.0, alternative="less").pvalue)
    return PeriodEnd(float(excess[known].mean()), float(give_back[known].mean()), up, down, 0, number)
