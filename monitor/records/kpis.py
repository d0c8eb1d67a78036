"""The records that KPIs name: whether the measure is there, and whether the filter can be decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from monitor.errors import Place, Problem
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.kpi import Records as Named
from monitor.records.expression import ExpressionError, check, parse
from monitor.records.measures import tried
from monitor.records.mistakes import near
from monitor.records.open import Sources
from monitor.yaml_marks import read_tolerantly


def kpi_problems(catalogue: Catalogue, records: Sources) -> list[Problem]:
    """Every measure that there is not, every filter that cannot be used, and every limit without a measure."""
    return [problem for kpi in catalogue.kpis.values() for problem in _of(kpi, records)]


def _of(kpi: Kpi, records: Sources) -> Iterator[Problem]:
    named = kpi.records
    if named is None or named.events not in records.tables:
        return
    table = records.tables[named.events]
    if named.measure is not None and named.measure not in table.measures:
        expected = (
            f"one of {', '.join(sorted(table.measures))}" if table.measures else "a measure under `measures:` of the source"
        )
        what = f"the records '{named.events}' have no measure '{named.measure}'"
        yield Problem(_place(kpi, "measure"), what, expected, near(named.measure, table.measures))
    if named.where is not None:
        yield from _where(kpi, named, records)


def _where(kpi: Kpi, named: Named, records: Sources) -> Iterator[Problem]:
    table, extras = records.tables[named.events], records.extras(named.events)
    try:
        mistakes = check(parse(named.where or ""), table.columns, (*table.measures, *extras))
        if not mistakes:
            tried(records.engines[named.events], named.where or "", named.events)
    except ExpressionError as error:
        mistakes = [error]
    for mistake in mistakes:
        yield Problem(_place(kpi, "where"), f"'where': {mistake.what}", mistake.expected, mistake.mend)


def _place(kpi: Kpi, key: str) -> Place:
    """Where a key of the KPI's `records` stands; the KPI itself where its file cannot be read again."""
    try:
        marked, _ = read_tolerantly(Path(kpi.place.file).read_text(encoding="utf-8-sig"), kpi.place.file)
    except (OSError, UnicodeDecodeError):
        return kpi.place
    path = ("kpis", kpi.id, "records", key)
    return marked.place(path) if path in marked.values else kpi.place
