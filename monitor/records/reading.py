"""Reads columns of files as what they are: times in the usual spellings, numbers with either decimal sign, yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from monitor.model.records import ColumnKind
from monitor.records.elapsed import Elapsed
from monitor.records.view import Column, quoted
from monitor.records.zone import instant_sql, local_sql

YES = ("yes", "y", "true", "t", "1", "ja", "j", "sand", "sandt", "sann", "sant", "x")
NO = ("no", "n", "false", "f", "0", "nej", "nei", "falsk", "falskt", "usand", "usandt", "usann", "usant")
MISSING = ("", "-", "–", "n/a", "na", "null", "none", "nan", "nat")

_CLOCK = ("", " %H:%M:%S", " %H:%M", " %H.%M", " %H.%M.%S", " %H:%M:%S.%f")
_ISO = (*(f"%Y/%m/%d{clock}" for clock in _CLOCK), "%Y-%m-%d %H.%M", "%Y%m%d", "%Y%m%d %H%M%S")
_DAY_FIRST = tuple(f"%d{sign}%m{sign}%Y{clock}" for sign in ".-/" for clock in _CLOCK)
_MONTH_FIRST = tuple(f"%m{sign}%d{sign}%Y{clock}" for sign in "/-" for clock in (*_CLOCK, " %I:%M:%S %p", " %I:%M %p"))
_ZONE = r"(:\d{2}(?:\.\d+)?) ?(?:Z|[+-]\d{2}(?::?\d{2})?)$"
_OFFSET = r" ?([+-]\d{2}):?(\d{2})$"
_POINT = r"^[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][-+]?\d+)?$"
_COMMA = r"^[-+]?(\d+|\d{1,3}(\.\d{3})+)?(,\d+)?([eE][-+]?\d+)?$"


_MOST = 0.9
"""The share of a column's texts that must be of a kind for the column to be of it, where it could as well be text."""


class Instants(Protocol):
    """The part of an engine that writes times."""

    elapsed: Elapsed

    def instant(self, column: str) -> str:
        """SQL for a time with a zone as an instant in UTC, naive."""


class Raw(StrEnum):
    """What a column of a source is before anything is read into it."""

    INSTANT = "instant"
    WALL = "wall"
    DAY = "day"
    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"


TIMES = (Raw.INSTANT, Raw.WALL, Raw.DAY)
"""What is a time already."""


@dataclass(frozen=True)
class Habits:
    """How a column of text is written: the share of its texts that are times, numbers, yes or no; comma; month first."""

    filled: int = 0
    times: int = 0
    numbers: int = 0
    flags: int = 0
    comma: bool = False
    month_first: bool = False


def raw_of(engine_type: str) -> Raw:
    """The raw kind of a column of DuckDB."""
    upper = engine_type.upper()
    if upper.startswith("TIMESTAMP"):
        return Raw.INSTANT if "ZONE" in upper or upper == "TIMESTAMPTZ" else Raw.WALL
    if upper == "DATE":
        return Raw.DAY
    if upper == "BOOLEAN":
        return Raw.FLAG
    numeric = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
    return Raw.NUMBER if upper in numeric or upper.startswith(("DECIMAL", "FLOAT", "DOUBLE")) else Raw.TEXT


def bare(raw: str) -> str:
    """A text without blanks around it, empty where it only says that there is nothing."""
    trimmed = f"trim(CAST({raw} AS VARCHAR))"
    listed = ", ".join(f"'{one}'" for one in MISSING)
    return f"CASE WHEN lower({trimmed}) IN ({listed}) THEN NULL ELSE {trimmed} END"


def habits_sql(raw: str) -> str:
    """Five counts of a text column, in the order of `habits_from`."""
    text = bare(raw)
    counts = (
        f"count({text})",
        f"count({_time(text, False)})",
        f"count({_time(text, True)})",
        f"count(CASE WHEN {_matches(text, _POINT)} THEN 1 END)",
        f"count(CASE WHEN {_matches(text, _COMMA)} THEN 1 END)",
        f"count({flag_of_text(text)})",
    )
    return ", ".join(counts)


def habits_from(counts: Sequence[int], comma_expected: bool) -> Habits:
    """What the counts say. Where day and month could be either, the day comes first, as it does in the Nordic countries."""
    filled, day_first, month_first, point, comma, flags = counts
    return Habits(
        filled, max(day_first, month_first), max(point, comma), flags, comma > point or (comma == point and comma_expected),
        month_first > day_first,
    )  # fmt: skip


def _time(text: str, month_first: bool) -> str:
    """The wall clock that a text says, without its zone where it has one."""
    listed = ", ".join(f"'{one}'" for one in (*_ISO, *(_MONTH_FIRST if month_first else _DAY_FIRST)))
    plain = f"replace(regexp_replace({text}, '{_ZONE}', '\\1'), 'T', ' ')"
    return f"coalesce(TRY_CAST({plain} AS TIMESTAMP), try_strptime({plain}, [{listed}]))"


def _matches(text: str, pattern: str) -> str:
    digits = f"regexp_replace({text}, '[\\s\\x{{00a0}}\\x{{202f}}'']|kr\\.?|%|€|\\$|£', '', 'g')"
    return f"(regexp_matches({digits}, '{pattern}') AND regexp_matches({text}, '\\d'))"


