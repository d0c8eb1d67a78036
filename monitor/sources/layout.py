"""Finds out what each column of a table is, and whether the table is long or wide. All mistakes of a table are told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC

from monitor.errors import Place, Problem, ProjectError
from monitor.model.finding import SetAside
from monitor.model.project import FileSource, SqlSource
from monitor.sources.names import KpiNames
from monitor.sources.period import Stated, read_periods
from monitor.sources.spelling import meant, plain
from monitor.sources.synonyms import meaning
from monitor.sources.table import Table

PARTS = ("month", "quarter", "week")
NUMBERS = ("value", "numerator", "denominator", "count", "responses", "invited", "target")
LONG = ("kpi", "period", "year", *PARTS, "segment", *NUMBERS, "recorded_at", "note")
WIDE = ("period", "year", *PARTS, "segment", "recorded_at", "note")


@dataclass(frozen=True)
class Layout:
    """`columns`: standard name -> number of the column; `dimensions` likewise; `kpis`: column -> KPI, in a wide table."""

    columns: Mapping[str, int]
    dimensions: Mapping[str, int]
    kpis: Mapping[int, str] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()


def lay_out(table: Table, source: FileSource | SqlSource, names: KpiNames, where: Place) -> Layout:
    """The layout of a table whose source is written at `where`. Raises ProjectError with all mistakes in its columns."""
    problems = doubled(table)
    mapped, wrong = _mapped(table, source, where)
    columns = {**_standard(table, LONG, set(mapped.values()), set(source.dimensions)), **mapped}
    dimensions, lost = _dimensions(table, source, where)
    problems += wrong + lost
    layout = Layout(columns, dimensions)
    if not {"period", "year"} & columns.keys():
        problems.append(_no_period(table, source))
    elif "kpi" in columns:
        misspelt = _misspelt(table, columns, dimensions)
        if source.columns:
            aside = tuple(SetAside(str(slip.where), None, f"{slip.what}; {slip.mend}; it is left out") for slip in misspelt)
            layout = Layout(columns, dimensions, set_aside=aside)
        else:
            problems += misspelt
        if source.columns or not misspelt:
            problems += _no_value(table, columns)
    else:
        layout, misread = _wide(table, columns, dimensions, names, set(mapped))
        problems += misread
    if problems:
        raise ProjectError(problems)
    return layout


def _standard(table: Table, known: tuple[str, ...], taken: set[int], dimensions: set[str]) -> dict[str, int]:
    """Columns that are called by their standard names, unless the source calls them something else."""
    own = {plain(name) for name in dimensions}
    standard = {plain(name): name for name in known if plain(name) not in own}
    found: dict[str, int] = {}
    for number, name in enumerate(table.header):
        role = standard.get(plain(name))
        if role and number not in taken:
            found.setdefault(role, number)
    return found


def _mapped(table: Table, source: FileSource | SqlSource, where: Place) -> tuple[dict[str, int], list[Problem]]:
    """What the source's `columns` says."""
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for role, name in source.columns.items():
        number = _column(table, name)
        if role not in LONG:
            near = meant(role, LONG)
            mend = f"did you mean '{near}'?" if near else "write {standard name: the file's name}"
            problems.append(Problem(where, f"`columns` names '{role}', which is no standard column", ", ".join(LONG), mend))
        elif number is None:
            problems.append(_absent(table, name, where, "columns"))
        else:
            found[role] = number
    return found, problems


def _dimensions(table: Table, source: FileSource | SqlSource, where: Place) -> tuple[dict[str, int], list[Problem]]:
    places = {name: _column(table, name) for name in source.dimensions}
    problems = [_absent(table, name, where, "dimensions") for name, number in places.items() if number is None]
    return {name: number for name, number in places.items() if number is not None}, problems


def _column(table: Table, name: str) -> int | None:
    wanted = plain(name)
    return next((number for number, own in enumerate(table.header) if plain(own) == wanted), None)


def _absent(table: Table, name: str, where: Place, key: str) -> Problem:
    near = meant(name, table.header)
    mend = f"did you mean '{near}'?" if near else f"correct `{key}`"
    return Problem(where, f"{table.file} has no column '{name}'", "one of: " + ", ".join(filter(None, table.header)), mend)


def doubled(table: Table) -> list[Problem]:
    """Columns of the same name."""
    seen: dict[str, str] = {}
    problems = []
    for number, name in enumerate(table.header):
        if plain(name) and plain(name) in seen:
            what = f"the column '{name}' stands twice"
            problems.append(Problem(table.head(number), what, "every column once", "rename or remove one"))
        seen[plain(name)] = name
    return problems


