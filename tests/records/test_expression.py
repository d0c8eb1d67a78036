"""An expression of a user is an expression over one record, and nothing that reads, runs or aggregates."""

from __future__ import annotations

import pytest

from monitor.model.records import ColumnKind
from monitor.records.expression import ExpressionError, check, parse, unit_of

COLUMNS = {
    "opened": ColumnKind.TIME,
    "closed": ColumnKind.TIME,
    "work_minutes": ColumnKind.NUMBER,
    "category": ColumnKind.TEXT,
    "reopened": ColumnKind.FLAG,
}


def mistakes(text: str) -> list[str]:
    try:
        return [f"{one.what}; {one.expected}; {one.mend}" for one in check(parse(text), COLUMNS, ("open_hours",))]
    except ExpressionError as error:
        return [f"{error.what}; {error.expected}; {error.mend}"]


@pytest.mark.parametrize(
    "text",
    [
        "hours(closed - opened)",
        "working_hours(closed - opened) / 8",
        "minutes((closed - opened))",
        "days(coalesce(closed, opened) - opened)",
        "work_minutes * 2 + 1",
        "category <> 'spam' AND work_minutes BETWEEN 1 AND 5",
        "category IN ('a', 'b') OR category IS NULL OR NOT reopened",
        "lower(trim(category)) LIKE 'a%'",
        "CASE WHEN work_minutes > 10 THEN 1 ELSE 0 END",
        "CAST(category AS INTEGER)",
        "round(open_hours, 1)",
        "EXTRACT(HOUR FROM opened)",
        "date_trunc('week', opened) = opened",
        "greatest(work_minutes, 0)",
        "regexp_matches(category, '^a')",
    ],
)
def test_what_may_be_written(text: str) -> None:
    assert mistakes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(SELECT 1)", "holds a query"),
        ("work_minutes IN (SELECT 1)", "holds a query"),
        ("EXISTS (SELECT 1)", "no function exists()"),
        ("read_csv('/etc/passwd')", "no function read_csv()"),
        ("read_text('/etc/passwd')", "no function read_text()"),
        ("glob('*')", "no function glob()"),
        ("getenv('HOME')", "no function getenv()"),
        ("pg_read_file('/etc/passwd')", "no function pg_read_file()"),
        ("pg_sleep(10)", "no function pg_sleep()"),
        ("current_setting('x')", "no function current_setting()"),
        ("lo_import('/etc/passwd')", "no function lo_import()"),
        ("nextval('s')", "no function nextval()"),
        ("random()", "no function"),
        ("now()", "no function"),
        ("avg(work_minutes)", "looks at many records"),
        ("sum(work_minutes) OVER ()", "looks at many records"),
        ("1; DROP TABLE cases", "comment or a semicolon"),
        ("1 -- x", "comment or a semicolon"),
        ("1 /* x */", "comment or a semicolon"),
        ("1 FROM cases", "more than one expression"),
        ("1, 2", "more than one expression"),
        ("1 AS one", "no expression over one record"),
        ("*", "no expression over one record"),
        ("hours(closed - ", "no SQL expression"),
        ("hours(closed)", "a difference of two times"),
        ("hours(work_minutes - opened)", "a difference of two times"),
        ("hour_s(closed - opened)", "did you mean 'hours'"),
        ("hours(closd - opened)", "did you mean 'closed'"),
        ("other.opened = opened", "no column 'other.opened'"),
        ("? + 1", ""),
        ("$1 + 1", ""),
    ],
)
def test_what_may_not_be_written(text: str, expected: str) -> None:
    found = mistakes(text)
    assert found and expected in found[0]


def test_all_mistakes_of_one_expression_are_told() -> None:
    assert len(mistakes("avg(wrok) + getenv('X') + unknown")) == 4


def test_units() -> None:
    assert [unit_of(parse(one)) for one in ("hours(closed - opened)", "working_hours(closed - opened)", "work_minutes")] == [
        "hours",
        "hours",
        "",
    ]
