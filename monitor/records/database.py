"""Records in a database, asked where they are: the same statements, in the database's own words, read only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from monitor.errors import Problem, ProjectError, ServiceError
from monitor.model.project import EventSource
from monitor.records.elapsed import Elapsed
from monitor.records.engine import UnusableError
from monitor.records.reading import Raw
from monitor.records.transpile import dialect_of, parsed, statement
from monitor.records.view import quoted

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import URL, Connection
    from sqlglot import exp

_POSTGRES = {
    **dict.fromkeys((20, 21, 23, 26, 700, 701, 1700), Raw.NUMBER),
    16: Raw.FLAG,
    1082: Raw.DAY,
    1114: Raw.WALL,
    1184: Raw.INSTANT,
}
"""PostgreSQL's type numbers of columns."""
_SAMPLE = 1000


class Database:
    """One database with the sources in it. Nothing is written to it: views are put in front of every statement."""

    reads_text = False

    def __init__(self, url: URL, elapsed: Elapsed, source: EventSource) -> None:
        dialect = dialect_of(url.get_backend_name())
        if dialect is None:
            what = f"records cannot be asked in '{url.get_backend_name()}'"
            raise ProjectError([Problem(source.place("url"), what, "PostgreSQL, SQLite or another database that sqlglot speaks")])
        self.dialect = dialect
        self.elapsed = Elapsed(dialect, elapsed.zone, elapsed.working, elapsed.holidays)
        self._origins: dict[str, str] = {}
        self._views: dict[str, exp.Expr] = {}
        self._url = url
        self._connection = connected(url, source, dialect)

    def origin(self, source: EventSource) -> str:
        """Takes in a source's query as it is written, under a name of its own."""
        name = f"{source.name}__origin"
        self._origins[name] = (source.sql or f"SELECT * FROM {self._table(source.table or '')}").strip().rstrip(";")
        return quoted(name)

    def _table(self, name: str) -> str:
        quote = self._connection.dialect.identifier_preparer.quote
        return name if '"' in name or "`" in name or "[" in name else ".".join(quote(part) for part in name.split("."))

    def describe(self, source: str) -> dict[str, Raw]:
        """The columns of a source and what they are: by their types, else by the first values."""
        limit = 0 if self.dialect == "postgres" else _SAMPLE
        header, rows = self._answer(f"SELECT * FROM {source} LIMIT {limit}")
        if self.dialect == "postgres":
            return {name: _POSTGRES.get(code, Raw.TEXT) for name, code in header}
        return {name: _seen([row[number] for row in rows]) for number, (name, _) in enumerate(header)}

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a statement of our own. Raises UnusableError and ServiceError."""
        return self._answer(sql)[1]

    def instant(self, column: str) -> str:
        """SQL for a time with a zone as an instant in UTC, naive."""
        return f"({column} AT TIME ZONE 'UTC')"

    def key(self, column: str) -> str:
        """The text itself: it is there, and an index may be too."""
        return column

    def keep(self, name: str, sql: str) -> str:
        """Nothing is written to a database: it is computed whenever it is asked."""
        self.view(name, sql)
        return quoted(name)

    def view(self, name: str, sql: str) -> None:
        """Gives a statement a name that later ones may use."""
        self._views[name] = parsed(sql, self.elapsed)

    def checksum(self, source: str, columns: Mapping[str, Raw]) -> str:
        """Counts and sums of every column: the order does not matter."""
        facts = ["count(*)", *(fact for name, raw in columns.items() for fact in _facts(quoted(name), raw))]
        return ":".join(_plain_fact(one) for one in self.run(f"SELECT {', '.join(facts)} FROM {source}")[0])

    def ask(self, sql: str) -> pandas.DataFrame:
        """The table that a statement gives. Raises ServiceError."""
        import pandas as pd

        header, rows = self._answer(sql)
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
        return pd.DataFrame({name: _series(column) for (name, _), column in zip(header, columns, strict=True)})

    def close(self) -> None:
        """Lets go of the connection."""
        self._connection.close()
        self._connection.engine.dispose()

    def _answer(self, sql: str) -> tuple[list[tuple[str, Any]], list[tuple[Any, ...]]]:
        """Names and types of the columns, and the rows, of a statement in DuckDB's dialect."""
        tree = parsed(sql, self.elapsed)
        views, origins = self._needed(tree)
        written = statement(tree, views, origins, self.dialect)

        def asked() -> tuple[list[tuple[str, Any]], list[tuple[Any, ...]]]:
            result = self._connection.execution_options(no_parameters=True).exec_driver_sql(written)
            described = result.cursor.description if result.cursor is not None else ()
            return [(column[0], column[1]) for column in described], [tuple(row) for row in result]

        found: tuple[list[tuple[str, Any]], list[tuple[Any, ...]]] = self._guarded(asked)
        return found

    def _needed(self, tree: exp.Expr) -> tuple[dict[str, exp.Expr], dict[str, str]]:
        """The views and own queries that a statement rests on, each after those that it rests on itself."""
        from sqlglot import exp

        views: dict[str, exp.Expr] = {}
        origins: dict[str, str] = {}

        def visit(one: exp.Expr) -> None:
            for name in dict.fromkeys(table.name for table in one.find_all(exp.Table)):
                if name in self._views and name not in views:
                    visit(self._views[name])
                    views[name] = self._views[name]
                elif name in self._origins:
                    origins[name] = self._origins[name]

        visit(tree)
        return views, origins

    def _guarded(self, work: Callable[[], Any]) -> Any:
        """What a database says may quote data: only its kind is passed on."""
        from sqlalchemy.exc import DBAPIError, ProgrammingError, SQLAlchemyError

        try:
            return work()
        except ProgrammingError as error:
            self._connection.rollback()
            raise UnusableError(type(error.orig).__name__) from error
        except DBAPIError as error:
            self._connection.rollback()
            kind = type(error.orig).__name__
            raise ServiceError(f"The database of the records failed ({kind})", "check that it runs, then try again") from None
        except SQLAlchemyError as error:
            raise ServiceError(f"The database of the records failed ({type(error).__name__})", "try again") from None


