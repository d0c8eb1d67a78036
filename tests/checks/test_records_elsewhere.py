"""The checks on records say the same whether the records are in memory, in SQLite or in PostgreSQL."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from monitor.model.evidence import Evidence, Outcome
from monitor.model.project import Calendar, EventSource, Project
from monitor.model.records import RecordKind
from monitor.model.situation import Situation
from monitor.model.words import Language
from monitor.records.open import Sources, open_records
from monitor.simulate.scenarios import simulate
from tests.checks.recorded import ask
from tests.checks.situations import situation

DESK = (
    "records_superficial_closing",
    "records_repeat_window",
    "records_case_splitting",
    "records_survey_selection",
    "records_clock_stops",
    "records_waiting",
    "records_unit_outlier",
    "records_denominator_shrink",
    "records_short_contacts",
)
SALES = ("records_delayed_harm", "records_period_end_push")


def both(made: Any, folder: Path, url: str, environment: dict[str, str]) -> tuple[Situation, Situation]:
    """The same organisation with its records in Parquet files and in tables of a database."""
    at = situation(made.kpis, made.observations, made.as_of)
    for name, table in made.records.items():
        duckdb.from_df(table).write_parquet(str(folder / f"{name}.parquet"))
    found = []
    for where in ("files", "tables"):
        sources = {
            name: EventSource(
                name,
                RecordKind(made.kinds[name]),
                **({"file": f"{name}.parquet"} if where == "files" else {"table": f"{name}_table", "url": url}),
            )
            for name in made.records
        }
        project = Project(folder, "X", Language.EN, (), (), calendar=Calendar("UTC"), events=sources)
        found.append(replace(at, records=open_records(project, made.as_of, environment)))
    return found[0], found[1]


def same(checks: tuple[str, ...], one: Situation, other: Situation) -> None:
    for check in checks:
        for mine, theirs in zip(ask(check, one), ask(check, other), strict=True):
            assert type(mine) is type(theirs), (check, mine, theirs)
            assert brief(mine) == brief(theirs), check
    for at in (one, other):
        assert isinstance(at.records, Sources)
        at.records.close()


def brief(outcome: Outcome) -> tuple[object, ...]:
    p_value = getattr(outcome, "p_value", None)
    effect = outcome.effect.value if isinstance(outcome, Evidence) and outcome.effect else 0.0
    because = getattr(outcome, "because", None)
    return outcome.kpi, because, None if p_value is None else pytest.approx(p_value, rel=1e-6), pytest.approx(effect, rel=1e-6)


def organisations() -> list[tuple[tuple[str, ...], Any]]:
    return [
        (DESK, simulate("records-desk", 2, kind="superficial", problems=60.0, before=30, after=34)),
        (SALES, simulate("records-sales", 2, kind="pulling", sales=60.0, before=40, after=64)),
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_sqlite_gives_the_same_outcomes(tmp_path: Path, number: int):
    checks, made = organisations()[number]
    with sqlite3.connect(tmp_path / "records.db") as connection:
        for name, frame in made.records.items():
            frame.to_sql(f"{name}_table", connection, index=False)
    same(checks, *both(made, tmp_path, "sqlite:///records.db", {}))


@pytest.mark.postgres
@pytest.mark.parametrize("number", [0, 1])
def test_postgresql_gives_the_same_outcomes(tmp_path: Path, number: int, postgres_url: str):
    checks, made = organisations()[number]
    engine = sa.create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    for name, frame in made.records.items():
        frame.to_sql(f"{name}_table", engine, index=False)
    url = engine.url.render_as_string(hide_password=False)
    same(checks, *both(made, tmp_path, "${DB}", {"DB": url}))
    engine.dispose()
