"""What a run costs: N KPIs x P periods through the real command, by phase, with peak memory.

    python benchmarks/speed.py --kpis 100 300 1000 --periods 156 --json speed.json

The project is made of honest simulated departments of 13 KPIs (targets, bonuses, counter-metrics), written as kpis.yaml and CSV.
It is run twice, each in a process of its own: once as a person would (`kpi-monitor run`, into an empty store), once in process to
see the phases. Making the project is not counted. Compare runs of one machine only: read the times as ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

PHASES = ("catalogue", "sources", "store", "panels", "evaluate", "report")
PROJECT = "organisation: Speed\ncatalogue: kpis.yaml\nobservations:\n  - file: values.csv\n"


@dataclass(frozen=True)
class Cost:
    """Seconds of wall clock and of CPU (user and system), and the peak of resident memory in MB, of one process."""

    wall: float
    cpu: float
    peak_mb: float
    output: str


def make_project(folder: Path, kpis: int, periods: int, seed: int = 1) -> date:
    """Writes a project of honest departments into `folder`; returns the day after the last period."""
    import pandas as pd

    from monitor.cli.demo_tables import write_long
    from monitor.cli.demo_yaml import entry_text
    from monitor.simulate.scenarios import simulate

    entries: dict[str, Any] = {}
    tables = []
    number = 0
    while len(entries) < kpis:
        made = simulate("honest", seed + number, before=min(52, periods // 3), after=periods - min(52, periods // 3))
        wanted = list(made.kpis)[: kpis - len(entries)]
        tables.append(_renamed(made.observations[made.observations["kpi"].isin(wanted)], number))
        entries |= {_name(kpi, number): _entry(made.kpis[kpi], wanted, number) for kpi in wanted}
        number += 1
    text = "kpis:\n" + "".join(entry_text(kpi, entry) for kpi, entry in entries.items())
    (folder / "kpis.yaml").write_text(text, encoding="utf-8")
    (folder / "kpi-monitor.yaml").write_text(PROJECT, encoding="utf-8")
    write_long(folder / "values.csv", pd.concat(tables), list(entries))
    return made.as_of


def _name(kpi: str, number: int) -> str:
    return f"{kpi}_{number:03d}"


def _renamed(observations: Any, number: int) -> Any:
    return observations.assign(kpi=[_name(kpi, number) for kpi in observations["kpi"]])


def _entry(entry: Any, wanted: Sequence[str], number: int) -> dict[str, Any]:
    """The entry of one department: its names carry its number, its counter-metrics are its own."""
    name = entry["name"] if isinstance(entry["name"], str) else entry["name"]["en"]
    own = {**entry, "name": f"{name} {number}", "department": f"{entry.get('department', 'IT')} {number}"}
    counter = [_name(kpi, number) for kpi in entry.get("counter", []) if kpi in wanted]
    return {key: value for key, value in {**own, "counter": counter}.items() if value != []}


def cost_of(arguments: Sequence[str]) -> Cost:
    """Runs a process to its end. Raises RuntimeError with what it said when it fails."""
    with tempfile.TemporaryFile("w+") as said:
        begun = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=said, stderr=subprocess.STDOUT, text=True)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        output = said.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{output}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def phases_of(folder: Path, as_of: date) -> dict[str, float]:
    """Seconds of each phase of a run in this process, into an empty store; reporting included."""
    from monitor.cli._job import Wish, do
    from monitor.cli._tell import write_all

    done = do(Wish(folder, os.environ, as_of), lambda text: None)
    write_all(done, None, lambda text: None, report=True)
    return dict(done.phases)


def measured(kpis: int, periods: int) -> dict[str, Any]:
    """The cost of one size, as a row of the table."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        as_of = make_project(folder, kpis, periods)
        command = cost_of([*KPI_MONITOR, "run", place, "--as-of", as_of.isoformat()])
        (folder / "kpi-monitor.db").unlink(missing_ok=True)
        child = cost_of([sys.executable, __file__, "--phases-of", place, "--as-of", as_of.isoformat()])
        phases = json.loads(child.output.splitlines()[-1])
    ordered = {name: round(phases.get(name, 0.0), 2) for name in PHASES}
    whole = {"command": round(command.wall, 2), "cpu": round(command.cpu, 2), "peak_mb": round(command.peak_mb)}
    return {"kpis": kpis, "periods": periods, **ordered, **whole, "cpu_ms_per_kpi": round(1000 * command.cpu / kpis, 1)}


KPI_MONITOR = (sys.executable, "-c", "import sys; from monitor.cli.main import run; sys.exit(run())")


def help_cpu(repeats: int = 3) -> float:
    """CPU seconds of `kpi-monitor --help`: the least of some runs."""
    return round(min(cost_of([*KPI_MONITOR, "--help"]).cpu for _ in range(repeats)), 3)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as text, with the cost of a KPI in relation to that of the first row."""
    shown = [{**row, "per KPI": f"{row['cpu_ms_per_kpi'] / rows[0]['cpu_ms_per_kpi']:.2f} x"} for row in rows]
    widths = {key: max(len(key), *(len(str(row[key])) for row in shown)) for key in shown[0]}
    lines = ["  ".join(key.rjust(width) for key, width in widths.items())]
    lines += ["  ".join(str(row[key]).rjust(width) for key, width in widths.items()) for row in shown]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kpis", type=int, nargs="+", default=[100, 300, 1000])
    parser.add_argument("--periods", type=int, default=156)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--phases-of", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--as-of", type=date.fromisoformat, help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.phases_of:
        print(json.dumps(phases_of(wish.phases_of, wish.as_of)))
        return
    rows = []
    for kpis in wish.kpis:
        print(f"{kpis} KPIs x {wish.periods} weeks ...", file=sys.stderr, flush=True)
        rows.append(measured(kpis, wish.periods))
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    result = {"machine": machine, "help_cpu_seconds": help_cpu(), "runs": rows}
    print(table(rows))
    print(f"kpi-monitor --help: {result['help_cpu_seconds']} s of CPU; seconds above are wall clock, `cpu` is user + system")
    if wish.json:
        wish.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
