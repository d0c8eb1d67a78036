"""Pulls single outliers in, alike before and after a change, so that one bad week decides nothing.

What lies further than 4 robust standard deviations (1.4826 x MAD) from a running median is set to that bound (METHODS 1.2). A
running median follows a change of level, so no contrast has been looked at when outliers are chosen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BOUND = 4.0
WINDOW = 13


def winsorise(y: Array) -> tuple[Array, NDArray[np.int64]]:
    """The series (S, T), without missing values, with outliers pulled to the bound, and how many were pulled per series (S,)."""
    from scipy.ndimage import median_filter

    level = median_filter(y, size=(1, min(WINDOW, y.shape[1])), mode="nearest")
    apart = y - level
    bound = BOUND * 1.4826 * np.median(np.abs(apart), axis=1, keepdims=True)
    moved = (np.abs(apart) > bound) & (bound > 0)
    return np.where(moved, level + np.clip(apart, -bound, bound), y), moved.sum(axis=1)
