"""Bins around a limit, oriented so that those that count as met come last: what the tests look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.checks._limit_cells import Cells
from monitor.checks._limit_grid import bin_cells, round_places
from monitor.checks._limits import Limit
from monitor.model.panel import Matrix

SIDE = 12
"""So many bins a side, at least, are compared where the scale has them."""

GAP = 10.0
"""An empty bin between bins with more records than this is a gap of the scale."""


@dataclass(frozen=True, eq=False)
class Bins:
    """Counts by week and bin (weeks, n) with the limit before bin `limit`; `edges` (n + 1,) are those of the scale, ascending.

    `met` and `number` (weeks,) are all records, and those that met the limit, wherever they lie. `came_back` (n,) as in Cells.
    """

    of: Limit
    weeks: tuple[date, ...]
    weekly: Matrix
    limit: int
    reach: int
    width: float
    edges: Matrix
    round_places: Matrix
    met: Matrix
    number: Matrix
    came_back: Matrix | None
    fine: bool
    """Whether values are finer than a quarter of a bin."""
    left_out: int
    """Records exactly on the limit of a fine scale: typed in, or set by a job."""

    @property
    def counts(self) -> Matrix:
        return np.asarray(self.weekly.sum(axis=0))

    @property
    def window(self) -> slice:
        """The bins within reach of the limit, as far as the scale goes."""
        return slice(max(self.limit - self.reach, 0), min(self.limit + self.reach, self.weekly.shape[1]))

    @property
    def inside(self) -> int:
        return int(self.counts[self.window].sum())

    @property
    def gaps(self) -> bool:
        """Whether the scale has values that nobody can have: empty bins between full ones, within reach."""
        near = self.counts[self.window]
        between = np.minimum(near[:-2], near[2:])
        return bool(np.any((near[1:-1] == 0) & (between > GAP)))

    def only(self, chosen: NDArray[np.bool_]) -> Bins:
        """The same bins of some weeks only; `chosen` (weeks,) is true of them."""
        weeks = tuple(week for week, taken in zip(self.weeks, chosen, strict=True) if taken)
        parts = (self.weekly[chosen], self.met[chosen], self.number[chosen])
        return Bins(
            self.of,
            weeks,
            parts[0],
            self.limit,
            self.reach,
            self.width,
            self.edges,
            self.round_places,
            parts[1],
            parts[2],
            self.came_back,
            self.fine,
            self.left_out,
        )


def bins_of(cells: Cells) -> Bins:
    """Cells put together to bins whose edges fall on the limit."""
    limit = cells.grid.limit
    wide = bin_cells(cells.grid, cells.step)
    width = wide * cells.grid.width
    at_limit = -cells.grid.low if limit.lower_closed else -cells.grid.low + 1
    skip, above = at_limit % wide, (cells.grid.length - at_limit) // wide
    below = at_limit // wide
    kept = slice(skip, skip + (below + above) * wide)
    fine = cells.step < width / 4
    counts = _without_exact(cells, at_limit) if fine and limit.inclusive else cells.counts
    weekly = counts[:, kept].reshape(len(counts), below + above, wide).sum(axis=2)
    back = None if cells.came_back is None else cells.came_back[kept].reshape(below + above, wide).sum(axis=1)
    lower = cells.lower()[kept][::wide]
    marks = round_places(limit, lower, width)
    if limit.below:
        weekly, marks, back = weekly[:, ::-1], marks[::-1], None if back is None else back[::-1]
    return Bins(
        of=limit,
        weeks=cells.weeks,
        weekly=weekly,
        limit=above if limit.below else below,
        reach=max(round(cells.grid.reach / width), SIDE),
        width=width,
        edges=np.append(lower, lower[-1] + width),
        round_places=marks,
        met=_met(cells, at_limit),
        number=cells.counts.sum(axis=1) + cells.outside.sum(axis=1),
        came_back=back,
        fine=fine,
        left_out=int(cells.at_limit.sum()) if fine and limit.inclusive else 0,
    )


def _without_exact(cells: Cells, at_limit: int) -> Matrix:
    """Counts without the records exactly on the limit: they lie in the cell that holds its end."""
    counts = cells.counts.copy()
    counts[:, at_limit if cells.grid.limit.lower_closed else at_limit - 1] -= cells.at_limit
    return counts


def _met(cells: Cells, at_limit: int) -> Matrix:
    """How many records met the limit, (weeks,)."""
    if cells.grid.limit.below:
        return np.asarray(cells.counts[:, :at_limit].sum(axis=1) + cells.outside[:, 0])
    return np.asarray(cells.counts[:, at_limit:].sum(axis=1) + cells.outside[:, 1])
