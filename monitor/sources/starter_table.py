"""What a stranger's table holds: values of KPIs (long or wide), or a list of KPIs. Recognised by its words and its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.errors import Problem, ProjectError
from monitor.sources.layout import NUMBERS, doubled
from monitor.sources.number import has_decimal_comma, is_missing, numbers, scan
from monitor.sources.period import Periods, put_together, read_periods
from monitor.sources.read import open_file
from monitor.sources.synonyms import SYNONYMS, rank
from monitor.sources.table import Table, as_text

LONG, WIDE, LIST = "long", "wide", "list"
_LOOKED_AT = 2000
_ABOUT = ("definition", "unit", "direction", "owner", "department", "formula", "category", "frequency", "target")
_BESIDE_KPIS = ("period", "year", "month", "quarter", "week", "segment", "recorded_at", "note")


@dataclass(frozen=True)
class Understood:
    """`roles`: what a column means -> its number; `kpis`: the KPI columns of a wide table; `periods`: of each row."""

    path: Path
    table: Table
    kind: str
    roles: Mapping[str, int]
    kpis: tuple[int, ...] = ()
    periods: Periods | None = None

    def texts(self, role: str) -> list[str]:
        """The cells of a column as texts; '' where it means nothing, or where there is no such column."""
        if role not in self.roles:
            return [""] * len(self.table.lines)
        return ["" if is_missing(cell) else as_text(cell) for cell in self.table.columns[self.roles[role]]]

    def numbers(self, column: int) -> NDArray[np.float64]:
        """The cells of a column as numbers."""
        return _numbers(self.table, column)


def understand(path: Path) -> Understood:
    """What the table in a file holds. Raises ProjectError when that cannot be told."""
    table = open_file(path, path.as_posix())
    if twice := doubled(table):
        raise ProjectError(twice)
    roles = _roles(table)
    if {"period", "year"} & roles.keys():
        periods = _periods(table, roles)
        if {"kpi", "code"} & roles.keys() and "value" in roles:
            return Understood(path, table, LONG, roles, periods=periods)
        beside = {role: number for role, number in roles.items() if role in _BESIDE_KPIS}
        kpis = tuple(
            n for n in range(len(table.header)) if n not in beside.values() and table.header[n] and _is_numeric(table, n)
        )
        if kpis and "kpi" not in roles:
            return Understood(path, table, WIDE, beside, kpis, periods)
    elif "kpi" in roles and any(role in roles for role in _ABOUT):
        return Understood(path, table, LIST, roles)
    raise ProjectError([_puzzle(table, roles)])


def _puzzle(table: Table, roles: Mapping[str, int]) -> Problem:
    for line, cells in table.opening[1:]:
        if sum(any(rank(role, cell) is not None for role in ("kpi", "period", "year", "value")) for cell in cells) >= 2:
            what = f"the column names seem to stand in line {line}, with other lines above them"
            return Problem(table.head(0), what, "the column names in the first line", f"remove the lines above line {line}")
    seen = ", ".join(f"'{table.header[number]}' ({role})" for role, number in roles.items()) or "none"
    expected = "columns for KPI, period and value; or a period and one column per KPI; or a list of KPIs with descriptions"
    return Problem(table.head(), f"it is not clear what this table holds; columns understood: {seen}", expected, "rename columns")


def _roles(table: Table) -> dict[str, int]:
    """What each column means: the likeliest name first, and only if its cells are of the right kind."""
    candidates = [
        (likely, position, role, number)
        for position, role in enumerate(SYNONYMS)
        for number, name in enumerate(table.header)
        if (likely := rank(role, name)) is not None
    ]
    roles: dict[str, int] = {}
    for likely, _, role, number in sorted(candidates, key=lambda item: (item[0] >= 100, item[1], item[0])):
        taken = role in roles or number in roles.values() or (likely >= 100 and role in ("code", "segment", "note", "count"))
        if not taken and _CHECKS.get(role, _anything)(table, number):
            roles[role] = number
    return roles


def _cells(table: Table, number: int) -> list[object]:
    return [cell for cell in table.columns[number][:_LOOKED_AT] if not is_missing(cell)]


def _is_numeric(table: Table, number: int) -> bool:
    cells = _cells(table, number)
    good = int((~np.isnan(_numbers(table, number)[:_LOOKED_AT])).sum())
    return bool(cells) and good >= 0.5 * len(cells)


def _numbers(table: Table, number: int) -> NDArray[np.float64]:
    column = scan(table.columns[number])
    return numbers(column, has_decimal_comma(column, [column], table.comma_expected)).values


def _is_name(table: Table, number: int) -> bool:
    return bool(_cells(table, number)) and not _is_numeric(table, number) and not _is_period(table, number)


def _is_period(table: Table, number: int) -> bool:
    cells = _cells(table, number)
    read = read_periods(cells, UTC)
    return sum(stated is not None for stated in read.stated) > 0.5 * len(cells)


def _is_part(least: int, most: int) -> Callable[[Table, int], bool]:
    def check(table: Table, number: int) -> bool:
        values = _numbers(table, number)
        values = values[~np.isnan(values)]
        whole = len(values) > 0 and bool(np.all(values == np.round(values)))
        return whole and values.min() >= least and values.max() <= most

    return check


def _is_month(table: Table, number: int) -> bool:
    cells = _cells(table, number)[:50]
    stated = read_periods([put_together("2000", cell, "month") for cell in cells], UTC).stated
    return bool(cells) and all(stated)


def _anything(table: Table, number: int) -> bool:
    return True


_CHECKS: dict[str, Callable[[Table, int], bool]] = {
    "kpi": _is_name,
    "period": _is_period,
    "year": _is_part(1800, 2200),
    "month": _is_month,
    "quarter": _is_part(1, 4),
    "week": _is_part(1, 53),
    "unit": _is_name,
    "owner": _is_name,
    "department": _is_name,
    "recorded_at": _is_period,
    **dict.fromkeys(NUMBERS, _is_numeric),
}


def _periods(table: Table, roles: Mapping[str, int]) -> Periods:
    cells: Sequence[object]
    if "period" in roles:
        cells = table.columns[roles["period"]]
    else:
        cells = table.columns[roles["year"]]
        part = next((name for name in ("month", "quarter", "week") if name in roles), None)
        if part:
            cells = [put_together(*pair, part) for pair in zip(cells, table.columns[roles[part]], strict=True)]
    return read_periods(cells, UTC)
