"""The measures of a source: built in, and those that the project writes as expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.errors import Problem, ProjectError
from monitor.model.project import EventSource
from monitor.model.records import ColumnKind
from monitor.records.engine import Engine, UnusableError
from monitor.records.expression import ExpressionError, check, parse, unit_of, with_durations
from monitor.records.kinds import BUILT_IN
from monitor.records.reading import Raw
from monitor.records.view import Column, quoted


@dataclass(frozen=True)
class BuiltMeasure:
    """A measure: its expression as it is said, its SQL, and its unit where that is known."""

    name: str
    said: str
    sql: str
    unit: str = ""


def measures_of(
    engine: Engine, source: EventSource, columns: Mapping[str, Column], extras: Sequence[str], kept: str
) -> list[BuiltMeasure]:
    """All measures over the rows that `kept` selects. Raises ProjectError with everything that is wrong with them."""
    kinds = {name: column.kind for name, column in columns.items()}
    made, problems = [], []
    for name, said, written in _said(source, kinds):
        try:
            made.append(_made(engine, name, said, kinds, extras, kept))
        except ExpressionError as error:
            if written:
                problems.append(problem_of(error, f"the measure '{name}'", source, "measures", name))
    if problems:
        raise ProjectError(problems)
    return made


def _said(source: EventSource, kinds: Mapping[str, ColumnKind]) -> Iterator[tuple[str, str, bool]]:
    """Name, expression, and whether the project wrote it: what it writes goes before what is built in."""
    for name, (said, _) in BUILT_IN.get(source.kind, {}).items():
        if name not in source.measures and name not in kinds:
            yield name, said, False
    for name, said in source.measures.items():
        yield name, said, True


def _made(
    engine: Engine, name: str, said: str, kinds: Mapping[str, ColumnKind], extras: Sequence[str], kept: str
) -> BuiltMeasure:
    """One measure, tried on the source. Raises ExpressionError."""
    if name in kinds or name in extras:
        raise ExpressionError("there is a column of that name", "a name of its own")
    tree = parse(said)
    mistakes = check(tree, kinds, extras)
    if mistakes:
        raise mistakes[0]
    sql = number_sql(engine, with_durations(tree, engine.elapsed).sql("duckdb"), kept)
    return BuiltMeasure(name, said, sql, unit_of(tree))


def number_sql(engine: Engine, sql: str, kept: str) -> str:
    """An expression as a number; yes and no become 1 and 0. Raises ExpressionError where it gives something else."""
    try:
        raw = engine.describe(f"(SELECT {sql} AS measure FROM ({kept}) AS kept) AS tried")["measure"]
    except UnusableError:
        raise ExpressionError("it cannot be reckoned with these columns", "a number for every record") from None
    if raw is Raw.FLAG:
        return f"CASE WHEN {sql} THEN 1.0 WHEN NOT ({sql}) THEN 0.0 END"
    if raw is not Raw.NUMBER:
        mend = "a difference of times needs hours(), minutes() or days() around it" if " - " in sql else ""
        raise ExpressionError("it gives no number", "a number for every record", mend)
    return f"CAST({sql} AS DOUBLE)"


def problem_of(error: ExpressionError, what: str, source: EventSource, *path: str) -> Problem:
    """A mistake in an expression, at its place in the project file."""
    return Problem(source.place(*path), f"{what}: {error.what}", error.expected, error.mend)


def tried(engine: Engine, condition: str, name: str) -> None:
    """Tries a condition on a view. Raises ExpressionError where it is none."""
    try:
        raw = engine.describe(f"(SELECT ({condition}) AS met FROM {quoted(name)}) AS tried")["met"]
    except UnusableError:
        raise ExpressionError("it cannot be decided with these columns", "a condition such as category <> 'spam'") from None
    if raw is not Raw.FLAG:
        raise ExpressionError("it is no condition", "something that is true or false of a record")
