"""The row of one KPI in its panel, and whether its targets were met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.model.evidence import N_, Message
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Situation
from monitor.model.words import Direction, Frequency


@dataclass(frozen=True, eq=False)
class Row:
    """One KPI's totals, from its first to its last value; arrays of shape (periods,), NaN where missing."""

    kpi: Kpi
    panel: Panel
    number: int
    begin: int
    value: Matrix
    target: Matrix

    @property
    def frequency(self) -> Frequency:
        return self.panel.frequency

    def start_of(self, period: int) -> date:
        """The first day of a period of this row."""
        return self.panel.start_of(self.begin + period)

    def end_of(self, period: int) -> date:
        """The last day of a period of this row."""
        return self.panel.end_of(self.begin + period)

    def column(self, name: str) -> Matrix:
        """Another matrix of the panel over the same periods."""
        matrix: Matrix = getattr(self.panel, name)
        return matrix[self.number, self.begin : self.begin + len(self.value)]


def row_of(situation: Situation, kpi: str) -> Row | None:
    """The row of a KPI, or None when it has no totals."""
    panel = situation.panel_of(kpi)
    number = panel.row(kpi) if panel else None
    if panel is None or number is None:
        return None
    known = np.flatnonzero(np.isfinite(panel.value[number]))
    if not len(known):
        return None
    span = slice(int(known[0]), int(known[-1]) + 1)
    return Row(situation.catalogue[kpi], panel, number, span.start, panel.value[number, span], panel.target[number, span])


def met(row: Row) -> NDArray[np.float64]:
    """1 where the target in force was met, 0 where it was missed, NaN where there is no value, target or direction."""
    if row.kpi.direction is Direction.RANGE:
        return _within(row)
    better = row.value <= row.target if row.kpi.direction is Direction.LOWER else row.value >= row.target
    known = np.isfinite(row.value) & np.isfinite(row.target) & _oriented(row.kpi)
    return np.where(known, better.astype(float), np.nan)


def same_target(row: Row, value: float) -> NDArray[np.bool_]:
    """Which periods have this target, shape (periods,); differences within 5 % of the mean moving range are rounding."""
    return np.abs(row.target - value) <= tolerance(row)


def tolerance(row: Row) -> float:
    """How far two targets may be apart and count as the same, in the KPI's unit."""
    known = row.value[np.isfinite(row.value)]
    usual_step = float(np.abs(np.diff(known)).mean()) if len(known) > 1 else 0.0
    return max(0.05 * usual_step, 1e-9 * float(np.nanmax(np.abs(row.target), initial=0.0)))


def unchanged_since(row: Row) -> int:
    """The first period of the run in which the target is the same as in the last one; periods without a value do not end it."""
    differs = np.flatnonzero(np.isfinite(row.value) & ~same_target(row, float(row.target[-1])))
    return int(differs[-1]) + 1 if len(differs) else 0


UNDIRECTED = Message(N_("the catalogue does not say whether higher or lower is better"))


def undirected(kpi: Kpi) -> bool:
    """Whether nobody has said which way is better, so that no target can be met or missed."""
    return kpi.direction in (None, Direction.UNCLEAR)


def _oriented(kpi: Kpi) -> bool:
    return kpi.direction in (Direction.LOWER, Direction.HIGHER)


def _within(row: Row) -> NDArray[np.float64]:
    hits = np.full(len(row.value), np.nan)
    for period, value in enumerate(row.value):
        target = row.kpi.target_on(row.end_of(period))
        if target is not None and target.low is not None and target.high is not None and np.isfinite(value):
            hits[period] = float(target.low <= value <= target.high)
    return hits


def margin(row: Row) -> Matrix:
    """By how much the target was met: value minus target, oriented so that positive is better."""
    sign = -1.0 if row.kpi.direction is Direction.LOWER else 1.0
    return sign * (row.value - row.target)
