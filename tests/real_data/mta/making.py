"""Makes the MTA project as a person does: `kpi-monitor init`, then what only a person knows, filled in by hand.

python -m tests.real_data.mta.making FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from monitor.cli.main import run

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[3] / "shared" / "data" / "mta_kpi_2008_2017"
TABLES = (DATA / "mta_kpi_monthly.csv.gz", DATA / "mta_indicator_catalogue.csv.gz")
AS_OF = "2017-04-01"
"""The day after the last month that has values."""


def make(folder: Path, *, missing_targets: bool = True) -> Path:
    """The project in a folder that does not exist yet; `missing_targets`: whether it says that a target of 0 is none."""
    started(folder)
    filled = read(HERE / "filled_in.yaml")
    wanted = filled["project"]
    project = read(folder / "kpi-monitor.yaml")
    if missing_targets:
        project["observations"][0]["missing_targets"] = wanted["missing_targets"]
    write(folder / "kpi-monitor.yaml", project | {key: wanted[key] for key in ("organisation", "calendar")})
    catalogue = read(folder / "kpis.yaml")
    write(folder / "kpis.yaml", {"kpis": {kpi: said | filled["kpis"][kpi] for kpi, said in catalogue["kpis"].items()}})
    return folder


def started(folder: Path) -> Path:
    """The project as `init` writes it, with nothing filled in."""
    if run(["init", str(folder), "--from", *map(str, TABLES)]) != 0:
        raise SystemExit("init failed")
    return folder


def read(path: Path) -> Any:
    """A YAML file as Python's values."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def write(path: Path, content: Any) -> None:
    """Python's values as a YAML file, with nothing reordered."""
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    print(f"made; next: kpi-monitor run {make(Path(sys.argv[1]))} --as-of {AS_OF}")
