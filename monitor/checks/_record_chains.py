"""Cases of one subject in a row: how many follow within days, what work they bring, how often one comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.checks._record_sources import Layout, Source, Sums, layout_of, sums_of
from monitor.model.records import ColumnKind
from monitor.model.words import Frequency

if TYPE_CHECKING:
    import pandas as pd

BACK = 14
"""A contact counts as coming back within so many days after the closing."""

DAYS = 37
"""Contacts that come back are counted by day for so many days."""

GAP = 3
"""Cases of one subject and kind belong together within so many days."""

DAY = 86400
"""Seconds."""

AT_ONCE = 5
"""A case that is closed within so many minutes is closed at once."""

ALONE = (
    "cases",
    "worked",
    "minutes",
    "log_minutes",
    "closings",
    "at_once",
    "measured_open_hours",
    "log_open_hours",
    "measured_first_response_hours",
    "log_first_response_hours",
    "measured_own",
    "log_own",
)
"""The sums per week of cases by themselves: cases; those with their work, its sum and the sum of its logarithms; closings, and
how many were at once; cases with each measure of time and the sum of its logarithms. The built-in measures are always there, so
that one statement serves every check and is answered once."""

IN_A_ROW = ("linked", "quick", "first_worked", "first_minutes", "back")
"""The sums per week of cases in a row: those within `gap` days after an earlier one of the same subject and kind, and within one
day; the first of a chain with their work, and its sum; closings that came back."""

BUILT_IN = {"open_hours": "open_hours", "first_response_hours": "first_response_hours"}


@dataclass(frozen=True, eq=False)
class Chains:
    """Weekly sums by category, how the source is laid out, and whether cases know their subject."""

    sums: Sums
    layout: Layout
    subjects: bool


def measured(measure: str) -> tuple[str, str]:
    """The names of the sums of a measure: how many cases have it, and the sum of its logarithms."""
    if measure == "work_minutes":
        return "worked", "log_minutes"
    name = BUILT_IN.get(measure, "own")
    return f"measured_{name}", f"log_{name}"


def chains_of(source: Source, gap: int, at_once: float, measure: str = "") -> Chains:
    """The chains of a source of cases, by the week in which a case was opened.

    Three scans: the layout, the cases by themselves, and those of a subject in a row. Only the last one sorts, so it takes along
    no more than it must; it does not hang on the measure, so that several checks share its answer.

    `gap`: days from opening to opening within which cases of one subject and category belong together; `at_once`: minutes within
    which a case is closed at once; `measure`: a column of the project whose course is wanted, beside the built-in ones.
    """
    table = source.table
    layout = layout_of(source, "opened_local", "category")
    assert table.first is not None and table.last is not None
    span = (table.first, table.last - timedelta(days=BACK))
    alone = sums_of(layout.named(source.ask(_alone(source, layout, at_once, measure))), ALONE, Frequency.WEEKLY, span)
    in_a_row = sums_of(layout.named(source.ask(_in_a_row(source, layout, gap))), IN_A_ROW, Frequency.WEEKLY, span)
    return Chains(replace(alone, columns={**alone.columns, **in_a_row.columns}), layout, table.has("subject"))


def contacts_back(source: Source) -> pd.DataFrame:
    """How many contacts come back, `n`: by the week `period` of opening of the case before, and the `day` after its closing.

    The same statement as that of the chains: whoever asks first sorts, the others read.
    """
    rows = source.ask(_in_a_row(source, layout_of(source, "opened_local", "category"), GAP))
    return rows[rows["day"].notna()][["period", "day", "n"]]


def _alone(source: Source, layout: Layout, at_once: float, measure: str) -> str:
    """What cases say without those before and after them."""
    own = measure if measure not in (*BUILT_IN, "work_minutes") else ""
    times = {name: _column(source, column, "DOUBLE") for name, column in (*BUILT_IN.items(), ("own", own))}
    logs = ", ".join(
        f"sum(CASE WHEN time_{name} > 0 THEN 1 ELSE 0 END) AS measured_{name}, "
        f"sum(CASE WHEN time_{name} > 0 THEN ln(time_{name}) ELSE 0 END) AS log_{name}"
        for name in times
    )
    return f"""
