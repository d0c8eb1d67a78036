"""How many independent series a set of series is worth: the participation ratio of its correlation matrix.

PR = (sum of eigenvalues)^2 / sum of squared eigenvalues: m for m unrelated series, 1 for m copies of one; 25 series that all
correlate at .6 are worth 2.593 (METHODS 2.15). Not a test: no null hypothesis. A correlation matrix of few periods looks
related by chance, so it is shrunk towards unrelated series first (Ledoit & Wolf 2004, J. Multivariate Analysis 88:365-411),
which errs on the side of too many. Assumes stationary columns: give it changes, or residuals, not levels. The interval is a
bootstrap of blocks of columns (Kunsch 1989, Annals of Statistics 17:1217-1241), each draw shrunk anew. Minimum data: more than
three columns for each series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

DRAWS = 200
BLOCK = 4


@dataclass(frozen=True)
class EffectiveNumber:
    """`ratio`: the participation ratio, 1 to the number of series; `low` and `high`: its 90 % interval; `shrinkage`: 0-1."""

    ratio: float
    low: float
    high: float
    shrinkage: float
    periods: int


def participation_ratio(correlation: Matrix) -> float:
    """(sum of eigenvalues)^2 / sum of their squares, of a symmetric matrix; unknown correlations (NaN) count as none."""
    eigenvalues = np.linalg.eigvalsh(np.nan_to_num(correlation, nan=0.0))
    return float(eigenvalues.sum() ** 2 / (eigenvalues**2).sum())


def effective_number(changes: Matrix, seed: int = 0) -> EffectiveNumber | None:
    """Of series in rows, shape (series, periods); NaN is missing. None with three columns a series or fewer, or a flat series."""
    series, periods = changes.shape
    known = np.isfinite(changes)
    if series < 2 or periods <= 3 * series or (known.sum(axis=1) <= 3 * series).any():
        return None
    spread = np.nanstd(changes, axis=1, keepdims=True)
    if not (spread > 0).all():
        return None
    standard = np.where(known, (changes - np.nanmean(changes, axis=1, keepdims=True)) / spread, 0.0)
    correlation, shrinkage = shrunk(standard)
    drawn = _drawn(standard, seed)
    low, high = (float(end) for end in np.quantile(drawn, [0.05, 0.95]))
    ratio = participation_ratio(correlation)
    return EffectiveNumber(ratio, min(low, ratio), max(high, ratio), shrinkage, periods)


def shrunk(standard: Matrix) -> tuple[Matrix, float]:
    """(correlation matrix shrunk towards the identity, how far: 0-1) of rows with mean 0 and spread 1."""
    series, periods = standard.shape
    sample = standard @ standard.T / periods
    target = np.eye(series) * float(np.trace(sample)) / series
    apart = float(((sample - target) ** 2).sum())
    noise = float(((standard**2) @ (standard**2).T / periods - sample**2).sum()) / periods
    part = 1.0 if apart <= 0 else min(max(noise / apart, 0.0), 1.0)
    return part * target + (1 - part) * sample, part


def _drawn(standard: Matrix, seed: int) -> Matrix:
    """Participation ratios of resampled blocks of columns."""
    periods = standard.shape[1]
    random = np.random.default_rng(seed)
    blocks = -(-periods // BLOCK)
    ratios = []
    for _ in range(DRAWS):
        starts = random.integers(0, periods - BLOCK + 1, blocks)
        columns = (starts[:, None] + np.arange(BLOCK)).ravel()[:periods]
        part = standard[:, columns]
        spread = part.std(axis=1, keepdims=True)
        part = (part - part.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0)
        ratios.append(participation_ratio(shrunk(part)[0]))
    return np.array(ratios)
