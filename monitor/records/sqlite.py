"""SQLite is a file beside the project: its rows are read once into the embedded engine, as those of a CSV file are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import Problem, ProjectError
from monitor.model.project import EventSource
from monitor.records.embedded import Embedded
from monitor.records.view import quoted

if TYPE_CHECKING:
    from sqlalchemy import URL

_AT_ONCE = 50_000


def load(engine: Embedded, source: EventSource, url: URL, folder: Path) -> str:
    """The table of all rows of the source's query, everything in it as text: SQLite has no types to rely on.

    Raises ProjectError where the file is not there or the query fails.
    """
    import pandas as pd
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    if not url.database or not (folder / url.database).is_file():
        what = f"there is no file {url.database or ''}"
        raise ProjectError([Problem(source.place("url"), what, "an SQLite database", "correct `url`")])
    opened, key = create_engine(url.set(database=str(folder / url.database))), "sql" if source.sql else "table"
    query = source.sql or f"SELECT * FROM {quoted(source.table or '')}"
    table = quoted(f"{source.name}__raw")
    try:
        with opened.connect() as connection:
            result = connection.execution_options(no_parameters=True, stream_results=True).exec_driver_sql(query)
            header = list(result.keys())
            engine.run(f"CREATE TABLE {table} ({', '.join(f'{quoted(name)} VARCHAR' for name in header)})")
            for rows in _parts(result):
                engine.connection.register("part", pd.DataFrame([_texts(row) for row in rows], columns=header, dtype=object))
                engine.run(
                    f"INSERT INTO {table} SELECT {', '.join(f'CAST({quoted(name)} AS VARCHAR)' for name in header)} FROM part"
                )
                engine.connection.unregister("part")
    except SQLAlchemyError as error:
        said = type(getattr(error, "orig", error)).__name__
        raise ProjectError([Problem(source.place(key), f"the {key} cannot be read ({said})", "", f"correct `{key}`")]) from None
    finally:
        opened.dispose()
    return table


def _parts(result: Any) -> Iterator[Any]:
    while rows := result.fetchmany(_AT_ONCE):
        yield rows


def _texts(row: Any) -> list[str | None]:
    return [None if value is None else str(value) for value in row]
