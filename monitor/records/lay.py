"""Lays the view of one source: looks at its columns once, counts what cannot be used, and leaves it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.errors import ProjectError
from monitor.model.project import EventSource
from monitor.model.records import ColumnKind, RecordTable
from monitor.records.engine import Engine
from monitor.records.kinds import SHAPES
from monitor.records.measures import BuiltMeasure, measures_of
from monitor.records.mistakes import column_problems
from monitor.records.reading import TIMES, Habits, Raw, column_of, habits_from, habits_sql, kind_of
from monitor.records.view import Column, Reason, begun_sql, kept_sql, laid_sql, quoted, reasons_of, typed_sql
from monitor.records.zone import EARLIEST, LATEST, end_of

_MAY_BE_ANY = (ColumnKind.NUMBER, ColumnKind.TIME, ColumnKind.FLAG, ColumnKind.TEXT)


@dataclass(frozen=True)
class Layout:
    """What a source's view is made of: its columns, those of the source that are no standard ones, and the SQL of both."""

    columns: Mapping[str, Column]
    extras: tuple[str, ...]
    typed: str
    latest: int
    """The year of the latest time in it."""
    checksum: str


def lay(
    engine: Engine,
    source: EventSource,
    origin: str,
    as_of: date,
    *,
    used: Collection[str] | None = None,
    comma: bool = False,
    rejected: int = 0,
) -> RecordTable:
    """Makes the view of a source over `origin` (a table, a table function, a query) and says what it holds.

    `used`: what filters and measures name: no other column that is no standard one is taken in, nor the record's own name, and
    whom it is about only as a key (None: all are, as they are).
    `comma`: whether numbers have a decimal comma where that is open; `rejected`: lines of its files that could not be read.
    Raises ProjectError with all that is wrong with the source.
    """
    layout = _layout(engine, source, origin, used, comma)
    reasons, cut = reasons_of(source.kind, layout.columns), end_of(as_of, engine.elapsed.zone)
    aside = _counted(engine, layout, reasons)
    wrong = [reason for reason in reasons if aside[reason]]
    kept = kept_sql(layout.typed, source.kind, layout.columns, wrong, cut if layout.latest >= cut.year else None, layout.extras)
    measures = measures_of(engine, source, layout.columns, layout.extras, kept)
    asked = _asked(source, layout, used)
    laid = engine.keep(f"{source.name}__laid", laid_sql(kept, _named(engine, source, layout, asked, measures, used)))
    engine.view(source.name, f"SELECT * FROM {laid}")
    return _table(engine, source, asked, layout.checksum, measures, {_said(one): aside[one] for one in wrong}, rejected)


def _layout(engine: Engine, source: EventSource, origin: str, used: Collection[str] | None, comma: bool) -> Layout:
    raws, shape = engine.describe(origin), SHAPES[source.kind]
    wanted = {column: source.columns.get(column, column) for column in (*shape.columns, *source.columns)}
    names = {column: raw for column, raw in wanted.items() if raw in raws}
    others = [raw for raw in raws if raw not in names.values() and raw not in names]
    names |= {raw: raw for raw in others} if shape.any_other else {}
    may_be = {column: shape.columns[column].may_be if column in shape.columns else _MAY_BE_ANY for column in names}
    open_texts = [raw for column, raw in names.items() if raws[raw] is Raw.TEXT and may_be[column] != (ColumnKind.TEXT,)]
    habits = _habits(engine, origin, open_texts, comma)
    years, columns = _years(engine, origin, [raw for raw in names.values() if raws[raw] in TIMES]), {}
    for column, raw in names.items():
        kind = kind_of(raws[raw], may_be[column], habits.get(raw))
        if kind is not None:
            columns[column] = column_of(engine, column, raw, raws[raw], kind, years, habits.get(raw))
    problems = list(column_problems(source, raws, names, columns, habits))
    if problems:
        raise ProjectError(problems)
    taken = {*columns, *(f"{name}_local" for name in columns)}
    extras = () if shape.any_other else tuple(raw for raw in others if raw not in taken and (used is None or raw in used))
    typed = typed_sql(origin, list(columns.values()), extras)
    return Layout(
        columns, extras, typed, years[1], engine.checksum(origin, {raw: raws[raw] for raw in (*names.values(), *extras)})
    )


