"""What the pages cost: both of them, in four languages, for projects of 50 and 1,000 KPIs; time and size. Or the static site.

    python benchmarks/render.py --kpis 50 1000

The project is that of benchmarks/speed.py, run once; only the writing of the pages is counted. The targets: 1,000 KPIs in under
20 seconds of CPU time, and under 2 MB a page for 50. Exit code 1 where one is missed. On a shared machine, trust the CPU time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

MOST_SECONDS, MOST_BYTES = 20.0, 2_000_000


def main() -> int:
    """Prints a line for each number of KPIs; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kpis", type=int, nargs="+", default=[50, 1000])
    parser.add_argument("--periods", type=int, default=156)
    parser.add_argument("--format", choices=("html", "site"), default="html")
    given = parser.parse_args()
    met = [_measured(kpis, given.periods, given.format) for kpis in given.kpis]
    return 0 if all(met) else 1


def _measured(kpis: int, periods: int, form: str) -> bool:
    from benchmarks.speed import make_project
    from monitor.cli._job import Wish, do
    from monitor.reporting.write import write_reports

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        as_of = make_project(folder, kpis, periods)
        done = do(Wish(folder, os.environ, as_of), lambda _: None)
        result, situation, project = done.result, done.situation, done.everything.project
        clock, spent = time.perf_counter(), time.process_time()
        written = write_reports(result, situation, done.rules, project, formats=(form,), directory=folder / "report")
        wall, cpu = time.perf_counter() - clock, time.process_time() - spent
        sizes = {path.stem: path.stat().st_size for path in written}
        if form == "site":
            sizes["site"] = sum(path.stat().st_size for path in written[0].parent.rglob("*") if path.is_file())
    said = ", ".join(f"{name} {size / 1e6:.2f} MB" for name, size in sizes.items())
    print(f"{kpis} KPIs, {periods} periods: {cpu:.1f} s of CPU time, {wall:.1f} s by the clock; {said}")
    return cpu < MOST_SECONDS and (kpis > 50 or form == "site" or max(sizes.values()) < MOST_BYTES)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())
