"""`run` in pipelines: exit codes, JSON lines, OpenMetrics, no secrets, one run at a time, and what a killed one leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.cli._secrets import without_secrets
from monitor.store.store import open_store
from tests.cli.project import CATALOGUE, PROJECT, kpi_monitor, project

ROOT = Path(__file__).parents[2]
WHO = ("--by", "Ane", "--because", "known")
SECRET = "s3cr3t!pass"
SAMPLE = re.compile(r"(?P<name>kpi_monitor_[a-z_]+)\{(?P<labels>[^}]*)\} (?P<value>-?[0-9.]+)")

HOLDER = """
import sys
from pathlib import Path
from monitor.store.store import open_store
with open_store(sys.argv[1], Path(sys.argv[2])).work():
    print("working", flush=True)
    sys.stdin.readline()
"""


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def nordlys(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The small project, with its store on either database."""
    project(tmp_path)
    if request.param == "postgresql":
        store = f"store: {request.getfixturevalue('postgres_url')}\n"
        (tmp_path / "kpi-monitor.yaml").write_text(PROJECT.format(language="en") + store, encoding="utf-8")
    return tmp_path


def store_of(folder: Path) -> str:
    text = (folder / "kpi-monitor.yaml").read_text(encoding="utf-8")
    return text.split("store: ")[1].strip() if "store: " in text else "sqlite:///kpi-monitor.db"


def runs(folder: Path) -> int:
    store = open_store(store_of(folder), folder)
    try:
        with store.read() as reading:
            return len(reading.runs())
    finally:
        store.close()


def test_a_finding_fails_the_pipeline_until_it_is_dealt_with(tmp_path: Path) -> None:
    project(tmp_path)
    assert kpi_monitor("run", tmp_path, "-q", "--fail-on", "low").returncode == 1
    assert kpi_monitor("run", tmp_path, "-q", "--fail-on", "critical").returncode == 0
    assert kpi_monitor("run", tmp_path, "-q").returncode == 0
    found = json.loads(kpi_monitor("findings", "list", tmp_path, "--json").stdout)["findings"]
    grave = [one["id"] for one in found if one["tier"] != "watch"]
    half = len(grave) // 2
    assert kpi_monitor("findings", "waive", *grave[:half], tmp_path, "--until", "2999-12-31", *WHO).returncode == 0
    assert kpi_monitor("run", tmp_path, "-q", "--fail-on", "low").returncode == 1
    assert kpi_monitor("findings", "resolve", "--false-alarm", *grave[half:], tmp_path, *WHO).returncode == 0
    assert kpi_monitor("run", tmp_path, "-q", "--fail-on", "low").returncode == 0


def test_the_log_is_json_line_by_line(tmp_path: Path) -> None:
    shown = kpi_monitor("run", project(tmp_path), "--log-format", "json", "--json", "-", "--fail-on", "low")
    document, log = json.loads(shown.stdout), lines(shown.stderr)
    assert shown.returncode == 1
    assert all({"time", "level", "event"} <= line.keys() for line in log)
    (run,) = (line for line in log if line["event"] == "run")
    assert (run["run"], run["exit_code"], run["kpis"]) == (document["run"]["id"], 1, 2)
    assert run["findings"] == len(document["findings"]) == sum(run["severity"].values()) == sum(run["status"].values())
    phases = {line["phase"]: line for line in log if line["event"] == "phase"}
    assert {"catalogue", "sources", "store", "evaluate", "report"} <= phases.keys()
    assert all(line["run"] == run["run"] and line["seconds"] >= 0 for line in phases.values())


def test_mistakes_are_json_too(tmp_path: Path) -> None:
    project(tmp_path, catalogue="kpis:\n  frt: {like: no-such-thing}\n  csat: {unit: [1]}\n")
    shown = kpi_monitor("run", tmp_path, "--log-format", "json")
    errors = [line for line in lines(shown.stderr) if line["event"] == "error"]
    assert shown.returncode == 2 and len(errors) >= 2
    assert all((line["level"], line["exit_code"]) == ("error", 2) for line in errors)
    unknown = kpi_monitor("run", tmp_path, "--log-format", "json", "--fail-on", "nonsense")
    assert unknown.returncode == 2 and lines(unknown.stderr)[0]["event"] == "error"


def test_quiet_json_says_only_what_came_out(tmp_path: Path) -> None:
    log = lines(kpi_monitor("run", project(tmp_path), "--log-format", "json", "-q").stderr)
    assert {line["event"] for line in log} == {"result", "phase", "run"}


def metrics(file: Path) -> dict[str, float]:
    text = file.read_text(encoding="utf-8")
    assert text.endswith("# EOF\n")
    families: list[str] = []
    found: dict[str, float] = {}
    for line in text.splitlines()[:-1]:
        if line.startswith("#"):
            kind, name = line.split()[1:3]
            assert kind in ("TYPE", "UNIT", "HELP")
            families += [name] if kind == "TYPE" else []
            continue
        match = SAMPLE.fullmatch(line)
        assert match is not None, line
        assert match["name"] == families[-1], "the samples of a family stand together"
        found[f"{match['name']}{{{match['labels']}}}"] = float(match["value"])
    assert len(families) == len(set(families))
    return found


