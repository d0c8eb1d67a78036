"""Target hugging: results lie just on the good side of the target far more often than just on the bad side.

Within a narrow band on both sides of the target the good side is compared with the bad one, against the odds that a smooth
distribution has there: the neighbourhood, from one to three bands away, gives its slope (a quarter of the log-odds there, exact
for a normal distribution wherever its centre lies). Null hypothesis: the density of the gaps is smooth at the target. The odds'
own uncertainty moves them one standard error against a finding; results near the target that follow each other on the same
side count for less (the effective number, from the autocorrelation of the sides). Exact binomial tail, continued to fractions by
the beta integral. Minimum data: `LEAST` results in the band, `AROUND` in the neighbourhood on the good side. Source: METHODS
2.9b; Burgstahler & Dichev 1997.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST = 20
AROUND = 5
MEMORY = 4
"""So many autocorrelations of the sides are looked at."""


@dataclass(frozen=True, eq=False)
class Hugging:
    """Per series (S,): results in the band, how many on the good side, its share, the share expected, and the p-value.

    NaN where there are too few results near the target.
    """

    near: Array
    good: Array
    expected: Array
    p_value: Array

    null_hypothesis = "The density of results is smooth at the target."

    @property
    def share(self) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.good / self.near)


def hugging(gaps: Array, width: Array, step: Array) -> Hugging:
    """The test for `gaps` (S, T), oriented so that 0 and above is good; `width` (S,) of a band, a multiple of the `step` (S,) of
    the values (0: none), by half of which the target is moved, so that a result exactly at it is good and counts once.
    """
    from scipy.special import betainc, expit

    moved = gaps + step[:, None] / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        band = np.floor(moved / width[:, None])
    near, good = np.isin(band, (-1, 0)), band == 0
    above, below = (np.isin(band, which).sum(axis=1) for which in ((1, 2), (-2, -3)))
    odds = np.log((above + 0.5) / (below + 0.5)) / 4
    error = np.sqrt(1 / (above + 0.5) + 1 / (below + 0.5)) / 4
    expected = expit(odds + error)
    number, count = near.sum(axis=1).astype(float), good.sum(axis=1).astype(float)
    worth = 1 / _repeats(near, good)
    enough = (number >= LEAST) & (above >= AROUND)
    with np.errstate(invalid="ignore", divide="ignore"):
        p_value = betainc(np.maximum(count * worth, 1e-9), np.maximum((number - count) * worth, 0.0) + 1.0, expected)
    return Hugging(number, count, expit(odds), np.where(enough, p_value, np.nan))


def _repeats(near: NDArray[np.bool_], good: NDArray[np.bool_]) -> Array:
    """By how much the sides of successive results near the target repeat each other, at least 1: 1 + 2 x autocorrelations."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = good.sum(axis=1, keepdims=True) / near.sum(axis=1, keepdims=True)
        side = np.where(near, good - share, 0.0)
        variance = np.sum(side**2, axis=1) / near.sum(axis=1)
        total = np.zeros(len(near))
        for lag in range(1, MEMORY + 1):
            pairs = np.sum(near[:, lag:] & near[:, :-lag], axis=1)
            together = np.sum(side[:, lag:] * side[:, :-lag], axis=1) / np.maximum(pairs, 1)
            total += np.where((pairs > 0) & (variance > 0), np.maximum(together / variance, 0.0), 0.0)
    return np.asarray(np.where(np.isfinite(total), 1 + 2 * total, 1.0))
