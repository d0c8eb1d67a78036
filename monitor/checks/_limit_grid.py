"""The steps in which a measure is counted around its limit: fine cells for the scan, bins of several cells for the tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.checks._limits import Limit
from monitor.checks._resolution import nice
from monitor.model.panel import Matrix

PART = 0.25
"""Within so large a part of the limit records are compared (METHODS 2.3a)."""

BINS = 24
"""So many bins lie on either side, about."""

CELLS = 5
"""About so many cells make a bin."""

FARTHEST = 2.25
"""So many times the limit beyond it, other places are looked at."""

NEAREST = 0.25
"""Not nearer to zero than this part of the limit: everything is steep there."""

SECONDS = {"s": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": 86400, "week": 604800}
_TIMES = (1, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800)
_ROUND_TIMES = (60, 300, 600, 900, 1800, 3600, 43200, 86400, 604800)


@dataclass(frozen=True)
class Grid:
    """Cells of `width`, numbered from the limit upwards (cell 0 begins or ends there); those from `low` to `high` are kept."""

    limit: Limit
    width: float
    low: int
    high: int
    reach: float

    @property
    def length(self) -> int:
        return self.high - self.low + 1


def grid_of(limit: Limit, spread: float | None = None) -> Grid:
    """The grid of a limit. `spread` takes the place of a quarter of the limit where the scale has no natural zero."""
    zero_based = spread is None
    reach = PART * abs(limit.value) if spread is None else spread
    width = _nice(reach / BINS / CELLS, limit)
    beyond = FARTHEST * abs(limit.value) if zero_based else 4 * reach
    before = (1 - NEAREST) * abs(limit.value) if zero_based else 4 * reach
    return Grid(limit, width, -round(before / width), round(beyond / width), reach)


def bin_cells(grid: Grid, step: float) -> int:
    """How many cells a bin has: about a 24th of the reach, a round width, and whole steps of the scale."""
    wanted = _nice(grid.reach / BINS * 1.25, grid.limit)
    wide = max(round(wanted / grid.width), 1)
    if step > 0:
        in_step = max(round(step / grid.width), 1)
        wide = max(wide // in_step, 1) * in_step
    return wide


def round_places(limit: Limit, lower: Matrix, width: float) -> Matrix:
    """Which bins that begin at `lower` (n,) hold a round value, (n, kinds), from the finest kind to the coarsest."""
    kinds = [kind for kind in _round_steps(limit, width) if kind > width * 1.001]
    upper = lower + width
    columns = []
    for kind in kinds:
        ends = (lower / kind, upper / kind)
        if limit.lower_closed:
            columns.append(np.ceil(ends[1] - 1e-7) > np.ceil(ends[0] - 1e-7))
        else:
            columns.append(np.floor(ends[1] + 1e-7) > np.floor(ends[0] + 1e-7))
    return np.stack(columns, axis=1).astype(float) if columns else np.zeros((len(lower), 0))


def seconds_in(unit: str) -> float | None:
    """How many seconds a unit of time has; None for other units, and for months and years."""
    name = unit.lower()
    return SECONDS.get(name) or SECONDS.get(name.removesuffix("s"))


def _round_steps(limit: Limit, width: float) -> list[float]:
    seconds = seconds_in(limit.unit)
    if seconds is not None:
        return [one / seconds for one in _ROUND_TIMES]
    power = 10.0 ** np.floor(np.log10(width))
    return [float(part * power * scale) for scale in (1, 10, 100) for part in (5, 10, 25) if part * power * scale]


def _nice(width: float, limit: Limit) -> float:
    """The next smaller round width."""
    seconds = seconds_in(limit.unit)
    if seconds is None or width * seconds < 1:
        return nice(width)
    return max(one for one in _TIMES if one <= width * seconds * (1 + 1e-9)) / seconds
