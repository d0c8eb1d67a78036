"""The schedule, with real processes: catch-up, retries, a stop within a job, and the health file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.schedule import healthy
from tests.cli.project import kpi_monitor, project

ROOT = Path(__file__).parents[1]
SCHEDULE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from monitor import schedule
from tests.test_schedule import Soon
schedule.RETRY = timedelta(seconds=0.2)
folder = Path(sys.argv[1])
jobs = schedule.Jobs([sys.executable, str(folder / "job.py"), "run"], [sys.executable, str(folder / "job.py"), "resend"])
last = datetime.now(UTC) - timedelta(hours=1) if sys.argv[3] == "missed" else None
one = schedule.Schedule(Soon(float(sys.argv[2])), jobs, lambda text: print(text, flush=True), folder / "health.json")
sys.exit(one.forever(last))
"""
JOB = """
import sys, time
from pathlib import Path
folder = Path(__file__).parent
with (folder / "log").open("a") as log:
    log.write(f"begin {sys.argv[1]}\\n")
time.sleep(float((folder / "seconds").read_text()))
with (folder / "log").open("a") as log:
    log.write(f"end {sys.argv[1]}\\n")
codes = (folder / "codes").read_text().split()
(folder / "codes").write_text(" ".join(codes[1:] or codes))
sys.exit(int(codes[0]))
"""


class Soon:
    """A time every so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.every = timedelta(seconds=seconds)

    def next(self, after: datetime) -> datetime | None:
        return after + self.every


def started(folder: Path, every: float, *, missed: bool = False, seconds: float = 0.0, codes: str = "0") -> subprocess.Popen[str]:
    (folder / "job.py").write_text(JOB)
    (folder / "seconds").write_text(str(seconds))
    (folder / "codes").write_text(codes)
    command = [sys.executable, "-c", SCHEDULE, str(folder), str(every), "missed" if missed else "new"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def log(folder: Path) -> list[str]:
    path = folder / "log"
    return path.read_text().splitlines() if path.exists() else []


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def stopped(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    return output


def test_it_works_again_and_again_without_overlap(tmp_path: Path) -> None:
    process = started(tmp_path, 0.1, seconds=0.3)
    until(lambda: len(log(tmp_path)) >= 5)
    stopped(process)
    lines = log(tmp_path)
    assert lines == ["begin run", "end run"] * (len(lines) // 2)


def test_a_time_that_was_missed_is_made_up_for_once(tmp_path: Path) -> None:
    process = started(tmp_path, 600, missed=True)
    until(lambda: log(tmp_path) == ["begin run", "end run"])
    until(lambda: json.loads((tmp_path / "health.json").read_text())["state"] == "waiting")
    assert "catching up" in stopped(process)
    assert log(tmp_path) == ["begin run", "end run"]


def test_nothing_is_made_up_for_where_nothing_ever_ran(tmp_path: Path) -> None:
    process = started(tmp_path, 600)
    until((tmp_path / "health.json").exists)
    stopped(process)
    assert log(tmp_path) == []


def test_what_a_service_refused_is_sent_again_until_it_is_taken(tmp_path: Path) -> None:
    process = started(tmp_path, 600, missed=True, codes="3 3 0")
    until(lambda: log(tmp_path).count("end resend") == 2)
    time.sleep(0.6)
    assert "exit code 3" in stopped(process)
    assert log(tmp_path) == ["begin run", "end run", *["begin resend", "end resend"] * 2]


def test_a_stop_lets_the_job_finish(tmp_path: Path) -> None:
    process = started(tmp_path, 600, missed=True, seconds=1.0)
    until(lambda: log(tmp_path) == ["begin run"])
    assert json.loads((tmp_path / "health.json").read_text())["state"] == "running"
    stopped(process)
    assert log(tmp_path) == ["begin run", "end run"]
    health = json.loads((tmp_path / "health.json").read_text())
    assert (health["state"], health["last"]["exit_code"]) == ("stopped", 0)


def test_a_second_stop_ends_the_job_too(tmp_path: Path) -> None:
    process = started(tmp_path, 600, missed=True, seconds=60)
    until(lambda: log(tmp_path) == ["begin run"])
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    stopped(process)
    assert log(tmp_path) == ["begin run"]


def test_a_job_that_crashes_ends_nothing(tmp_path: Path) -> None:
    process = started(tmp_path, 0.2, codes="70")
    until(lambda: log(tmp_path).count("end run") >= 2)
    assert "exit code 70" in stopped(process)


def _health(path: Path, **given: object) -> Path:
    content = {"state": "waiting", "pid": os.getpid(), "at": datetime.now(UTC).isoformat(), "last": {"exit_code": 0}, **given}
    path.write_text(json.dumps(content))
    return path


def test_what_a_health_file_says(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    assert "missing" in healthy(file)
    assert healthy(_health(file)) == "" and healthy(_health(file, last=None)) == ""
    assert "no sign of life" in healthy(_health(file, at=(datetime.now(UTC) - timedelta(minutes=5)).isoformat()))
    assert "exit code 3" in healthy(_health(file, last={"exit_code": 3}))
    assert "stopped" in healthy(_health(file, state="stopped"))
    file.write_text("{")
    assert "not a health file" in healthy(file)


def test_the_command_runs_once_and_tells_its_health(tmp_path: Path) -> None:
    made = project(tmp_path / "nordlys")
    health = tmp_path / "health.json"
    assert kpi_monitor("schedule", made, "--once", "--health", health, "--quiet").returncode == 0
    assert (made / "report" / "leadership.html").exists()
    asked = kpi_monitor("schedule", "--healthy", "--health", health)
    assert asked.returncode == 3 and "stopped" in asked.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [((), "--cron"), (("--cron", "0 6 * *"), "is no cron expression"), (("--healthy",), "needs --health")],
)
def test_what_is_missing_is_told(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    shown = kpi_monitor("schedule", project(tmp_path / "nordlys"), *arguments)
    assert shown.returncode == 2 and says in shown.stderr