def _habits(engine: Engine, origin: str, texts: Sequence[str], comma: bool) -> dict[str, Habits]:
    """How each column of text is written; nothing where the engine reads no text."""
    if not texts or not engine.reads_text:
        return {}
    counts = engine.run(f"SELECT {', '.join(habits_sql(quoted(raw)) for raw in texts)} FROM {origin}")[0]
    return {raw: habits_from(counts[6 * number : 6 * number + 6], comma) for number, raw in enumerate(texts)}


def _years(engine: Engine, origin: str, times: Sequence[str]) -> tuple[int, int]:
    """The years that the times of a source span, so that the SQL of clock changes is no longer than it must be."""
    if not times:
        return EARLIEST, LATEST
    ends = ", ".join(f"EXTRACT(YEAR FROM {end}({quoted(raw)}))" for raw in times for end in ("min", "max"))
    found = [float(one) for one in engine.run(f"SELECT {ends} FROM {origin}")[0] if one is not None]
    return int(max(min(found, default=EARLIEST), EARLIEST)), int(min(max(found, default=LATEST), LATEST))


def _asked(source: EventSource, layout: Layout, used: Collection[str] | None) -> dict[str, Column]:
    """The columns of the view: the name of each record is asked for by who joins it with others, and where a filter names it."""
    hidden = SHAPES[source.kind].names_itself
    return {name: column for name, column in layout.columns.items() if name != hidden or used is None or name in used}


def _named(
    engine: Engine,
    source: EventSource,
    layout: Layout,
    asked: Mapping[str, Column],
    measures: Sequence[BuiltMeasure],
    used: Collection[str] | None,
) -> dict[str, str]:
    """The names of the view and their SQL: whom a record is about as a key, and the wall clocks that statements are about."""
    shape = SHAPES[source.kind]
    named = {}
    for name, column in asked.items():
        is_key = name in shape.keys and used is not None and name not in used
        named[name] = engine.key(quoted(name)) if is_key else quoted(name)
        if column.local and (used is None or name in (*shape.begins, *shape.walls)):
            named[f"{name}_local"] = quoted(f"{name}_local")
    return named | {name: quoted(name) for name in layout.extras} | {measure.name: measure.sql for measure in measures}


def _counted(engine: Engine, layout: Layout, reasons: Sequence[Reason]) -> Counter[Reason]:
    """How many rows are set aside for each reason; a row counts under the first one only."""
    if not reasons:
        return Counter()
    branches = " ".join(f"WHEN {reason.condition} THEN {number}" for number, reason in enumerate(reasons))
    rows = engine.run(f"SELECT CASE {branches} END AS reason, count(*) FROM ({layout.typed}) AS typed GROUP BY 1")
    return Counter({reasons[number]: int(count) for number, count in rows if number is not None})


def _said(reason: Reason) -> str:
    return reason.says.format(column=reason.column, other=reason.other)


def _table(
    engine: Engine,
    source: EventSource,
    columns: Mapping[str, Column],
    checksum: str,
    measures: Sequence[BuiltMeasure],
    aside: Mapping[str, int],
    rejected: int,
) -> RecordTable:
    rows, first, last = _span(engine, source, columns)
    numbers = {name: name for name, column in columns.items() if column.kind is ColumnKind.NUMBER}
    standard = SHAPES[source.kind].columns
    units = {measure.name: measure.unit for measure in measures if measure.unit}
    units |= {name: standard[name].unit for name in numbers if name in standard and standard[name].unit}
    return RecordTable(
        name=source.name,
        kind=source.kind,
        columns={name: column.kind for name, column in columns.items()},
        measures={measure.name: measure.said for measure in measures} | numbers,
        unit_of=units,
        rows=rows,
        first=first,
        last=last,
        aside={**aside, **({"the line cannot be read": rejected} if rejected else {})},
        fingerprint=checksum,
    )


def _span(engine: Engine, source: EventSource, columns: Mapping[str, Column]) -> tuple[int, date | None, date | None]:
    begun = begun_sql(source.kind, columns, local=True)
    ends = f", min({begun}), max({begun})" if begun else ", NULL, NULL"
    rows, first, last = engine.run(f"SELECT count(*){ends} FROM {quoted(source.name)}")[0]
    return int(rows), _day(first), _day(last)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None
