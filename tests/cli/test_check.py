"""`kpi-monitor check` reads everything, changes nothing, and lists every mistake."""

from __future__ import annotations

from pathlib import Path

from tests.cli.project import kpi_monitor, project


def test_it_counts_what_it_read_and_what_was_set_aside(tmp_path: Path) -> None:
    shown = kpi_monitor("check", project(tmp_path))
    assert shown.returncode == 0, shown.stderr
    aside, counts = shown.stdout.splitlines()
    assert aside == "values.csv:26:3: 'many' is not a number"
    assert counts.startswith("2 KPIs, ") and counts.endswith(" rules, 24 values; 1 set aside; no mistakes; nothing was changed")


def test_every_mistake_of_every_file_is_listed_at_once(tmp_path: Path) -> None:
    project(tmp_path, catalogue="kpis:\n  frt:\n    like: first-respons-time\n    frequency: weakly\n")
    file = tmp_path / "kpi-monitor.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "stor: sqlite:///x.db\n", encoding="utf-8")
    values = tmp_path / "values.csv"
    values.write_text(values.read_text(encoding="utf-8").replace("period", "perod"), encoding="utf-8")
    shown = kpi_monitor("check", tmp_path)
    assert shown.returncode == 2
    assert "kpi-monitor.yaml:6:1:" in shown.stderr
    assert "kpis.yaml:3:" in shown.stderr and "did you mean 'first-response-time'" in shown.stderr
    assert "kpis.yaml:4:" in shown.stderr
    assert f"{values.as_posix()}:1:1: there is no column 'period'" in shown.stderr and "did you mean 'perod'?" in shown.stderr
    assert shown.stderr.splitlines()[-1] == "4 mistakes; nothing was changed"


def test_values_are_not_judged_by_a_catalogue_that_cannot_be_read(tmp_path: Path) -> None:
    shown = kpi_monitor("check", project(tmp_path, catalogue="kpis:\n\tfrt: x\n"))
    assert shown.stderr.splitlines()[-1] == "1 mistake; nothing was changed"
    assert "The values were not read" in shown.stderr


def test_it_changes_nothing(tmp_path: Path) -> None:
    project(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kpi_monitor("check", tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_folder_without_a_project_is_told_kindly(tmp_path: Path) -> None:
    shown = kpi_monitor("check", tmp_path / "nowhere")
    assert shown.returncode == 2
    assert "nowhere" in shown.stderr and "1 mistake; nothing was changed" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_quiet_still_tells_mistakes(tmp_path: Path) -> None:
    project(tmp_path, catalogue="kpis:\n  frt: {name: Answers, frequency: weakly}\n")
    shown = kpi_monitor("check", tmp_path, "--quiet")
    assert shown.stderr.splitlines()[-1] == "1 mistake; nothing was changed"
    assert "not read" not in shown.stderr
