"""A file as it is, where it is a plain table; else the plain tables that can be made of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from monitor.errors import ProjectError
from monitor.sources.spelling import plain
from monitor.sources.starter_table import LIST, WIDE, Understood, understand
from monitor.sources.tidy import FEWEST
from monitor.sources.tidy_file import tidied
from monitor.sources.tidy_period import named_periods, year_in


def understood_or_tidied(path: Path, scratch: Path) -> tuple[list[Understood], list[str]]:
    """What a file holds, and what was done to it, in words. Plain tables that are made anew lie in `scratch`.

    Raises ProjectError, about the file as it is, where nothing can be made of it.
    """
    try:
        found = understand(path)
        if not _loses(found):
            return [found], []
    except ProjectError:
        made, said = _made(path, scratch)
        if not made:
            raise
        return made, said
    made, said = _made(path, scratch)
    better = any(one.kind != LIST for one in made) if found.kind == LIST else sum(len(one.kpis) for one in made) > len(found.kpis)
    return (made, said) if better else ([found], [])


def _loses(found: Understood) -> bool:
    """Whether it says less than it holds: columns with numbers that have no name, or periods across a list of KPIs."""
    table = found.table
    if found.kind == LIST:
        return len(named_periods(table.header, year_in(found.path.stem))) >= FEWEST
    bare = [number for number, name in enumerate(table.header) if not name]
    return found.kind == WIDE and any(np.isfinite(found.numbers(number)).any() for number in bare)


def _made(path: Path, scratch: Path) -> tuple[list[Understood], list[str]]:
    tables: list[Understood] = []
    notes: list[str] = []
    sheets = tidied(path)
    for sheet, table in sheets:
        ending = f"-{plain(sheet)}" if len(sheets) > 1 else ""
        target = scratch / f"{path.stem}{ending}.csv"
        target.write_text(table.text, encoding="utf-8")
        try:
            tables.append(understand(target))
        except ProjectError:
            continue
        where = f"{path.name}, sheet {sheet}" if sheet else path.name
        notes.append(
            f"data/{target.name} was written anew from {where}: {'; '.join(table.done)}. Write it anew when that changes."
        )
    return tables, notes
