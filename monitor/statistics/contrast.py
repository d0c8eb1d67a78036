"""Contrasts in time: the ramp that a response to a target follows, the step of a redefinition, and the season beside them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def ramp(at: NDArray[np.int64], start: int, length: int) -> Array:
    """0 before `start`, rising evenly to 1 over `length` periods. `at` (T,) are period numbers."""
    return np.asarray(np.clip((np.asarray(at, dtype=float) - start + 1) / max(length, 1), 0.0, 1.0), dtype=float)


def step(at: NDArray[np.int64], start: int) -> Array:
    """0 before `start`, 1 from it on."""
    return np.asarray(np.asarray(at) >= start, dtype=float)


def season(at: NDArray[np.int64], per_year: float, harmonics: int) -> Array:
    """Sines and cosines of the year, (T, 2 x harmonics); the number of a period is its phase."""
    angle = 2 * np.pi * np.asarray(at, dtype=float)[:, None] * np.arange(1, harmonics + 1)[None, :] / per_year
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


def weekdays(at: NDArray[np.int64]) -> Array:
    """Six dummies for the days of the week, (T, 6); for daily periods, whose number is the date's ordinal."""
    return np.asarray(np.asarray(at)[:, None] % 7 == np.arange(1, 7)[None, :], dtype=float)


def background(at: NDArray[np.int64], per_year: float) -> Array:
    """The columns beside the contrast: a constant and, from one and a half years on, the season of that frequency.

    Harmonics: two where a year has 12 periods or more, one for quarters, none for years (METHODS 1.3).
    """
    at = np.asarray(at)
    columns = [np.ones((len(at), 1))]
    if per_year > 300:
        columns.append(weekdays(at))
    if per_year >= 4 and at[-1] - at[0] + 1 >= 1.5 * per_year:
        columns.append(season(at, per_year, 2 if per_year >= 12 else 1))
    if per_year == 4 and len(columns) > 1:
        columns[-1] = columns[-1][:, :2]
    return np.concatenate(columns, axis=1)
