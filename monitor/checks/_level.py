"""Breaks in level, searched for in whole panels: one array operation for all series with the same periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.checks._frame import Window
from monitor.errors import NotEnoughDataError
from monitor.model.panel import Matrix
from monitor.statistics.level_break import LevelBreak, Shape, find_breaks, shape_of
from monitor.statistics.winsorise import winsorise

WANDERING = 3.0
"""What honest series that drift cost: their p-values come out too small by this factor (replay: 1,500 histories, drift 1)."""

LOOKS = 2.0
"""What looking again every four weeks costs. With it some look of three years crosses a cut as often as the cut allows.

18,000 histories of three years of weeks, looked at from the fifteenth month on, cuts that grow with the years: with WANDERING
alone the share with a break at some look was 2.2 times the cut at memory .8, 1.9 to 2.1 at a drift of 1 with memory 0, .3 and .6,
and at most 0.3 of it at memory .6 or a drift of 0.5.
"""


@dataclass(frozen=True, eq=False)
class Broken:
    """The likeliest break of one series. `at` is the number of the first period after it; `shape` is known where p is small."""

    at: int
    p_value: float
    z: float
    effect: float
    spread: float
    shape: Shape | None
    columns: NDArray[np.int64]

    @property
    def size(self) -> float:
        """The effect in units of the series' usual spread."""
        return abs(self.effect) / self.spread if self.spread > 0 else float("inf")

    @property
    def lasting_and_abrupt(self) -> bool:
        """Whether a change at once that lasts fits better than a slow one, and no worse than one that passes."""
        return self.shape is not None and self.shape.beats_slow >= 1.0 and self.shape.beats_passing >= -3.0


def breaks_of(
    series: Mapping[str, Matrix], first: int, per_year: float, window: Window, prior: Matrix, look_closer: float
) -> dict[str, Broken]:
    """The likeliest break of every series (T,) on its test scale; those that do not vary or are too short are left out."""
    groups: dict[bytes, list[str]] = {}
    columns: dict[bytes, NDArray[np.int64]] = {}
    for name, values in series.items():
        inside = np.arange(max(len(values) - window.periods, 0), len(values))
        known = inside[np.isfinite(values[inside])]
        if len(known) >= 2 * window.needs and np.ptp(values[known]) > 0:
            groups.setdefault(known.tobytes(), []).append(name)
            columns[known.tobytes()] = known
    found: dict[str, Broken] = {}
    for mask, names in groups.items():
        stacked = np.stack([series[name][columns[mask]] for name in names])
        found.update(_group(names, stacked, columns[mask], first, per_year, prior, look_closer))
    return found


def _group(
    names: list[str], series: Matrix, columns: NDArray[np.int64], first: int, per_year: float, prior: Matrix, look_closer: float
) -> dict[str, Broken]:
    at = columns + first
    clipped, _ = winsorise(series)
    try:
        breaks = find_breaks(clipped, at, per_year, prior)
    except NotEnoughDataError:
        return {}
    p_values = np.minimum(breaks.p_value * WANDERING * LOOKS, 1.0)
    return {
        name: Broken(
            at=int(at[breaks.at[row]]),
            p_value=float(p_values[row]),
            z=float(breaks.z[row]),
            effect=float(breaks.effect[row]),
            spread=_spread(clipped[row], breaks, row),
            shape=shape_of(clipped[row], at, per_year, breaks, row) if p_values[row] <= look_closer else None,
            columns=columns,
        )
        for row, name in enumerate(names)
    }


def _spread(series: Matrix, breaks: LevelBreak, row: int) -> float:
    """The usual spread from period to period around the two levels, robust."""
    place = int(breaks.at[row])
    rest = np.concatenate([part - np.median(part) for part in (series[:place], series[place:])])
    return 1.4826 * float(np.median(np.abs(rest))) or float(np.std(rest))
