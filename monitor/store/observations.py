"""Observations in the store: every vintage is kept, the newest one that was known on a day is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.model.observations import COLUMNS, NUMBERS
from monitor.model.period import index_of
from monitor.model.words import Frequency
from monitor.store.rows import insert, next_id, read_frame
from monitor.store.tables import load, observation, series, source
from monitor.store.vintages import Loaded, sort_out

SERIES = ("kpi", "frequency", "segment")
MANY_KPIS = 500
"""From this number of KPIs on the whole table is compared: SQLite takes no endless lists."""


def add(connection: Connection, frame: pd.DataFrame, loaded_on: date) -> Loaded:
    """Keeps what is new or revised in `frame` (columns of `model.observations`); nothing stored is ever changed."""
    if frame.empty:
        return Loaded(0, 0, 0)
    incoming = _with_series_id(connection, frame)
    stored = _stored(connection, list(frame["kpi"].unique()))
    rows, loaded = sort_out(incoming, stored, loaded_on.toordinal())
    if len(rows):
        number = next_id(connection, load.c.id)
        connection.execute(load.insert(), {"id": number, "loaded_on": loaded_on, "new": loaded.new, "revised": loaded.revised})
        _insert(connection, rows.assign(load=number))
    return loaded


def newest(connection: Connection, as_of: date) -> pd.DataFrame:
    """Per series and period the newest vintage that was recorded by `as_of`."""
    place = sa.func.row_number().over(partition_by=_KEY, order_by=[column.desc() for column in _ORDER])
    return _frame(connection, _visible(as_of, place.label("place")), lambda rank: rank.c.place == 1)


def revised(connection: Connection, as_of: date) -> pd.DataFrame:
    """All vintages recorded by `as_of` of the periods that have more than one, in the order of recording."""
    several = sa.func.count().over(partition_by=_KEY)
    return _frame(connection, _visible(as_of, several.label("vintages")), lambda rank: rank.c.vintages > 1)


_KEY = (observation.c.series, observation.c.period)
_ORDER = (observation.c.recorded, observation.c.load, observation.c.said)


def _visible(as_of: date, mark: sa.ColumnElement[int]) -> sa.Subquery:
    """What was recorded by `as_of` of the periods that had begun. What is recorded on day 0 has always been known."""
    begun = sa.or_(*(sa.and_(series.c.frequency == str(f), observation.c.period <= index_of(as_of, f)) for f in Frequency))
    joined = sa.join(observation, series, observation.c.series == series.c.id)
    known = observation.c.recorded <= as_of.toordinal()
    return sa.select(observation, mark).select_from(joined).where(begun, known).subquery()


def _frame(connection: Connection, marked: sa.Subquery, wanted: Any) -> pd.DataFrame:
    order = [marked.c[column.name] for column in (*_KEY, *_ORDER)]
    columns = [marked.c[name] for name in ("series", "period", "recorded", *NUMBERS, "note", "source", "line")]
    found = read_frame(connection, sa.select(*columns).where(wanted(marked)).order_by(*order))
    known = read_frame(connection, sa.select(series)).set_index("id")
    for column in SERIES:
        found[column] = known[column].reindex(found["series"]).to_numpy()
    found["note"] = found["note"].fillna("") if len(found) else ""
    found["source"] = _source_texts(connection, found)
    return found[list(COLUMNS)].astype(COLUMNS)


def _stored(connection: Connection, kpis: Sequence[str]) -> pd.DataFrame:
    columns = [observation.c[name] for name in ("series", "period", "recorded", "said", *NUMBERS)]
    query = sa.select(*columns).order_by(*_KEY, *_ORDER)
    if len(kpis) < MANY_KPIS:
        query = query.where(observation.c.series.in_(sa.select(series.c.id).where(series.c.kpi.in_(kpis))))
    return read_frame(connection, query)


def _with_series_id(connection: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with a column `series`; series that are met for the first time are given a number."""
    known = read_frame(connection, sa.select(series.c.id, *(series.c[name] for name in SERIES)))
    met = frame[list(SERIES)].drop_duplicates().merge(known, on=list(SERIES), how="left")
    unknown = met["id"].isna()
    first = next_id(connection, series.c.id)
    met.loc[unknown, "id"] = np.arange(first, first + int(unknown.sum()))
    met["id"] = met["id"].astype("int64")
    insert(connection, series, {name: met.loc[unknown, name].tolist() for name in ("id", *SERIES)})
    numbered = frame.merge(met, on=list(SERIES), how="left")
    return numbered.rename(columns={"id": "series", "recorded": "said"}).drop(columns=list(SERIES))


def _insert(connection: Connection, rows: pd.DataFrame) -> None:
    columns: dict[str, list[Any]] = {name: rows[name].tolist() for name in ("series", "period", "recorded", "load", "said")}
    for name in NUMBERS:
        numbers = rows[name].to_numpy(dtype=float)
        columns[name] = [None] * len(rows) if np.isnan(numbers).all() else [None if x != x else x for x in numbers.tolist()]
    columns["note"] = [note.replace("\x00", "") or None for note in rows["note"]]
    places = [_name_and_line(text) for text in rows["source"]]
    columns["source"] = _source_ids(connection, [name for name, _ in places])
    columns["line"] = [line for _, line in places]
    insert(connection, observation, columns)


def _name_and_line(text: str) -> tuple[str, int | None]:
    """`data/values.csv:12` is kept as the file's number and a line: each file's name is stored once."""
    name, _, line = text.rpartition(":")
    return (name, int(line)) if name and line.isascii() and line.isdigit() and line[0] != "0" and len(line) < 10 else (text, None)


def _source_ids(connection: Connection, names: Sequence[str]) -> list[int | None]:
    known = {row.name: row.id for row in connection.execute(sa.select(source))}
    fresh = sorted(set(names) - set(known) - {""})
    first = next_id(connection, source.c.id)
    added = dict(zip(fresh, range(first, first + len(fresh)), strict=True))
    insert(connection, source, {"id": list(added.values()), "name": list(added)})
    known.update(added)
    return [known.get(name) for name in names]


def _source_texts(connection: Connection, found: pd.DataFrame) -> list[str]:
    names = {row.id: row.name for row in connection.execute(sa.select(source))}
    pairs = zip(found["source"].tolist(), found["line"].tolist(), strict=True)
    return [_source_text(names.get(number, ""), line) for number, line in pairs]


def _source_text(name: str, line: float | None) -> str:
    return name if line is None or line != line else f"{name}:{int(line)}"
