"""Every mistake is told with its place, what was expected and how to mend it; all at once; never a traceback."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.cli.project import kpi_monitor
from tests.contract.folder import mistakes, run, snapshot, write

MONTHLY = "kpis:\n  a: {name: Alpha, frequency: monthly}\n"
GOOD = "kpi,period,value\na,2025-01,1\n"
PLACED = re.compile(r"[^:]+:\d+:\d+: .+")


def test_mistakes_of_all_files_at_once_each_with_its_place(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "kpi-monitor.yaml": "organisation: X\nlanguge: da\nobservations: [{file: v.csv}, {file: w.csv}]\nrules: [rules/]\nstore: mysql://x/y\n",
        "kpis.yaml": "kpis:\n  a: {nam: Alpha, frequncy: monthly, targets: [{from: 2024-02-30, value: x}]}\n  b: {name: B}\n",
        "v.csv": "kpi,perod,valeu\na,2025-01,1\n",
        "rules/mine.yaml": "id: Mine\nversion: one\npattern: paired-divergense\ncheck: none\nseverity: hig\nkpis: {leve: [x]}\n",
    }
    told = mistakes(write(tmp_path, files))
    assert all(PLACED.fullmatch(line) for line in told), told
    for expected in (
        "kpi-monitor.yaml:2:1: there is no key 'languge'",
        "kpi-monitor.yaml:3:31: there is no file w.csv",
        "kpi-monitor.yaml:5:8: the store cannot be kept in 'mysql'",
        "kpis.yaml:2:7: there is no key 'nam' in 'a'; did you mean 'name'?",
        "kpis.yaml:2:55: 'from': there is no day 2024-02-30",
        "kpis.yaml:2:74: 'value' is 'x'; expected a number",
        "v.csv:1:1: there is no column 'period'",
        "rules/mine.yaml:1:5: 'Mine' cannot be an id",
        "rules/mine.yaml:2:10: 'version' is 'one'; expected a whole number",
        "rules/mine.yaml:3:10: 'paired-divergense' is no pattern",
        "rules/mine.yaml:4:8: 'none' is no check",
        "rules/mine.yaml:5:11: 'hig' is not known here",
        "rules/mine.yaml:6:8: 'leve' is no catalogue field",
    ):
        assert any(line.startswith(expected) for line in told), (expected, told)


@pytest.mark.parametrize(
    ("kpis", "told"),
    [
        (b"kpis:\n  a: {name: A}\n  a: {name: B}\n", "kpis.yaml:3:3: 'a' stands here twice, first in line 2"),
        (b"kpis:\n  a:\n\tname: A\n", "kpis.yaml:3:1: This is not valid YAML: a tab stands where spaces are needed"),
        (b'kpis:\n  a: {name: "A}\n', "kpis.yaml:2:13: This is not valid YAML: a quote is opened here and never closed"),
        (MONTHLY.encode("utf-16"), "kpis.yaml:1:1: the file is in UTF-16; expected UTF-8"),
        ("kpis: {a: {name: Kø}}".encode("cp1252"), "kpis.yaml:1:19: the file is not in UTF-8"),
        (b"", "kpis.yaml:1:1: the file is empty"),
        (b"kpis: {a: {name: A, targets: [{from: 2024-01-01, value: .nan}]}}", "kpis.yaml:1:57: 'value' is nan"),
    ],
    ids=["twice", "tab", "quote", "UTF-16", "Windows-1252", "empty", "no number"],
)
def test_a_catalogue_that_cannot_be_read(tmp_path: Path, kpis: bytes, told: str) -> None:
    (line,) = mistakes(write(tmp_path, {"kpis.yaml": kpis, "v.csv": GOOD}))
    assert line.startswith(told)


@pytest.mark.parametrize(
    ("csv", "told"),
    [
        ("", "v.csv:1:1: the file is empty"),
        ("Report,,\n,,\nkpi,period,value\na,2025-01,1\n", "v.csv:1:1: the column names stand in line 3"),
        ("kpi,period,value\na,2025-01,1,5\na,2025-02,2,5\n", "v.csv:1:1: the first line has 3 cells, most others have 4"),
        ("kpi,period,value\na,2025-01,x\na,2025-02,y\na,2025-03,z\n", "v.csv:2:3: no cell of 'value' is a number"),
        ("kpi,period,value\nAlpa,2025-01,1\n", "v.csv:2:1: no KPI is called 'Alpa' (in one line); did you mean 'Alpha'?"),
    ],
)
def test_a_table_that_cannot_be_used(tmp_path: Path, csv: str, told: str) -> None:
    (line,) = mistakes(write(tmp_path, {"kpis.yaml": MONTHLY, "v.csv": csv}))
    assert line.startswith(told) and PLACED.fullmatch(line)


def test_folders_in_place_of_files_and_a_workbook_with_a_title(tmp_path: Path) -> None:
    project = "observations: [{file: v.csv}, {file: t.xlsx}, {file: s.xlsx, sheet: Tall}]\n"
    write(tmp_path, {"kpis.yaml": MONTHLY, "kpi-monitor.yaml": project})
    (tmp_path / "v.csv").mkdir()
    book = openpyxl.Workbook()
    for row in (["Our figures"], [], ["kpi", "period", "value"], ["a", date(2025, 1, 1), 2]):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.save(tmp_path / "t.xlsx")
    book.save(tmp_path / "s.xlsx")
    folder, sheet, title = mistakes(tmp_path)
    assert folder.startswith("kpi-monitor.yaml:2:16: v.csv is a folder; expected a file with values")
    assert sheet.startswith("s.xlsx: there is no sheet 'Tall'") and title.startswith(
        "t.xlsx:1:1: the column names stand in line 3"
    )


def test_a_wrong_project_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, {"kpis.yaml": MONTHLY, "v.csv": GOOD})
    run(tmp_path, "2025-03-01")
    (tmp_path / "v.csv").write_text("kpi,period,valeu\na,2025-01,1\n", encoding="utf-8")
    assert mistakes(tmp_path, "run") and "kpi-monitor.db" in snapshot(tmp_path)


@pytest.mark.parametrize("content", [b"x" * 5000, None], ids=["no database", "a folder"])
def test_a_store_that_is_none_is_a_service_that_failed(tmp_path: Path, content: bytes | None) -> None:
    write(tmp_path, {"kpis.yaml": MONTHLY, "v.csv": GOOD})
    store = tmp_path / "kpi-monitor.db"
    store.mkdir() if content is None else store.write_bytes(content)
    before = snapshot(tmp_path)
    shown = kpi_monitor("run", tmp_path, "--quiet")
    assert shown.returncode == 3 and "kpi-monitor.db" in shown.stderr and "nothing was changed" in shown.stderr
    assert snapshot(tmp_path) == before


def test_an_empty_file_is_a_new_store(tmp_path: Path) -> None:
    write(tmp_path, {"kpis.yaml": MONTHLY, "v.csv": GOOD, "kpi-monitor.db": b""})
    assert run(tmp_path, "2025-03-01")["run"]["kpis"] == 1


def test_a_password_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE", "postgresql+psycopg://reader:hemmelig@127.0.0.1:1/sales")
    project = 'observations: [{sql: "SELECT 1", url: "${WAREHOUSE}"}]\nstore: ${WAREHOUSE}\n'
    write(tmp_path, {"kpis.yaml": MONTHLY, "kpi-monitor.yaml": project})
    for command in ("check", "run", "findings list"):
        shown = kpi_monitor(*command.split(), tmp_path, "--verbose")
        assert shown.returncode == 3 and "cannot be reached" in shown.stderr
        assert "hemmelig" not in shown.stdout + shown.stderr


def test_what_is_wrong_with_the_options_is_told_together(tmp_path: Path) -> None:
    write(tmp_path, {"kpis.yaml": MONTHLY, "v.csv": GOOD})
    shown = kpi_monitor("run", tmp_path, "--quiet", "--kpi", "b", "--rule", "no-onwer")
    assert shown.returncode == 2
    assert "--kpi: the catalogue has no KPI 'b'" in shown.stderr and "did you mean 'no-owner'?" in shown.stderr
    assert kpi_monitor("run", tmp_path, "--json", tmp_path).returncode == 2
    assert kpi_monitor("run", tmp_path, "--as-of", "2025-6-30").returncode == 2


def test_a_target_that_nobody_can_reckon_with(tmp_path: Path) -> None:
    kpis = "kpis:\n  a: {name: A, targets: [{from: 2024-01-01, value: 1e300}]}\n"
    (line,) = mistakes(write(tmp_path, {"kpis.yaml": kpis, "v.csv": GOOD}))
    assert line.startswith("kpis.yaml:2:52: 'value' is 1e+300; expected at most 1e+18")
