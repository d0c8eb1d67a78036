"""Runs one after another: the same again, new values, changes of the catalogue, killed runs, two at once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.project import kpi_monitor
from tests.contract.folder import run, snapshot, write

KPIS = "kpis:\n  a: {name: Alpha, frequency: monthly, owner: x@y.example}\n  b: {name: Beta, frequency: monthly}\n"


def values(months: int) -> str:
    rows = [f"{kpi},{2024 + month // 12}-{month % 12 + 1:02},{month % 7 + 1}" for month in range(months) for kpi in "ab"]
    return "\n".join(["kpi,period,value", *rows, ""])


def project(folder: Path, months: int = 6, settings: str = "observations: [{file: v.csv}]\n") -> Path:
    return write(folder, {"kpis.yaml": KPIS, "v.csv": values(months), "kpi-monitor.yaml": settings})


def count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "kpi-monitor.db") as database:
        found: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def statuses(document: dict) -> dict[str, str]:
    return {one["id"]: one["status"] for one in document["findings"]}


def test_the_same_run_again_is_the_same_run(tmp_path: Path) -> None:
    folder = project(tmp_path)
    first, second = run(folder, "2024-07-01"), run(folder, "2024-07-01")
    for document in (first, second):
        del document["run"]["seconds"], document["run"]["started"]
    assert (first.pop("ledger")["entries"], second.pop("ledger")["entries"]) == (0, 1), "that it ran is in the ledger"
    assert first == second and set(statuses(first).values()) == {"new"}
    assert count(folder, "kpi_run") == 1 and count(folder, "kpi_observation") == 12


def test_next_month_what_is_new_ongoing_and_gone(tmp_path: Path) -> None:
    folder = project(tmp_path)
    first = run(folder, "2024-07-01")
    write(folder, {"v.csv": values(7), "kpis.yaml": KPIS.replace("Beta", "Beta, owner: z@y.example")})
    second = run(folder, "2024-08-01")
    (gone,) = second["gone"]
    assert statuses(second) == {one: "ongoing" for one in statuses(first) if one != gone}
    assert second["changes"] == ["Beta: the owner was changed."]
    assert {one["first_seen"] for one in second["findings"]} == {"2024-07-01"}


def test_a_kpi_that_is_removed_is_told_by_its_name(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run(folder, "2024-07-01")
    write(folder, {"kpis.yaml": KPIS[: KPIS.index("  b:")]})
    assert run(folder, "2024-08-01")["changes"] == ["Beta was removed."]
    listed = kpi_monitor("findings", "list", folder, "--status", "gone", "--kpi", "b")
    assert listed.returncode == 0 and "Nobody is responsible for Beta" in listed.stdout


def test_another_language_is_no_redefinition(tmp_path: Path) -> None:
    folder = project(tmp_path, settings="language: da\nobservations: [{file: v.csv}]\n")
    write(folder, {"kpis.yaml": "kpis:\n  a: {like: csat, frequency: monthly}\n"})
    first = run(folder, "2024-07-01")
    for language, word in (("nb", "Ingen har ansvaret for"), ("sv", "Ingen ansvarar för")):
        text = f"organisation: X\nlanguage: {language}\nobservations: [{{file: v.csv}}]\n"
        document = run(write(folder, {"kpi-monitor.yaml": text}), "2024-08-01")
        assert statuses(document).keys() == statuses(first).keys() and document["changes"] == []
        assert any(one["title"].startswith(word) for one in document["findings"])
        assert f'lang="{language}"' in (folder / "report" / "leadership.html").read_text(encoding="utf-8")


def test_a_dry_run_writes_nothing_anywhere_and_lists_what_it_found(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for _ in range(2):
        before = snapshot(folder)
        shown = kpi_monitor("run", folder, "--as-of", "2024-07-01", "--dry-run")
        assert shown.returncode == 0 and snapshot(folder) == before
        assert "Nobody is responsible for Beta" in shown.stdout and "Keeping" not in shown.stderr
        run(folder, "2024-07-01")


def test_fail_on_is_exit_code_1(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run(folder, "2024-07-01", "--fail-on", "low", code=1)
    run(folder, "2024-07-01", "--fail-on", "critical", code=0)


def test_parameters_of_a_rule_are_set_otherwise_and_own_rules_are_used(tmp_path: Path) -> None:
    settings = "observations: [{file: v.csv}]\nrules: [rules/]\n"
    folder = project(tmp_path, settings=settings)
    begun = kpi_monitor("rules", "new", "nobody-in-charge", folder, "--like", "no-owner")
    assert begun.returncode == 0, begun.stderr
    assert kpi_monitor("rules", "test", "nobody-in-charge", "--project", folder).returncode == 0
    found = run(folder, "2025-06-01", "--rule", "stale-data", "--rule", "nobody-in-charge")["findings"]
    assert {(one["rule"], one["kpi"]) for one in found} == {
        ("stale-data", "a"), ("stale-data", "b"), ("nobody-in-charge", "b"),
    }  # fmt: skip
    write(folder, {"kpi-monitor.yaml": f"organisation: X\n{settings}parameters: {{stale-data: {{monthly: 400}}}}\n"})
    assert run(folder, "2025-06-01", "--rule", "stale-data")["findings"] == []
    assert count(folder, "kpi_run") == 0, "a run of some rules is not kept"


def test_a_report_of_an_earlier_run_again_in_another_language(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run(folder, "2024-07-01")
    run(folder, "2024-08-01")
    again = kpi_monitor("report", folder, "--period", "2024-07", "--language", "sv", "--audience", "leadership")
    assert again.returncode == 0 and again.stdout.count("report: ") == 1
    assert 'lang="sv"' in (folder / "report" / "leadership.html").read_text(encoding="utf-8")
    assert kpi_monitor("report", folder, "--period", "2024-06").returncode == 2
    assert kpi_monitor("report", folder, "--audience", "everybody").returncode == 2


def test_a_report_that_cannot_be_written_leaves_the_run_and_its_json(tmp_path: Path) -> None:
    folder = project(tmp_path, settings="observations: [{file: v.csv}]\nreport: {directory: taken}\n")
    (folder / "taken").write_text("a file", encoding="utf-8")
    shown = kpi_monitor("run", folder, "--as-of", "2024-07-01", "--quiet", "--json", folder / "found.json")
    assert shown.returncode == 3 and "the run itself is kept" in shown.stderr and "kpi-monitor report" in shown.stderr
    assert json.loads((folder / "found.json").read_text(encoding="utf-8"))["findings"] and count(folder, "kpi_run") == 1


def started(folder: Path, as_of: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "monitor", "run", str(folder), "--as-of", as_of]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)


def test_a_killed_run_and_two_at_once_leave_one_whole_run(tmp_path: Path) -> None:
    folder = project(tmp_path)
    before = statuses(run(folder, "2024-07-01"))
    write(folder, {"v.csv": values(8)})
    for step in ("Keeping the values", "Laying panels", "Keeping the findings", "Writing the report"):
        process = started(folder, "2024-09-01")
        assert process.stderr is not None and any(line.startswith(step) for line in process.stderr)
        process.kill()
        process.communicate()
        with sqlite3.connect(folder / "kpi-monitor.db") as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert count(folder, "kpi_observation") in (12, 16), "all of the new values, or none"
        time.sleep(0.01)
    both = [started(folder, "2024-09-01") for _ in range(2)]
    for process in both:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert count(folder, "kpi_run") == 2 and count(folder, "kpi_observation") == 16
    listed = json.loads(kpi_monitor("findings", "list", folder, "--json").stdout)
    assert before.keys() <= statuses(listed).keys()
