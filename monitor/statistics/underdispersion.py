"""Underdispersion: counts or shares that vary less than chance alone would make them.

Every run of `block` successive periods is fitted by a straight line, so that trend, season and slow drift are gone; what is left
is compared with the spread that independent cases have (binomial for shares, Poisson for counts). Two tests, the smaller p-value
counted twice: the squares of all blocks add up to a chi-square with a *left*-tail p-value, which sees a spread that is a little
too small throughout; and the number of blocks each in the left tenth of its own chi-square is compared with a tenth of them
(binomial), which sees the smooth blocks among others that vary more than chance, as a wave or a holiday does. Null hypothesis:
the cases behind each value are independent, so that the spread of every block is at least that of chance; honest mixing, drift
and outside shocks only raise it, which makes both tests conservative. Assumes flows (each period has its own cases) and no fixed
quotas. Minimum data: four whole blocks with an expected count of 5.
Sources: Fisher 1936 (Mendel's peas); Kobak 2022 (Significance 19:2: how many weeks vary less than Poisson); METHODS 2.9e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics.carry import averaging, carry

Array = NDArray[np.float64]

LEAST_BLOCKS = 4
LEAST_EXPECTED = 5.0
SMOOTH = 0.1
"""A block in this left tail counts as smooth. At a variance of 0.6 of chance's it is about Kobak's twentieth at chance's own."""


@dataclass(frozen=True, eq=False)
class Underdispersion:
    """Per series (S,): chi-square of all blocks and its degrees of freedom, p-value (NaN where there are too few blocks).

    `ratio` is the variance of all blocks as a share of chance's, `typical` that of the median block; `carry` how far the values
    carry over from one period to the next in blocks that do not vary more than usual: 0 as independent draws do, 1 as a random
    walk does (moving averages and stocks do so or more), `carry_throughout` in
    all blocks; `averaging` how far they
    look like moving averages. `smooth` of the `blocks` lie in the left tail `SMOOTH`.
    """

    chi_square: Array
    degrees: Array
    p_value: Array
    ratio: Array
    typical: Array
    carry: Array
    carry_throughout: Array
    averaging: Array
    blocks: Array
    smooth: Array

    null_hypothesis = "The cases are independent: the values vary at least as much as chance makes them."


def left_tail(chi_square: float | Array, degrees: float | Array) -> Array:
    """P(a chi-square with these degrees of freedom is this small)."""
    from scipy.stats import chi2

    return np.asarray(chi2.cdf(chi_square, degrees), dtype=float)


def of_shares(hits: Array, cases: Array, block: int, honest: float = 1.0, rhythm: int = 1) -> Underdispersion:
    """Shares: `hits` of `cases`, both (S, T) with NaN where missing; `honest` is the smallest variance, as a share of that of
    independent cases, that the null hypothesis allows (a fixed mix of easy and hard cases lowers it);
    `rhythm`: the days of a working week where periods are days.

    Raises NotEnoughDataError when T < LEAST_BLOCKS x block.
    """
    hits, cases = _blocks(hits, block), _blocks(cases, block)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nansum(hits, axis=2, keepdims=True) / np.nansum(cases, axis=2, keepdims=True)
        weight = cases / (share * (1 - share))
        expected = np.mean(cases * np.minimum(share, 1 - share), axis=2)
        return _judged(hits / cases, weight, expected, hits / cases, honest, rhythm)


def of_counts(counts: Array, block: int, honest: float = 1.0, rhythm: int = 1) -> Underdispersion:
    """Counts (S, T) with NaN where missing; `honest` and `rhythm` as in of_shares.

    Raises NotEnoughDataError when T < LEAST_BLOCKS x block.
    """
    counts = _blocks(np.where(counts >= 0, counts, np.nan), block)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = counts.mean(axis=2, keepdims=True)
        return _judged(counts, np.broadcast_to(1 / mean, counts.shape), mean[:, :, 0], 2 * np.sqrt(counts), honest, rhythm)


def _blocks(matrix: Array, block: int) -> Array:
    """The newest periods in whole blocks, (S, blocks, block)."""
    blocks = matrix.shape[1] // block
    if blocks < LEAST_BLOCKS:
        raise NotEnoughDataError(f"{matrix.shape[1]} periods are fewer than {LEAST_BLOCKS * block}")
    return np.asarray(matrix[:, matrix.shape[1] - blocks * block :].reshape(matrix.shape[0], blocks, block), dtype=float)


def _judged(y: Array, weight: Array, expected: Array, steady: Array, honest: float, rhythm: int) -> Underdispersion:
    """`steady`: the values on a scale on which chance is the same everywhere, (S, blocks, block)."""
    from scipy.stats import binom

    usable = np.isfinite(y).all(axis=2) & np.isfinite(weight).all(axis=2) & (expected >= LEAST_EXPECTED)
    squares = np.sum(np.where(usable[:, :, None], _residual(y, weight) * np.sqrt(weight), 0.0) ** 2, axis=2)
    freedom = y.shape[2] - 2
    lumpy = np.where(usable, freedom / expected, 0.0)
    blocks, total = usable.sum(axis=1).astype(float), squares.sum(axis=1)
    degrees, enough = blocks * freedom, blocks >= LEAST_BLOCKS
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(usable, _left_tail(squares / honest, freedom, lumpy), np.nan)
        smooth = (each <= SMOOTH).sum(axis=1).astype(float)
        throughout = _left_tail(total / honest, degrees, lumpy.sum(axis=1))
        p_value = np.minimum(2 * np.minimum(throughout, binom.sf(smooth - 1, blocks, SMOOTH)), 1.0)
        carried = carry(np.where((each <= 0.5)[:, :, None], steady, np.nan).reshape(len(y), -1))
        series = steady.reshape(len(y), -1)
        averaged = averaging(series, rhythm=rhythm)
        ratio = np.where(enough, total / degrees, np.nan)
    typical = _typical(np.where(usable, squares, np.nan), freedom)
    return Underdispersion(
        total, degrees, np.where(enough, p_value, np.nan), ratio, typical, carried, carry(series), averaged, blocks, smooth
    )


def _left_tail(squares: Array, degrees: float | Array, lumpy: Array) -> Array:
    """P(sums of squares are this small): a gamma with their mean and variance, to which small counts add `lumpy`."""
    from scipy.stats import gamma

    spread = 2 * degrees + lumpy
    return np.asarray(gamma.cdf(squares, degrees**2 / spread, scale=spread / degrees), dtype=float)


def _typical(squares: Array, freedom: int) -> Array:
    """The median block's variance as a share of chance's, (S,); NaN where there is no block."""
    from scipy.stats import chi2

    known = np.isfinite(squares).any(axis=1)
    median = np.full(len(squares), np.nan)
    median[known] = np.nanmedian(squares[known], axis=1)
    return median / float(chi2.median(freedom))


def _residual(y: Array, weight: Array) -> Array:
    """What a weighted straight line leaves of each block."""
    at = np.arange(y.shape[2], dtype=float)
    total = weight.sum(axis=2, keepdims=True)
    centred = at - (weight * at).sum(axis=2, keepdims=True) / total
    level = y - (weight * y).sum(axis=2, keepdims=True) / total
    slope = (weight * centred * level).sum(axis=2, keepdims=True) / (weight * centred**2).sum(axis=2, keepdims=True)
    return np.asarray(level - slope * centred, dtype=float)
