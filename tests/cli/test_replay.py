"""`kpi-monitor replay`, called as a person calls it, on a simulated organisation and on the demo project."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from monitor.cli.demo_project import write_demo
from monitor.model.period import first_day
from monitor.model.words import Frequency
from monitor.simulate.scenarios import simulate
from tests.cli.project import kpi_monitor

PROJECT = "organisation: Nordlys\ncatalogue: kpis.yaml\nobservations:\n  - file: values.csv\n"


def written(folder: Path, scenario: str, **settings: object) -> Path:
    """A project of a simulated organisation, with the days of recording where there are any."""
    simulated = simulate(scenario, 2, **settings)
    rows = simulated.observations
    days = [first_day(int(one.period), Frequency(one.frequency)).isoformat() for one in rows.itertuples()]
    said = [date.fromordinal(int(day)).isoformat() if day else "" for day in rows["recorded"]]
    rows = rows.assign(period=days, recorded_at=said)
    columns = [
        name for name in ("kpi", "period", "value", "numerator", "denominator", "recorded_at") if not rows[name].isna().all()
    ]
    folder.mkdir()
    rows[columns].to_csv(folder / "values.csv", index=False)
    catalogue = json.loads(json.dumps({"kpis": simulated.kpis}, default=str))
    (folder / "kpis.yaml").write_text(yaml.safe_dump(catalogue), encoding="utf-8")
    (folder / "kpi-monitor.yaml").write_text(PROJECT, encoding="utf-8")
    return folder


def replayed(folder: Path, *arguments: object) -> dict:
    out = folder / "replay.json"
    shown = kpi_monitor("replay", folder, "--json", out, "--quiet", *arguments)
    assert shown.returncode == 0, shown.stderr
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def heaped(tmp_path_factory):
    return written(tmp_path_factory.mktemp("heaped") / "p", "lead-volume")


@pytest.fixture(scope="module")
def told(heaped):
    return replayed(heaped, "--from", "2024-01-01", "--every", "quarterly")


def test_the_last_look_sees_what_a_run_of_that_day_sees(heaped, told, tmp_path):
    out = tmp_path / "run.json"
    last = told["replay"]["to"]
    shown = kpi_monitor("run", heaped, "--as-of", last, "--dry-run", "--quiet", "--json", out)
    assert shown.returncode == 0, shown.stderr
    run = json.loads(out.read_text(encoding="utf-8"))
    now = {one["id"]: (one["rule"], one["tier"]) for one in run["findings"]}
    standing = {one["id"]: (one["rule"], one["tier"]) for one in told["findings"] if one["stands"]}
    assert standing == now
    assert told["replay"]["kpis"] == run["run"]["kpis"]


def test_what_is_gamed_is_seen_after_its_onset_and_stays(told):
    [gamed] = [one for one in told["findings"] if one["pattern"] == "paired-divergence" and one["kpi"] == "leads"]
    assert date.fromisoformat("2023-01-02") <= date.fromisoformat(gamed["onset"]) < date.fromisoformat(gamed["first_seen"])
    assert gamed["delay_days"] == (date.fromisoformat(gamed["first_seen"]) - date.fromisoformat(gamed["onset"])).days
    assert gamed["stands"] and gamed["last_seen"] == told["replay"]["to"]
    assert gamed["finding_since"] >= gamed["first_seen"]


def test_the_looks_add_up_to_the_findings(told):
    counting = [one for one in told["findings"] if one["counts"]]
    assert sum(look["new"] for look in told["looks"]) == len(counting)
    assert sum(look["new_findings"] for look in told["looks"]) == sum(one["finding_since"] is not None for one in counting)
    years = told["replay"]["kpi_years"]
    assert told["rates"]["flags_per_100_kpi_years"] == pytest.approx(100 * len(counting) / years, abs=0.001)
    assert [look["as_of"] for look in told["looks"]][:3] == ["2024-01-01", "2024-04-01", "2024-07-01"]
    assert told["looks"][-1]["as_of"] == "2024-12-30"


def test_it_changes_no_store_and_no_file(heaped):
    assert kpi_monitor("run", heaped, "--quiet", "--as-of", "2024-06-03").returncode == 0
    before = {path: sha256(path.read_bytes()).hexdigest() for path in heaped.rglob("*") if path.is_file()}
    shown = kpi_monitor("replay", heaped, "--from", "2024-06-03", "--every", "quarterly", "--quiet")
    assert shown.returncode == 0, shown.stderr
    assert {path: sha256(path.read_bytes()).hexdigest() for path in heaped.rglob("*") if path.is_file()} == before


def test_people_read_a_table_and_the_rates(heaped):
    shown = kpi_monitor("replay", heaped, "--from", "2024-06-03", "--to", "2024-12-30", "--every", "quarterly", "--quiet")
    first, *rest = shown.stdout.splitlines()
    assert first.split("\t")[:4] == ["first seen", "as", "finding since", "stood until"]
    assert any("\tleads\t" in line for line in rest)
    assert "3 looks from 2024-07-01 to 2024-12-30" in shown.stdout
    assert "per 100 KPI-years" in shown.stdout and "promised are at most 1 and 0.1" in shown.stdout


def test_a_look_sees_the_vintages_of_its_day(tmp_path):
    folder = written(tmp_path / "p", "favourable-revision", kind="migration", frequency="monthly")
    simulated = simulate("favourable-revision", 2, kind="migration", frequency="monthly")
    rebuilt = date.fromordinal(int(simulated.observations["recorded"].mode()[0]))
    counts = []
    for day in (rebuilt - timedelta(days=1), rebuilt):
        from monitor.cli._past import read_past
        from monitor.cli._read import read_catalogue_and_rules, read_data

        found = read_catalogue_and_rules(folder, {})
        past = read_past(found, read_data(found, {}, day, print).observations)
        counts.append(len(past.situation(found.everything, day).revisions.get("on_time", ())))
        panel = past.situation(found.everything, day).panel_of("on_time")
        assert panel is not None and panel.periods > 24
    assert counts[1] > counts[0] + 20


def test_the_rate_where_nothing_happens_is_kept_and_printed_by_the_next_run(tmp_path):
    folder = written(tmp_path / "p", "spillover")
    told = replayed(folder, "--from", "2024-06-03", "--every", "quarterly", "--null", "2")
    measured = told["rates"]["where_nothing_happens"]
    assert measured["draws"] == 2 and measured["kpi_years"] == pytest.approx(12, abs=0.5)
    assert measured["placebo"]["kpi_years"] == pytest.approx(0, abs=1.1)
    out = folder / "run.json"
    assert kpi_monitor("run", folder, "--quiet", "--json", out, "--as-of", "2024-12-30").returncode == 0
    promise = json.loads(out.read_text(encoding="utf-8"))["promise"]
    assert promise["reached_watch"] == pytest.approx(measured["flags_per_100_kpi_years"], abs=1e-3)
    assert promise["reached_finding"] == pytest.approx(measured["findings_per_100_kpi_years"], abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "2030-01-01"], "2030-01-01 is after the last look"),
        (["--from", "soon"], "'soon' is not a day"),
        ([], "--from"),
    ],
)
def test_mistakes_are_told(heaped, arguments, says):
    shown = kpi_monitor("replay", heaped, *arguments)
    assert shown.returncode == 2
    assert says in shown.stderr


def test_the_demo_project_tells_its_story_over_time(tmp_path):
    folder = next(path for path in write_demo(tmp_path, "en") if path.name == "nordlys")
    told = replayed(folder, "--from", "2025-04-01", "--every", "quarterly")
    seen = {(one["rule"], one["kpi"]): one for one in told["findings"] if one["counts"]}
    assert seen["speed-without-quality", "first_response_time"]["first_seen"] < told["replay"]["to"]
    assert seen["one-problem-several-cases", "cases_closed"]["delay_days"] > 0
    assert told["rates"]["findings_per_100_kpi_years"] > told["rates"]["promised_finding"]
