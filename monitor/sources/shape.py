"""Turns a table, long or wide, into rows of one form. A bad cell is set aside and takes nothing else with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.errors import Place, Problem, ProjectError
from monitor.model.finding import SetAside
from monitor.model.project import FileSource, SqlSource
from monitor.sources.layout import NUMBERS, PARTS, Layout, lay_out
from monitor.sources.names import KpiNames
from monitor.sources.number import MISSING, Scan, has_decimal_comma, is_missing, numbers, scan
from monitor.sources.period import Periods, put_together, read_periods
from monitor.sources.table import Table, as_text

if TYPE_CHECKING:
    import pandas

_ENOUGH = 3
"""So many bad cells, and no good one, are a mistake in the column and not single bad values."""


@dataclass(frozen=True)
class Shaped:
    """`rows`: kpi, day (ordinal of the first day stated), form (a frequency; daily: a date), segment, the numbers, recorded
    (ordinal or 0), note, source (place of the row), place (place of its period).
    """

    rows: pandas.DataFrame
    set_aside: tuple[SetAside, ...]


def shape(table: Table, source: FileSource | SqlSource, names: KpiNames, zone: tzinfo, where: Place) -> Shaped:
    """The rows of a table whose source is written at `where`. Raises ProjectError for mistakes that concern whole columns."""
    layout = lay_out(table, source, names, where)
    aside: list[SetAside] = [*table.set_aside, *layout.set_aside]
    periods = _periods(table, layout, zone)
    context = _Context(table, layout, periods, _recorded(table, layout, zone, aside))
    rows = _wide(context, source, aside) if layout.kpis else _long(context, source, names, aside)
    return Shaped(rows, tuple(aside))


@dataclass(frozen=True)
class _Context:
    table: Table
    layout: Layout
    periods: Periods
    recorded: NDArray[np.int64]

    @property
    def period_column(self) -> int:
        return self.layout.columns.get("period", self.layout.columns.get("year", 0))


def _periods(table: Table, layout: Layout, zone: tzinfo) -> Periods:
    columns = layout.columns
    if "period" in columns:
        cells: Sequence[object] = table.columns[columns["period"]]
    else:
        part = next((name for name in PARTS if name in columns), None)
        years = table.columns[columns["year"]]
        cells = [put_together(*pair, part) for pair in zip(years, table.columns[columns[part]], strict=True)] if part else years
    periods = read_periods(cells, zone)
    if len(periods.bad) >= _ENOUGH and not any(periods.stated):
        row, what = next(iter(periods.bad.items()))
        number = columns.get("period", columns.get("year", 0))
        place = Place(table.file, table.lines[row], number + 1)
        raise ProjectError([Problem(place, f"no cell of '{table.header[number]}' is a period: {what}")])
    return periods


def _recorded(table: Table, layout: Layout, zone: tzinfo, aside: list[SetAside]) -> NDArray[np.int64]:
    """The day on which each row was recorded, 0 where it is not said."""
    days = np.zeros(len(table.lines), dtype=np.int64)
    if "recorded_at" not in layout.columns:
        return days
    number = layout.columns["recorded_at"]
    read = read_periods(table.columns[number], zone)
    for row, stated in enumerate(read.stated):
        if stated is not None and stated.form == "daily":
            days[row] = stated.day
        elif stated is not None or row in read.bad:
            what = f"'{as_text(table.columns[number][row])[:40]}' is not a date; the value is kept as if `recorded_at` were empty"
            aside.append(SetAside(table.at(row, number), None, what))
    return days


def _long(context: _Context, source: FileSource | SqlSource, names: KpiNames, aside: list[SetAside]) -> pandas.DataFrame:
    table, columns = context.table, context.layout.columns
    scans = {role: scan(table.columns[columns[role]], _missing(role, source)) for role in NUMBERS if role in columns}
    values, bad = _values(context, {columns[role]: found for role, found in scans.items()})
    good = np.zeros(len(table.lines), dtype=bool)
    for array in values.values():
        good |= ~np.isnan(array)
    filled = good.copy()
    for rows in bad.values():
        filled[list(rows)] = True
    kpis = _kpis(table, columns["kpi"], names, filled, aside)
    usable = _usable(context, kpis, filled, aside)
    for number, rows in bad.items():
        aside += [SetAside(table.at(row, number), kpis[row], what) for row, what in rows.items() if usable[row]]
    return _frame(context, np.flatnonzero(usable & good), kpis, {role: values[columns[role]] for role in scans})


def _wide(context: _Context, source: FileSource | SqlSource, aside: list[SetAside]) -> pandas.DataFrame:
    import pandas as pd

    table, kpis = context.table, context.layout.kpis
    scans = {number: scan(table.columns[number], _missing("value", source)) for number in kpis}
    values, bad = _values(context, scans)
    filled = np.zeros(len(table.lines), dtype=bool)
    for number in kpis:
        filled |= ~np.isnan(values[number])
        filled[list(bad[number])] = True
    usable = _usable(context, [None] * len(table.lines), filled, aside)
    frames = []
    for number, kpi in kpis.items():
        aside += [SetAside(table.at(row, number), kpi, what) for row, what in bad[number].items() if usable[row]]
        there = np.flatnonzero(usable & ~np.isnan(values[number]))
        frames.append(_frame(context, there, kpi, {"value": values[number]}))
    return pd.concat(frames, ignore_index=True)


def _missing(role: str, source: FileSource | SqlSource) -> tuple[str, ...]:
    return {"value": source.missing, "target": source.missing_targets}.get(role, ())


def _values(context: _Context, scans: Mapping[int, Scan]) -> tuple[dict[int, NDArray[np.float64]], dict[int, Mapping[int, str]]]:
    """The numbers of columns, and what is wrong with single cells. Raises ProjectError for columns without one number."""
    table = context.table
    every = list(scans.values())
    read = {number: numbers(found, has_decimal_comma(found, every, table.comma_expected)) for number, found in scans.items()}
    problems = []
    for number, column in read.items():
        if len(column.bad) >= _ENOUGH and np.isnan(column.values).all():
            row, what = next(iter(column.bad.items()))
            place = Place(table.file, table.lines[row], number + 1)
            problems.append(Problem(place, f"no cell of '{table.header[number]}' is a number: {what}"))
    if problems:
        raise ProjectError(problems)
    return {number: column.values for number, column in read.items()}, {number: column.bad for number, column in read.items()}


def _kpis(table: Table, column: int, names: KpiNames, filled: NDArray[np.bool_], aside: list[SetAside]) -> list[str | None]:
    """The KPI of every row. Raises ProjectError for names that are misspelt or may mean several."""
    texts = [as_text(cell) for cell in table.columns[column]]
    found = {text: names.find(text) for text in dict.fromkeys(texts)}
    problems = []
    for text, kpis in found.items():
        if len(kpis) == 1 or is_missing(text):
            continue
        rows = [row for row, other in enumerate(texts) if other == text and filled[row]]
        if not rows:
            continue
        near = None if kpis else names.meant(text)
        place = Place(table.file, table.lines[rows[0]], column + 1)
        lines = f"in {len(rows)} lines" if len(rows) > 1 else "in one line"
        if kpis:
            problems.append(Problem(place, f"'{text}' ({lines}) may be any of the KPIs {', '.join(kpis)}", "", "use the id"))
        elif near:
            problems.append(Problem(place, f"no KPI is called '{text}' ({lines})", "", f"did you mean '{near}'?"))
        else:
            aside.append(SetAside(str(place), None, f"no KPI is called '{text}'; its values ({lines}) are left out"))
    if problems:
        raise ProjectError(problems)
    return [found[text][0] if len(found[text]) == 1 else None for text in texts]


def _usable(context: _Context, kpis: Sequence[str | None], filled: NDArray[np.bool_], aside: list[SetAside]) -> NDArray[np.bool_]:
    """Rows with a KPI, a period and a value; those that have a value but not the others are set aside."""
    table, layout = context.table, context.layout
    usable = np.zeros(len(table.lines), dtype=bool)
    for row, stated in enumerate(context.periods.stated):
        kpi = kpis[row]
        if not filled[row]:
            continue
        if kpi is None and not layout.kpis:
            if is_missing(as_text(table.columns[layout.columns["kpi"]][row])):
                aside.append(SetAside(table.at(row, layout.columns["kpi"]), None, "the row names no KPI; it is left out"))
        elif stated is None:
            what = context.periods.bad.get(row, "the row has no period; it is left out")
            aside.append(SetAside(table.at(row, context.period_column), kpi, what))
        else:
            usable[row] = True
    return usable


def _frame(
    context: _Context, rows: NDArray[np.int64], kpi: Sequence[str | None] | str, values: Mapping[str, NDArray[np.float64]]
) -> pandas.DataFrame:
    import pandas as pd

    table, picked = context.table, rows.tolist()
    stated = [context.periods.stated[row] for row in picked]
    none = np.full(len(rows), np.nan)
    content: dict[str, object] = {
        "kpi": kpi if isinstance(kpi, str) else [kpi[row] for row in picked],
        "day": np.array([period.day for period in stated if period], dtype=np.int64),
        "form": [period.form.value for period in stated if period],
        "segment": _segments(context, picked),
        **{role: values[role][rows] if role in values else none for role in NUMBERS},
        "recorded": context.recorded[rows],
        "note": _texts(context, "note", picked),
        "source": [table.numbered] * len(picked) if table.numbered else [f"{table.file}:{table.lines[row]}" for row in picked],
        "place": [table.at(row, context.period_column) for row in picked],
    }
    return pd.DataFrame(content)


def _texts(context: _Context, role: str, rows: Iterable[int]) -> list[str]:
    if role not in context.layout.columns:
        return ["" for _ in rows]
    cells = context.table.columns[context.layout.columns[role]]
    return [as_text(cells[row]) for row in rows]


def _segments(context: _Context, rows: Sequence[int]) -> list[str]:
    """`dimension=value` pairs, sorted, joined by tabs; '' is the total."""
    places = dict(context.layout.dimensions)
    if "segment" in context.layout.columns:
        places.setdefault("segment", context.layout.columns["segment"])
    labels = ["" for _ in rows]
    for name in sorted(places):
        cells = context.table.columns[places[name]]
        for position, row in enumerate(rows):
            if pair := _pair(name, cells[row]):
                labels[position] = f"{labels[position]}\t{pair}" if labels[position] else pair
    return labels


def _pair(name: str, cell: object) -> str:
    value = " ".join((cell.isoformat() if isinstance(cell, date) else as_text(cell)).split())
    return "" if value.casefold() in MISSING else f"{name}={value}"


def no_rows() -> pandas.DataFrame:
    """The rows of no source."""
    import pandas as pd

    texts = {"kpi": "str", "form": "str", "segment": "str", "note": "str", "source": "str", "place": "str"}
    kinds = {**texts, "day": "int64", "recorded": "int64", **dict.fromkeys(NUMBERS, "float64")}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
