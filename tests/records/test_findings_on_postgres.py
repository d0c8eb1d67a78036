"""The same records in Parquet and in PostgreSQL: every check says the same of them, to the ninth digit of every number."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import sqlalchemy as sa

from monitor.engine.evaluate import outcomes_of
from monitor.model.evidence import Evidence
from monitor.model.period import first_day
from monitor.model.project import Calendar, EventSource, Project
from monitor.model.records import RecordKind
from monitor.model.rule import Rule
from monitor.model.words import Frequency, Language
from monitor.records.open import Sources, open_records
from monitor.rulebook.read import builtin_rules
from monitor.simulate.outcome import Simulated
from monitor.simulate.scenarios import names, simulate
from tests.checks.situations import situation
from tests.cli.project import kpi_monitor
from tests.contract.folder import run, write

OTHERS = ("threshold_bunching", "limit_avoidance")
SMALL = {"before": 30, "after": 40, "gaming": "strong"}
CASES: list[tuple[str, dict[str, Any], set[str]]] = [
    ("records-desk", {"kind": "superficial"}, {"records_superficial_closing"}),
    ("records-desk", {"kind": "splitting"}, {"records_case_splitting"}),
    ("records-desk", {"kind": "selection"}, {"records_survey_selection"}),
    ("records-desk", {"kind": "pausing"}, {"records_clock_stops"}),
    ("records-desk", {"kind": "excluding"}, {"records_denominator_shrink"}),
    ("records-desk", {"kind": "held-back", "problems": 600.0}, {"records_repeat_window"}),
    ("records-desk", {"kind": "outlier"}, {"records_unit_outlier"}),
    ("records-sales", {"kind": "pushing"}, {"records_delayed_harm"}),
    ("records-sales", {"kind": "pulling", "sales": 60.0, "before": 80, "after": 104}, {"records_period_end_push"}),
    ("records-bunching", {}, {"threshold_bunching"}),
    ("records-purchases", {"kind": "split"}, {"limit_avoidance"}),
    ("records-contacts", {"contacts": 30.0}, {"records_short_contacts"}),
]
"""Scenario, settings, and the checks that find something in it."""


def rules_on_records() -> list[Rule]:
    return [rule for rule in builtin_rules().values() if rule.check.startswith("records_") or rule.check in OTHERS]


def loaded(made: Simulated, url: str) -> str:
    """Puts the tables of a scenario into a database, in another order than they have; gives its address."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    for name, frame in made.records.items():
        frame.head(0).to_sql(name, engine, index=False)
        with engine.begin() as connection, connection.connection.cursor() as cursor:  # type: ignore[attr-defined]
            text = io.StringIO()
            frame.sample(frac=1.0, random_state=1).to_csv(text, index=False, header=False)
            with cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT csv)') as copy:
                copy.write(text.getvalue())
    address = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    return address


def in_parquet(made: Simulated, folder: Path) -> None:
    for name, frame in made.records.items():
        assert len(frame)  # DuckDB reads the variable itself
        duckdb.sql("SELECT * FROM frame").write_parquet(str(folder / f"{name}.parquet"))


def opened(made: Simulated, folder: Path, address: str = "") -> Sources:
    """The records of a scenario from a database, or from the files of a folder."""
    where: dict[str, dict[str, Any]] = {
        name: {"table": name, "url": "${DB}"} if address else {"file": f"{name}.parquet"} for name in made.records
    }
    events = {name: EventSource(name, RecordKind(made.kinds[name]), **said) for name, said in where.items()}
    project = Project(folder, "X", Language.EN, (), (), calendar=Calendar("Europe/Copenhagen"), events=events)
    return open_records(project, made.as_of, {"DB": address})


