"""Expressions that people write, `hours(closed - opened)`: checked to be expressions and nothing else, then made SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitor.errors import MonitorError
from monitor.model.records import ColumnKind
from monitor.records.elapsed import SECONDS, Elapsed

if TYPE_CHECKING:
    from sqlglot import exp

_OF_ONE_RECORD = (
    "abs ceil ceiling coalesce concat contains date_part date_trunc ends_with exp extract floor greatest if ifnull least left "
    "length like ln log log10 lower ltrim mod month nullif position power pow regexp_matches replace right round rtrim sign "
    "sqrt starts_with strpos substr substring trim upper year quarter week day hour minute second dayofweek isodow epoch"
)
ALLOWED = frozenset(_OF_ONE_RECORD.split())
"""Functions of one row that people may use; whatever else there is (files, environment, settings, sleep) is refused."""


class ExpressionError(MonitorError):
    """An expression that cannot be used; `expected` and `mend` help on. `at` is the column of the text, from 0."""

    def __init__(self, what: str, expected: str = "", mend: str = "", at: int = 0) -> None:
        self.what, self.expected, self.mend, self.at = what, expected, mend, at
        super().__init__(what)


def parse(text: str) -> exp.Expr:
    """The tree of an expression. Raises ExpressionError where it is none, or more than one."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    if "--" in text or "/*" in text or ";" in text:
        raise ExpressionError("it holds a comment or a semicolon", "one SQL expression", "leave them out")
    try:
        trees = sqlglot.parse(f"SELECT {text}", read="duckdb")
    except SqlglotError as error:
        raise ExpressionError(f"it is no SQL expression{_near(error)}", "such as hours(closed - opened)") from None
    tree = trees[0]
    alone = isinstance(tree, exp.Select) and [name for name, part in tree.args.items() if part] == ["expressions"]
    if len(trees) != 1 or tree is None or not alone or len(tree.expressions) != 1:
        raise ExpressionError("it is more than one expression", "one SQL expression such as hours(closed - opened)")
    found: exp.Expr = tree.expressions[0]
    if isinstance(found, exp.Alias | exp.Star):
        raise ExpressionError("it is no expression over one record", "such as hours(closed - opened)")
    return without_zero_division(found.transform(lambda node: exp.TryCast(**node.args) if type(node) is exp.Cast else node))


def without_zero_division(tree: exp.Expr) -> exp.Expr:
    """The same tree where a number divided by zero is missing: one engine would say infinity, another fail."""
    from sqlglot import exp

    def guarded(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Div | exp.IntDiv | exp.Mod) and not isinstance(
            node.expression.unnest(), exp.Literal | exp.Nullif
        ):
            node.set("expression", exp.Nullif(this=node.expression.copy(), expression=exp.Literal.number(0)))
        return node

    return tree.transform(guarded)


def unit_of(tree: exp.Expr) -> str:
    """The unit that an expression says by its outermost function, or ''."""
    from sqlglot import exp

    name = tree.name.lower() if isinstance(tree, exp.Anonymous) else ""
    return "hours" if name == "working_hours" else name if name in SECONDS else ""


def _near(error: Exception) -> str:
    errors = getattr(error, "errors", None) or [{}]
    word = errors[0].get("highlight")
    return f" near '{word}'" if word else ""


def check(tree: exp.Expr, columns: Mapping[str, ColumnKind], measures: Collection[str] = ()) -> list[ExpressionError]:
    """Everything that is wrong with an expression over these columns and measures."""
    from sqlglot import exp

    found = []
    for node in tree.walk():
        if isinstance(
            node, exp.Query | exp.Subquery | exp.DDL | exp.DML | exp.Command | exp.Lambda | exp.Placeholder | exp.Parameter
        ):
            found.append(ExpressionError("it holds a query", "an expression over the columns of one record"))
        elif isinstance(node, exp.AggFunc | exp.Window):
            found.append(
                ExpressionError(f"{_called(node)} looks at many records", "an expression over the columns of one record")
            )
        elif isinstance(node, exp.Func) and not isinstance(node, exp.Cast | exp.Case | exp.If | exp.Connector):
            found += _function(node)
        elif isinstance(node, exp.Column):
            found += _column(node, {*columns, *measures})
    return found or _differences(tree, columns)


def _called(node: exp.Expr) -> str:
    from sqlglot import exp

    name = node.name if isinstance(node, exp.Anonymous) else node.sql_name() if isinstance(node, exp.Func) else "it"
    return f"{name.lower()}()"


def _function(node: exp.Expr) -> list[ExpressionError]:
    from sqlglot import exp

    called = node.name if isinstance(node, exp.Anonymous) else ""
    names = {called.lower()} if called else {one.lower() for one in getattr(type(node), "sql_names", list)()}
    if names & (ALLOWED | SECONDS.keys() | {"working_hours"}) or isinstance(node, _plain(exp)):
        return []
    known = (*SECONDS, "working_hours", *sorted(ALLOWED))
    near = get_close_matches(min(names), known, n=1)
    mend = f"did you mean '{near[0]}'?" if near else "see docs/records.md for the functions that there are"
    return [ExpressionError(f"there is no function {min(names)}() here", "", mend)]


def _plain(exp: object) -> tuple[type, ...]:
    names = ("Coalesce", "Length", "RegexpLike", "TimestampTrunc", "DateTrunc", "Extract", "StrPosition", "Pow", "Ceil", "Year")
    more = ("Substring", "Trim", "Lower", "Upper", "Nullif", "TimeToUnix", "StartsWith", "Month", "Week", "Day", "Mod", "Log")
    return tuple(getattr(exp, name) for name in (*names, *more))


def _column(node: exp.Expr, known: Collection[str]) -> list[ExpressionError]:
    if node.name in known and not node.args.get("table"):
        return []
    near = get_close_matches(node.name, known, n=1)
    return [
        ExpressionError(
            f"there is no column '{node.sql()}'",
            f"one of {', '.join(sorted(known))}",
            f"did you mean '{near[0]}'?" if near else "",
        )
    ]


def _differences(tree: exp.Expr, columns: Mapping[str, ColumnKind]) -> list[ExpressionError]:
    """Our functions of elapsed time take the difference of two times, and nothing else."""
    from sqlglot import exp

    found = []
    for node in tree.find_all(exp.Anonymous):
        if node.name.lower() in (*SECONDS, "working_hours") and _difference(node, columns) is None:
            expected = f"a difference of two times, such as {node.name.lower()}(closed - opened)"
            found.append(ExpressionError(f"{node.name.lower()}() cannot be reckoned here", expected))
    return found


def _difference(node: exp.Expr, columns: Mapping[str, ColumnKind]) -> tuple[exp.Expr, exp.Expr] | None:
    from sqlglot import exp

    inner = node.expressions[0].unnest() if len(node.expressions) == 1 else None
    if not isinstance(inner, exp.Sub):
        return None
    for side in (inner.this, inner.expression):
        if any(columns.get(column.name, ColumnKind.TIME) is not ColumnKind.TIME for column in side.find_all(exp.Column)):
            return None
    return inner.this, inner.expression


def with_durations(tree: exp.Expr, elapsed: Elapsed) -> exp.Expr:
    """The same tree with our functions of elapsed time written out for an engine."""
    from sqlglot import exp

    def written(node: exp.Expr) -> exp.Expr:
        name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
        if name not in SECONDS and name != "working_hours":
            return node
        pair = _difference(node, {})
        if pair is None:
            raise ExpressionError(
                f"{name}() cannot be reckoned here", f"a difference of two times, such as {name}(closed - opened)"
            )
        return elapsed.of(name, *pair)

    return tree.transform(written)
