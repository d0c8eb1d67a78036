"""Density test at a limit: do the local polynomial estimates of a density from its left and from its right agree there?

On each side of the limit the empirical distribution function is fitted by a polynomial, weighted by a kernel; its slope at the
limit is the density. The test compares the slopes of cubics within bandwidths that suit quadratics (robust bias correction).
Null hypothesis: the density is continuous at the limit. Assumes independent values on a continuous scale; held its size with
values rounded to 1 in 24 of a bandwidth, not with coarser ones (METHODS 2.3b). Minimum data: `LEAST` values within each
bandwidth. Written from the papers: Cattaneo, Jansson & Ma 2020 (JASA 115:1449-1455) and 2018 (Stata Journal 18:234-261).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics._density_bandwidth import Sample, bandwidths_of, kernel_weights, variance_constant

Array = NDArray[np.float64]

LEAST = 20
ORDER = 3
"""Of the polynomial: one more than that for which the bandwidths are best."""


@dataclass(frozen=True)
class DensityTest:
    """Density left and right of the limit with standard errors and bandwidths; T of right minus left, two-sided p-value."""

    left: float
    right: float
    left_error: float
    right_error: float
    left_bandwidth: float
    right_bandwidth: float
    left_n: int
    right_n: int

    null_hypothesis = "The density is continuous at the limit."

    @property
    def t(self) -> float:
        return (self.right - self.left) / hypot(self.left_error, self.right_error)

    @property
    def p_value(self) -> float:
        return erfc(abs(self.t) / sqrt(2))


def density_test(
    values: Array,
    limit: float,
    bandwidths: tuple[float, float] | None = None,
    *,
    counts: Array | None = None,
    kernel: str = "triangular",
    variance: str = "jackknife",
) -> DensityTest:
    """The test for `values` (N,), each of which occurs `counts` times (default: once); values at the limit lie right of it.

    `kernel`: triangular or uniform; `variance`: jackknife or plug-in. Raises NotEnoughDataError with fewer than LEAST values
    within a bandwidth.
    """
    sample = Sample.of(values, limit, counts)
    left, right = bandwidths if bandwidths is not None else bandwidths_of(sample)
    sides = [_side(sample, width, right_side, kernel, variance) for width, right_side in ((left, False), (right, True))]
    (f_left, e_left, n_left), (f_right, e_right, n_right) = sides
    return DensityTest(f_left, f_right, e_left, e_right, left, right, n_left, n_right)


def _side(sample: Sample, width: float, right: bool, kernel: str, variance: str) -> tuple[float, float, int]:
    weight = kernel_weights(sample, width, right, kernel)
    inside = int(sample.counts[weight > 0].sum())
    if inside < LEAST:
        raise NotEnoughDataError(f"{inside} values within the bandwidth {width:g} of one side; {LEAST} are needed")
    fit = sample.fit(width, ORDER, weight)
    density = float(fit.coefficients[1] / width)
    if variance == "plug-in":
        return density, sqrt(max(density, 0.0) * variance_constant(ORDER, 1, kernel) / (sample.size * width)), inside
    return density, sqrt(float(fit.covariance[1, 1])) / width, inside
