"""Whether values carry over from one period to the next, as moving averages and stocks do, or are drawn anew in each.

`carry`: the lag-one autocorrelation of first differences is -1/2 for independent draws around a level that moves slowly, 0 for a
random walk, and for averages over two periods or more. `averaging`: the differences of an average over k periods are those of
what came in and what left k periods before, so that their autocorrelation at lag k is -1/2. Both take out what the level does
over `window` periods. Null hypothesis of neither: these are descriptions, no tests. Source: METHODS 2.9e.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def carry(series: Array, window: int = 24) -> Array:
    """How far the values (S, T) carry over: 0 for independent draws, 1 for a random walk; 1 and above for averages."""
    steps = _steps(series, window)
    with np.errstate(invalid="ignore", divide="ignore"):
        memory = np.sum(steps[:, 1:] * steps[:, :-1], axis=1) / np.sum(steps**2, axis=1)
    return np.asarray(2 * memory + 1, dtype=float)


def averaging(series: Array, longest: int = 12, rhythm: int = 1, window: int = 48) -> Array:
    """How far the values (S, T) look like averages over 2 to `longest` periods: 1 for such averages, near 0 for independent draws
    and for random walks. Differences count beside their neighbours, so that no wave outweighs the rest; with a `rhythm` of 7 days
    what the weekdays do by themselves is taken out too.
    """
    steps = _steps(series, window)
    steps = steps - (_around(steps, 7, rhythm) if rhythm > 1 else 0.0)
    steps = steps / np.maximum(np.sqrt(_around(steps**2, window)), 1e-12)
    total = np.sum(steps**2, axis=1)
    lags = range(2, min(longest + 1, steps.shape[1]))
    with np.errstate(invalid="ignore", divide="ignore"):
        memory = np.stack([np.sum(steps[:, lag:] * steps[:, :-lag], axis=1) / total for lag in lags])
    return np.asarray(-2 * memory.min(axis=0), dtype=float)


def _steps(series: Array, window: int) -> Array:
    """First differences less their mean over `window` periods; 0 where one is missing."""
    steps = np.diff(series, axis=1)
    known = np.isfinite(steps)
    filled = np.where(known, steps, 0.0)
    share = _around(known.astype(float), window)
    return np.where(known, steps - _around(filled, window) / np.maximum(share, 1e-12), 0.0)


def _around(values: Array, window: int, stride: int = 1) -> Array:
    """The mean over `window` neighbours `stride` periods apart, (S, T); towards the ends there are fewer, and the rest is 0."""
    kernel = np.zeros((window - 1) * stride + 1)
    kernel[::stride] = 1 / window
    wide = np.apply_along_axis(np.convolve, 1, values, kernel, "full")
    begin = len(kernel) // 2
    return np.asarray(wide[:, begin : begin + values.shape[1]], dtype=float)
