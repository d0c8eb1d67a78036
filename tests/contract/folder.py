"""A project written by hand, a run in this process, and what stands in its panels afterwards."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.cli._job import Wish, do
from monitor.model.period import first_day
from tests.cli.project import kpi_monitor

Series = dict[str, float]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Files (name -> content) in a folder; a project file without `organisation` gets one."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    project = folder / "kpi-monitor.yaml"
    text = project.read_text(encoding="utf-8") if project.exists() else "observations: [{file: v.csv}]\n"
    if "organisation:" not in text:
        project.write_text("organisation: Nordlys\n" + text, encoding="utf-8")
    return folder


def series(
    folder: Path, environment: dict[str, str] | None = None, as_of: str | None = None, column: str = "value"
) -> dict[str, Series]:
    """KPI, or `KPI dimension=value` -> first day of the period -> value, for what a run would look at; nothing is kept."""
    from datetime import date

    day = date.fromisoformat(as_of) if as_of else None
    situation = do(Wish(folder, environment or {}, day, rules=("no-owner",), dry=True), lambda text: None).situation
    found: dict[str, Series] = {}
    for panels in (situation.totals, situation.segments):
        for frequency, panel in panels.items():
            matrix = getattr(panel, column)
            for row, key in enumerate(panel.keys):
                name = " ".join([key.kpi, *(f"{dimension}={value}" for dimension, value in key.segment)])
                days = [first_day(panel.first + number, frequency).isoformat() for number in range(panel.periods)]
                found[name] = {day: round(float(one), 6) for day, one in zip(days, matrix[row], strict=True) if one == one}
    return found


def run(folder: Path, as_of: str, *options: str, code: int = 0) -> dict[str, Any]:
    """The JSON of a run as of a day."""
    shown = kpi_monitor("run", folder, "--as-of", as_of, "--quiet", "--json", "-", *options)
    assert shown.returncode == code, shown.stderr
    document: dict[str, Any] = json.loads(shown.stdout)
    return document


def mistakes(folder: Path, command: str = "check") -> list[str]:
    """The mistakes that a command tells, with paths from the project folder; it changes nothing and shows no traceback."""
    before = snapshot(folder)
    shown = kpi_monitor(command, folder)
    assert shown.returncode == 2, shown.stdout + shown.stderr
    assert "Traceback" not in shown.stderr and snapshot(folder) == before
    lines = [line.replace(f"{folder.as_posix()}/", "") for line in shown.stderr.splitlines()]
    return [line for line in lines[:-1] if ": " in line and not line.startswith("The values were not read")]


def snapshot(folder: Path) -> dict[str, str]:
    """Every file below a folder with the SHA-256 of its content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}
