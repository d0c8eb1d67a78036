"""A step at the limit of a short scale (points, grades, small whole numbers), too short for other places to compare with.

All counts of the scale follow log E y = cubic + d(good side); the statistic is the signed root of the quasi-likelihood ratio of d
over Pearson's dispersion, compared with the t distribution of a part of the residual degrees of freedom. Null hypothesis: counts
rise and fall smoothly along the scale, whatever they scatter. Assumes that the scale's irregularities are as large at the limit
as elsewhere. Minimum data: `LEAST` records, `SIDE` values on either side. Sources: McCullagh & Nelder 1989; METHODS 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics import quasi_poisson

Array = NDArray[np.float64]

LEAST = 300
SIDE = 5

FREEDOM = 0.6
"""This share of the residual degrees of freedom keeps the tail where values differ in how usual they are; by simulation."""


@dataclass(frozen=True)
class Step:
    """The step (log ratio, good side over bad side), its signed root, the dispersion, and the one-sided p-value."""

    jump: float
    z: float
    dispersion: float
    p_value: float

    null_hypothesis = "Counts rise and fall smoothly along the scale."


def step_on_scale(counts: Array, limit: int) -> Step:
    """The test for `counts` (n,) of the values of a scale, of which those from `limit` on count as met.

    Raises NotEnoughDataError with too few records, or values on one side that occur.
    """
    from scipy.stats import t as student

    used = np.flatnonzero(counts > 0)
    if counts.sum() < LEAST or min((used < limit).sum(), (used >= limit).sum()) < SIDE:
        raise NotEnoughDataError(f"needs {LEAST} records and {SIDE} values on either side of the limit")
    inside = np.arange(used[0], used[-1] + 1)
    y, u = counts[inside], (inside - limit + 0.5) / len(inside)
    smooth = u[:, None] ** np.arange(4)
    step = (u > 0).astype(float)[:, None]
    with_step = quasi_poisson.fit(y[None], np.concatenate([step, smooth], axis=1)[None])
    without = quasi_poisson.fit(y[None], smooth[None])
    dispersion = float(with_step.dispersion[0])
    jump = float(with_step.coefficients[0, 0])
    z = float(np.sign(jump) * np.sqrt(max(float(without.deviance[0] - with_step.deviance[0]), 0.0) / dispersion))
    return Step(jump, z, dispersion, float(student.sf(z, FREEDOM * with_step.freedom)))
