"""Kitagawa's decomposition: how much of the change of a rate comes from the groups' rates, and how much from their mix.

R = sum of w_g r_g; the rate part is sum of (r2 - r1)(w1 + w2)/2, the mix part sum of (w2 - w1)(r1 + r2)/2; they add up to the
change. Intervals: moving-block bootstrap of the periods (Künsch 1989), so that memory from period to period is kept. Null
hypothesis behind the interval of the rate part: the groups' rates did not change. Assumes that the groups were recorded before
the outcome. Minimum data: one case in some group in each window. Sources: Kitagawa 1955; Oaxaca 1973.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRAWS = 400


@dataclass(frozen=True)
class Parts:
    """The change of a rate and its parts, in the unit of the rate; intervals are 90 %, (low, high)."""

    change: float
    rate: float
    mix: float
    rate_interval: tuple[float, float] | None = None
    mix_interval: tuple[float, float] | None = None


def decompose(before: Array, after: Array, cases_before: Array, cases_after: Array) -> tuple[Array, Array]:
    """Rate part and mix part. `before`, `after` (…, groups) are the groups' sums, `cases_…` their numbers of cases.

    A group without cases in one window has there the rate that it has in the other.
    """
    share = [cases / cases.sum(axis=-1, keepdims=True) for cases in (cases_before, cases_after)]
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = [np.where(cases > 0, total / cases, np.nan) for total, cases in ((before, cases_before), (after, cases_after))]
    one, other = (np.where(np.isnan(here), there, here) for here, there in ((rate[0], rate[1]), (rate[1], rate[0])))
    one, other = np.nan_to_num(one), np.nan_to_num(other)
    rate_part = np.sum((other - one) * (share[0] + share[1]) / 2, axis=-1)
    mix_part = np.sum((share[1] - share[0]) * (one + other) / 2, axis=-1)
    return np.asarray(rate_part), np.asarray(mix_part)


def parts_of(sums: Array, cases: Array, before: NDArray[np.int64], after: NDArray[np.int64], seed: int, block: int) -> Parts:
    """The parts with their intervals. `sums` and `cases` are (groups, periods); `before` and `after` hold columns."""
    rng = np.random.default_rng(seed)
    windows = [(np.concatenate([columns[None, :], _blocks(rng, columns, block)])) for columns in (before, after)]
    counted = [(sums[:, rows].sum(axis=-1).T, cases[:, rows].sum(axis=-1).T) for rows in windows]
    rate, mix = decompose(counted[0][0], counted[1][0], counted[0][1], counted[1][1])
    return Parts(
        change=float(rate[0] + mix[0]),
        rate=float(rate[0]),
        mix=float(mix[0]),
        rate_interval=_middle(rate),
        mix_interval=_middle(mix),
    )


def _blocks(rng: np.random.Generator, columns: NDArray[np.int64], block: int) -> NDArray[np.int64]:
    """Columns drawn again in blocks of neighbours, (DRAWS, periods)."""
    periods = len(columns)
    length = min(max(block, 1), periods)
    starts = rng.integers(0, periods - length + 1, (DRAWS, -(-periods // length)))
    drawn = (starts[:, :, None] + np.arange(length)).reshape(DRAWS, -1)[:, :periods]
    return np.asarray(columns[drawn])


def _middle(draws: Array) -> tuple[float, float]:
    """The basic bootstrap's 90 % interval around the first value, from the others."""
    low, high = np.quantile(draws[1:], [0.05, 0.95])
    return float(2 * draws[0] - high), float(2 * draws[0] - low)
