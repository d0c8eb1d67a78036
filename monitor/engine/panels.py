"""Lays panels: from the table of observations to one matrix per frequency, totals and segments apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from monitor.engine.totals import with_totals
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.observations import NUMBERS, segment_pairs
from monitor.model.panel import Matrix, Panel, SeriesKey
from monitor.model.period import first_day, index_of, last_day
from monitor.model.words import Frequency

if TYPE_CHECKING:
    import pandas as pd

Panels = Mapping[Frequency, Panel]


def lay_panels(catalogue: Catalogue, observations: pd.DataFrame, as_of: date) -> tuple[Panels, Panels]:
    """Panels of totals and of segments, per frequency, from the newest vintage of every period that has ended by `as_of`.

    `observations` has the columns of model.observations; of several rows for one series and period the one recorded last
    (not after `as_of`) counts. Totals are computed from segments where the data allow it. KPIs
    that are not in the catalogue are left out.
    """
    known = observations[observations["kpi"].isin(list(catalogue.kpis)) & (observations["recorded"] <= as_of.toordinal())]
    newest = known.sort_values("recorded", kind="stable").drop_duplicates(["kpi", "frequency", "period", "segment"], keep="last")
    newest = with_totals(catalogue, newest)
    totals: dict[Frequency, Panel] = {}
    segments: dict[Frequency, Panel] = {}
    for frequency in Frequency:
        rows = newest[newest["frequency"] == frequency.value]
        rows = rows[rows["period"] <= _last_complete(as_of, frequency)]
        for into, part in ((totals, rows[rows["segment"] == ""]), (segments, rows[rows["segment"] != ""])):
            if len(part):
                into[frequency] = _lay(catalogue, part, frequency)
    return totals, segments


def _last_complete(as_of: date, frequency: Frequency) -> int:
    index = index_of(as_of, frequency)
    return index if last_day(index, frequency) <= as_of else index - 1


def _lay(catalogue: Catalogue, rows: pd.DataFrame, frequency: Frequency) -> Panel:
    names = rows[["kpi", "segment"]].drop_duplicates()
    order = {kpi: number for number, kpi in enumerate(catalogue.kpis)}
    pairs = sorted(zip(names["kpi"], names["segment"], strict=True), key=lambda pair: (order[pair[0]], pair[1]))
    number_of = {pair: number for number, pair in enumerate(pairs)}
    series = np.array([number_of[pair] for pair in zip(rows["kpi"], rows["segment"], strict=True)])
    first, last = int(rows["period"].min()), int(rows["period"].max())
    column = rows["period"].to_numpy() - first
    matrices = {
        name: _matrix(rows[name].to_numpy(dtype=float), series, column, (len(pairs), last - first + 1)) for name in NUMBERS
    }
    declared = targets_in_force([catalogue[kpi] for kpi, _ in pairs], first, last - first + 1, frequency)
    matrices["target"] = np.where(np.isnan(matrices["target"]), declared, matrices["target"])
    keys = tuple(SeriesKey(kpi, segment_pairs(segment)) for kpi, segment in pairs)
    return Panel(frequency=frequency, first=first, keys=keys, **matrices)


def _matrix(values: Matrix, series: np.ndarray, column: np.ndarray, shape: tuple[int, int]) -> Matrix:
    matrix = np.full(shape, np.nan)
    matrix[series, column] = values
    return matrix


def targets_in_force(kpis: Iterable[Kpi], first: int, periods: int, frequency: Frequency) -> Matrix:
    """The catalogue's target value in force on the last day of each period: shape (KPIs, periods), NaN where there is none."""
    kpis = list(kpis)
    matrix = np.full((len(kpis), periods), np.nan)
    for row, kpi in enumerate(kpis):
        for target in sorted(kpi.targets, key=lambda one: (one.start, one.set_on or date.min)):
            if target.value is None:
                continue
            begin = _column_from(target.start, first, frequency)
            end = periods if target.until is None else index_of(target.until, frequency) - first + 1
            matrix[row, max(begin, 0) : max(min(end, periods), 0)] = target.value
            if target.until is not None:
                matrix[row, max(end, 0) :] = np.nan
    return matrix


def _column_from(start: date, first: int, frequency: Frequency) -> int:
    """The first column that lies wholly under a target that begins on `start`."""
    index = index_of(start, frequency)
    return index - first + (0 if first_day(index, frequency) == start else 1)
