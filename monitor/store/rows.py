"""Many rows at once, in and out: executemany into SQLite, COPY into PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection


def insert(connection: Connection, table: sa.Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Adds rows that are given as columns of the same length."""
    rows = list(zip(*columns.values(), strict=True))
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)


def read_frame(connection: Connection, query: sa.Select[Any]) -> pd.DataFrame:
    """The rows of a query as a DataFrame: float64, int64 (float64 where some are missing) and object columns."""
    result = connection.execute(query)
    names, rows = list(result.keys()), result.fetchall()
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    kinds = [column.type for column in query.selected_columns]
    return pd.DataFrame({name: _series(column, kind) for name, column, kind in zip(names, columns, kinds, strict=True)})


def _series(values: Sequence[Any], kind: sa.types.TypeEngine[Any]) -> pd.Series[Any]:
    if isinstance(kind, sa.Double):
        return pd.Series(values, dtype="float64")
    if isinstance(kind, sa.Integer):
        return pd.Series(values, dtype="float64" if None in values else "int64")
    return pd.Series(values, dtype="object")


def next_id(connection: Connection, column: sa.Column[int]) -> int:
    """The next free number; safe because only one transaction writes at a time."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0))).scalar_one()) + 1
