from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli.main import run

TABLE = "kpi,period,value\nrate,2024-01,1\nrate,2024-02,2\n"


def test_init_makes_a_project_that_check_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(TABLE.replace("rate", name[:3]))
    assert (
        run(["init", str(tmp_path / "p"), "--from", str(tmp_path / "one.csv"), str(tmp_path / "two.csv"), "--language", "da"])
        == 0
    )
    assert "kpi-monitor.yaml" in capsys.readouterr().out
    assert "language: da" in (tmp_path / "p" / "kpi-monitor.yaml").read_text()
    assert run(["check", str(tmp_path / "p")]) == 0
    assert "2 KPIs" in capsys.readouterr().out


def test_init_refuses_to_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.csv").write_text(TABLE)
    (tmp_path / "kpis.yaml").write_text("mine")
    assert run(["init", str(tmp_path), "--from", str(tmp_path / "one.csv")]) == 2
    assert "kpis.yaml: the file is there already; it is not overwritten" in capsys.readouterr().err
    assert (tmp_path / "kpis.yaml").read_text() == "mine" and not (tmp_path / "kpi-monitor.yaml").exists()


def test_init_needs_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path)]) == 2
    assert "--from" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["customer-service", "hospital"])
def test_an_example_is_a_whole_project_on_which_nothing_grave_is_said(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "p"
    assert run(["init", str(folder), "--example", name, "--language", "nb"]) == 0
    assert run(["run", str(folder), "--as-of", "2025-07-03", "--fail-on", "medium"]) == 0
    assert (folder / "report" / "leadership.html").exists()
    assert run(["init", str(folder), "--example", name]) == 2
    assert "not overwritten" in capsys.readouterr().err


def test_init_wants_files_or_an_example_and_not_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.csv").write_text(TABLE)
    assert run(["init", str(tmp_path / "p"), "--from", str(tmp_path / "one.csv"), "--example", "hospital"]) == 2
    assert "--example" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()
