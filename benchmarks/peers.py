"""Installable anomaly monitors, in an environment of their own below build/: what does not install is skipped, and why."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.plan import Unit
from benchmarks.rates import named
from benchmarks.work import CACHE

SCRIPT = Path(__file__).with_name("peer_scores.py")
NEEDS = ("adtk==0.6.2", "abspc==1.1.0", "pandas<2.2", "numpy<2")
"""ADTK's last release is of 2020: it does not run on pandas 3."""


def with_peers(
    honest: Sequence[Mapping[str, Any]], gamed: Sequence[Mapping[str, Any]], seeds: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], str]:
    """The results with the monitors' scores beside those of our own comparators, for the first `seeds` seeds of every kind."""
    try:
        python = _environment()
        both = [_scored(part, seeds, python) for part in (honest, gamed)]
    except (OSError, subprocess.SubprocessError) as error:
        reason = getattr(error, "stderr", None) or str(error)
        return [dict(one) for one in honest], [dict(one) for one in gamed], f"adtk and abspc: {str(reason).strip()[-300:]}"
    return both[0], both[1], ""


def _environment() -> Path:
    folder = CACHE.resolve() / "peers"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        uv = [sys.executable, "-m", "uv"]
        subprocess.run(
            [*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)],
            check=True,
            capture_output=True,
            text=True,
        )
        install = [*uv, "pip", "install", "--quiet", "--python", str(python), *NEEDS]
        subprocess.run(install, check=True, capture_output=True, text=True)
        (folder / "ready").touch()
    return python


def _scored(results: Sequence[Mapping[str, Any]], seeds: int, python: Path) -> list[dict[str, Any]]:
    lowest: dict[str, int] = {}
    for one in results:
        lowest[named(one)[1]] = min(named(one)[2], lowest.get(named(one)[1], named(one)[2]))
    asked = [one for one in results if named(one)[2] < lowest[named(one)[1]] + seeds]
    series = [_series(str(one["key"])) for one in asked]
    done = subprocess.run(
        [str(python), "-W", "ignore", str(SCRIPT)], input=json.dumps(series), check=True, capture_output=True, text=True
    )
    found = dict(zip((one["key"] for one in asked), json.loads(done.stdout), strict=True))
    return [{**one, "scores": {**one["scores"], **found.get(one["key"], {})}} for one in results]


def _series(key: str) -> list[tuple[list[float], int]]:
    """The series of a history, made anew from its seed."""
    from benchmarks.judging import LIBRARY, series_of
    from monitor.catalogue.kpi_file import catalogue_from
    from monitor.engine.panels import lay_panels
    from monitor.model.situation import Situation
    from monitor.simulate.scenarios import simulate

    part, name, scenario, settings, seed, every = json.loads(key)
    unit = Unit(part, name, scenario, tuple(map(tuple, settings)), seed, every)
    simulated = simulate(unit.scenario, unit.seed, **dict(unit.settings))
    catalogue = catalogue_from(simulated.kpis, LIBRARY)
    totals, segments = lay_panels(catalogue, simulated.observations, simulated.as_of)
    concerned = {kpi for truth in simulated.truth for kpi in (truth.kpi, *truth.related)}
    found = series_of(Situation(catalogue, simulated.as_of, totals, segments), concerned)
    return [([float(value) for value in values], int(baseline)) for values, baseline in found]