def test_metrics_tell_counts_seconds_and_the_last_success(tmp_path: Path) -> None:
    file, folder = tmp_path / "kpi.prom", project(tmp_path / "p")
    begun = time.time()
    shown = kpi_monitor("run", folder, "-q", "--metrics", file, "--json", tmp_path / "findings.json")
    assert shown.returncode == 0
    document, told = json.loads((tmp_path / "findings.json").read_text()), metrics(file)
    whose = 'organisation="Nordlys"'
    counted = {key: value for key, value in told.items() if key.startswith("kpi_monitor_findings{")}
    assert len(counted) == 3 * 4 * 7 and sum(counted.values()) == len(document["findings"])
    one = document["findings"][0]
    key = f'kpi_monitor_findings{{{whose},tier="{one["tier"]}",severity="{one["severity"]}",status="{one["status"]}"}}'
    assert counted[key] >= 1
    assert told[f"kpi_monitor_kpis{{{whose}}}"] == 2
    assert told[f"kpi_monitor_observations{{{whose}}}"] == document["run"]["observations"]
    assert told[f"kpi_monitor_run_seconds{{{whose}}}"] > 0
    assert begun <= told[f"kpi_monitor_last_success_timestamp_seconds{{{whose}}}"] <= time.time()
    assert list(tmp_path.glob("*.part")) == []


def test_a_run_that_fails_leaves_the_metrics_of_the_last_success(tmp_path: Path) -> None:
    file, folder = tmp_path / "kpi.prom", project(tmp_path / "p")
    assert kpi_monitor("run", folder, "-q", "--metrics", file).returncode == 0
    before = file.read_text()
    (folder / "kpis.yaml").write_text("kpis: [half a", encoding="utf-8")
    assert kpi_monitor("run", folder, "-q", "--metrics", file).returncode == 2
    assert file.read_text() == before


