"""Bunching on a discrete scale: is the bin at the threshold fuller than its two neighbours allow?

Frandsen's test: given the total N of three neighbouring bins, the middle one is Bin(N, pi), pi within (1 -+ k)/(3 -+ k), where k
bounds how far the density may curve. `against_placebos` compares the middle bin's z at the threshold with that at all other bins
of the same scale: where units stay where they are, or values are heaped, those scatter more than one, and the z is divided by
their root mean square; where bins at equal distances from the threshold are heaped, it counts only beyond their mean. Null
hypothesis: the density is smooth at the threshold, as elsewhere. Assumes bins closed on the side that counts as met. Minimum
data: `LEAST` results in the three bins, `PLACEBOS` other bins with as many. Sources: Frandsen 2017 (doi
10.1108/S0731-905320170000038012); METHODS 2.3c.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST = 60
PLACEBOS = 8
CURVATURE = 0.02
"""How far a smooth density may bend over three bins."""

_APART = 2
"""Bins so near the threshold are no placebos: their neighbours hold what was moved."""

_HEAPS = range(2, 11)
"""Values may be heaped at every so many bins, the threshold among them."""

OVERLAP = 1.5
"""Neighbouring placebos share bins; so many count as one when their spread is estimated."""

SINGLE_VALUES = 3.0
"""The same on a short scale of single values, some of which are more usual than their neighbours: each is in three of them."""


@dataclass(frozen=True)
class Bunching:
    """The three bins at the threshold, z there, the scatter of z elsewhere, how many placebos, and the one-sided p-value."""

    before: int
    at: int
    after: int
    z: float
    scatter: float
    placebos: int
    p_value: float

    null_hypothesis = "The density is as smooth at the threshold as elsewhere on its scale."

    @property
    def excess(self) -> float:
        """How many more results than the neighbours' mean lie in the bin at the threshold."""
        return self.at - (self.before + self.after) / 2


def two_sided(before: int, at: int, after: int, curvature: float = 0.0) -> float:
    """Frandsen's two-sided p-value for the middle of three bins.

    Without curvature twice the smaller tail. With it, the tail at the nearer end of pi's range is paired with the opposite tail
    of about the same probability at the other end, and the larger of the two sums, at either end, is taken.
    """
    from scipy.stats import binom

    number = before + at + after
    if curvature == 0:
        return float(2 * min(binom.cdf(at, number, 1 / 3), binom.sf(at, number, 1 / 3)))
    low, high = (1 - curvature) / (3 - curvature), (1 + curvature) / (3 + curvature)
    counts = np.arange(-1, number + 1)
    if binom.pmf(at, number, low) >= binom.pmf(at, number, high):
        opposite = _nearest(binom.sf(counts, number, high), float(binom.cdf(at, number, low)))
        sums = [binom.cdf(at, number, share) + binom.sf(counts[opposite], number, share) for share in (low, high)]
    else:
        opposite = _nearest(binom.cdf(counts, number, low), float(binom.sf(at - 1, number, high)))
        sums = [binom.sf(at - 1, number, share) + binom.cdf(counts[opposite], number, share) for share in (low, high)]
    return float(min(1.0, max(sums)))


def _nearest(tails: Array, wanted: float) -> int:
    """Where a row of tails comes nearest to the wanted probability."""
    return int(np.argmin(np.abs(tails - wanted)))


def against_placebos(counts: Array, threshold: int, like: float = np.inf, overlap: float = OVERLAP) -> Bunching:
    """Bunching in bin `threshold` of `counts` (bins,), against all other bins; where enough are left, against those that hold at
    most `like` times as many results: in fuller ones the bend of a smooth density shows more, as the root of their results. So
    many other bins as `overlap` count as one.

    Raises NotEnoughDataError where there are too few results, or too few other places.
    """
    from scipy.stats import binom
    from scipy.stats import t as student

    total = counts[:-2] + counts[1:-1] + counts[2:]
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (counts[1:-1] - total / 3) / np.sqrt(2 * total / 9)
    away = np.arange(1, len(counts) - 1) - threshold
    here = threshold - 1
    if not 0 <= here < len(z) or total[here] < LEAST:
        raise NotEnoughDataError(f"fewer than {LEAST} results near the threshold")
    far = (np.abs(away) > _APART) & (total >= LEAST)
    near = far & (total <= like * total[here])
    far = near if near.sum() >= PLACEBOS else far
    placebo = z[far]
    if len(placebo) < PLACEBOS:
        raise NotEnoughDataError(f"{len(placebo)} other places on the scale to compare with; {PLACEBOS} are needed")
    scatter = max(1.0, float(np.sqrt(np.mean(placebo**2))))
    before, at, after = (int(counts[threshold + step]) for step in (-1, 0, 1))
    exact = float(binom.sf(at - 1, before + at + after, (1 + CURVATURE) / (3 + CURVATURE)))
    compared = float(student.sf((z[here] - _heap(placebo, away[far])) / scatter, len(placebo) / overlap))
    return Bunching(before, at, after, float(z[here]), scatter, len(placebo), max(exact, compared))


def _heap(z: Array, away: NDArray[np.int64]) -> float:
    """The mean z of bins at equal distances from the threshold, where it is clearly above 0: the threshold is a round number."""
    same = [z[away % every == 0] for every in _HEAPS]
    return max((float(one.mean()) for one in same if len(one) >= 3 and one.mean() * np.sqrt(len(one)) > 3), default=0.0)
