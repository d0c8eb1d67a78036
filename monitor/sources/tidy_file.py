"""The sheets of a file as they stand, and the plain tables that can be made of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from monitor.errors import ProjectError
from monitor.sources.csv_file import decoded_lines
from monitor.sources.table import as_text
from monitor.sources.tidy import Grid, Tidy, tidy
from monitor.sources.tidy_period import year_in

_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def tidied(path: Path) -> list[tuple[str, Tidy]]:
    """(name of the sheet, its plain table) of each sheet that holds one; empty where none does, or the file cannot be read."""
    found = []
    for sheet, grid in _grids(path):
        titles = [as_text(cell) for row in grid[:10] for cell in row if isinstance(cell, str) and len(as_text(cell)) > 4]
        table = tidy(grid, year_in(sheet) or year_in(*titles) or year_in(path.stem))
        if table is not None:
            found.append((sheet, table))
    return found


def _grids(path: Path) -> Iterator[tuple[str, Grid]]:
    if path.suffix.lower() in _BOOKS:
        yield from _sheets(path)
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        try:
            lines, separator = decoded_lines(path, path.as_posix())
            yield "", list(csv.reader(lines, delimiter=separator))
        except (ProjectError, csv.Error, OSError):
            return


def _sheets(path: Path) -> Iterator[tuple[str, Grid]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        return
