"""Local polynomial fits of a distribution function and their best bandwidths (for monitor.statistics.density_test).

A side's bandwidth minimises its mean squared error, h = (V / (2p B^2 n))^(1/(2p+1)) with p = 2; beside it stand the best ones for
the difference and for the sum of both sides, and the middle one of the three is taken. V comes from the jackknife in a pilot
bandwidth, B from the third derivative of a quartic in another; both pilots are best for a normal distribution of the data's mean
and spread. What exactly the pilots estimate is left open by the papers; ours agree with the published example to 0.002.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, factorial, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

P = 2
_GRID = 4000


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients in powers of (value - limit) / bandwidth, and their covariance."""

    coefficients: Array
    covariance: Array


@dataclass(frozen=True, eq=False)
class Sample:
    """Distinct values as distances from the limit, ascending (K,), how often each occurs, and the distribution function there."""

    distance: Array
    counts: Array
    share: Array
    mean: float
    spread: float

    @staticmethod
    def of(values: Array, limit: float, counts: Array | None = None) -> Sample:
        """The sample of `values` (N,) that occur `counts` times each. Raises NotEnoughDataError where they do not differ."""
        times = np.ones(len(values)) if counts is None else np.asarray(counts, dtype=float)
        known = np.isfinite(values) & (times > 0)
        distinct, place = np.unique(np.asarray(values, dtype=float)[known] - limit, return_inverse=True)
        number = np.asarray(np.bincount(place, weights=times[known]), dtype=np.float64)
        size = number.sum() if len(number) else 0.0
        if len(distinct) < 2:
            raise NotEnoughDataError("the values do not differ")
        mean = float(number @ distinct / size)
        spread = sqrt(float(number @ (distinct - mean) ** 2 / (size - 1)))
        return Sample(distinct, number, (np.cumsum(number) - 1) / (size - 1), mean, spread)

    @property
    def size(self) -> float:
        return float(self.counts.sum())

    def fit(self, width: float, order: int, weight: Array) -> Fit:
        """A polynomial of `order` fitted to the distribution function with these kernel weights."""
        powers = (self.distance / width)[:, None] ** np.arange(order + 1)
        moved = powers * (weight * self.counts)[:, None]
        inverse = np.linalg.pinv(powers.T @ moved / self.size)
        from_here = np.cumsum(moved[::-1], axis=0)[::-1] / (self.size - 1)
        influence = from_here @ inverse
        covariance = influence.T @ (influence * self.counts[:, None]) / self.size**2
        return Fit(inverse @ (moved.T @ self.share) / self.size, covariance)

    def normal(self, derivative: int) -> float:
        """That derivative (from 1) at the limit of the normal distribution function with this mean and spread."""
        z = -self.mean / self.spread
        hermite = np.polynomial.hermite_e.hermeval(z, np.eye(derivative)[-1])
        return float((-1) ** (derivative - 1) * hermite * exp(-z * z / 2) / sqrt(2 * pi) / self.spread**derivative)


def kernel_weights(sample: Sample, width: float, right: bool, kernel: str = "triangular") -> Array:
    """The kernel's weight of every value of one side; 0 on the other side and beyond the bandwidth."""
    away = np.abs(sample.distance) / width
    height = 1 - away if kernel == "triangular" else np.full(len(away), 0.5)
    inside = (away <= 1) & ((sample.distance >= 0) == right)
    return np.where(inside, height, 0.0) / width


def bandwidths_of(sample: Sample) -> tuple[float, float]:
    """The bandwidths left and right of the limit."""
    for_bias, for_variance = _pilot(sample, P + 2, 7 / 2), _pilot(sample, P, 1.0)
    bias, variance = [], []
    for right in (False, True):
        quartic = sample.fit(for_bias, P + 2, kernel_weights(sample, for_bias, right))
        bias.append(float(quartic.coefficients[P + 1]) / for_bias ** (P + 1) * factorial(P + 1) * bias_constant(P, 1))
        quadratic = sample.fit(for_variance, P, kernel_weights(sample, for_variance, right))
        variance.append(float(quadratic.covariance[1, 1]) / for_variance * sample.size)
    together = [_best(sum(variance), one, sample.size) for one in (bias[1] - bias[0], bias[1] + bias[0])]
    left, right_ = (sorted([_best(variance[side], bias[side], sample.size), *together])[1] for side in (0, 1))
    return left, right_


def _best(variance: float, bias: float, size: float) -> float:
    if bias == 0 or variance <= 0:
        raise NotEnoughDataError("too few values near the limit to choose a bandwidth")
    return float((variance / (2 * P * bias**2) / size) ** (1 / (2 * P + 1)))


def _pilot(sample: Sample, order: int, factor: float) -> float:
    """A bandwidth for the highest coefficient of a polynomial, were the data normal."""
    bias = bias_constant(order, order) * sample.normal(order + 1)
    if bias == 0:
        return 2.6 * sample.spread * float(sample.size ** (-1 / (2 * order + 1)))
    variance = variance_constant(order, order) * sample.normal(1)
    return float((factor * variance / (bias**2 * sample.size)) ** (1 / (2 * order + 1)))


def bias_constant(order: int, derivative: int, kernel: str = "triangular") -> float:
    """What the (order + 1)-th derivative of the distribution function weighs in the bias of one of its derivatives at an edge."""
    inverse, moment, _ = _moments(order, kernel)
    return float(factorial(derivative) * (inverse @ moment(order + 1))[derivative] / factorial(order + 1))


def variance_constant(order: int, derivative: int, kernel: str = "triangular") -> float:
    """The variance of that derivative at an edge is this times the density / (n h^(2 derivative - 1))."""
    inverse, _, tails = _moments(order, kernel)
    influence = tails @ inverse[derivative]
    return float(factorial(derivative) ** 2 * np.mean(influence**2))


def _moments(order: int, kernel: str) -> tuple[Array, Callable[[int], Array], Array]:
    """The inverse of the kernel's moments on [0, 1], its further moments, and its partial moments from each point to 1."""
    at = (np.arange(_GRID) + 0.5) / _GRID
    powers = at[:, None] ** np.arange(order + 1)
    height = 1 - at if kernel == "triangular" else np.full(_GRID, 0.5)
    moved = powers * height[:, None] / _GRID
    tails = np.cumsum(moved[::-1], axis=0)[::-1] - moved / 2
    return np.asarray(np.linalg.inv(powers.T @ moved)), lambda power: np.asarray(moved.T @ at**power), np.asarray(tails)
