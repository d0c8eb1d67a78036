"""Log-linear fits of counts, many at once: iteratively reweighted least squares, with the dispersion of Pearson's chi-square.

Null hypothesis: none; this is the fit that others test with. Assumes independent counts whose variance is a multiple of their
mean. Source: McCullagh & Nelder 1989, chapters 6 and 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_ROUNDS = 25
_RIDGE = 1e-7
_CLOSE = 1e-7


@dataclass(frozen=True, eq=False)
class Fits:
    """Fits of B tables of n counts with k columns: coefficients (B, k), expected counts (B, n), deviance and dispersion (B,)."""

    coefficients: Array
    expected: Array
    deviance: Array
    dispersion: Array
    freedom: int


def fit(counts: Array, design: Array, weight: Array | None = None) -> Fits:
    """Fits log E counts (B, n) = design (B, n, k) @ coefficients; bins of `weight` 0 take no part (B, n).

    The dispersion is at least 1: counts cannot be steadier than Poisson's.
    """
    taken = np.ones_like(counts) if weight is None else weight
    eta = np.log(counts + 0.5)
    coefficients = np.zeros((len(counts), design.shape[2]))
    before = np.full(len(counts), np.inf)
    ridge = _RIDGE * np.eye(design.shape[2])
    for _ in range(_ROUNDS):
        mean = np.exp(np.clip(eta, -15, 25))
        working = eta + (counts - mean) / mean
        moved = design * (mean * taken)[:, :, None]
        scale = (mean * taken).sum(axis=1)[:, None, None]
        normal = moved.transpose(0, 2, 1) @ design + ridge * scale
        coefficients = np.linalg.solve(normal, moved.transpose(0, 2, 1) @ working[:, :, None])[:, :, 0]
        eta = (design @ coefficients[:, :, None])[:, :, 0]
        now = _deviance(counts, np.exp(np.clip(eta, -15, 25)), taken)
        if np.all(np.abs(now - before) <= _CLOSE * (np.abs(now) + 1)):
            break
        before = now
    mean = np.exp(np.clip(eta, -15, 25))
    freedom = max(round(float(taken.sum(axis=1).mean())) - design.shape[2], 1)
    pearson = (taken * (counts - mean) ** 2 / np.maximum(mean, 1e-9)).sum(axis=1)
    return Fits(coefficients, mean, _deviance(counts, mean, taken), np.maximum(pearson / freedom, 1.0), freedom)


def _deviance(counts: Array, mean: Array, taken: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
    return np.asarray(2 * (taken * (logs - (counts - mean))).sum(axis=1))
