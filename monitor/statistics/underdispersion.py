"""Underdispersion: counts or shares that vary less than chance alone would make them.

Every run of `block` successive periods is fitted by a straight line, so that trend, season and slow drift are gone; what is left
is compared with the spread that independent cases have (binomial for shares, Poisson for counts). The squares add up to a
chi-square, and its *left* tail is the p-value. Null hypothesis: the cases behind each value are independent, so that the
spread is at least that of chance; honest mixing, drift and outside shocks only raise it, which makes the test conservative.
Assumes flows (each period has its own cases) and no fixed quotas. Minimum data: four whole blocks with an expected count of 5.
Sources: Fisher 1936 (Mendel's peas); Kobak 2022 (Significance 19:2); METHODS 2.9e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST_BLOCKS = 4
LEAST_EXPECTED = 5.0


@dataclass(frozen=True, eq=False)
class Underdispersion:
    """Per series (S,): chi-square and its degrees of freedom, left-tail p-value (NaN where there are too few blocks).

    `ratio` is the variance as a share of the smallest that chance allows; `carry` how far the values carry over from one period
    to the next: 0 as independent draws do, 1 as a random walk does (moving averages and stocks do so or more).
    """

    chi_square: Array
    degrees: Array
    p_value: Array
    ratio: Array
    carry: Array
    blocks: Array

    null_hypothesis = "The cases are independent: the values vary at least as much as chance makes them."


def left_tail(chi_square: float | Array, degrees: float | Array) -> Array:
    """P(a chi-square with these degrees of freedom is this small)."""
    from scipy.stats import chi2

    return np.asarray(chi2.cdf(chi_square, degrees), dtype=float)


def of_shares(hits: Array, cases: Array, block: int, honest: float = 1.0) -> Underdispersion:
    """Shares: `hits` of `cases`, both (S, T) with NaN where missing; `honest` is the smallest variance, as a share of that of
    independent cases, that the null hypothesis allows (a fixed mix of easy and hard cases lowers it).

    Raises NotEnoughDataError when T < LEAST_BLOCKS x block.
    """
    whole, (hits, cases) = (hits, cases), (_blocks(hits, block), _blocks(cases, block))
    with np.errstate(invalid="ignore", divide="ignore"):
        carried = carry(whole[0] / whole[1])
        share = np.nansum(hits, axis=2, keepdims=True) / np.nansum(cases, axis=2, keepdims=True)
        weight = cases / (share * (1 - share))
        expected = np.mean(cases * np.minimum(share, 1 - share), axis=2)
        return _judged(hits / cases, weight, expected, carried, honest)


def of_counts(counts: Array, block: int, honest: float = 1.0) -> Underdispersion:
    """Counts (S, T) with NaN where missing; `honest` as in of_shares. Raises NotEnoughDataError when T < LEAST_BLOCKS x block."""
    whole, counts = counts, _blocks(counts, block)
    carried = carry(2 * np.sqrt(whole))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = counts.mean(axis=2, keepdims=True)
        return _judged(counts, np.broadcast_to(1 / mean, counts.shape), mean[:, :, 0], carried, honest)


def _blocks(matrix: Array, block: int) -> Array:
    """The newest periods in whole blocks, (S, blocks, block)."""
    blocks = matrix.shape[1] // block
    if blocks < LEAST_BLOCKS:
        raise NotEnoughDataError(f"{matrix.shape[1]} periods are fewer than {LEAST_BLOCKS * block}")
    return np.asarray(matrix[:, matrix.shape[1] - blocks * block :].reshape(matrix.shape[0], blocks, block), dtype=float)


def _judged(y: Array, weight: Array, expected: Array, carried: Array, honest: float) -> Underdispersion:
    from scipy.stats import gamma

    block = y.shape[2]
    usable = np.isfinite(y).all(axis=2) & np.isfinite(weight).all(axis=2) & (expected >= LEAST_EXPECTED)
    residual = np.where(usable[:, :, None], _residual(y, weight) * np.sqrt(weight), 0.0)
    squares = np.sum(residual**2, axis=(1, 2))
    blocks = usable.sum(axis=1).astype(float)
    degrees = blocks * (block - 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = 2 * degrees + np.sum(np.where(usable, (block - 2) / expected, 0.0), axis=1)
        p_value = gamma.cdf(squares / honest, degrees**2 / spread, scale=spread / degrees)
        enough = blocks >= LEAST_BLOCKS
        ratio = np.where(enough, squares / degrees, np.nan)
    return Underdispersion(squares, degrees, np.where(enough, p_value, np.nan), ratio, carried, blocks)


def _residual(y: Array, weight: Array) -> Array:
    """What a weighted straight line leaves of each block."""
    at = np.arange(y.shape[2], dtype=float)
    total = weight.sum(axis=2, keepdims=True)
    centred = at - (weight * at).sum(axis=2, keepdims=True) / total
    level = y - (weight * y).sum(axis=2, keepdims=True) / total
    slope = (weight * centred * level).sum(axis=2, keepdims=True) / (weight * centred**2).sum(axis=2, keepdims=True)
    return np.asarray(level - slope * centred, dtype=float)


def carry(series: Array, window: int = 24) -> Array:
    """How far the values (S, T) carry over: 0 for independent draws around a slowly moving level, 1 for a random walk.

    The lag-one autocorrelation of the first differences is -1/2 for the former and 0 for the latter, whatever the level does over
    `window` periods; averages over more than two periods lie at 1 and above.
    """
    steps = np.diff(series, axis=1)
    known = np.isfinite(steps)
    kernel = np.ones(min(window, steps.shape[1]))
    filled = np.where(known, steps, 0.0)
    totals = np.apply_along_axis(np.convolve, 1, filled, kernel, "same")
    number = np.apply_along_axis(np.convolve, 1, known.astype(float), kernel, "same")
    steps = np.where(known, steps - totals / np.maximum(number, 1.0), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        memory = np.sum(steps[:, 1:] * steps[:, :-1], axis=1) / np.sum(steps**2, axis=1)
    return np.asarray(2 * memory + 1, dtype=float)
