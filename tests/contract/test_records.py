"""The records behind the numbers, through the command: counted, evaluated, told about, and nobody named."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from monitor.simulate.scenarios import simulate
from tests.cli.project import kpi_monitor
from tests.contract.folder import mistakes, run, write

PROJECT = """organisation: Nordlys
language: en
catalogue: kpis.yaml
calendar: {timezone: Europe/Copenhagen, holidays: DK}
events:
  cases:
    file: data/cases.csv
    columns: {opened: created}
    measures: {waited: working_hours(closed - created_at)}
"""
KPIS = """kpis:
  in_time: {name: Closed in time, unit: "%", direction: higher, frequency: weekly, consequence: bonus,
    records: {events: cases, measure: open_hours, where: "channel <> 'test'"}, threshold: {limit: 24, met: below},
    targets: [{from: 2024-01-01, value: 90}]}
  other: {name: Other, frequency: weekly, records: {events: letters}}
"""
ROWS = "id,created,closed,channel\n1,2024-03-01 10:00,2024-03-01 12:00,post\n,2024-03-01 10:00,,post\n2,2024-03-05 10:00,,test\n"


def project(folder: Path, text: str = PROJECT, kpis: str = KPIS) -> Path:
    return write(folder, {"kpi-monitor.yaml": text, "kpis.yaml": kpis, "data/cases.csv": ROWS})


def right(folder: Path) -> Path:
    return project(folder, PROJECT.replace("created_at", "opened"), KPIS.split("  other")[0])


def test_mistakes_of_files_data_and_expressions_are_told_together(tmp_path: Path) -> None:
    assert mistakes(project(tmp_path)) == [
        "kpi-monitor.yaml:9:24: the measure 'waited': there is no column 'created_at'; expected one of channel, closed, "
        "id, opened",
        "kpis.yaml:5:61: the project has no events 'letters'; expected one of cases",
    ]


def test_a_measure_may_not_read_files_or_the_environment(tmp_path: Path) -> None:
    for expression in ("(SELECT 1)", "read_csv('/etc/passwd')", "getenv('HOME')", "avg(open_hours)"):
        found = mistakes(
            project(tmp_path, PROJECT.replace("working_hours(closed - created_at)", expression), "kpis: {a: {name: A}}\n")
        )
        assert len(found) == 1 and found[0].startswith("kpi-monitor.yaml:9:24: the measure 'waited'"), found


def test_a_run_counts_records_and_what_it_set_aside(tmp_path: Path) -> None:
    found = run(right(tmp_path), "2024-03-04")
    assert found["run"]["records"] == {
        "cases": {"kind": "cases", "used": 1, "first": "2024-03-01", "last": "2024-03-01", "set_aside": {"no id": 1}}
    }
    assert [one["what"] for one in found["set_aside"]] == ["1 record of 'cases' left out: no id"]
    assert [one for one in found["skipped"] if one["kpi"] == "in_time"]
    checked = kpi_monitor("check", tmp_path)
    assert checked.returncode == 0 and "2 records" in checked.stdout


def test_the_fingerprint_of_the_data_knows_the_records(tmp_path: Path) -> None:
    first = run(right(tmp_path), "2024-03-04")["run"]
    again = run(right(tmp_path), "2024-03-04")["run"]
    assert (first["data_fingerprint"], first["id"]) == (again["data_fingerprint"], again["id"])
    (tmp_path / "data" / "cases.csv").write_text(ROWS + "3,2024-02-01 10:00,,post\n")
    assert run(tmp_path, "2024-03-04")["run"]["data_fingerprint"] != first["data_fingerprint"]


@pytest.fixture(scope="module")
def gamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A help desk that closes just before its limit; every name, number of a customer and free text in it is a secret."""
    folder = tmp_path_factory.mktemp("gamed")
    made = simulate("records-bunching", 3, gaming=1.0)
    frame = made.records["cases"]
    secret = {"id": "id", "unit": "unit"} | {one: one for one in ("subject", "agent", "category") if one in frame}
    marked = frame.assign(
        **{one: [f"SECRET {column} {value}" for value in frame[one]] for one, column in secret.items()},
        agent=[f"SECRET agent {number % 9}" for number in range(len(frame))],
        subject=[f"SECRET customer {number % 900}" for number in range(len(frame))],
        comment=[f"SECRET comment {number}" for number in range(len(frame))],
    )
    marked.loc[0, "id"] = None
    (folder / "data").mkdir()
    marked.to_csv(folder / "data" / "cases.csv", index=False)
    _observations(made.observations).to_csv(folder / "data" / "values.csv", index=False)
    text = (
        "organisation: Nordlys\nlanguage: en\nobservations: [{file: data/values.csv}]\nevents: {cases: {file: data/cases.csv}}\n"
    )
    kpis = {kpi: json.loads(json.dumps(said, default=str)) for kpi, said in made.kpis.items()}
    write(folder, {"kpi-monitor.yaml": text, "kpis.yaml": json.dumps({"kpis": kpis})})
    shown = kpi_monitor("run", folder, "--as-of", made.as_of.isoformat(), "--verbose", "--json", str(folder / "found.json"))
    (folder / "shown.txt").write_text(shown.stdout + shown.stderr)
    assert shown.returncode == 0, shown.stderr
    return folder


def _observations(table: pd.DataFrame) -> pd.DataFrame:
    from datetime import date

    from monitor.model.period import first_day
    from monitor.model.words import Frequency

    def day(period: int, frequency: str) -> date:
        return first_day(period, Frequency(frequency))

    days = [day(int(period), frequency) for period, frequency in zip(table["period"], table["frequency"], strict=True)]
    return table.assign(period=days)[["kpi", "period", "value", "numerator", "denominator"]]


def test_gaming_is_found_in_the_records(gamed: Path) -> None:
    found = json.loads((gamed / "found.json").read_text())["findings"]
    mine = [one for one in found if one["pattern"] == "threshold-bunching" and one["kpi"] == "in_time"]
    assert mine and mine[0]["p_value"] < 1e-4 and mine[0]["evidence"]["n"] > 1000, [(one["rule"], one["kpi"]) for one in found]


def test_nobody_and_nothing_of_a_record_is_named_anywhere(gamed: Path) -> None:
    for command in (["findings", "list", gamed], ["findings", "list", gamed, "--json", "-"], ["report", gamed]):
        shown = kpi_monitor(*map(str, command))
        assert "SECRET" not in shown.stdout + shown.stderr
    written = [file for file in gamed.rglob("*") if file.is_file() and file.parent.name != "data"]
    assert {".html", ".json", ".db", ".txt"} <= {file.suffix for file in written}
    assert [file.name for file in written if b"SECRET" in file.read_bytes()] == []