def _no_period(table: Table, source: FileSource | SqlSource) -> Problem:
    """Says why there is no period column: names further down, no names at all, another word, or a misspelt one."""
    wanted = {plain("period"), *(plain(name) for role, name in source.columns.items() if role in ("period", "year"))}
    for line, cells in table.opening[1:]:
        if wanted & {plain(cell) for cell in cells}:
            what = f"the column names stand in line {line}, with other lines above them"
            return Problem(table.head(0), what, "the column names in the first line", f"remove the lines above line {line}")
    if _holds_values(table):
        what = "the first line holds values, not names"
        return Problem(table.head(0), what, "a header: kpi, period, value", "write the column names in a line above")
    expected = "kpi, period, value; or period and one column per KPI"
    other = next((name for name in table.header if meaning(name) in ("period", "year")), meant("period", table.header))
    mend = f"did you mean '{other}'? write in the source: columns: {{period: {other}}}" if other else "add the column"
    return Problem(table.head(), "there is no column 'period'", expected, mend)


def _holds_values(table: Table) -> bool:
    stated = read_periods([name for name in table.header if name], UTC).stated
    return any(isinstance(period, Stated) for period in stated)


def _misspelt(table: Table, columns: Mapping[str, int], dimensions: Mapping[str, int]) -> list[Problem]:
    """Names that are nearly standard ones. A mistake, unless the source maps columns: then the table is somebody else's."""
    free = [role for role in LONG if role not in columns and role not in ("period", "year", *PARTS)]
    used = {*columns.values(), *dimensions.values()}
    problems = []
    for number, name in enumerate(table.header):
        near = meant(name, free) if number not in used else None
        if near:
            mend = f"did you mean '{near}'? rename the column"
            problems.append(Problem(table.head(number), f"the column '{name}' is not known", ", ".join(LONG), mend))
    return problems


def _no_value(table: Table, columns: Mapping[str, int]) -> list[Problem]:
    if "value" in columns or {"numerator", "denominator"} <= columns.keys():
        return []
    other = next((name for name in table.header if meaning(name) == "value"), None)
    mend = f"write in the source: columns: {{value: {other}}}" if other else "add the column"
    return [Problem(table.head(), "there is no column 'value'", "value, or numerator and denominator", mend)]


def _wide(
    table: Table, columns: Mapping[str, int], dimensions: Mapping[str, int], names: KpiNames, mapped: set[str]
) -> tuple[Layout, list[Problem]]:
    """A wide table: all columns but the standard ones are KPIs. Those that are not are set aside with their numbers counted."""
    own = {
        role: number
        for role, number in columns.items()
        if role in WIDE and (role in mapped or role in ("period", "segment") or not names.find(table.header[number]))
    }
    kpis: dict[int, str] = {}
    aside: list[SetAside] = []
    problems: list[Problem] = []
    for number, name in enumerate(table.header):
        if number in {*own.values(), *dimensions.values()} or not name:
            continue
        found = names.find(name)
        if len(found) == 1:
            kpis[number] = found[0]
        elif problem := _unclear(table.head(number), name, found, names):
            problems.append(problem)
        else:
            filled = sum(cell not in (None, "") for cell in table.columns[number])
            lost = "1 value is left out" if filled == 1 else f"{filled} values are left out"
            aside.append(SetAside(str(table.head(number)), None, f"no KPI is called '{name}'; {lost}"))
    problems += _twice(table, kpis)
    if not kpis and not problems:
        problems.append(_no_kpi(table))
    return Layout(own, dimensions, kpis, tuple(aside)), problems


def _unclear(where: Place, name: str, found: tuple[str, ...], names: KpiNames) -> Problem | None:
    if found:
        return Problem(where, f"'{name}' may be any of the KPIs {', '.join(found)}", "a name of one KPI", "use its id")
    near = names.meant(name)
    return Problem(where, f"no KPI is called '{name}'", "", f"did you mean '{near}'?") if near else None


def _twice(table: Table, kpis: Mapping[int, str]) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for number, kpi in kpis.items():
        if kpi in seen:
            what = f"'{table.header[number]}' and '{table.header[seen[kpi]]}' are both the KPI {kpi}"
            problems.append(Problem(table.head(number), what, "one column per KPI", "rename or remove one"))
        seen[kpi] = number
    return problems


def _no_kpi(table: Table) -> Problem:
    other = next((name for name in table.header if meaning(name) == "kpi"), None)
    mend = f"write in the source: columns: {{kpi: {other}}}" if other else "name the columns like the KPIs in the catalogue"
    return Problem(table.head(), "no column is a KPI of the catalogue", "a column `kpi`, or one column per KPI", mend)
