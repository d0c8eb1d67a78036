"""Cases of one subject in a row: how many follow within days, what work they bring, how often one comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.checks._record_sources import Layout, Source, Sums, layout_of, sums_of
from monitor.model.records import ColumnKind
from monitor.model.words import Frequency

BACK = 14
"""A contact counts as coming back within so many days after the closing."""

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
    "measured",
    "log_measure",
)
"""The sums per week: cases; those within `gap` days after an earlier one of the same subject and kind, and within one day; cases
with their work, its sum and the sum of its logarithms, and the same for the first of a chain; closings, how many came back, how
many were closed at once; cases with the KPI's measure and the sum of its logarithms."""


@dataclass(frozen=True, eq=False)
class Chains:
    """Weekly sums by category, how the source is laid out, and whether cases know their subject."""

    sums: Sums
    layout: Layout
    subjects: bool


def chains_of(source: Source, gap: int, at_once: float, measure: str) -> Chains:
    """The chains of a source of cases, by the week in which a case was opened: one scan, and one for the layout.

    `gap`: days from opening to opening within which cases of one subject and category belong together; `at_once`: minutes within
    which a case is closed at once; `measure`: the column whose course is wanted.
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
    chain = "PARTITION BY subject, kind ORDER BY opened"
    near = (
        f"subject IS NOT NULL AND opened - lag(opened) OVER ({chain}) <= INTERVAL '{gap} days' AS linked, "
        f"subject IS NOT NULL AND opened - lag(opened) OVER ({chain}) <= INTERVAL '1 day' AS quick, "
        f"CASE WHEN subject IS NOT NULL THEN lead(opened) OVER ({chain}) END AS next_opened"
        if table.has("subject")
        else "FALSE AS linked, FALSE AS quick, CAST(NULL AS TIMESTAMP) AS next_opened"
    )
    closed = "closed" if table.has("closed") else "CAST(NULL AS TIMESTAMP)"
    wanted = f"CAST({measure} AS DOUBLE)" if table.has(measure) else "CAST(NULL AS DOUBLE)"
    who = "subject" if table.has("subject") else "'' AS subject"
    return f"""
WITH plain AS (
  SELECT {who}, {kind} AS kind, opened, {closed} AS closed, CAST(date_trunc('week', opened_local) AS DATE) AS period,
         {work} AS work, {wanted} AS measure, {_reopened(source)} AS reopened
  FROM {source.view} WHERE {layout.kept("CAST(opened_local AS DATE)")}
), rows_in_a_row AS (
  SELECT period, kind, opened, closed, work, measure, reopened, {near} FROM plain
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
  sum(CASE WHEN measure > 0 THEN 1 ELSE 0 END) AS measured,
  sum(CASE WHEN measure > 0 THEN ln(measure) ELSE 0 END) AS log_measure
FROM rows_in_a_row GROUP BY period, kind"""


def _reopened(source: Source) -> str:
    kind = source.table.columns.get("reopened")
    if kind is None:
        return "FALSE"
    return "reopened IS NOT NULL" if kind is ColumnKind.TIME else "coalesce(reopened, FALSE)"
