"""Many series of one kind, and their comparison before and after a date, for the tests of the statistics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.simulate.noise import Noise, noise_series
from monitor.statistics.contrast import background, ramp
from monitor.statistics.eb_gls import ContrastFit, average, fit_grid
from monitor.statistics.noise_prior import default_prior
from monitor.statistics.winsorise import winsorise

Array = NDArray[np.float64]
WEEKS, TARGET, RAMP, PER_YEAR = 156, 52, 26, 52.18


def many(number: int, seed: int, periods: int = WEEKS, per_year: float = PER_YEAR, **family: float | str) -> Array:
    """Series of one family of noise, (number, periods), with standard deviation 1 beside drift, outliers and season."""
    rng = np.random.default_rng(seed)
    return np.stack([noise_series(rng, Noise(**family), periods, per_year) for _ in range(number)])  # type: ignore[arg-type]


def design(at: NDArray[np.int64], start: int = TARGET, length: int = RAMP, per_year: float = PER_YEAR) -> Array:
    return np.concatenate([ramp(at, start, length)[:, None], background(at, per_year)], axis=1)


def compared(
    series: Array,
    at: NDArray[np.int64] | None = None,
    start: int = TARGET,
    length: int = RAMP,
    per_year: float = PER_YEAR,
    prior: Array | None = None,
) -> ContrastFit:
    """Every series before and after `start`, as the checks compare them."""
    at = np.arange(series.shape[1]) if at is None else at
    columns = design(at, start, length, per_year)
    weights = default_prior().weights if prior is None else prior
    return average(fit_grid(winsorise(series)[0], at, columns), weights)
