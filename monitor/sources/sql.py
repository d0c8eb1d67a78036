"""Reads a query's result through SQLAlchemy. What ${NAMES} stand for never appears in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import Place, Problem, ProjectError, ServiceError
from monitor.model.project import SqlSource
from monitor.sources.table import Table

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_NAME = re.compile(r"\$\{(\w+)\}")


def read_sql(source: SqlSource, number: int, where: Place, folder: Path, environment: Mapping[str, str]) -> Table:
    """The rows of source `number` (from 1), which is written at `where`.

    Raises ProjectError for a wrong address or query, ServiceError when the database cannot be reached.
    """
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    url = _address(source.url, where, folder, environment)
    engine = _engine(url, where)
    try:
        with _connected(engine, number, url) as connection:
            return _result(connection, source, number)
    except DBAPIError as error:
        said = _without_secrets(str(error.orig), url)
        if error.connection_invalidated:
            raise ServiceError(f"The database of SQL source {number} broke off: {said}", "try again") from None
        raise ProjectError([Problem(where, f"the query of SQL source {number} fails: {said}", "", "correct `sql`")]) from None
    except SQLAlchemyError as error:
        said = _without_secrets(str(error), url)
        raise ProjectError([Problem(where, f"the query of SQL source {number} fails: {said}", "", "correct `sql`")]) from None
    finally:
        engine.dispose()


def _address(written: str, where: Place, folder: Path, environment: Mapping[str, str]) -> URL:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    absent = sorted({name for name in _NAME.findall(written) if name not in environment})
    if absent:
        what = "the environment has no " + ", ".join(absent)
        raise ProjectError([Problem(where, what, "the variable that `url` names", f"set it: export {absent[0]}=…")])
    try:
        url = make_url(_NAME.sub(lambda match: environment[match[1]], written).strip())
    except (ArgumentError, ValueError):
        expected = "such as postgresql+psycopg://user:password@host/database or sqlite:///data/file.db"
        raise ProjectError([Problem(where, "`url` is no database address", expected)]) from None
    return _in_folder(url, where, folder) if url.get_backend_name() == "sqlite" else url


def _in_folder(url: URL, where: Place, folder: Path) -> URL:
    """The address of an SQLite file, from the project folder. SQLite would make a missing file; we say that it is missing."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return url
    path = folder / url.database
    if not path.is_file():
        raise ProjectError([Problem(where, f"there is no file {url.database}", "an SQLite database", "correct `url`")])
    return url.set(database=str(path))


def _engine(url: URL, where: Place) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        return create_engine(url)
    except (NoSuchModuleError, ModuleNotFoundError, ArgumentError, TypeError):
        what = f"there is no driver for '{url.drivername}' here"
        raise ProjectError([Problem(where, what, "", "install the driver, or correct `url`")]) from None


def _connected(engine: Engine, number: int, url: URL) -> Connection:
    from sqlalchemy.exc import DBAPIError

    try:
        return engine.connect()
    except DBAPIError as error:
        said = _without_secrets(str(error.orig), url)
        mend = "check that it runs, and the address, user and password in `url`"
        raise ServiceError(f"The database of SQL source {number} cannot be reached: {said}", mend) from None


def _result(connection: Connection, source: SqlSource, number: int) -> Table:
    result = connection.execution_options(no_parameters=True).exec_driver_sql(source.sql)
    header = tuple(result.keys())
    rows = [tuple(row) for row in result]
    columns = tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in header)
    return Table(f"SQL source {number}", header, columns, range(1, len(rows) + 1), numbered=str(number))


def _without_secrets(message: str, url: URL) -> str:
    first = " ".join(message.split())[:300]
    parts = (str(url.password or ""), *(str(value) for value in url.query.values()))
    for secret in sorted(filter(None, parts), key=len, reverse=True):
        first = first.replace(secret, "…")
    return first
