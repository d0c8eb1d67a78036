"""A panel: a matrix of series x periods of one frequency, with all that belongs to each value. Checks take panels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.model.period import first_day, last_day
from monitor.model.words import Frequency

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class SeriesKey:
    """Which series: a KPI and, below the total, a segment as sorted (dimension, value) pairs."""

    kpi: str
    segment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Panel:
    """Shape of every matrix: (series, periods); NaN is missing. `first` is the number of the first period (model.period).

    `value` is in the KPI's unit (percentages 0-100). `target` is the target in force in the period, from the catalogue
    or, where the data carry one, from the data. `recorded` is the day of the newest vintage used, as an ordinal.
    """

    frequency: Frequency
    first: int
    keys: tuple[SeriesKey, ...]
    value: Matrix
    numerator: Matrix
    denominator: Matrix
    count: Matrix
    responses: Matrix
    invited: Matrix
    target: Matrix

    @property
    def periods(self) -> int:
        return int(self.value.shape[1])

    def row(self, kpi: str, segment: tuple[tuple[str, str], ...] = ()) -> int | None:
        """The row of a series, or None."""
        return self._rows.get(SeriesKey(kpi, segment))

    @property
    def _rows(self) -> dict[SeriesKey, int]:
        rows: dict[SeriesKey, int] | None = self.__dict__.get("_row_index")
        if rows is None:
            rows = {key: number for number, key in enumerate(self.keys)}
            object.__setattr__(self, "_row_index", rows)
        return rows

    def start_of(self, column: int) -> date:
        """The first day of the period in a column."""
        return first_day(self.first + column, self.frequency)

    def end_of(self, column: int) -> date:
        """The last day of the period in a column."""
        return last_day(self.first + column, self.frequency)
