"""DuckDB's SQL in the words of a database. What sqlglot leaves as it is, and PostgreSQL says otherwise, is mended here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records.elapsed import Elapsed
from monitor.records.expression import with_durations, without_zero_division

if TYPE_CHECKING:
    from sqlglot import exp

DIALECTS = {
    "postgresql": "postgres",
    "mssql": "tsql",
    "mariadb": "mysql",
    "awsathena": "athena",
}
"""SQLAlchemy's names of databases where sqlglot has others."""

_PARTS = {
    "Hour": "HOUR",
    "Minute": "MINUTE",
    "Second": "SECOND",
    "Quarter": "QUARTER",
    "Week": "WEEK",
    "DayOfWeekIso": "ISODOW",
    "DayOfWeek": "DOW",
    "Year": "YEAR",
    "Month": "MONTH",
    "Day": "DAY",
}


def dialect_of(backend: str) -> str | None:
    """Sqlglot's dialect for a database of SQLAlchemy, or None where it has none."""
    from sqlglot.dialects.dialect import Dialect

    name = DIALECTS.get(backend, backend)
    return name if Dialect.get(name) is not None else None


def parsed(sql: str, elapsed: Elapsed) -> exp.Expr:
    """A statement of ours as a tree, with its durations written out and short forms made long."""
    import sqlglot
    from sqlglot import exp

    tree = with_durations(sqlglot.parse_one(sql, read="duckdb"), elapsed)
    for select in tree.find_all(exp.Select):
        _grouped(select)
    tree = tree.transform(_qualified).transform(_plain_parts)
    return without_zero_division(tree.transform(_rounded)) if elapsed.dialect == "postgres" else tree


def _rounded(node: exp.Expr) -> exp.Expr:
    """PostgreSQL rounds only numerics to digits, and halves of doubles to even; DuckDB rounds them away from zero."""
    from sqlglot import exp

    if not isinstance(node, exp.Round) or isinstance(node.this, exp.Cast):
        return node
    return exp.cast(exp.Round(this=exp.cast(node.this, "DECIMAL"), decimals=node.args.get("decimals")), "DOUBLE")


def _qualified(node: exp.Expr) -> exp.Expr:
    """QUALIFY as a WHERE around its SELECT, with ordering, limit and common tables outermost."""
    from sqlglot import exp
    from sqlglot.transforms import eliminate_qualify

    if not isinstance(node, exp.Select) or not node.args.get("qualify"):
        return node
    outermost = {name: node.args.get(name) for name in ("with_", "order", "limit", "offset")}
    for name in outermost:
        node.set(name, None)
    wrapped = eliminate_qualify(node)
    for name, part in outermost.items():
        wrapped.set(name, part)
    return wrapped


def _grouped(select: exp.Select) -> None:
    """GROUP BY ALL, written out: every projection that aggregates nothing."""
    from sqlglot import exp

    group = select.args.get("group")
    if group is None or not group.args.get("all"):
        return
    keys = [number for number, one in enumerate(select.expressions, start=1) if not one.find(exp.AggFunc)]
    listed = [exp.Literal.number(number) for number in keys]
    select.set("group", exp.Group(expressions=listed) if listed else None)


def _plain_parts(node: exp.Expr) -> exp.Expr:
    """hour(x) and its like are EXTRACT everywhere; weeks between two days are counted by their Mondays, as DuckDB does."""
    from sqlglot import exp

    part = _PARTS.get(type(node).__name__)
    if part is not None:
        return _whole(exp.Extract(this=exp.var(part), expression=node.this))
    if isinstance(node, exp.Extract) and node.name.upper() not in ("EPOCH", "SECOND") and not isinstance(node.parent, exp.Cast):
        return _whole(node.copy())
    if isinstance(node, exp.DateDiff) and str(node.args.get("unit")).upper() == "WEEK":
        ends = [exp.TimestampTrunc(this=one.copy(), unit=exp.var("WEEK")) for one in (node.this, node.expression)]
        days = exp.DateDiff(this=ends[0], expression=ends[1], unit=exp.var("DAY"))
        return exp.cast(exp.Div(this=exp.paren(days), expression=exp.Literal.number(7)), "BIGINT")
    return node


def _whole(node: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.cast(node, "BIGINT")


def statement(tree: exp.Expr, views: dict[str, exp.Expr], origins: dict[str, str], dialect: str) -> str:
    """One statement with all that it rests on in front of it: the project's own queries as they are, and our views over them."""
    from sqlglot import exp

    query = tree.copy()
    assert isinstance(query, exp.Query)
    before = list(query.ctes)
    for name, view in views.items():
        query = query.with_(exp.to_identifier(name, quoted=True), as_=view.copy(), copy=False)
    made = query.args.get("with_") or query.args.get("with")
    if made is not None:
        made.set("expressions", [*made.expressions[len(before) :], *before])
    written = query.sql(dialect=dialect)
    if not origins:
        return written
    own = ", ".join(f"{exp.to_identifier(name, quoted=True).sql(dialect=dialect)} AS ({sql})" for name, sql in origins.items())
    rest = written.removeprefix("WITH ") if views or before else written
    return f"WITH {own}{', ' if views or before else ' '}{rest}"
