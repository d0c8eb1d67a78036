"""Heaping of shares at whole percentages where only sums by denominator are known.

Of the records with n cases, `whole` have a share k/n within `NEAR` percentage points of a whole percentage. Null hypothesis: k is
as often one number as its neighbours, so that the chance is the part of all k whose share is whole; small n make many whole
shares honestly, and that is in the expectation. The count is compared by the binomial with the mean chance, whose spread is at
least the true one (Hoeffding 1956). Assumes independent records with shares spread over several percent, from 1 to 99. Minimum
data: `LEAST` records of at least `CASES` cases. Source: Kobak, Shpilkin & Pshenichnikov 2016, with this null in place of draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

NEAR = 0.05
CASES = 100
LEAST = 300


@dataclass(frozen=True)
class WholeShares:
    """How many of `number` shares are whole, how many are expected, and the one-sided p-value."""

    number: int
    whole: int
    expected: float
    p_value: float

    null_hypothesis = "Shares fall on whole percentages as often as their denominators make them."

    @property
    def excess(self) -> float:
        """The share of all records that is whole beyond expectation."""
        return (self.whole - self.expected) / self.number


def whole_shares(cases: Array, number: Array, whole: Array) -> WholeShares:
    """The test for `number` records with `cases` each, of which `whole` are whole; all (N,).

    Raises NotEnoughDataError with fewer than LEAST records of at least CASES cases.
    """
    from scipy.stats import binom

    keep = (cases >= CASES) & (number > 0)
    total, found = int(number[keep].sum()), int(whole[keep].sum())
    if total < LEAST:
        raise NotEnoughDataError(f"{total} records of at least {CASES} cases; {LEAST} are needed")
    expected = float(number[keep] @ np.array([chance(int(one)) for one in cases[keep]]))
    return WholeShares(total, found, expected, float(binom.sf(found - 1, total, min(expected / total, 1.0))))


def chance(cases: int) -> float:
    """The part of the shares k / cases, 1 to 99 %, that lie within NEAR points of a whole percentage."""
    percent = np.arange(1, 100)
    low = np.ceil(cases * (percent - NEAR) / 100 - 1e-9)
    high = np.floor(cases * (percent + NEAR) / 100 + 1e-9)
    edge = np.floor(cases * 0.99 + 1e-9) - np.ceil(cases * 0.01 - 1e-9) + 1
    inside = np.clip(np.minimum(high, np.floor(cases * 0.99 + 1e-9)) - np.maximum(low, np.ceil(cases * 0.01 - 1e-9)) + 1, 0, None)
    return float(inside.sum() / max(edge, 1.0))
