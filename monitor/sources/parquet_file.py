"""Reads a Parquet file with DuckDB."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import Place, Problem, ProjectError
from monitor.sources.table import Table


def read_parquet(path: Path, file: str) -> Table:
    """The table in a Parquet file; lines are the numbers of the rows. Raises ProjectError for a damaged file."""
    import duckdb

    try:
        with duckdb.connect() as connection:
            result = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            header = tuple(column[0] for column in result.description or ())
            rows = result.fetchall()
    except duckdb.Error as error:
        what = "the Parquet file cannot be read"
        raise ProjectError([Problem(Place(file), what, "a whole Parquet file", "write it again")]) from error
    columns = tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in header)
    return Table(file, header, columns, range(1, len(rows) + 1))
