"""Makes docs/reference/library.md from the library: `python -m monitor.catalogue.library_page` writes it into a checkout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from monitor.catalogue.library import Library, load
from monitor.model.library import LibraryKpi
from monitor.model.words import Language

PAGE = Path("docs/reference/library.md")

_HEAD = """# The KPI library

{count} standard KPIs in {areas} areas. `kpi-monitor library show ID --language da` prints one in full, with all its aliases;
`kpi-monitor library find` finds them by name, misspelt too. In kpis.yaml `like: ID` takes over what is not said there.

Made by `python -m monitor.catalogue.library_page` from [the files of the library](../../rules/library/README.md).
"""


def page_of(library: Library) -> str:
    """The page: a table for each area, with names, definition, formula and counter-metrics, then the benchmark rules."""
    groups = groupby(sorted(library.values(), key=lambda entry: entry.area), key=lambda entry: entry.area)
    parts = [_table(area, entries) for area, entries in groups]
    return "\n".join([_HEAD.format(count=len(library), areas=len(parts)), *parts, _benchmarks(library.values())])


def _table(area: str, entries: Iterable[LibraryKpi]) -> str:
    heading = area.replace("-", " ").capitalize()
    lines = [
        f"## {heading if area != 'it' else 'IT'}\n",
        "| KPI | dansk, norsk, svenska | what it is | beside it |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_row, entries)]) + "\n"


def _row(entry: LibraryKpi) -> str:
    others = ", ".join(dict.fromkeys(entry.name[language] for language in (Language.DA, Language.NB, Language.SV)))
    facts = ", ".join((entry.unit, f"{entry.direction}", entry.measures, entry.timing, entry.frequency))
    what = f"{entry.definition[Language.EN]} `{entry.formula}` ({facts})"
    return f"| **{entry.name[Language.EN]}**<br>`{entry.id}` | {others} | {what} | {', '.join(entry.counter)} |"


def _benchmarks(entries: Iterable[LibraryKpi]) -> str:
    return "\n".join(["## Rules of thumb\n", "| KPI | rule | source |", "|---|---|---|", *_benchmark_rows(entries)]) + "\n"


def _benchmark_rows(entries: Iterable[LibraryKpi]) -> Iterator[str]:
    for entry in entries:
        for rule in entry.benchmarks:
            yield f"| {entry.name[Language.EN]} | {rule.text[Language.EN]} | {rule.source} |"


if __name__ == "__main__":
    PAGE.write_text(page_of(load()), encoding="utf-8")
