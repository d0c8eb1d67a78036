"""A table as it was found: its header, its cells by column, and the line of every row. Nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.errors import Place
from monitor.model.finding import SetAside


@dataclass(frozen=True)
class Table:
    """`columns[c][r]` is the cell of column c in row r; `lines[r]` its line (Excel: row; SQL: number of the row) from 1.

    Cells are what the file holds: texts (CSV), or numbers, dates, texts and None. `comma_expected`: the file's separator is a
    semicolon, which is how programs write where the comma is the decimal sign.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[Sequence[object], ...]
    lines: Sequence[int]
    header_line: int = 1
    comma_expected: bool = False
    set_aside: tuple[SetAside, ...] = ()
    numbered: str = ""
    """What stands in the `source` column of all rows, instead of `file:line`: the number of an SQL source."""
    opening: tuple[tuple[int, tuple[str, ...]], ...] = field(default=(), repr=False)
    """The first lines with their cells as texts, for finding a header that does not stand in the first one."""

    def at(self, row: int, column: int) -> str:
        """The place of a cell, `file:line:column`."""
        return str(Place(self.file, self.lines[row], column + 1))

    def head(self, column: int = -1) -> Place:
        """The place of a column's name; without a column, the beginning of the header line."""
        return Place(self.file, self.header_line, max(column, 0) + 1)


def table_from_rows(
    file: str, rows: Sequence[tuple[int, Sequence[object]]], comma_expected: bool = False, set_aside: tuple[SetAside, ...] = ()
) -> Table:
    """The table of (line, cells) rows, all equally long, none blank, whose first row is the header."""
    header_line, head = rows[0]
    header = tuple(as_text(cell) for cell in head)
    body = rows[1:]
    columns = tuple(zip(*(cells for _, cells in body), strict=True)) if body else tuple(() for _ in header)
    opening = tuple((line, tuple(as_text(cell) for cell in cells)) for line, cells in rows[:20])
    return Table(file, header, columns, [line for line, _ in body], header_line, comma_expected, set_aside, opening=opening)


def as_text(cell: object) -> str:
    """A cell as text: whole numbers without '.0', None and NaN as ''."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
