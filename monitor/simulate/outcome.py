"""What a simulator returns: a catalogue, values and the truth about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from monitor.model.observations import COLUMNS, NUMBERS
from monitor.simulate.frame import Frame, Series, Whole

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, Series]
"""Number columns of one KPI (value, numerator, denominator, count, responses, invited, target), each of shape (periods,)."""


@dataclass(frozen=True)
class Truth:
    """What really happened: a pattern of the contract, where, since when, and how much of it (0 to 1)."""

    pattern: str
    kpi: str
    onset: date | None = None
    dose: float = 0.0
    related: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Simulated:
    """`kpis` is what stands under `kpis:` in kpis.yaml; `observations` the table of model/observations.py; an honest
    history has no `truth`. `as_of` is the day after the last period.
    """

    kpis: Mapping[str, Mapping[str, Any]]
    observations: pd.DataFrame
    truth: tuple[Truth, ...]
    as_of: date
    records: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """The records behind the KPIs: source -> table with the standard names; `kinds` says which kind each source is."""
    kinds: Mapping[str, str] = field(default_factory=dict)


def history(
    frame: Frame,
    kpis: Mapping[str, Mapping[str, Any]],
    series: Mapping[str, Columns],
    truth: tuple[Truth, ...] = (),
    records: Mapping[str, pd.DataFrame] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Simulated:
    """A history without segments, with the records behind it where there are any."""
    table = observation_table(frame, {(kpi, ""): columns for kpi, columns in series.items()})
    return Simulated(kpis, table, truth, frame.as_of, records or {}, kinds or {})


def history_by_unit(
    frame: Frame,
    kpis: Mapping[str, Mapping[str, Any]],
    series: Mapping[tuple[str, str], Columns],
    truth: tuple[Truth, ...] = (),
) -> Simulated:
    """A history with segments: (kpi, segment) -> columns; the segment is '' for a total, else `dimension=value`."""
    return Simulated(kpis, observation_table(frame, series), truth, frame.as_of)


def observation_table(frame: Frame, series: Mapping[tuple[str, str], Columns], source: str = "simulated") -> pd.DataFrame:
    """The table of observations from (kpi, segment) -> columns. Periods in which `value` is missing have no row."""
    import pandas as pd

    parts = [_rows(frame, kpi, segment, columns, source) for (kpi, segment), columns in series.items()]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
    table = pd.DataFrame(joined)
    return table[table["value"].notna()].reset_index(drop=True)


def share(numerator: Series | Whole, denominator: Series | Whole) -> Columns:
    """A percentage (0-100) with what it was computed from."""
    top, bottom = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    return {"value": np.round(100 * top / np.maximum(bottom, 1), 2), "numerator": top, "denominator": bottom}


def _rows(frame: Frame, kpi: str, segment: str, columns: Columns, source: str) -> dict[str, Any]:
    empty = np.full(frame.periods, np.nan)
    rows: dict[str, Any] = {name: np.asarray(columns.get(name, empty), dtype=np.float64) for name in NUMBERS}
    texts = {"kpi": kpi, "frequency": frame.frequency.value, "segment": segment, "note": "", "source": source}
    rows |= {name: np.full(frame.periods, text, dtype=object) for name, text in texts.items()}
    rows["period"] = frame.first + np.arange(frame.periods, dtype=np.int64)
    rows["recorded"] = np.zeros(frame.periods, dtype=np.int64)
    return rows