def test_names_are_escaped_in_metrics(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    text = (folder / "kpi-monitor.yaml").read_text().replace("organisation: Nordlys", "organisation: 'A \"b\" \\ c'")
    (folder / "kpi-monitor.yaml").write_text(text)
    assert kpi_monitor("run", folder, "-q", "--metrics", tmp_path / "m").returncode == 0
    assert 'organisation="A \\"b\\" \\\\ c"' in (tmp_path / "m").read_text()


@pytest.mark.parametrize("more", [("--metrics", "no/such/folder/m"), ("--metrics", "."), ("--metrics", "m", "--dry-run")])
def test_metrics_that_cannot_be_written_are_refused_before_the_work(
    tmp_path: Path, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path))
    shown = kpi_monitor("run", *more)
    assert shown.returncode == 2 and "--metrics" in shown.stderr
    assert not (tmp_path / "kpi-monitor.db").exists()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:pa:ss@word@host/db failed", "postgresql://me:***@host/db failed"),
        ("at smtp://u:p@h:25 and mysql+x://a:b@c", "at smtp://u:***@h:25 and mysql+x://a:***@c"),
        ("connect password=hunter2 host=x", "connect password=*** host=x"),
        ("https://x.example/hook?token=abc&n=1", "https://x.example/hook?token=***&n=1"),
        ("sqlite:///kpi.db, https://x.example/a@b", "sqlite:///kpi.db, https://x.example/a@b"),
    ],
)
def test_secrets_are_taken_out(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("where", ["store", "values", "nonsense"])
def test_no_password_is_ever_told(tmp_path: Path, where: str, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is not there, for the store or the values, with all that the command says and writes."""
    address = f"postgresql://me:{SECRET}@127.0.0.1:9/none"
    monkeypatch.setenv("DATABASE", f"nonsense://{SECRET}@@" if where == "nonsense" else address)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source = (
        "  - {sql: 'SELECT kpi, period, value FROM v', url: '${DATABASE}'}\n" if where != "store" else "  - file: values.csv\n"
    )
    store = "store: ${DATABASE}\n" if where == "store" else ""
    project(tmp_path / "p")
    head = "organisation: Nordlys\nlanguage: en\ncatalogue: kpis.yaml\nobservations:\n"
    (tmp_path / "p" / "kpi-monitor.yaml").write_text(head + source + store, encoding="utf-8")
    shown = kpi_monitor("run", tmp_path / "p", "-v", "--log-format", format, "--metrics", tmp_path / "m", "--wait", "1")
    assert shown.returncode in (2, 3)
    assert SECRET not in shown.stdout + shown.stderr
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or SECRET not in file.read_text(encoding="utf-8", errors="replace"), file


def test_no_password_is_kept_by_a_run_that_succeeds(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE v (kpi text, period text, value float)")
        connection.execute("INSERT INTO v VALUES ('frt', '2025-01', 4), ('frt', '2025-02', 5)")
        name = "teller" + re.sub(r"\W", "", postgres_url.split("?")[0].split("/")[-1])
        connection.execute(f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD '{SECRET}'")
    monkeypatch.setenv("DATABASE", re.sub(r"//[^@/]*@", f"//{name}:{SECRET.replace('!', '%21')}@", postgres_url))
    project(tmp_path)
    source = "organisation: Nordlys\nlanguage: en\ncatalogue: kpis.yaml\nobservations:\n"
    source += "  - {sql: 'SELECT kpi, period, value FROM v', url: '${DATABASE}'}\nstore: ${DATABASE}\n"
    (tmp_path / "kpi-monitor.yaml").write_text(source, encoding="utf-8")
    shown = kpi_monitor("run", tmp_path, "-v", "--log-format", "json", "--metrics", tmp_path / "m", "--json", tmp_path / "j")
    assert shown.returncode == 0, shown.stderr
    secrets = (SECRET, SECRET.replace("!", "%21"))
    told = (
        shown.stdout
        + shown.stderr
        + "".join(file.read_text(encoding="utf-8", errors="replace") for file in tmp_path.rglob("*") if file.is_file())
    )
    with psycopg.connect(postgres_url) as connection:
        told += str(connection.execute("SELECT document FROM kpi_run").fetchall())
        told += str(connection.execute("SELECT * FROM kpi_action").fetchall())
        told += str(connection.execute("SELECT * FROM kpi_source").fetchall())
    assert not any(secret in told for secret in secrets)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {name} CASCADE")
        connection.execute(f"DROP ROLE {name}")


@contextmanager
def process(folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "monitor", "run", str(folder), *more]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


@contextmanager
def busy(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the store, as a run does, until it is told to go on."""
    command = [sys.executable, "-c", HOLDER, store_of(folder), str(folder)]
    other = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "working\n"
        yield other
    finally:
        other.kill()
        other.communicate()


def test_a_second_run_says_so_after_the_time_it_was_given(nordlys: Path) -> None:
    open_store(store_of(nordlys), nordlys).close()
    with busy(nordlys):
        begun = time.monotonic()
        shown = kpi_monitor("run", nordlys, "-q", "--wait", "0.5")
        assert shown.returncode == 3
        assert time.monotonic() - begun < 30
        assert "another run is working" in shown.stderr and "nothing was changed" in shown.stderr
        acted = kpi_monitor("findings", "acknowledge", "F-00000", nordlys, *WHO, "--wait", "0.2")
        assert acted.returncode == 3 and "another run is working" in acted.stderr
    assert runs(nordlys) == 0


def test_a_second_run_waits_for_the_first_and_then_works(nordlys: Path) -> None:
    open_store(store_of(nordlys), nordlys).close()
    with busy(nordlys) as other, process(nordlys, "--wait", "60") as second:
        until(second, "Opening the store")
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1)
        assert runs(nordlys) == 0, "it did not wait"
        other.communicate("go on\n", timeout=30)
        out, err = second.communicate(timeout=120)
        assert second.returncode == 0, err
        assert "KPIs can be relied on" in out
    assert runs(nordlys) == 1


def until(running: subprocess.Popen[str], step: str) -> None:
    assert running.stderr is not None
    for line in running.stderr:
        if step in line:
            return
    pytest.fail(f"the run never came to '{step}'")


def test_two_runs_at_once_make_one_whole_chain(nordlys: Path) -> None:
    days = ("2026-01-15", "2026-01-22")
    with process(nordlys, "--as-of", days[0]) as first, process(nordlys, "--as-of", days[1]) as second:
        ends = [one.communicate(timeout=120) for one in (first, second)]
        assert [first.returncode, second.returncode] == [0, 0], ends
    assert runs(nordlys) == 2
    assert "Whole: 2 entries and 2 runs" in kpi_monitor("findings", "verify", nordlys).stdout


@pytest.mark.parametrize("step", ["Keeping the values", "Evaluating", "Keeping the findings"])
def test_a_killed_run_leaves_nothing_half(nordlys: Path, step: str) -> None:
    with process(nordlys, "--metrics", str(nordlys / "m"), "--json", str(nordlys / "j")) as running:
        until(running, step)
        running.send_signal(signal.SIGKILL)
        running.wait()
    before = runs(nordlys)
    store = open_store(store_of(nordlys), nordlys)
    with store.read() as reading:
        rows, entries = len(reading.observations(date.max)), len(reading.entries())
    store.close()
    assert (before, rows > 0, entries) in ((0, False, 0), (1, True, 1)), "all of a run, or nothing"
    assert not (nordlys / "m").exists()
    assert kpi_monitor("run", nordlys, "-q").returncode == 0
    assert kpi_monitor("findings", "verify", nordlys).returncode == 0


def test_a_run_that_is_interrupted_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    project(tmp_path, catalogue=CATALOGUE)
    with process(tmp_path) as running:
        until(running, "Laying panels")
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
        assert running.returncode == 130 and "Stopped." in err
    with sqlite3.connect(tmp_path / "kpi-monitor.db") as connection:
        assert connection.execute("SELECT count(*) FROM kpi_run").fetchone() == (0,)
