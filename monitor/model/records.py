"""The records behind the KPIs, as checks see them: asked in SQL, answered in aggregates.

Checks write one SQL statement (DuckDB's dialect) over views with standard names; `monitor.records` runs it where the records
are, in DuckDB for files and, transpiled, in the database that holds them. Only what a statement aggregates comes into memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas


class RecordKind(StrEnum):
    CASES = "cases"
    TRANSITIONS = "transitions"
    SURVEYS = "surveys"
    SALES = "sales"
    PURCHASES = "purchases"
    MEASUREMENTS = "measurements"


class ColumnKind(StrEnum):
    TIME = "time"
    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"


@dataclass(frozen=True)
class RecordTable:
    """One source of records: what its view holds. Standard names as in the contract, whatever the source calls them.

    `columns` are those that exist, with their kind. A TIME column `opened` is an instant in UTC (naive); `opened_local` beside it
    is the wall clock of the calendar's zone; durations are differences of instants, weeks and hours of the day come from the
    local one. `measures` are numbers per record (built in or of the project), columns of the view too; `unit_of` says in what
    unit, where known. `aside` counts rows that could not be used, by reason. Records later than the day of the run are not in the
    view, and times later than it are NULL.
    """

    name: str
    kind: RecordKind
    columns: Mapping[str, ColumnKind]
    measures: Mapping[str, str] = field(default_factory=dict)
    unit_of: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    first: date | None = None
    last: date | None = None
    aside: Mapping[str, int] = field(default_factory=dict)
    fingerprint: str = ""
    """What changes when the records of the source change."""

    def has(self, *columns: str) -> bool:
        """Whether the view has all these columns or measures."""
        return all(one in self.columns or one in self.measures for one in columns)


class Records(Protocol):
    """All sources of a project. `ask` runs one SELECT over views that are called as the sources are (quote them: "cases").

    Raises ServiceError when a database fails. Two sources can be joined where `joinable` says so.
    """

    @property
    def tables(self) -> Mapping[str, RecordTable]: ...

    def joinable(self, one: str, other: str) -> bool: ...

    def ask(self, sql: str) -> pandas.DataFrame: ...
