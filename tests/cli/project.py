"""A small project in a folder, and the command on it, as a person calls it."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from monitor.cli.main import run

PROJECT = """organisation: Nordlys
language: {language}
catalogue: kpis.yaml
observations:
  - file: values.csv
"""
CATALOGUE = """kpis:
  frt: {like: first-response-time, name: Answering, frequency: monthly, consequence: bonus, owner: coo@nordlys.example}
  csat: {like: csat, name: Satisfaction, frequency: monthly}
"""


def project(folder: Path, language: str = "en", catalogue: str = CATALOGUE) -> Path:
    """Two KPIs with a year of values, one of which is no number."""
    months = [f"2025-{month:02}" for month in range(1, 13)]
    values = [f"{kpi},{month},{value}" for kpi, value in (("frt", 4), ("csat", 4.2)) for month in months]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kpi-monitor.yaml").write_text(PROJECT.format(language=language), encoding="utf-8")
    (folder / "kpis.yaml").write_text(catalogue, encoding="utf-8")
    (folder / "values.csv").write_text("\n".join(["kpi,period,value", *values, "csat,2026-01,many", ""]), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Shown:
    returncode: int
    stdout: str
    stderr: str


def kpi_monitor(*arguments: object) -> Shown:
    """The command, in this process: its exit code and what it wrote."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Shown(code, out.getvalue(), err.getvalue())
