"""Calming: a series moves less from period to period since a date than before it.

The mean log of the absolute first differences, before against after, each in `BLOCKS` successive blocks whose means are compared
by Welch's t: blocks keep the test right where short spells of calm and unrest follow each other (Ibragimov and Müller 2010).
Memory of the series enters both sides alike. Null hypothesis: the differences are as large after the date as before. Assumes
that values are not rounded so coarsely that they repeat, and that the spread does not itself wander for years: where it does, the
test is wrong two to four times as often as it says. Minimum data: `LEAST` differences on each side, at most a tenth of them zero.
Source: METHODS 2.9e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

BLOCKS = 8
LEAST = 24
REPEATED = 0.1


@dataclass(frozen=True)
class Calming:
    """The size of the differences after the date as a share of that before, the one-sided p-value, and how many there were."""

    ratio: float
    p_value: float
    before: int
    after: int

    null_hypothesis = "The series moves as much from period to period after the date as before."


def calming(series: Array, start: int, expected: float = 0.0) -> Calming:
    """`series` (T,), NaN where missing; `start` is the first column after the date; `expected` is the honest change of the log
    size (minus half the growth of the log number of cases).

    Raises NotEnoughDataError where there are too few differences, or too many that are zero.
    """
    from scipy.stats import ttest_ind

    steps = np.abs(np.diff(series))
    parts = [steps[: max(start - 1, 0)], steps[start:]]
    parts = [part[np.isfinite(part)] for part in parts]
    if min(len(part) for part in parts) < LEAST:
        raise NotEnoughDataError(f"{len(parts[0])} differences before and {len(parts[1])} after; {LEAST} are needed")
    if any(np.mean(part == 0) > REPEATED for part in parts):
        raise NotEnoughDataError("the values repeat: they are rounded")
    sizes = [np.log(part[part > 0]) for part in parts]
    means = [np.array([block.mean() for block in np.array_split(size, BLOCKS)]) for size in sizes]
    p_value = float(ttest_ind(means[1] - expected, means[0], equal_var=False, alternative="less").pvalue)
    return Calming(float(np.exp(sizes[1].mean() - sizes[0].mean() - expected)), p_value, len(parts[0]), len(parts[1]))
