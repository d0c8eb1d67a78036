"""Lays the view of one source: looks at its columns once, counts what cannot be used, and leaves it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.errors import Place, Problem, ProjectError
from monitor.model.records import ColumnKind, RecordKind, RecordTable
from monitor.records.embedded import Embedded
from monitor.records.expression import parse, with_durations
from monitor.records.kinds import BUILT_IN, ESSENTIAL, SHAPES
from monitor.records.reading import Habits, Raw, column_of, habits_from, habits_sql, kind_of, raw_of
from monitor.records.view import Column, Reason, begun_sql, kept_sql, quoted, reasons_of, typed_sql, with_measures
from monitor.records.zone import EARLIEST, LATEST, end_of


@dataclass(frozen=True)
class Layout:
    """What a source's view is made of, before its rows are counted."""

    kind: RecordKind
    columns: Mapping[str, Column]
    extras: tuple[str, ...]
    typed: str


def lay(
    engine: Embedded,
    name: str,
    kind: RecordKind,
    source: str,
    as_of: date,
    measures: Mapping[str, str],
    mapping: Mapping[str, str] | None = None,
    *,
    comma: bool = False,
) -> RecordTable:
    """Makes the view `name` over `source` (a table or table function) and says what it holds."""
    layout = _layout(engine, kind, source, mapping or {}, comma)
    return _made(engine, name, layout, as_of, measures)


def _layout(engine: Embedded, kind: RecordKind, source: str, mapping: Mapping[str, str], comma: bool) -> Layout:
    described = engine.run(f"DESCRIBE SELECT * FROM {source}")
    raws = {str(row[0]): raw_of(str(row[1])) for row in described}
    shape, names = SHAPES[kind], {}
    for column in shape.columns:
        if mapping.get(column, column) in raws:
            names[column] = mapping.get(column, column)
    others = [raw for raw in raws if raw not in names.values()]
    names |= {raw: raw for raw in others} if shape.any_other else {}
    texts = [raw for raw in names.values() if raws[raw] is Raw.TEXT]
    habits = _habits(engine, source, texts, comma)
    years = _years(engine, source, [raw for raw in names.values() if raws[raw] in (Raw.INSTANT, Raw.WALL, Raw.DAY)])
    columns = {}
    for column, raw in names.items():
        standard = shape.columns.get(column)
        may_be = standard.may_be if standard else (ColumnKind.NUMBER, ColumnKind.TIME, ColumnKind.FLAG, ColumnKind.TEXT)
        found = kind_of(raws[raw], may_be, habits.get(raw))
        if found is not None:
            columns[column] = column_of(column, raw, raws[raw], found, engine.elapsed.zone, years, habits.get(raw))
    missing = [one for one in (*shape.needed, *ESSENTIAL.get(kind, ())) if one not in columns]
    if missing:
        raise ProjectError([Problem(Place(source), f"{kind.value} need the column '{one}'") for one in missing])
    extras = () if shape.any_other else tuple(one for one in others if one not in columns)
    return Layout(kind, columns, extras, typed_sql(source, list(columns.values()), extras))


def _habits(engine: Embedded, source: str, texts: Sequence[str], comma: bool) -> dict[str, Habits]:
    if not texts:
        return {}
    counts = engine.row(f"SELECT {', '.join(habits_sql(quoted(raw)) for raw in texts)} FROM {source}")
    return {raw: habits_from(counts[6 * number : 6 * number + 6], comma) for number, raw in enumerate(texts)}


def _years(engine: Embedded, source: str, times: Sequence[str]) -> tuple[int, int]:
    """The years that the times of a source span, so that the SQL of clock changes is no longer than it must be."""
    if not times:
        return EARLIEST, LATEST
    ends = ", ".join(f"year(min({quoted(raw)})), year(max({quoted(raw)}))" for raw in times)
    found = [int(one) for one in engine.row(f"SELECT {ends} FROM {source}") if one is not None]
    return max(min(found, default=EARLIEST), EARLIEST), min(max(found, default=LATEST), LATEST)


def _made(engine: Embedded, name: str, layout: Layout, as_of: date, written: Mapping[str, str]) -> RecordTable:
    reasons, columns = reasons_of(layout.kind, layout.columns), layout.columns
    aside = _counted(engine, layout, reasons)
    cut = end_of(as_of, engine.elapsed.zone)
    kept = kept_sql(layout.typed, layout.kind, columns, [one for one in reasons if aside[one]], cut, layout.extras)
    measures = {measure: sql for measure, (sql, _) in BUILT_IN.get(layout.kind, {}).items() if _able(sql, columns)} | dict(
        written
    )
    made = {measure: with_durations(parse(sql), engine.elapsed).sql(engine.dialect) for measure, sql in measures.items()}
    engine.run(f"CREATE VIEW {quoted(name)} AS {with_measures(kept, made)}")
    rows, first, last = _span(engine, name, layout)
    numbers = [one for one, column in columns.items() if column.kind is ColumnKind.NUMBER]
    units = {measure: unit for measure, (_, unit) in BUILT_IN.get(layout.kind, {}).items() if measure in measures}
    standard = SHAPES[layout.kind].columns
    units |= {one: standard[one].unit for one in numbers if one in standard and standard[one].unit}
    return RecordTable(
        name=name,
        kind=layout.kind,
        columns={one: column.kind for one, column in columns.items()},
        measures=measures | {one: one for one in numbers},
        unit_of=units,
        rows=rows,
        first=first,
        last=last,
        aside={_said(one): count for one, count in aside.items()},
    )


def _able(sql: str, columns: Mapping[str, Column]) -> bool:
    from sqlglot import exp

    return all(column.name in columns for column in parse(sql).find_all(exp.Column))


def _counted(engine: Embedded, layout: Layout, reasons: Sequence[Reason]) -> Counter[Reason]:
    """How many rows are set aside for each reason; a row counts under the first one only."""
    if not reasons:
        return Counter()
    branches = " ".join(f"WHEN {reason.condition} THEN {number}" for number, reason in enumerate(reasons))
    rows = engine.run(f"SELECT CASE {branches} END AS reason, count(*) FROM ({layout.typed}) AS typed GROUP BY 1")
    return Counter({reasons[number]: count for number, count in rows if number is not None})


def _said(reason: Reason) -> str:
    return reason.says.format(column=reason.column, other=reason.other)


def _span(engine: Embedded, name: str, layout: Layout) -> tuple[int, date | None, date | None]:
    begun = begun_sql(layout.kind, layout.columns, local=True)
    if begun is None:
        return int(engine.row(f"SELECT count(*) FROM {quoted(name)}")[0]), None, None
    rows, first, last = engine.row(f"SELECT count(*), min({begun}), max({begun}) FROM {quoted(name)}")
    return int(rows), _day(first), _day(last)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None
