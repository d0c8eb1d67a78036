"""The formats of the contract, and who asks for mails without an address: what cannot be done is said before anything is done."""

from __future__ import annotations

from pathlib import Path

from tests.cli.project import kpi_monitor
from tests.contract.folder import run, write

PROJECT = """language: da
observations: [{file: v.csv}]
notify: [{email: {to: [cfo@nordlys.example]}, smtp: "${SMTP_URL}"}, {url: "${TEAMS_WEBHOOK}"}]
report: {directory: report, formats: [html, pdf]}
"""
FILES: dict[str, str | bytes] = {
    "kpi-monitor.yaml": PROJECT,
    "kpis.yaml": "kpis:\n  a: {name: Alpha, frequency: monthly}\n",
    "v.csv": "kpi,period,value\na,2025-01,1\na,2025-02,2\n",
}


def test_reports_on_paper_and_no_word_of_mails(tmp_path: Path) -> None:
    shown = kpi_monitor("run", write(tmp_path, FILES), "--as-of", "2025-03-01")
    assert shown.returncode == 0 and (tmp_path / "report" / "leadership.html").exists()
    paper = tmp_path / "report" / "leadership.pdf"
    assert paper.read_bytes().startswith(b"%PDF-1.7") if paper.exists() else "PDF needs the extra" in shown.stderr
    assert "mail" not in shown.stderr and "SMTP" not in shown.stdout + shown.stderr
    assert kpi_monitor("run", tmp_path, "--as-of", "2025-03-01", "--quiet").stderr == ""


def test_who_asks_for_mails_is_told_before_anything_is_done(tmp_path: Path) -> None:
    shown = kpi_monitor("run", write(tmp_path, FILES), "--notify")
    assert shown.returncode == 2 and not (tmp_path / "kpi-monitor.db").exists()
    assert all(f"variable {name} is not set" in shown.stderr for name in ("SMTP_URL", "TEAMS_WEBHOOK"))


def test_reports_in_other_formats_and_in_none(tmp_path: Path) -> None:
    run(write(tmp_path, FILES), "2025-03-01")
    shown = kpi_monitor("report", tmp_path, "--format", "xlsx", "--format", "json")
    assert shown.returncode == 0 and shown.stdout.count(".xlsx") == 1 and "findings.json" in shown.stdout
    assert kpi_monitor("report", tmp_path, "--format", "papyrus").returncode == 2
