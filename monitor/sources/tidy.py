"""Makes a plain table of a spreadsheet as people lay it out: titles above the header, headers of two lines, months by name or
across the page, lines of totals, empty columns. Used by `init` only: what is read later is always a plain table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.sources.number import has_decimal_comma, is_missing, numbers, scan
from monitor.sources.spelling import plain
from monitor.sources.synonyms import meaning
from monitor.sources.table import as_text
from monitor.sources.tidy_period import Named, named_periods

FEWEST = 3
"""So many periods make a table."""

LOOKED_AT = 40
"""Lines from the top in which a header may stand."""

_TOTALS = (
    "total, totalt, totals, grand total, i alt, ialt, sum, summa, samlet, samlet sum, gennemsnit, gns, gjennomsnitt, snitt, "
    "genomsnitt, medel, medelvärde, average, mean, ytd, år til dato, hittil i år, hittills i år"
)
TOTALS = frozenset(plain(word) for word in _TOTALS.split(","))
"""What lines of totals are called, as they are compared."""

Grid = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Tidy:
    """A plain table as CSV, and what was done to get it, in words for a comment. `kpis`: how many KPIs it has."""

    text: str
    done: tuple[str, ...]
    kpis: int


def tidy(grid: Grid, hint: int | None = None) -> Tidy | None:
    """The plain table of a sheet, or None where there is none in it. `hint`: the year that months without one belong to."""
    width = max((len(row) for row in grid), default=0)
    rows = [[*row, *[None] * (width - len(row))] for row in grid]
    return _down(rows, hint) or _across(rows, hint)


def _down(rows: list[list[object]], hint: int | None) -> Tidy | None:
    """Periods in one of the first columns, one KPI in each of the others."""
    for column in range(min(4, len(rows[0]) if rows else 0)):
        periods = named_periods([row[column] for row in rows], hint)
        if len(periods) >= FEWEST:
            found = _of_columns(rows, column, periods)
            if found:
                return found
    return None


def _of_columns(rows: list[list[object]], column: int, periods: Sequence[Named]) -> Tidy | None:
    first = periods[0].place
    names = _names(rows[:first], column)
    lines = [rows[period.place] for period in periods]
    comma = _comma(lines)
    kept: dict[str, list[str]] = {}
    kpis = 0
    for number, name in names.items():
        cells = [line[number] for line in lines]
        if meaning(name) == "note":
            kept[name] = [as_text(cell) for cell in cells]
        elif values := _values(cells, comma):
            kept[name] = values
            kpis += 1
    if not kpis:
        return None
    table = [[period.text, *(cells[row] for cells in kept.values())] for row, period in enumerate(periods)]
    left = len([row for row in rows[first:] if any(as_text(cell) for cell in row)]) - len(periods)
    return Tidy(_csv(["period", *kept], table), tuple(_said(first, left)), kpis)


def _said(first: int, left: int) -> Iterator[str]:
    yield f"the names of the columns stand above line {first + 1}"
    if left > 0:
        yield f"{left} line{'s' if left > 1 else ''} without a period, such as totals, left out"


def _names(above: list[list[object]], column: int) -> dict[int, str]:
    """Column -> its name: from the last line above the values; where that is empty or said twice, with the line above it."""
    texts = [[as_text(cell) for cell in row] for row in above if any(as_text(cell) for cell in row)]
    if not texts:
        return {}
    last, group = texts[-1], _spread(texts[-2]) if len(texts) > 1 and len(set(filter(None, texts[-2]))) > 1 else []
    names: dict[int, str] = {}
    for number, own in enumerate(last):
        over = group[number] if group else ""
        name = own or over
        if number != column and name:
            double = own and over and last.count(own) > 1
            names[number] = " ".join(f"{over} {own}".split() if double else name.split())
    first = {plain(name): number for number, name in reversed(names.items())}
    return {number: name for number, name in names.items() if first[plain(name)] == number}


def _spread(texts: Sequence[str]) -> list[str]:
    """Merged cells hold their text in the first of them only."""
    spread: list[str] = []
    for text in texts:
        spread.append(text or (spread[-1] if spread else ""))
    return spread


def _across(rows: list[list[object]], hint: int | None) -> Tidy | None:
    """Periods in a line at the top, one KPI in each line below it: made long."""
    for top, row in enumerate(rows[:LOOKED_AT]):
        periods = named_periods(row, hint)
        if len(periods) >= FEWEST and periods[0].place > 0:
            found = _of_lines(rows, top, periods)
            if found:
                return found
    return None


def _of_lines(rows: list[list[object]], top: int, periods: Sequence[Named]) -> Tidy | None:
    head = [as_text(cell) for cell in rows[top][: periods[0].place]]
    name = next((number for number in range(len(head)) if _is_name(rows[top + 1 :], number)), None)
    if name is None:
        return None
    comma = _comma(rows[top + 1 :])
    beside = [number for number, text in enumerate(head) if number != name and text]
    table: list[list[str]] = []
    kpis: set[str] = set()
    for row in rows[top + 1 :]:
        called = " ".join(as_text(row[name]).split())
        values = _values([row[period.place] for period in periods], comma)
        if called and plain(called) not in TOTALS and values:
            kpis.add(called)
            about = [as_text(row[number]) for number in beside]
            pairs = zip(periods, values, strict=True)
            table += [[called, period.text, value, *about] for period, value in pairs if value]
    if not kpis:
        return None
    header = ["kpi", "period", "value", *(head[number] for number in beside)]
    return Tidy(_csv(header, table), (f"the periods stand across the page in line {top + 1}",), len(kpis))


def _is_name(rows: Sequence[Sequence[object]], column: int) -> bool:
    """Whether a column holds texts that are no numbers, most of them different."""
    texts = [as_text(row[column]) for row in rows if as_text(row[column])]
    good = np.isfinite(numbers(scan(texts), False).values).sum() if texts else 0
    return len(texts) > 0 and good < len(texts) / 2 and len(set(texts)) > len(texts) / 2


def _comma(rows: Sequence[Sequence[object]]) -> bool:
    """Whether the sheet writes decimal commas where it writes numbers as texts: 4,15 says so, and then 2.413 is 2413."""
    everything = scan([cell for row in rows for cell in row if isinstance(cell, str)])
    return has_decimal_comma(everything, [everything], False)


def _values(cells: Sequence[object], comma: bool) -> list[str]:
    """The cells as numbers with a decimal point; '' where there is none; an empty list where most are no numbers."""
    column = scan(list(cells))
    values = numbers(column, has_decimal_comma(column, [column], comma)).values
    known = sum(not is_missing(cell) for cell in cells)
    good = int(np.isfinite(values).sum())
    if good == 0 or good < known / 2:
        return []
    return [f"{value:.12g}" if np.isfinite(value) else "" for value in values]


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()
