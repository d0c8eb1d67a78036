"""Reads a CSV file as it is: separator, encoding and quotes found out, line numbers true, ragged lines set aside."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from monitor.errors import Place, Problem, ProjectError
from monitor.model.finding import SetAside
from monitor.sources.table import Table, table_from_rows

_SEPARATORS = "\t;|,"
_MOST_BROKEN_QUOTES = 100
Rows = list[tuple[int, list[str]]]


def read_csv(path: Path, file: str) -> Table:
    """The table in a CSV file (`.csv`, `.tsv`, `.txt`, also `.gz`); `file` is its name in messages. Raises ProjectError."""
    text = _decoded(_content(path, file), file)
    lines = list(io.StringIO(text, newline=""))
    separator, skipped = _separator(lines)
    rows, broken = _rows(lines, separator, skipped, file)
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        raise ProjectError([Problem(Place(file, 1, 1), "the file is empty", "a line with column names, then the values")])
    even, ragged = _even(rows, file)
    return table_from_rows(file, even, comma_expected=separator == ";", set_aside=(*broken, *ragged))


def decoded_lines(path: Path, file: str) -> tuple[list[str], str]:
    """The lines of a text file, and its separator. Raises ProjectError for a file that is no text."""
    lines = list(io.StringIO(_decoded(_content(path, file), file), newline=""))
    separator, skipped = _separator(lines)
    return lines[skipped:], separator


def _content(path: Path, file: str) -> bytes:
    content = path.read_bytes()
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise ProjectError(
            [Problem(Place(file), "the compressed file is damaged", "a whole gzip file", "save it again")]
        ) from error


def _decoded(content: bytes, file: str) -> str:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    mend = "save it as 'CSV UTF-8'; an Excel file must be named .xlsx"
    raise ProjectError([Problem(Place(file, 1, 1), "this is not a text file", "CSV in UTF-8, UTF-16 or Windows-1252", mend)])


def _separator(lines: Sequence[str]) -> tuple[str, int]:
    """The separator, and how many lines to leave out: Excel may write it in a first line of its own, `sep=;`."""
    if lines and lines[0].lower().startswith("sep=") and lines[0].strip()[4:] in tuple(_SEPARATORS):
        return lines[0].strip()[4:], 1
    return max(_SEPARATORS, key=lambda separator: _evenness(lines[:50], separator)), 0


def _evenness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """How many rows have the usual number of cells (if that is more than one), and what that number is."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
    except csv.Error:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (rows, width) if width > 1 else (0, 0)


def _rows(lines: Sequence[str], separator: str, start: int, file: str) -> tuple[Rows, list[SetAside]]:
    """All records with the line that each begins on. A line with a broken quote is set aside, not all that follow it."""
    rows: Rows = []
    broken: list[SetAside] = []
    while True:
        failed_at = start
        try:
            for failed_at, cells in _records(lines, separator, start):
                if cells is not None:
                    rows.append((failed_at + 1, cells))
            return rows, broken
        except csv.Error:
            broken.append(
                SetAside(f"{file}:{failed_at + 1}", None, "the line has a quote that is not closed; the line is left out")
            )
            start = failed_at + 1
        if len(broken) > _MOST_BROKEN_QUOTES:
            where = Place(file, failed_at + 1, 1)
            raise ProjectError(
                [Problem(where, "too many lines have quotes that do not match", 'text in "…", a quote in it as ""')]
            )


def _records(lines: Sequence[str], separator: str, start: int) -> Iterator[tuple[int, list[str] | None]]:
    """Yields (line from 0, None) before a record is read, so that its line is known when that fails, then (line, cells)."""
    reader = csv.reader(lines[start:], delimiter=separator, strict=True)
    while True:
        line = start + reader.line_num
        yield line, None
        try:
            yield line, next(reader)
        except StopIteration:
            return


def _even(rows: Rows, file: str) -> tuple[Rows, list[SetAside]]:
    """The rows that have as many cells as the header. Raises ProjectError when fewer than half have."""
    width = len(rows[0][1])
    even: Rows = []
    ragged: list[SetAside] = []
    for line, cells in rows:
        if len(cells) == width or (len(cells) > width and not any(cell.strip() for cell in cells[width:])):
            even.append((line, cells[:width]))
        else:
            what = f"the line has {len(cells)} cells, the header has {width}; the line is left out"
            ragged.append(SetAside(f"{file}:{line}", None, what))
    if len(ragged) > len(even):
        raise ProjectError([_uneven(rows, width, file)])
    return even, ragged


def _uneven(rows: Rows, width: int, file: str) -> Problem:
    """Most lines are unlike the header: either it is a title, or unquoted decimal commas split the values."""
    line, cells = next((line, cells) for line, cells in rows if len(cells) != width)
    if width < len(cells):
        what = f"the first line has {width} cells, most others have {len(cells)}"
        mend = "remove lines above the column names; put numbers with a decimal comma in quotes"
        return Problem(Place(file, rows[0][0], 1), what, "the column names in the first line", mend)
    what = f"most lines do not have {width} cells like the header; this one has {len(cells)}"
    return Problem(Place(file, line, 1), what, "as many cells in every line")
