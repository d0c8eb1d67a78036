"""Cases of one subject in a row: how many follow within days, what work they bring, how often one comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.checks._record_sources import Layout, Source, Sums, layout_of, sums_of
from monitor.model.records import ColumnKind
from monitor.model.words import Frequency

BACK = 14
"""A contact counts as coming back within so many days after the closing."""

AT_ONCE = 5
"""A case that is closed within so many minutes is closed at once."""

NAMES = (
    "cases",
    "linked",
    "quick",
    "worked",
    "minutes",
    "log_minutes",
    "first_worked",
    "first_minutes",
    "closings",
    "back",
    "at_once",
    "measured_open_hours",
    "log_open_hours",
    "measured_first_response_hours",
    "log_first_response_hours",
    "measured_own",
    "log_own",
)
"""The sums per week: cases; those within `gap` days after an earlier one of the same subject and kind, and within one day; cases
with their work, its sum and the sum of its logarithms, and the same for the first of a chain; closings, how many came back, how
many were closed at once; cases with each measure of time and the sum of its logarithms. The built-in measures are always there,
so that one statement serves every check and is answered once."""

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
    """The chains of a source of cases, by the week in which a case was opened: one scan, and one for the layout.

    `gap`: days from opening to opening within which cases of one subject and category belong together; `at_once`: minutes within
    which a case is closed at once; `measure`: a column of the project whose course is wanted, beside the built-in ones.
    """
    table = source.table
    layout = layout_of(source, "opened_local", "category")
    frame = source.ask(_statement(source, layout, gap, at_once, measure))
    assert table.first is not None and table.last is not None
    sums = sums_of(frame, NAMES, Frequency.WEEKLY, (table.first, table.last - timedelta(days=BACK)))
    return Chains(sums, layout, table.has("subject"))


def _statement(source: Source, layout: Layout, gap: int, at_once: float, measure: str) -> str:
    table = source.table
    work = "work_minutes" if table.has("work_minutes") else "CAST(NULL AS DOUBLE)"
    kind = layout.category() if layout.categories else "'…'"
    chain = "PARTITION BY subject, kind ORDER BY opened, closed, work, reopened"  # all that counts: no order is left to chance
    near = (
        f"subject IS NOT NULL AND opened - lag(opened) OVER ({chain}) <= INTERVAL '{gap} days' AS linked, "
        f"subject IS NOT NULL AND opened - lag(opened) OVER ({chain}) <= INTERVAL '1 day' AS quick, "
        f"CASE WHEN subject IS NOT NULL THEN lead(opened) OVER ({chain}) END AS next_opened"
        if table.has("subject")
        else "FALSE AS linked, FALSE AS quick, CAST(NULL AS TIMESTAMP) AS next_opened"
    )
    closed = "closed" if table.has("closed") else "CAST(NULL AS TIMESTAMP)"
    own = measure if measure not in (*BUILT_IN, "work_minutes") else ""
    times = {
        name: f"CAST({column} AS DOUBLE)" if column and table.has(column) else "CAST(NULL AS DOUBLE)"
        for name, column in (*BUILT_IN.items(), ("own", own))
    }
    logs = ", ".join(
        f"sum(CASE WHEN time_{name} > 0 THEN 1 ELSE 0 END) AS measured_{name}, "
        f"sum(CASE WHEN time_{name} > 0 THEN ln(time_{name}) ELSE 0 END) AS log_{name}"
        for name in times
    )
    columns = ", ".join(f"time_{name}" for name in times)
    who = "subject" if table.has("subject") else "'' AS subject"
    return f"""
WITH plain AS (
  SELECT {who}, {kind} AS kind, opened, {closed} AS closed, CAST(date_trunc('week', opened_local) AS DATE) AS period,
         {work} AS work, {_reopened(source)} AS reopened,
         {", ".join(f"{sql} AS time_{name}" for name, sql in times.items())}
  FROM {source.view} WHERE {layout.kept("CAST(opened_local AS DATE)")}
), rows_in_a_row AS (
  SELECT period, kind, opened, closed, work, reopened, {columns}, {near} FROM plain
)
SELECT period, kind AS category, count(*) AS cases,
  sum(CASE WHEN linked THEN 1 ELSE 0 END) AS linked,
  sum(CASE WHEN quick THEN 1 ELSE 0 END) AS quick,
  sum(CASE WHEN work > 0 THEN 1 ELSE 0 END) AS worked,
  sum(CASE WHEN work > 0 THEN work ELSE 0 END) AS minutes,
  sum(CASE WHEN work > 0 THEN ln(work) ELSE 0 END) AS log_minutes,
  sum(CASE WHEN work > 0 AND NOT coalesce(linked, FALSE) THEN 1 ELSE 0 END) AS first_worked,
  sum(CASE WHEN work > 0 AND NOT coalesce(linked, FALSE) THEN work ELSE 0 END) AS first_minutes,
  sum(CASE WHEN closed IS NOT NULL THEN 1 ELSE 0 END) AS closings,
  sum(CASE WHEN reopened OR (next_opened > closed AND next_opened - closed <= INTERVAL '{BACK} days') THEN 1 ELSE 0 END) AS back,
  sum(CASE WHEN closed - opened < INTERVAL '{round(at_once * 60)} seconds' THEN 1 ELSE 0 END) AS at_once,
  {logs}
FROM rows_in_a_row GROUP BY period, kind"""


def _reopened(source: Source) -> str:
    kind = source.table.columns.get("reopened")
    if kind is None:
        return "FALSE"
    return "reopened IS NOT NULL" if kind is ColumnKind.TIME else "coalesce(reopened, FALSE)"
