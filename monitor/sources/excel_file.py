"""Reads a sheet of an Excel or OpenDocument file: the values as they were last calculated."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import Place, Problem, ProjectError
from monitor.sources.spelling import meant
from monitor.sources.table import Table, as_text, table_from_rows


def read_excel(path: Path, file: str, sheet: str | None) -> Table:
    """The table in `sheet`, or in the first one. Raises ProjectError for a damaged file or a sheet that is not there."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        name = sheet_named(book.sheet_names, sheet, file)
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        mend = "open it in Excel and save it again as .xlsx, without a password"
        raise ProjectError([Problem(Place(file), "the workbook cannot be read", "an .xlsx or .ods file", mend)]) from error
    rows = [(number, row) for number, row in enumerate(cells, start=1) if any(as_text(cell) for cell in row)]
    if not rows:
        raise ProjectError([Problem(Place(file), f"the sheet '{name}' is empty", "a row with column names, then the values")])
    return table_from_rows(file, rows)


def sheet_named(names: list[str], sheet: str | None, file: str) -> str:
    """The sheet that is meant. Raises ProjectError naming the sheets there are."""
    if not names:
        raise ProjectError([Problem(Place(file), "the workbook has no sheet")])
    if sheet is None:
        return names[0]
    if sheet in names:
        return sheet
    near = meant(sheet, names)
    mend = f"did you mean '{near}'?" if near else ""
    raise ProjectError([Problem(Place(file), f"there is no sheet '{sheet}'", "one of: " + ", ".join(names), mend)])
