"""The KPIs that strangers' tables tell of, with all that the tables say about each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from monitor.model.period import first_day
from monitor.model.words import Frequency
from monitor.sources.period import Stated, period_of, usual_frequency
from monitor.sources.spelling import plain
from monitor.sources.starter_table import LIST, LONG, Understood

ABOUT = ("unit", "direction", "owner", "department", "definition", "formula", "category", "frequency")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ß": "ss"})


@dataclass(frozen=True)
class Step:
    """A target that holds from a day on."""

    start: date
    value: float


@dataclass(frozen=True)
class Found:
    """A KPI of a table. `said`: what the table says of it, by the names of kpis.yaml; `code`: its number there.

    `targets`: the target of each period in which it changed. `zero_targets`: in how many periods it is 0 although values are not.
    """

    id: str
    name: str
    code: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    frequency: Frequency | None = None
    periods: int = 0
    targets: tuple[Step, ...] = ()
    zero_targets: int = 0


@dataclass(frozen=True)
class Source:
    """A table with values: `by_code` tells that its KPIs are known by their codes, since names stand for several KPIs."""

    understood: Understood
    kpis: tuple[Found, ...]
    by_code: bool = False


def sources_of(tables: Sequence[Understood]) -> list[Source]:
    """The tables with values and their KPIs, with what lists of KPIs say about them; ids are all different."""
    lists = [_listed(table) for table in tables if table.kind == LIST]
    taken: dict[str, str] = {}
    sources = []
    for table in tables:
        if table.kind != LIST:
            kpis, by_code = _of_long(table) if table.kind == LONG else (_of_wide(table), False)
            told = [_with_list(kpi, lists) for kpi in kpis]
            sources.append(Source(table, tuple(_with_id(kpi, taken) for kpi in told), by_code))
    return sources


def _of_wide(table: Understood) -> list[Found]:
    return [
        _with_history(Found("", table.table.header[number]), table, np.flatnonzero(~np.isnan(table.numbers(number))), None, None)
        for number in table.kpis
    ]


def _of_long(table: Understood) -> tuple[list[Found], bool]:
    """KPIs by name; by code, where a name stands for several codes; by department is not told apart without codes."""
    names = table.texts("kpi") if "kpi" in table.roles else table.texts("code")
    codes = table.texts("code") if "kpi" in table.roles else [""] * len(names)
    pairs = dict.fromkeys(pair for pair in zip(names, codes, strict=True) if any(pair))
    by_code = len({name for name, _ in pairs}) < len(pairs) and len({code for _, code in pairs}) == len(pairs)
    rows: dict[str, list[int]] = {}
    for row, (name, code) in enumerate(zip(names, codes, strict=True)):
        if name:
            rows.setdefault(code if by_code else name, []).append(row)
    values = table.numbers(table.roles["value"])
    targets = table.numbers(table.roles["target"]) if "target" in table.roles else None
    columns = {role: table.texts(role) for role in ABOUT if role in table.roles}
    kpis = []
    for place in rows.values():
        said = {role: text for role, cells in columns.items() if (text := next((cells[row] for row in place if cells[row]), ""))}
        found = Found("", names[place[0]], codes[place[0]], said)
        kpis.append(_with_history(found, table, np.array(place), values, targets))
    return kpis, by_code


def _with_history(
    kpi: Found,
    table: Understood,
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
    values: np.ndarray[tuple[int], np.dtype[np.float64]] | None,
    targets: np.ndarray[tuple[int], np.dtype[np.float64]] | None,
) -> Found:
    """Adds frequency, number of periods, and the steps of the target."""
    periods = table.periods.stated if table.periods else []
    stated = sorted(
        ((period, row) for row in rows.tolist() if (period := periods[row]) is not None), key=lambda pair: (pair[0].day, pair[1])
    )
    different = list(dict.fromkeys(period for period, _ in stated))
    frequency = usual_frequency(different)
    kpi = replace(kpi, frequency=frequency, periods=len(different))
    if targets is None or values is None:
        return kpi
    steps: list[Step] = []
    for period, row in stated:
        if not np.isnan(targets[row]) and (not steps or steps[-1].value != targets[row]):
            steps.append(Step(_first_day(period, frequency), float(targets[row])))
    zero = int(((targets[rows] == 0) & (values[rows] != 0) & ~np.isnan(values[rows])).sum())
    return replace(kpi, targets=tuple(steps), zero_targets=zero)


def _first_day(period: Stated, frequency: Frequency | None) -> date:
    number = period_of(period, frequency) if frequency else None
    return date.fromordinal(period.day) if number is None or frequency is None else first_day(number, frequency)


def _listed(table: Understood) -> dict[str, dict[str, str]]:
    """What a list says about its KPIs: by code, by name and department, and by name where it stands once."""
    names, codes, departments = table.texts("kpi"), table.texts("code"), table.texts("department")
    columns = {role: table.texts(role) for role in ABOUT if role in table.roles}
    listed: dict[str, dict[str, str]] = {}
    for row, name in enumerate(names):
        said = {role: cells[row] for role, cells in columns.items() if cells[row]}
        if codes[row]:
            listed[_key(code=codes[row])] = said
        listed[_key(name, departments[row])] = said
        if names.count(name) == 1:
            listed[_key(name)] = said
    return listed


def _key(name: str = "", department: str = "", code: str = "") -> str:
    return "\t".join((plain(name), plain(department), plain(code)))


def _with_list(kpi: Found, lists: Sequence[Mapping[str, Mapping[str, str]]]) -> Found:
    said: dict[str, str] = {}
    for listed in lists:
        keys = (_key(code=kpi.code), _key(kpi.name, kpi.said.get("department", "")), _key(kpi.name))
        said |= next((listed[key] for key in keys if key in listed), {})
    return replace(kpi, said={**said, **kpi.said})


def _with_id(kpi: Found, taken: dict[str, str]) -> Found:
    """Gives a KPI an id of its own: its name, then its name and department, then a number. `taken` is filled."""
    name, department = _slug(kpi.name), _slug(kpi.said.get("department", ""))
    tries = [name, *([f"{name}_{department}"] if department else []), *(f"{name}_{number}" for number in range(2, 10_000))]
    free = next(one for one in tries if one not in taken)
    taken[free] = kpi.name
    return replace(kpi, id=free)


def _slug(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "_", folded).strip("_")
    return f"kpi_{word}".strip("_") if not word or word[0].isdigit() else word
