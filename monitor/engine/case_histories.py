"""The histories of a case as a table of observations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from monitor.engine.case_vintages import KEYS
from monitor.model.kpi import Catalogue
from monitor.model.observations import COLUMNS, NUMBERS, segment_text
from monitor.model.panel import Matrix
from monitor.model.period import index_of, last_day
from monitor.model.words import Frequency
from monitor.simulate.history import noisy, parse_history

if TYPE_CHECKING:
    import pandas as pd

_SHAPING = ("noise", "autocorrelation", "season")
_KEYS = ("values", *_SHAPING, *KEYS, *(name for name in NUMBERS if name != "value"))
_FIRST = date(2022, 1, 3)


def observations_of(content: Mapping[str, Any], catalogue: Catalogue) -> pd.DataFrame:
    """The table of model/observations.py for `history:` and `segments:` of a case.

    Raises ValueError, with what is wrong, for KPIs that are not in the case's catalogue and for histories that cannot be read.
    """
    import pandas as pd

    first = date.fromisoformat(content["first"]) if content.get("first") else _FIRST
    series: list[tuple[Any, Mapping[str, str], Any]] = [(kpi, {}, said) for kpi, said in (content.get("history") or {}).items()]
    for part in content.get("segments") or ():
        columns = {key: value for key, value in part.items() if key not in ("kpi", "segment")}
        series.append((part.get("kpi"), part.get("segment") or {}, columns))
    seed = int(content.get("seed") or 1)
    rows = [
        _rows(kpi, segment, said, catalogue, first, seed * 1000 + number) for number, (kpi, segment, said) in enumerate(series)
    ]
    if not rows:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    table = pd.DataFrame({name: np.concatenate([part[name] for part in rows]) for name in COLUMNS})
    return table[table["value"].notna()].reset_index(drop=True)


def last_day_of(observations: pd.DataFrame) -> date | None:
    """The day after the last period of a table, or None when it is empty."""
    pairs = zip(observations["period"], observations["frequency"], strict=True)
    days = [last_day(int(period), Frequency(frequency)) for period, frequency in set(pairs)]
    return max(days) + timedelta(days=1) if days else None


def _rows(
    kpi: str, segment: Mapping[str, str], said: Any, catalogue: Catalogue, first: date, seed: int
) -> dict[str, np.ndarray[Any, Any]]:
    if kpi not in catalogue.kpis:
        raise ValueError(f"a history is given for '{kpi}', which is not among the case's kpis")
    frequency = catalogue[kpi].frequency or Frequency.WEEKLY
    columns = _columns(kpi, said if isinstance(said, dict) else {"values": said}, frequency, seed, catalogue[kpi].unit)
    periods = len(columns["value"])
    empty = np.full(periods, np.nan)
    texts = {
        "kpi": kpi,
        "frequency": frequency.value,
        "segment": segment_text(tuple(segment.items())),
        "note": "",
        "source": "case",
    }
    rows: dict[str, np.ndarray[Any, Any]] = {name: np.full(periods, text, dtype=object) for name, text in texts.items()}
    rows |= {name: columns.get(name, empty) for name in NUMBERS}
    rows["period"] = index_of(first, frequency) + np.arange(periods, dtype=np.int64)
    rows["recorded"] = np.zeros(periods, dtype=np.int64)
    return rows


def _columns(kpi: str, said: Mapping[str, Any], frequency: Frequency, seed: int, unit: str | None) -> dict[str, Matrix]:
    unknown = [key for key in said if key not in _KEYS]
    if unknown:
        raise ValueError(f"the history of '{kpi}' has '{unknown[0]}', which is none of {', '.join(_KEYS)}")
    columns = {("value" if key == "values" else key): parse_history(said[key]) for key in said if key not in (*_SHAPING, *KEYS)}
    if "value" not in columns:
        if not {"numerator", "denominator"} <= columns.keys():
            raise ValueError(f"the history of '{kpi}' has no values")
        columns["value"] = columns["numerator"] / columns["denominator"] * (100 if unit == "%" else 1)
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"the histories of '{kpi}' have different lengths: {', '.join(map(str, sorted(lengths)))}")
    shape = {key: float(said.get(key, 0.0)) for key in _SHAPING}
    return {**columns, "value": noisy(columns["value"], **shape, per_year=frequency.per_year, seed=seed)}