SELECT period, kind AS category, count(*) AS cases,
  sum(CASE WHEN work > 0 THEN 1 ELSE 0 END) AS worked,
  sum(CASE WHEN work > 0 THEN work ELSE 0 END) AS minutes,
  sum(CASE WHEN work > 0 THEN ln(work) ELSE 0 END) AS log_minutes,
  sum(CASE WHEN closed IS NOT NULL THEN 1 ELSE 0 END) AS closings,
  sum(CASE WHEN closed - opened < INTERVAL '{round(at_once * 60)} seconds' THEN 1 ELSE 0 END) AS at_once,
  {logs}
FROM (
  SELECT {_week_and_kind(layout)}, opened, {_column(source, "closed", "TIMESTAMP")} AS closed,
         {_column(source, "work_minutes", "DOUBLE")} AS work, {", ".join(f"{sql} AS time_{name}" for name, sql in times.items())}
  FROM {source.view} WHERE {layout.kept("CAST(opened_local AS DATE)")}
) AS plain GROUP BY period, kind"""


def _in_a_row(source: Source, layout: Layout, gap: int) -> str:
    """What cases say beside the one before and the one after of the same subject and kind, by the day on which that comes."""
    chain = "PARTITION BY subject, kind ORDER BY opened, closed, work, reopened"  # all that counts: no order is left to chance
    known = source.table.has("subject")
    since, after = (
        (_seconds(f"opened - lag(opened) OVER ({chain})"), _seconds(f"lead(opened) OVER ({chain}) - closed"))
        if known
        else ("CAST(NULL AS DOUBLE)",) * 2
    )
    return f"""
WITH plain AS (
  SELECT {"subject" if known else "'' AS subject"}, {_week_and_kind(layout)}, opened,
         {_column(source, "closed", "TIMESTAMP")} AS closed, {_column(source, "work_minutes", "DOUBLE")} AS work,
         {_reopened(source)} AS reopened
  FROM {source.view} WHERE {layout.kept("CAST(opened_local AS DATE)")}
), in_a_row AS (
  SELECT period, kind, work, reopened, {since} AS since, {after} AS after_closing FROM plain
)
SELECT period, kind AS category,
  CASE WHEN after_closing > 0 AND after_closing < {DAYS * DAY} THEN CAST(floor(after_closing / {DAY}) AS INTEGER) END AS day,
  count(*) AS n,
  sum(CASE WHEN since <= {gap * DAY} THEN 1 ELSE 0 END) AS linked,
  sum(CASE WHEN since <= {DAY} THEN 1 ELSE 0 END) AS quick,
  sum(CASE WHEN work > 0 AND NOT coalesce(since <= {gap * DAY}, FALSE) THEN 1 ELSE 0 END) AS first_worked,
  sum(CASE WHEN work > 0 AND NOT coalesce(since <= {gap * DAY}, FALSE) THEN work ELSE 0 END) AS first_minutes,
  sum(CASE WHEN reopened OR (after_closing > 0 AND after_closing <= {BACK * DAY}) THEN 1 ELSE 0 END) AS back
FROM in_a_row GROUP BY 1, 2, 3"""


def _seconds(difference: str) -> str:
    """SQL for the seconds of a difference of times, where it is known whose the case is."""
    return f"CASE WHEN subject IS NOT NULL THEN EXTRACT(EPOCH FROM ({difference})) END"


def _week_and_kind(layout: Layout) -> str:
    """The week of opening, and the kind as a number: text would cost the sort a third of its time."""
    return f"CAST(date_trunc('week', opened_local) AS DATE) AS period, {layout.code()} AS kind"


def _column(source: Source, name: str, kind: str) -> str:
    """SQL for a column, or for no value where there is none of the name."""
    return f"CAST({name if name and source.table.has(name) else 'NULL'} AS {kind})"


def _reopened(source: Source) -> str:
    kind = source.table.columns.get("reopened")
    if kind is None:
        return "FALSE"
    return "reopened IS NOT NULL" if kind is ColumnKind.TIME else "coalesce(reopened, FALSE)"
