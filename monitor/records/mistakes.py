"""What is wrong with the columns of a source, each mistake at its place in the project file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from monitor.errors import Problem
from monitor.model.project import EventSource
from monitor.model.records import ColumnKind
from monitor.records.kinds import ESSENTIAL, SHAPES
from monitor.records.reading import Habits, Raw
from monitor.records.view import Column

_MOST_LISTED = 12
_HOLDS = {
    Raw.INSTANT: "times",
    Raw.WALL: "times",
    Raw.DAY: "days",
    Raw.NUMBER: "numbers",
    Raw.FLAG: "yes and no",
    Raw.TEXT: "text",
}
_WANTED = {
    ColumnKind.TIME: "times such as 2025-03-03 14:05",
    ColumnKind.NUMBER: "numbers",
    ColumnKind.FLAG: "yes or no",
    ColumnKind.TEXT: "text",
}


def column_problems(
    source: EventSource,
    raws: Mapping[str, Raw],
    names: Mapping[str, str],
    columns: Mapping[str, Column],
    habits: Mapping[str, Habits],
) -> Iterator[Problem]:
    """Columns that there are not, that are missing, or that hold something else than they must."""
    for column, raw in source.columns.items():
        if raw not in raws:
            where = source.place("columns", column)
            yield Problem(where, f"the source has no column '{raw}'", _listed(raws), near(raw, raws))
    shape = SHAPES[source.kind]
    for column in (*shape.needed, *ESSENTIAL.get(source.kind, ())):
        if column not in names and column not in source.columns:
            alike = near(column, raws)
            mend = f"write under it `columns: {{{column}: NAME}}`, where NAME is its name here" + (f"; {alike}" if alike else "")
            yield Problem(source.place(), f"'{source.name}' has no column '{column}'", _listed(raws), mend)
    for column, raw in names.items():
        if column not in columns:
            yield _wrong(source, column, raw, raws[raw])
        elif _never_read(columns[column], habits.get(raw)):
            yield _wrong(source, column, raw, raws[raw], "text that cannot be read as such")


def _never_read(column: Column, habits: Habits | None) -> bool:
    """Whether a column of text holds something, and nothing of what it should hold."""
    if not column.read or habits is None or not habits.filled:
        return False
    seen = {ColumnKind.TIME: habits.times, ColumnKind.NUMBER: habits.numbers, ColumnKind.FLAG: habits.flags}
    return not seen.get(column.kind, 1)


def _wrong(source: EventSource, column: str, raw: str, found: Raw, holds: str = "") -> Problem:
    may_be = SHAPES[source.kind].columns[column].may_be
    where = source.place("columns", column) if column in source.columns else source.place()
    called = f"'{raw}'" if raw == column else f"'{raw}' ({column})"
    mend = "name another column" if found is not Raw.TEXT else "name another column, or cast it in an `sql` query"
    return Problem(
        where, f"the column {called} holds {holds or _HOLDS[found]}", " or ".join(_WANTED[kind] for kind in may_be), mend
    )


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    return f"one of {', '.join(shown[:_MOST_LISTED])}" + (", …" if len(shown) > _MOST_LISTED else "") if shown else ""


def near(word: str, choices: Iterable[str]) -> str:
    """'did you mean', or nothing."""
    lowered = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word.casefold(), lowered, n=1)
    return f"did you mean '{lowered[found[0]]}'?" if found else ""
