"""Bins around a limit, oriented so that those that count as met come last: what the tests look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.checks._limit_cells import Cells
from monitor.checks._limit_grid import bin_cells, round_places
from monitor.checks._limits import Limit
from monitor.model.panel import Matrix
from monitor.statistics.local_jump import PLACEBOS

SIDE = 12
"""So many bins a side, at least, are compared where the scale has them."""

GAP = 10.0
"""A bin between bins with more records than this, and with a quarter of theirs at most, is a gap of the scale."""

GAPS = 0.05
"""From so many gaps on, as a share of all bins, single steps of the scale say nothing."""

ROUGH = 30
"""A scale with gaps is put together to about so many bins."""


@dataclass(frozen=True, eq=False)
class Bins:
    """Counts by week and bin (weeks, n) with the limit before bin `limit`; `edges` (n + 1,) are those of the scale, ascending.

    `met` and `number` (weeks,) are all records, and those that met the limit, wherever they lie; `came_back` as in Cells, by bin.
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
    near: float
    """How far a pile can reach from the limit, in the measure's unit: half of the grid's reach."""
    left_out: int
    """Records exactly on the limit of a fine scale: typed in, or set by a job."""
    together: int = 1
    """How many values of a scale with gaps make one bin."""

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
        """Whether the scale has values that few or none can have: much emptier than both of their neighbours, and several."""
        first, last = self.used
        counts = self.counts[first:last]
        between = np.minimum(counts[:-2], counts[2:])
        return bool(not self.fine and np.sum((between > GAP) & (counts[1:-1] < between / 4)) > GAPS * len(counts))

    @property
    def used(self) -> tuple[int, int]:
        """The first bin with records, and the one after the last."""
        full = np.flatnonzero(self.counts > 0)
        return (int(full[0]), int(full[-1]) + 1) if len(full) else (0, 0)

    @property
    def long(self) -> bool:
        """Whether there are twelve bins with records on either side of the limit, and other places beyond them."""
        first, last = self.used
        enough = min(self.limit - first, last - self.limit) >= SIDE
        return self.fine or (enough and last - first - 2 * self.reach >= PLACEBOS)

    def only(self, chosen: NDArray[np.bool_]) -> Bins:
        """The same bins of some weeks only; `chosen` (weeks,) is true of them."""
        weeks = tuple(week for week, taken in zip(self.weeks, chosen, strict=True) if taken)
        back = None if self.came_back is None else self.came_back[chosen]
        weekly, met, number = self.weekly[chosen], self.met[chosen], self.number[chosen]
        return replace(self, weeks=weeks, weekly=weekly, met=met, number=number, came_back=back)

    def whole_scale(self, together: int = 1) -> Bins:
        """The whole scale, `together` bins as one: from the first to the last value that occurs, edges on the limit."""
        first, last = self.used
        below, above = -(-(self.limit - first) // together), -(-(last - self.limit) // together)
        start, stop = self.limit - below * together, self.limit + above * together
        pad = (max(-start, 0), max(stop - self.weekly.shape[1], 0))
        cut = slice(max(start, 0), min(stop, self.weekly.shape[1]))
        weekly = np.pad(self.weekly[:, cut], ((0, 0), pad)).reshape(len(self.weekly), below + above, together).sum(axis=2)
        back = None
        if self.came_back is not None:
            back = np.pad(self.came_back[:, cut], ((0, 0), pad)).reshape(len(self.weekly), below + above, together).sum(axis=2)
        width = self.width * together
        lowest = self.of.value - width * (above if self.of.below else below)
        return replace(
            self,
            weekly=weekly,
            limit=below,
            reach=max(below, above),
            width=width,
            edges=np.asarray(lowest + width * np.arange(below + above + 1), dtype=np.float64),
            round_places=np.zeros((below + above, 0)),
            came_back=back,
            together=together,
        )


def as_tested(bins: Bins, before: bool) -> Bins:
    """The bins that the test looks at: all of a short scale; a scale with gaps put together, unless there is a before."""
    if bins.gaps and not before:
        first, last = bins.used
        return bins.whole_scale(max(-(-(last - first) // ROUGH), 2))
    return bins if bins.long else bins.whole_scale()


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
    back = None if cells.came_back is None else cells.came_back[:, kept].reshape(len(counts), below + above, wide).sum(axis=2)
    lower = cells.lower()[kept][::wide]
    marks = round_places(limit, lower, width)
    if limit.below:
        weekly, marks, back = weekly[:, ::-1], marks[::-1], None if back is None else back[:, ::-1]
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
        near=cells.grid.reach / 2,
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
