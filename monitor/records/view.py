"""The SQL of a source's view: standard names, instants in UTC beside the wall clock, bad rows and the future left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model.records import ColumnKind, RecordKind
from monitor.records.kinds import SHAPES

NO_VALUE = "no {column}"
UNREADABLE = "{column} cannot be read"
BEFORE = "{column} lies before {other}"
NEGATIVE = "{column} is negative"
TOO_OLD = "{column} lies before 1970"


@dataclass(frozen=True)
class Column:
    """One column of a view. `value` and `local` are SQL over the source; `raw` is its own column there, as it is."""

    name: str
    kind: ColumnKind
    raw: str
    value: str
    local: str = ""
    read: bool = False
    """Whether `value` is read from text and may fail."""
    parsed: tuple[tuple[str, str], ...] = ()
    """What is computed once before: names that `raw`, `value` and `local` use, and their SQL."""


@dataclass(frozen=True)
class Reason:
    """Why a row is set aside: a word for people, and the SQL condition over the typed columns that is true of such rows."""

    says: str
    column: str
    other: str
    condition: str


def quoted(name: str) -> str:
    """A name as SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def typed_sql(source: str, columns: Sequence[Column], extras: Sequence[str] = ()) -> str:
    """Every column in its kind; text that could not be read leaves its `…_raw` beside it."""
    parts = []
    for column in columns:
        parts.append(f"{column.value} AS {quoted(column.name)}")
        if column.local:
            parts.append(f"{column.local} AS {quoted(column.name + '_local')}")
        if column.read:
            parts.append(f"{column.raw} AS {quoted(column.name + '_raw')}")
    parsed = ", ".join(f"{sql} AS {quoted(name)}" for column in columns for name, sql in column.parsed)
    origin = f"(SELECT *, {parsed} FROM {source}) AS parsed" if parsed else source
    return f"SELECT {', '.join((*parts, *map(quoted, extras)))} FROM {origin}"


def reasons_of(kind: RecordKind, columns: Mapping[str, Column]) -> list[Reason]:
    """All that may be wrong with a row of this kind, in the order in which it is asked; a row counts once, under the first."""
    shape = SHAPES[kind]
    begins = next((name for name in shape.begins if name in columns and columns[name].kind is ColumnKind.TIME), None)
    found = [
        Reason(UNREADABLE, name, "", f"{quoted(name)} IS NULL AND {quoted(name + '_raw')} IS NOT NULL")
        for name, column in columns.items()
        if column.read
    ]
    found += [Reason(NO_VALUE, name, "", f"{quoted(name)} IS NULL") for name in shape.needed if name in columns]
    if begins:
        found.append(Reason(TOO_OLD, begins, "", f"{quoted(begins)} < TIMESTAMP '1970-01-01 00:00:00'"))
    found += [
        Reason(BEFORE, later, earlier, f"{quoted(later)} < {quoted(earlier)}")
        for later, earlier in shape.after
        if all(name in columns and columns[name].kind is ColumnKind.TIME for name in (later, earlier))
    ]
    found += [Reason(NEGATIVE, name, "", f"{quoted(name)} < 0") for name in shape.not_negative if name in columns]
    return found


def begun_sql(kind: RecordKind, columns: Mapping[str, Column], local: bool = False) -> str | None:
    """SQL for the time at which a record came to be, or None where no column says so."""
    times = [name for name in SHAPES[kind].begins if name in columns and columns[name].kind is ColumnKind.TIME]
    names = [quoted(name + ("_local" if local else "")) for name in times]
    return (f"coalesce({', '.join(names)})" if len(names) > 1 else names[0]) if names else None


def kept_sql(
    typed: str,
    kind: RecordKind,
    columns: Mapping[str, Column],
    wrong: Sequence[Reason],
    cut: datetime | None,
    extras: Sequence[str],
) -> str:
    """The rows that can be used, as they were known before `cut` (None: nothing lies after it)."""
    conditions = [f"NOT coalesce({reason.condition}, FALSE)" for reason in wrong]
    begun, moment = begun_sql(kind, columns), f"TIMESTAMP '{cut:%Y-%m-%d %H:%M:%S}'" if cut else ""
    if moment and begun:
        conditions.append(f"{begun} < {moment}")
    parts = [part for column in columns.values() for part in _known(column, kind, moment)]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {', '.join((*parts, *map(quoted, extras)))} FROM ({typed}) AS typed{where}"


def _known(column: Column, kind: RecordKind, moment: str) -> list[str]:
    """A column and its wall clock, empty where the time lies in the future of the day on which we look."""
    names = [column.name, column.name + "_local"] if column.local else [column.name]
    if not moment or not column.local or column.name in SHAPES[kind].known_ahead:
        return [quoted(name) for name in names]
    known = f"{quoted(column.name)} < {moment}"
    return [f"CASE WHEN {known} THEN {quoted(name)} END AS {quoted(name)}" for name in names]


def laid_sql(kept: str, named: Mapping[str, str]) -> str:
    """The view: each name and its SQL over the rows that are kept."""
    return f"SELECT {', '.join(f'{sql} AS {quoted(name)}' for name, sql in named.items())} FROM ({kept}) AS kept"
