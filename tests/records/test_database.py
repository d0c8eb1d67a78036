"""The same records in Parquet, CSV, SQLite and PostgreSQL: the same tables, and the same answer to every statement."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from monitor.model.project import Calendar, EventSource, Project
from monitor.model.records import RecordKind
from monitor.model.words import Language
from monitor.records.open import Sources, open_records
from tests.records.desk import cases

STATEMENTS = [
    'SELECT id, halves, thirds, apart FROM "cases" ORDER BY id',
    'SELECT count(*) AS n, sum(first_response_hours) AS s, avg(open_hours) AS a, min(opened) AS f, max(closed) AS l FROM "cases"',
    """SELECT date_trunc('week', opened_local) AS w, unit, count(*) AS n, count(*) FILTER (WHERE first_response_hours < 4) AS met,
       median(first_response_hours) AS m FROM "cases" GROUP BY ALL ORDER BY 1, 2""",
    """SELECT hour(opened_local) AS h, isodow(opened_local) AS d, dayofweek(opened_local) AS s, count(*) AS n FROM "cases"
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    """SELECT floor(first_response_hours * 12) AS bin, count(*) AS n FROM "cases" WHERE first_response_hours BETWEEN 2 AND 6
       GROUP BY 1 ORDER BY 1""",
    """WITH gaps AS (SELECT subject, opened, lag(opened) OVER (PARTITION BY subject ORDER BY opened, id) AS before FROM "cases")
       SELECT count(*) AS n, avg(hours(opened - before)) AS gap, sum(date_diff('second', before, opened)) AS s FROM gaps
       WHERE before IS NOT NULL AND hours(opened - before) < 24""",
    "SELECT sum(worked) AS w, max(worked) AS m, avg(share) AS s FROM \"cases\" WHERE (category <> 'spam')",
    "SELECT date_diff('week', min(opened_local), max(opened_local)) AS w, quantile_cont(open_hours, 0.9) AS q FROM \"cases\"",
    """SELECT unit, n FROM (SELECT unit, count(*) AS n FROM "cases" GROUP BY unit)
       QUALIFY row_number() OVER (ORDER BY n DESC, unit) <= 2 ORDER BY 1""",
    "SELECT year(opened_local) AS y, month(opened_local) AS m, quarter(opened) AS q, week(opened) AS w, count(*) AS n FROM cases "
    "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    "SELECT count(rate) AS none, count(rest) AS n, avg(rest) AS a, sum(CASE WHEN rest > 1 THEN 1 ELSE 0 END) AS x FROM cases "
    "WHERE work_minutes > 0",
    'SELECT count(*) AS n FROM "cases" WHERE 10 / (work_minutes - work_minutes) > 2 OR 1 / (length(unit) - 4) > 0',
    'SELECT count(*) AS n FROM "cases" WHERE length(id) % (length(unit) - 4) = 0 OR length(id) // (length(unit) - 4) > 1',
    'SELECT reopened, round(sum(work_minutes), 2) AS w, count(DISTINCT subject) AS s FROM "cases" GROUP BY reopened ORDER BY 1',
]
MEASURES = {
    "worked": "working_hours(closed - opened)",
    "share": "CASE WHEN work_minutes > 10 THEN 1 ELSE 0 END",
    "rate": "work_minutes / (work_minutes - work_minutes)",
    "halves": "CAST(work_minutes AS INTEGER) / 2",
    "thirds": "CAST(work_minutes * 10 AS INTEGER) % 3",
    "apart": "length(id) / length(unit) + CAST(substr(id, 2) AS INTEGER) // 7",
    "rest": "hours(closed - opened) / greatest(work_minutes - 10, 0)",
}


def opened(folder: Path, environment: dict[str, str] | None = None, **where: str) -> Sources:
    source = EventSource("cases", RecordKind.CASES, columns={"opened": "created"}, measures=MEASURES, **where)
    project = Project(folder, "X", Language.EN, (), (), calendar=Calendar("Europe/Copenhagen"), events={"cases": source})
    return open_records(project, date(2025, 11, 15), environment or {})


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_dtype=False, rtol=1e-9)


def parquet(folder: Path, frame: pd.DataFrame) -> Sources:
    duckdb.sql("SELECT * FROM frame").write_parquet(str(folder / "cases.parquet"))
    return opened(folder, file="cases.parquet")


def alike(one: Sources, other: Sources) -> None:
    mine, theirs = one.tables["cases"], other.tables["cases"]
    assert (mine.rows, mine.first, mine.last, mine.aside) == (theirs.rows, theirs.first, theirs.last, theirs.aside)
    assert dict(mine.columns) == dict(theirs.columns) and dict(mine.measures) == dict(theirs.measures)
    for sql in STATEMENTS:
        same(one.ask(sql), other.ask(sql))
    one.close()
    other.close()


@pytest.mark.postgres
def test_postgresql_gives_the_same_answers_as_parquet(tmp_path: Path, postgres_url: str) -> None:
    frame = cases(3000, bad=True)
    engine = sa.create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    frame.to_sql("tickets", engine, index=False)
    url = engine.url.render_as_string(hide_password=False)
    alike(parquet(tmp_path, frame), opened(tmp_path, {"DB": url}, table="tickets", url="${DB}"))
    alike(parquet(tmp_path, frame), opened(tmp_path, {"DB": url}, sql="SELECT * FROM tickets WHERE 1 = 1;", url="${DB}"))
    engine.dispose()


@pytest.mark.postgres
def test_postgresql_with_zoned_times_and_other_types(tmp_path: Path, postgres_url: str) -> None:
    frame = cases(500)
    for column in ("created", "closed", "first_response"):
        frame[column] = frame[column].dt.tz_localize("Europe/Copenhagen", ambiguous=True, nonexistent="shift_forward")
    engine = sa.create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    frame.to_sql("tickets", engine, index=False)
    url = engine.url.render_as_string(hide_password=False)
    alike(parquet(tmp_path, frame), opened(tmp_path, {"DB": url}, table="public.tickets", url="${DB}"))
    engine.dispose()


def test_sqlite_gives_the_same_answers_as_parquet(tmp_path: Path) -> None:
    frame = cases(2000, bad=True)
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        frame.to_sql("tickets", connection, index=False)
    alike(parquet(tmp_path, frame), opened(tmp_path, table="tickets", url="sqlite:///desk.db"))


def test_csv_in_danish_gives_the_same_answers_as_parquet(tmp_path: Path) -> None:
    frame = cases(2000, bad=True)
    written = frame.assign(
        **{one: frame[one].dt.strftime("%d.%m.%Y %H:%M:%S") for one in ("created", "closed", "first_response")},
        reopened=frame["reopened"].map({True: "ja", False: "nej"}),
    )
    written.to_csv(tmp_path / "cases.csv", sep=";", decimal=",", index=False, encoding="latin-1")
    alike(parquet(tmp_path, frame), opened(tmp_path, file="cases.csv"))
