"""A target that holds for thirty-six wards: months that would just miss it are told as just met, or work gets better."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Simulated, Truth, history_by_unit
from monitor.simulate.world import World, chosen, effort

UNITS = 36
STRONG = 0.4
"""The share of near misses that is told as just met at gaming 1."""

TARGET, NOISE = 90.0, 2.5


def threshold_bunching(world: World, *, gaming: float = 1.0, kind: str = "lifting", units: int = UNITS) -> Simulated:
    """Seen in time, by ward and month, has a target from the frame's start on.

    `kind`: `lifting` (near misses are told as just met, `gaming` 0 to 1), or what looks like it: `improvement` (all wards get
    better), `half-points` (results are told in halves), `ceiling` (wards crowd below 100 %); then `gaming` is its size.
    """
    frame = world.frame
    chosen(dict.fromkeys(("lifting", "improvement", "half-points", "ceiling")), kind)
    better = 2.0 * effort(world, gaming) if kind == "improvement" else np.zeros(frame.periods)
    series = {}
    for number in range(units):
        result = TARGET + world.rng.normal(0, 1.5) + better + world.noise(NOISE) / world.calm
        if kind == "ceiling":
            result = 100 - np.abs(100 - result - 4 * gaming)
        if kind == "lifting":
            chance = STRONG * gaming * frame.step
            near = (result < TARGET) & (result > TARGET - 0.5 * NOISE) & (world.rng.random(frame.periods) < chance)
            result = np.where(near, TARGET + world.rng.exponential(0.06 * NOISE, frame.periods), result)
        told = np.round(2 * result) / 2 if kind == "half-points" else np.round(result, 2)
        series["met", f"ward=W{number + 1:02}"] = {"value": np.clip(told, 0, 100), "count": np.full(frame.periods, 300.0)}
    kpis = {"met": targeted(frame, entry(frame, "Seen in time", "%", "higher"), TARGET)}
    gamed = kind == "lifting" and gaming > 0
    truth = (Truth("threshold-bunching", "met", frame.start, gaming),) if gamed else ()
    return history_by_unit(frame, kpis, series, truth)
