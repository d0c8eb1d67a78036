"""Pulls single outliers in, alike before and after a change, so that one bad week decides nothing.

Residuals of a first least-squares fit beyond 4 robust standard deviations (1.4826 x MAD) are set to that bound (METHODS 1.2).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BOUND = 4.0


def winsorise(y: Array, design: Array) -> tuple[Array, NDArray[np.int64]]:
    """The series (S, T) with outlying residuals pulled to the bound, and how many were pulled per series (S,)."""
    coefficients, *_ = np.linalg.lstsq(design, y.T, rcond=None)
    fitted = (design @ coefficients).T
    residual = y - fitted
    centre = np.median(residual, axis=1, keepdims=True)
    bound = BOUND * 1.4826 * np.median(np.abs(residual - centre), axis=1, keepdims=True)
    clipped = np.clip(residual, centre - bound, centre + bound)
    moved = (np.abs(residual - clipped) > 0) & (bound > 0)
    return np.where(moved, fitted + clipped, y), moved.sum(axis=1)