def connected(url: URL, source: EventSource, dialect: str) -> Connection:
    """A connection that reads, and sees one state of the data. Raises ProjectError and ServiceError without the address."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    try:
        connection = create_engine(url).connect()
    except (NoSuchModuleError, ModuleNotFoundError, ArgumentError, TypeError):
        what = f"there is no driver for '{url.drivername}' here"
        raise ProjectError([Problem(source.place("url"), what, "", "install the driver, or correct `url`")]) from None
    except DBAPIError as error:
        mend = "check that it runs, and the address, user and password in `url`"
        what = f"The database of the records '{source.name}' cannot be reached ({type(error.orig).__name__})"
        raise ServiceError(what, mend) from None
    if dialect == "postgres":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        connection.exec_driver_sql("SET TIME ZONE 'UTC'")
    return connection


def _seen(values: list[Any]) -> Raw:
    from datetime import date, datetime
    from decimal import Decimal

    first = next((value for value in values if value is not None), None)
    if isinstance(first, bool):
        return Raw.FLAG
    if isinstance(first, datetime):
        return Raw.INSTANT if first.tzinfo else Raw.WALL
    if isinstance(first, date):
        return Raw.DAY
    return Raw.NUMBER if isinstance(first, int | float | Decimal) else Raw.TEXT


def _facts(column: str, raw: Raw) -> list[str]:
    if raw is Raw.TEXT:
        return [f"count({column})", f"sum(length({column}))", f"count(DISTINCT {column})"]
    if raw is Raw.NUMBER:
        return [f"count({column})", f"sum(CAST({column} AS DOUBLE))"]
    if raw is Raw.FLAG:
        return [f"count({column})", f"sum(CASE WHEN {column} THEN 1 ELSE 0 END)"]
    return [f"count({column})", f"sum(EXTRACT(EPOCH FROM {column}))"]


def _plain_fact(value: Any) -> str:
    """Sums of floating-point numbers depend on the order in their last digits: ten digits are the same in any."""
    return "" if value is None else f"{float(value):.10g}"


def _series(values: tuple[Any, ...]) -> pandas.Series[Any]:
    """A column as DuckDB would give it: floats for decimals, naive times."""
    from datetime import date, datetime
    from decimal import Decimal

    import pandas as pd

    first = next((value for value in values if value is not None), None)
    if isinstance(first, Decimal):
        return pd.Series([None if value is None else float(value) for value in values], dtype="float64")
    if isinstance(first, datetime):
        return pd.to_datetime(pd.Series([value and value.replace(tzinfo=None) for value in values]))
    if isinstance(first, date):
        return pd.to_datetime(pd.Series(values))
    return pd.Series(list(values), dtype="float64" if values and first is None else None)


def address_of(source: EventSource, environment: Mapping[str, str]) -> URL:
    """The address of a source's database. Raises ProjectError, without what the variables stand for."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    written = re.sub(r"\$\{(\w+)\}", lambda found: environment.get(found[1], ""), source.url or "")
    try:
        return make_url(written.strip())
    except (ArgumentError, ValueError):
        expected = "such as postgresql+psycopg://user:password@host/database or sqlite:///data/file.db"
        raise ProjectError([Problem(source.place("url"), "`url` is no database address", expected)]) from None
