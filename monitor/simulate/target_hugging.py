"""A target for a share: results that would just miss it are helped over the line, or work gets better."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, chosen, effort

STRONG = 0.9
"""The share of near misses that is helped over the line at gaming 1."""

TARGET, NOISE = 80.0, 3.0


def target_hugging(world: World, *, gaming: float = 1.0, kind: str = "helping") -> Simulated:
    """Delivered on time, as a total over time, has a target from the frame's start on.

    `kind`: `helping` (near misses end just on the good side, `gaming` 0 to 1), or what looks like it: `a-little-better` (the
    level lies just above the target), `improvement`, `coarse` (results are told in whole points); then `gaming` is its size.
    """
    frame = world.frame
    chosen(dict.fromkeys(("helping", "a-little-better", "improvement", "coarse")), kind)
    better = NOISE * effort(world, gaming) if kind == "improvement" else 0.0
    level = TARGET + (0.3 * NOISE * gaming if kind == "a-little-better" else 0.0)
    result = level + better + world.noise(NOISE) / world.calm
    if kind == "helping":
        near = (
            (result < TARGET) & (result > TARGET - 0.5 * NOISE) & (world.rng.random(frame.periods) < STRONG * gaming * frame.step)
        )
        result = np.where(near, TARGET + world.rng.exponential(0.1 * NOISE, frame.periods), result)
    told = np.round(result) if kind == "coarse" else np.round(result, 1)
    kpis = {"on_time": targeted(frame, entry(frame, "Delivered on time", "%", "higher"), TARGET)}
    gamed = kind == "helping" and gaming > 0
    truth = (Truth("target-hugging", "on_time", frame.start, gaming),) if gamed else ()
    return history(frame, kpis, {"on_time": {"value": np.clip(told, 0, 100)}}, truth)