def differences(one: Any, other: Any, where: str = "") -> Iterator[str]:
    """Where two outcomes differ: numbers by more than a billionth, and everything else at all."""
    if type(one) is not type(other):
        yield f"{where}: {one!r} and {other!r}"
    elif is_dataclass(one):
        for each in fields(one):
            yield from differences(getattr(one, each.name), getattr(other, each.name), f"{where}.{each.name}")
    elif isinstance(one, Mapping) and one.keys() == other.keys():
        for key in one:
            yield from differences(one[key], other[key], f"{where}[{key}]")
    elif isinstance(one, tuple | list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{where}[{number}]")
    elif one != other and not (isinstance(one, float) and one == pytest.approx(other, rel=1e-9, abs=1e-12, nan_ok=True)):
        yield f"{where}: {one!r} and {other!r}"


def coarse(made: Simulated) -> Simulated:
    """The same records with times to four hours, so that many lie at the same moment: no order of rows may matter."""
    times = {name: list(frame.select_dtypes("datetime").columns) for name, frame in made.records.items()}
    records = {
        name: frame.assign(**{column: frame[column].dt.floor("4h") for column in times[name]})
        for name, frame in made.records.items()
    }
    return replace(made, records=records)


def compared(made: Simulated, folder: Path, url: str) -> tuple[list[str], set[str]]:
    """Where what the rules say differs, and the checks that find something."""
    in_parquet(made, folder)
    files, database = opened(made, folder), opened(made, folder, loaded(made, url))
    at = situation(made.kpis, made.observations, made.as_of)
    found, apart = set[str](), list[str]()
    for rule in rules_on_records():
        mine = outcomes_of(rule, replace(at, records=files), {}, None)
        theirs = outcomes_of(rule, replace(at, records=database), {}, None)
        apart += differences(mine, theirs, rule.id)
        found |= {rule.check for one in mine if isinstance(one, Evidence) and (one.p_value or 1.0) < 0.05}
    files.close()
    database.close()
    return apart, found


def test_every_scenario_with_records_is_compared() -> None:
    assert {name for name in names() if name.startswith("records-")} == {name for name, _, _ in CASES}
    assert {rule.check for rule in rules_on_records()} >= set().union(*(expected for _, _, expected in CASES))


@pytest.mark.postgres
@pytest.mark.parametrize(("name", "settings", "expected"), CASES, ids=[f"{one[0]}-{one[1].get('kind', '')}" for one in CASES])
def test_every_check_says_the_same(
    name: str, settings: dict[str, Any], expected: set[str], tmp_path: Path, postgres_url: str
) -> None:
    apart, found = compared(simulate(name, 2, **SMALL | settings), tmp_path, postgres_url)
    assert apart == []
    assert expected <= found


@pytest.mark.postgres
def test_many_records_at_one_moment(tmp_path: Path, postgres_url: str) -> None:
    apart, found = compared(coarse(simulate("records-desk", 2, **SMALL, kind="superficial")), tmp_path, postgres_url)
    assert apart == [] and found


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[tuple[Path, Path, str]]:
    """The same project twice, with its cases in Parquet and in PostgreSQL, and the day up to which they go."""
    made = simulate("records-bunching", 3, gaming="strong")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE whole")
    address = loaded(made, postgres_server.replace("/postgres?", "/whole?"))
    events = {"files": "{file: cases.parquet}", "tables": "{table: cases, url: '${RECORDS}'}"}
    folders = [_project(tmp_path_factory.mktemp(name), made, said) for name, said in events.items()]
    in_parquet(made, folders[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECORDS", address)
        yield folders[0], folders[1], made.as_of.isoformat()


def _project(folder: Path, made: Simulated, cases: str) -> Path:
    rows = made.observations
    days = [first_day(int(one.period), Frequency(one.frequency)).isoformat() for one in rows.itertuples()]
    rows.assign(period=days)[["kpi", "period", "value", "numerator", "denominator"]].to_csv(folder / "values.csv", index=False)
    text = f"organisation: Nordlys\nlanguage: en\nobservations: [{{file: values.csv}}]\nevents: {{cases: {cases}}}\n"
    return write(folder, {"kpi-monitor.yaml": text, "kpis.yaml": json.dumps({"kpis": made.kpis}, default=str)})


@pytest.mark.postgres
def test_the_command_finds_the_same(projects: tuple[Path, Path, str]) -> None:
    files, tables, day = projects
    mine, theirs = run(files, day), run(tables, day)
    for part in ("findings", "skipped", "set_aside", "grades"):
        assert list(differences(mine.get(part), theirs.get(part), part)) == []
    assert mine["run"]["records"] == theirs["run"]["records"]
    assert "threshold-bunching" in {one["pattern"] for one in mine["findings"]}


@pytest.mark.postgres
def test_a_finding_from_records_is_explained_and_computed_again(projects: tuple[Path, Path, str]) -> None:
    for folder in projects[:2]:
        found = run(folder, projects[2])["findings"]
        ident = next(one["id"] for one in found if one["pattern"] == "threshold-bunching")
        shown = kpi_monitor("findings", "explain", ident, folder)
        assert shown.returncode == 0, shown.stderr
        assert "It holds." in shown.stdout and "The computation gives the very numbers that were kept." in shown.stdout


@pytest.mark.postgres
def test_a_replay_says_that_records_are_left_out(projects: tuple[Path, Path, str]) -> None:
    for folder in projects[:2]:
        shown = kpi_monitor("replay", folder, "--from", "2024-01-01", "--every", "quarterly")
        assert shown.returncode == 0, shown.stderr
        assert "the records behind the KPIs (cases) were not looked at" in shown.stdout + shown.stderr
