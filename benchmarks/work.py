"""Many histories on several processes; every result is written at once, so that a run can be stopped and taken up again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.plan import Unit

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "build" / "benchmark"
CHUNK = 4


def results(units: Iterable[Unit], workers: int, note: Callable[[int, int], None]) -> list[dict[str, Any]]:
    """The results of all units, those of earlier runs of the same program taken from its file. `note` hears how far it is."""
    wanted = {unit.key: unit for unit in units}
    file = CACHE / f"detection-{program()}.jsonl"
    known = {one["key"]: one for one in _read(file) if one["key"] in wanted}
    missing = [unit for key, unit in wanted.items() if key not in known]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as kept:
        for found in _computed(missing, workers):
            known.update({one["key"]: one for one in found})
            kept.writelines(json.dumps(one) + "\n" for one in found)
            kept.flush()
            note(len(known), len(wanted))
    return [known[key] for key in wanted]


def program() -> str:
    """Names the program by all that can change a result: its code, its rules, and the benchmark's own plan and judging."""
    digest = hashlib.sha256()
    own = [Path(__file__).with_name(name) for name in ("plan.py", "records_plan.py", "judging.py", "comparators.py")]
    parts = ("checks", "statistics", "engine", "simulate", "model", "rulebook", "catalogue", "records")
    code = [path for part in parts for path in (ROOT / "monitor" / part).rglob("*.py")]
    for path in sorted([*own, *code, *(ROOT / "rules").rglob("*.yaml")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:  # the last line of a run that was killed
            continue


def _computed(units: list[Unit], workers: int) -> Iterator[list[dict[str, Any]]]:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    todo = iter(units)
    chunks = list(iter(lambda: list(islice(todo, CHUNK)), []))
    if workers <= 1:
        yield from map(_chunk, chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        for done in as_completed([pool.submit(_chunk, chunk) for chunk in chunks]):
            yield done.result()


def _chunk(units: list[Unit]) -> list[dict[str, Any]]:
    import warnings

    from benchmarks.judging import judged

    warnings.filterwarnings("ignore", category=RuntimeWarning)
    return [judged(unit) for unit in units]
