"""What a source's view needs of the engine that holds its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from monitor.records.elapsed import Elapsed
from monitor.records.reading import Raw

if TYPE_CHECKING:
    import pandas


class UnusableError(Exception):
    """An engine does not understand a statement: an expression in it is about the wrong kind of column. Says nothing of data."""


class Engine(Protocol):
    """DuckDB of our own, or a database. Statements are written in DuckDB's dialect."""

    dialect: str
    elapsed: Elapsed
    reads_text: bool
    """Whether times and numbers can be read from text here; a database has types, or a query that casts."""

    def describe(self, source: str) -> Mapping[str, Raw]:
        """The columns of a source and what they are."""

    def run(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """All rows of a statement of our own. Raises UnusableError and ServiceError."""

    def instant(self, column: str) -> str:
        """SQL for a time with a zone as an instant in UTC, naive."""

    def key(self, column: str) -> str:
        """SQL for what is the same where a text is the same, and quick to sort by; NULL stays NULL."""

    def keep(self, name: str, sql: str) -> str:
        """Computes a statement once, where that is worth it, and gives what to select from."""

    def view(self, name: str, sql: str) -> None:
        """Gives a statement a name that later ones may use."""

    def checksum(self, source: str, columns: Mapping[str, Raw]) -> str:
        """What changes when the records change, whatever their order."""

    def ask(self, sql: str) -> pandas.DataFrame:
        """The table that a statement gives. Raises ServiceError."""

    def close(self) -> None:
        """Lets go of connections and of what was read."""
