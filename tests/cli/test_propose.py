"""`kpi-monitor propose`: what it tells, and what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.cli.project import kpi_monitor, project

CUSTOM = """\
# what we steer by
kpis:
  frt: {like: first-response-time, name: Answering, main: true, goal: Keep them, targets: [{from: 2025-01-01, value: 4}]}
  csat:   # how they feel
    like: csat
    name: Satisfaction
    frequency: monthly
    goal: Keep them
    owner: b@x.example   # since May
    targets: [{from: 2025-01-01, value: 4}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "p", catalogue=CUSTOM)


def test_it_tells_and_changes_nothing(folder: Path):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    shown = kpi_monitor("propose", folder)
    assert shown.returncode == 0
    assert "1 main KPI today, 2 proposed" in shown.stdout
    assert "+ Satisfaction: It is an outcome: what the others are for." in shown.stdout
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_it_speaks_the_language_of_the_project(tmp_path: Path):
    danish = project(tmp_path / "da", "da", CUSTOM)
    shown = kpi_monitor("propose", danish, "--quiet").stdout
    assert "hoved-KPI" in shown
    assert "main KPI" not in shown
    assert "huvud-KPI" in kpi_monitor("propose", danish, "--quiet", "--language", "sv").stdout


def test_the_difference_is_shown_before_it_is_made(folder: Path):
    shown = kpi_monitor("propose", folder, "--diff")
    added = [line for line in shown.stdout.splitlines() if line.startswith("+ ")]
    assert len(added) == 2
    assert added[0].endswith("value: 4}], counter: [csat]}")
    assert added[1] == "+    main: true"
    assert (folder / "kpis.yaml").read_text(encoding="utf-8") == CUSTOM


def test_accepting_it_changes_only_what_is_proposed_and_keeps_a_copy(folder: Path):
    shown = kpi_monitor("propose", folder, "--accept")
    assert shown.returncode == 0
    after = (folder / "kpis.yaml").read_text(encoding="utf-8")
    meant = yaml.safe_load(CUSTOM)
    meant["kpis"]["csat"]["main"] = True
    meant["kpis"]["frt"]["counter"] = ["csat"]
    assert yaml.safe_load(after) == meant
    assert "# how they feel" in after
    assert "# since May" in after
    assert (folder / "kpis.yaml.before").read_text(encoding="utf-8") == CUSTOM
    assert "read again, no mistakes: 2 main KPIs of 2" in shown.stdout


def test_accepted_once_there_is_nothing_more_to_change(folder: Path):
    kpi_monitor("propose", folder, "--accept")
    again = kpi_monitor("propose", folder, "--accept")
    assert "nothing to change" in again.stdout
    assert not (folder / "kpis.yaml.before-2").exists()


def test_several_files_with_windows_line_ends_and_a_byte_order_mark(folder: Path):
    text = (folder / "kpi-monitor.yaml").read_text(encoding="utf-8")
    (folder / "kpi-monitor.yaml").write_text(text.replace("kpis.yaml", "'kpis/*.yaml'"), encoding="utf-8")
    (folder / "kpis").mkdir()
    (folder / "kpis.yaml").unlink()
    lines = CUSTOM.splitlines()
    first, second = "\n".join([*lines[:3], ""]), "\n".join([lines[1], *lines[3:], ""])
    (folder / "kpis" / "a.yaml").write_bytes(b"\xef\xbb\xbf" + first.encode())
    (folder / "kpis" / "b.yaml").write_bytes(second.replace("\n", "\r\n").encode())
    assert kpi_monitor("propose", folder, "--accept").returncode == 0
    a, b = (folder / "kpis" / "a.yaml").read_bytes(), (folder / "kpis" / "b.yaml").read_bytes()
    assert a.startswith(b"\xef\xbb\xbf# what") and b"counter: [csat]}" in a
    assert b.count(b"\n") == b.count(b"\r\n") == second.count("\n") + 1
    assert kpi_monitor("check", folder).returncode == 0, "the copies are not read as catalogues"


def test_a_catalogue_of_references_is_refused_whole(folder: Path):
    shared = CUSTOM.replace("csat:   # how they feel", "csat: &one").rstrip("\n") + "\n  nps: *one\n"
    (folder / "kpis.yaml").write_text(shared, encoding="utf-8")
    shown = kpi_monitor("propose", folder, "--accept")
    assert shown.returncode == 2
    assert "by hand" in shown.stderr
    assert (folder / "kpis.yaml").read_text(encoding="utf-8") == shared
    assert not list(folder.glob("*.before*"))
