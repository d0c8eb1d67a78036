"""DuckDB, embedded: two threads, bounded memory, and nothing of the outside but the files of the sources."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from monitor.errors import ServiceError
from monitor.records.elapsed import SECONDS, Elapsed
from monitor.records.engine import UnusableError
from monitor.records.expression import with_durations
from monitor.records.reading import Raw, raw_of
from monitor.records.view import quoted

if TYPE_CHECKING:
    import duckdb
    import pandas

THREADS = 2
MEMORY = "1500MB"
_OURS = (*(f"{name}(" for name in SECONDS), "working_hours(")


class Embedded:
    """One DuckDB of our own, with a folder that is removed with it. `on_disk`: tables are kept there, compressed."""

    dialect = "duckdb"
    reads_text = True

    def __init__(self, elapsed: Elapsed, *, on_disk: bool = False) -> None:
        import duckdb

        self.elapsed = elapsed
        self._folder = tempfile.TemporaryDirectory(prefix="kpi-records-")
        self.connection: duckdb.DuckDBPyConnection = duckdb.connect(
            f"{self._folder.name}/records.duckdb" if on_disk else ":memory:",
            config={
                "threads": THREADS,
                "memory_limit": MEMORY,
                "preserve_insertion_order": False,
                "temp_directory": f"{self._folder.name}/spilled",
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "ieee_floating_point_ops": False,  # what is divided by zero is missing, in filters too
                "error_on_division_by_zero": False,
            },
        )

        # Compressing costs a seventh of all checks' time; these tables live for one run.
        self.run("SET force_compression = 'uncompressed'")

    def close(self) -> None:
        """Lets go of all that was read."""
        self.connection.close()
        self._folder.cleanup()

    def lock(self, paths: Sequence[str]) -> None:
        """From now on no other file can be opened, whatever an expression says."""
        if paths:
            self.run("SET allowed_paths = [" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]")
        self.run("SET enable_external_access = false")
        self.run("SET lock_configuration = true")

    def describe(self, source: str) -> dict[str, Raw]:
        """The columns of a source and what they are."""
        return {str(row[0]): raw_of(str(row[1])) for row in self.run(f"DESCRIBE SELECT * FROM {source}")}

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a statement of our own; it is finished when this returns. Raises UnusableError and ServiceError."""
        found: list[tuple[Any, ...]] = self._guarded(lambda: self.connection.execute(sql).fetchall())
        return found

    def instant(self, column: str) -> str:
        """SQL for a time with a zone as an instant in UTC, naive; the same bits, so that no calendar is asked."""
        return f"make_timestamp(epoch_us({column}))"

    def key(self, column: str) -> str:
        """Eight bytes for any text. That two of a hundred million texts share a key is less likely than one in three thousand."""
        return f"CASE WHEN {column} IS NOT NULL THEN hash({column}) END"

    def keep(self, name: str, sql: str) -> str:
        """Rules ask many times: clock changes and text are reckoned once, into a table of the run's own folder."""
        self.run(f"CREATE TABLE {quoted(name)} AS {sql}")
        return quoted(name)

    def view(self, name: str, sql: str) -> None:
        """Gives a statement a name that later ones may use."""
        self.run(f"CREATE VIEW {quoted(name)} AS {sql}")

    def checksum(self, source: str, columns: Mapping[str, Raw]) -> str:
        """How many rows, and the sum of their hashes: the order does not matter, a change in any value does."""
        listed = ", ".join(map(quoted, columns))
        return ":".join(map(str, self.run(f"SELECT count(*), sum(CAST(hash({listed}) AS HUGEINT)) FROM {source}")[0]))

    def ask(self, sql: str) -> pandas.DataFrame:
        """The table that a statement gives. Raises ServiceError where the data cannot be read."""
        written = self._written(sql)
        frame: pandas.DataFrame = self._guarded(lambda: self.connection.execute(written).df())
        return frame

    def _written(self, sql: str) -> str:
        if not any(name in sql.lower() for name in _OURS):
            return sql
        import sqlglot

        return with_durations(sqlglot.parse_one(sql, read="duckdb"), self.elapsed).sql("duckdb")

    def _guarded(self, work: Callable[[], Any]) -> Any:
        """What DuckDB says about data quotes them: only its kind is passed on. What it says about SQL is ours to mend."""
        import duckdb

        try:
            return work()
        except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException) as error:
            raise UnusableError(str(error)) from error
        except duckdb.Error as error:
            kind = type(error).__name__.removesuffix("Exception")
            raise ServiceError(
                f"The records cannot be read ({kind})", "check that the files are whole and did not change"
            ) from None