def number_of_text(text: str, comma: bool) -> str:
    """A number as people write it; NULL where the text is none."""
    digits = f"regexp_replace({text}, '[\\s\\x{{00a0}}\\x{{202f}}'']|kr\\.?|%|€|\\$|£', '', 'g')"
    plain = f"replace(replace({digits}, '.', ''), ',', '.')" if comma else f"replace({digits}, ',', '')"
    return f"CASE WHEN {_matches(text, _COMMA if comma else _POINT)} THEN TRY_CAST({plain} AS DOUBLE) END"


def flag_of_text(text: str) -> str:
    """Yes or no in the four languages; NULL where the text is neither."""
    yes, no = (", ".join(f"'{one}'" for one in words) for words in (YES, NO))
    return f"CASE WHEN lower({text}) IN ({yes}) THEN TRUE WHEN lower({text}) IN ({no}) THEN FALSE END"


def kind_of(raw: Raw, may_be: Sequence[ColumnKind], habits: Habits | None) -> ColumnKind | None:
    """What a column is, of what it may be; None where it cannot be any of that."""
    if raw is Raw.TEXT:
        return _kind_of_text(may_be, habits)
    fits = {Raw.NUMBER: ColumnKind.NUMBER, Raw.FLAG: ColumnKind.FLAG}.get(raw, ColumnKind.TIME)
    if fits in may_be:
        return fits
    if raw is Raw.NUMBER and ColumnKind.FLAG in may_be:
        return ColumnKind.FLAG
    return ColumnKind.TEXT if ColumnKind.TEXT in may_be else None


def _kind_of_text(may_be: Sequence[ColumnKind], habits: Habits | None) -> ColumnKind | None:
    """What most of a column's texts are; a database (no habits) has types for times and numbers."""
    if habits is None:
        return next((kind for kind in (ColumnKind.TEXT, ColumnKind.FLAG) if kind in may_be), None)
    seen = {ColumnKind.TIME: habits.times, ColumnKind.NUMBER: habits.numbers, ColumnKind.FLAG: habits.flags}
    able = [kind for kind in may_be if kind is not ColumnKind.TEXT]
    best = max(able, key=lambda kind: seen[kind], default=None)
    if best is not None and (ColumnKind.TEXT not in may_be or seen[best] >= _MOST * habits.filled > 0):
        return best
    return ColumnKind.TEXT if ColumnKind.TEXT in may_be else None


def column_of(
    engine: Instants, name: str, raw_name: str, raw: Raw, kind: ColumnKind, years: tuple[int, int], habits: Habits | None
) -> Column:
    """A column of the view: SQL of its value, and for times of the wall clock beside it."""
    source, habits = quoted(raw_name), habits or Habits()
    if kind is ColumnKind.TIME:
        return _time_column(engine, name, source, raw, years, habits.month_first)
    if kind is ColumnKind.TEXT:
        text = f"CAST({source} AS VARCHAR)"
        return Column(name, kind, source, f"nullif({text}, '')" if raw is Raw.TEXT else text)
    if raw is Raw.TEXT:
        text = bare(source)
        value = number_of_text(text, habits.comma) if kind is ColumnKind.NUMBER else flag_of_text(text)
        return Column(name, kind, text, value, read=True)
    if kind is ColumnKind.NUMBER:
        return Column(name, kind, source, f"CAST({source} AS DOUBLE)")
    return Column(name, kind, source, f"({source} > 0)" if raw is Raw.NUMBER else source)


def _time_column(engine: Instants, name: str, source: str, raw: Raw, years: tuple[int, int], month_first: bool) -> Column:
    exact, wall, zone = quoted(f"{name}__exact"), quoted(f"{name}__wall"), engine.elapsed.zone
    dialect = engine.elapsed.dialect
    if raw is Raw.INSTANT:
        parsed: tuple[tuple[str, str], ...] = ((f"{name}__exact", engine.instant(source)),)
        return Column(name, ColumnKind.TIME, source, exact, local_sql(exact, zone, years, dialect), parsed=parsed)
    if raw is not Raw.TEXT:
        parsed = ((f"{name}__wall", f"CAST({source} AS TIMESTAMP)"),)
        return Column(name, ColumnKind.TIME, source, instant_sql(wall, zone, years, dialect), wall, parsed=parsed)
    text = bare(source)
    zoned, exact_text = f"regexp_matches({text}, '{_ZONE}')", f"regexp_replace({text}, '{_OFFSET}', '\\1:\\2')"
    parsed = (
        (f"{name}__exact", f"CASE WHEN {zoned} THEN {engine.instant(f'TRY_CAST({exact_text} AS TIMESTAMPTZ)')} END"),
        (f"{name}__wall", f"CASE WHEN NOT {zoned} THEN {_time(text, month_first)} END"),
    )
    instant = f"coalesce({exact}, {instant_sql(wall, zone, years, dialect)})"
    return Column(
        name, ColumnKind.TIME, text, instant, f"coalesce({wall}, {local_sql(exact, zone, years, dialect)})", True, parsed
    )
