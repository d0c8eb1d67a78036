"""One scan of the records of a limit: how many lie in each fine cell around it, week by week. Only counts come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.checks._limit_grid import Grid, grid_of
from monitor.checks._limits import Limit
from monitor.checks._record_sources import quoted
from monitor.model.panel import Matrix
from monitor.model.records import ColumnKind, RecordKind, Records

if TYPE_CHECKING:
    import pandas as pd

EXACT = 1e-9
"""Values nearer to the limit than this part of a cell lie on it."""

SMALL = 1e-6
DISCRETE = 0.98
"""From this share of records on that have a cell of one value, the measure is written in steps."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Counts by week and cell, (weeks, cells), in the order of the scale; `outside` (weeks, 2) lie below and above all cells.

    `at_limit` (weeks,) lie exactly on the limit; `came_back` (weeks, cells) are records that were undone later, None where nobody
    says so; `step` is that of the scale, 0 where values are finer than cells; `fullest` is the share of the records in cells
    that the fullest single value holds.
    """

    grid: Grid
    weeks: tuple[date, ...]
    counts: Matrix
    outside: Matrix
    at_limit: Matrix
    came_back: Matrix | None
    step: float
    fullest: float

    @property
    def number(self) -> int:
        return int(self.counts.sum() + self.outside.sum())

    def lower(self) -> Matrix:
        """Where each cell begins, (cells,)."""
        first = self.grid.low if self.grid.limit.lower_closed else self.grid.low - 1
        return np.asarray(self.grid.limit.value + self.grid.width * (first + np.arange(self.grid.length)))


def cells_of(records: Records, limit: Limit) -> Cells | None:
    """The cells of a limit; None without a single record."""
    grid = grid_of(limit, None if limit.value > 0 else _spread(records, limit))
    frame = records.ask(_scan(limit, grid))
    return _laid(frame, grid, "back" in frame) if len(frame) else None


def chosen(limit: Limit) -> str:
    """SQL for the records that the KPI is about."""
    where = f"({limit.where}) AND " if limit.where else ""
    return f"{quoted(limit.table.name)} WHERE {where}{quoted(limit.measure)} IS NOT NULL"


def cell_sql(limit: Limit, grid: Grid, value: str) -> str:
    """SQL for the number of a value's cell; all beyond the last ones are one further."""
    scaled = f"({value} - {limit.value!r}) / {grid.width!r}"
    rounded = f"FLOOR({scaled} + {SMALL})" if limit.lower_closed else f"CEIL({scaled} - {SMALL})"
    return f"CAST(GREATEST({grid.low - 1}, LEAST({grid.high + 1}, {rounded})) AS INTEGER)"


def week_sql(limit: Limit) -> str:
    """SQL for the Monday of a record's week, by the wall clock."""
    return f"CAST(DATE_TRUNC('week', {quoted(limit.time + '_local')}) AS DATE)"


def _scan(limit: Limit, grid: Grid) -> str:
    back = _came_back(limit)
    more = f", SUM(CASE WHEN {back} THEN 1 ELSE 0 END) AS back" if back else ""
    near = grid.width * EXACT
    value = f"CAST({quoted(limit.measure)} AS DOUBLE)"
    flag = f", {quoted('reopened')}" if back else ""
    return (
        f"SELECT {cell_sql(limit, grid, 'x')} AS cell, week, COUNT(*) AS n, MIN(x) AS low, MAX(x) AS high, "
        f"SUM(CASE WHEN ABS(x - {limit.value!r}) <= {near!r} THEN 1 ELSE 0 END) AS at_limit{more} "
        f"FROM (SELECT {value} AS x, {week_sql(limit)} AS week{flag} FROM {chosen(limit)}) AS one GROUP BY 1, 2"
    )


def _came_back(limit: Limit) -> str:
    """SQL that holds for a case that was opened again; empty where that is not recorded."""
    kind = limit.table.columns.get("reopened") if limit.table.kind is RecordKind.CASES else None
    if kind is None:
        return ""
    return quoted("reopened") if kind is ColumnKind.FLAG else f"{quoted('reopened')} IS NOT NULL"


def _spread(records: Records, limit: Limit) -> float:
    """Half of the distance between the quartiles, about: how far records lie apart where the scale has no natural zero."""
    ends = records.ask(
        f"SELECT AVG({quoted(limit.measure)}) AS mean, STDDEV_SAMP({quoted(limit.measure)}) AS spread FROM {chosen(limit)}"
    )
    mean, spread = (float(ends[name].iloc[0]) for name in ("mean", "spread"))
    if not np.isfinite(spread) or spread <= 0:
        return 1.0
    part = spread / 50
    counted = records.ask(
        f"SELECT CAST(GREATEST(-500, LEAST(500, FLOOR(({quoted(limit.measure)} - {mean!r}) / {part!r}))) AS INTEGER) AS cell, "
        f"COUNT(*) AS n FROM {chosen(limit)} GROUP BY 1"
    ).sort_values("cell")
    share = np.cumsum(counted["n"].to_numpy(dtype=float)) / counted["n"].sum()
    low, high = (float(counted["cell"].iloc[int(np.searchsorted(share, quarter))]) for quarter in (0.25, 0.75))
    return max((high - low) * part / 2, part)


def _laid(frame: pd.DataFrame, grid: Grid, has_back: bool) -> Cells:
    frame = frame[frame["week"].notna()]
    weeks, row = np.unique(frame["week"].astype(str).str.slice(0, 10).to_numpy(dtype=str), return_inverse=True)
    cell = frame["cell"].to_numpy(dtype=np.int64) - grid.low + 1
    table = np.zeros((len(weeks), grid.length + 2))
    np.add.at(table, (row, cell), frame["n"].to_numpy(dtype=float))
    exactly = _summed(row, frame["at_limit"], len(weeks))
    back = _back(frame, row, cell, table.shape) if has_back else None
    step, fullest = _steps(frame, grid)
    days = tuple(date.fromisoformat(str(week)) for week in weeks)
    return Cells(grid, days, table[:, 1:-1], table[:, [0, -1]], exactly, back, step, fullest)


def _back(frame: pd.DataFrame, row: NDArray[np.int64], cell: NDArray[np.int64], shape: tuple[int, ...]) -> Matrix:
    table = np.zeros(shape)
    np.add.at(table, (row, cell), frame["back"].to_numpy(dtype=float))
    return table[:, 1:-1]


def _summed(place: NDArray[np.int64], values: pd.Series, length: int) -> Matrix:
    return np.asarray(np.bincount(place, weights=values.to_numpy(dtype=float), minlength=length), dtype=np.float64)


def _steps(frame: pd.DataFrame, grid: Grid) -> tuple[float, float]:
    """The step of the scale, 0 where it is finer than a cell, and the share of records that the fullest single value holds."""
    inside = frame[(frame["cell"] >= grid.low) & (frame["cell"] <= grid.high)]
    if inside.empty:
        return 0.0, 0.0
    by_cell = inside.groupby("cell").agg(low=("low", "min"), high=("high", "max"), n=("n", "sum"))
    single = (by_cell["high"] - by_cell["low"]) <= grid.width * SMALL
    total = float(by_cell["n"].sum())
    fullest = float(by_cell["n"][single].max()) / total if single.any() else 0.0
    if float(by_cell["n"][single].sum()) < DISCRETE * total or single.sum() < 2:
        return 0.0, fullest
    apart = np.diff(np.sort(by_cell["low"][single].to_numpy(dtype=float)))
    weights = np.sort(apart)
    step = float(weights[int(0.02 * len(weights))])
    return step if step > 1.5 * grid.width else 0.0, fullest
