"""Writes the commented project file that a new project begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitor.model.words import Language
from monitor.sources.layout import LONG as LONG_COLUMNS
from monitor.sources.layout import WIDE as WIDE_COLUMNS
from monitor.sources.spelling import plain
from monitor.sources.starter_kpis import Source
from monitor.sources.starter_scalar import one_line, scalar
from monitor.sources.starter_table import LONG


def project_text(
    organisation: str,
    guessed: bool,
    language: Language,
    sources: Mapping[str, Source],
    lists: Sequence[str],
    notes: Sequence[str] = (),
) -> str:
    """kpi-monitor.yaml; `sources` by the path of their file in the project."""
    lines = [
        "# yaml-language-server: $schema=schemas/kpi-monitor.schema.json",
        "# Written by `kpi-monitor init`. Check it with `kpi-monitor check`, then `kpi-monitor run`.",
        f"organisation: {scalar(organisation)}" + ("   # the folder's name; write the organisation's" if guessed else ""),
        f"language: {language.value}   # of reports and mails: en | da | nb | sv",
        "catalogue: kpis.yaml",
        "observations:",
    ]
    for file, source in sources.items():
        lines += _source_lines(file, source)
    lines += [f"# {one_line(note)}" for note in notes]
    for name in lists:
        lines.append(f"# {one_line(name)} is a list of KPIs without values; what it says now stands in kpis.yaml.")
    lines += [
        "# report: {directory: report, formats: [html], audience: [leadership, controller]}",
        "# calendar: {timezone: Europe/Copenhagen, holidays: DK, fiscal_year_starts: 1}",
        "# limits: {main_kpis_per_level: 7, main_kpis_per_person: 7, false_findings_per_100_kpi_years: 1}",
    ]
    return "\n".join(lines) + "\n"


def _source_lines(file: str, source: Source) -> Iterator[str]:
    yield f"  - file: {scalar(file)}"
    mapped = columns_of(source)
    if mapped:
        yield "    columns:   # standard name: the file's name; guessed from the header and the cells"
        for role, name in mapped.items():
            yield f"      {role}: {scalar(name)}"
    if dimension := dimension_of(source):
        yield f"    dimensions: [{scalar(dimension)}]   # the same names stand there several times"
    zeros = sum(kpi.zero_targets for kpi in source.kpis)
    if zeros:
        yield f"    # In {zeros} rows the target is 0 and the value is not. If 0 means 'no target', remove the # below."
        yield "    # missing_targets: [0]"


def columns_of(source: Source) -> dict[str, str]:
    """What `columns:` must say so that the file is read as it is."""
    understood = source.understood
    named = dict(understood.roles)
    if "kpi" not in named or source.by_code:
        named["kpi"] = named.get("code", -1)
    if "period" in named:
        named = {role: number for role, number in named.items() if role not in ("year", "month", "quarter", "week")}
    wanted = LONG_COLUMNS if understood.kind == LONG else WIDE_COLUMNS
    header = understood.table.header
    return {
        role: header[named[role]] for role in wanted if named.get(role, -1) >= 0 and plain(header[named[role]]) != plain(role)
    }


def dimension_of(source: Source) -> str | None:
    """The department's column, where the same KPI stands there for several departments and has no code to tell them apart."""
    understood = source.understood
    if understood.kind != LONG or source.by_code or "department" not in understood.roles:
        return None
    names, departments = understood.texts("kpi"), understood.texts("department")
    pairs = {pair for pair in zip(names, departments, strict=True) if pair[0]}
    several = len(pairs) > len({name for name, _ in pairs})
    return understood.table.header[understood.roles["department"]] if several else None
