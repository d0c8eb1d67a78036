"""A target for one department's backlog: its work is passed on to the neighbour, or done."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Columns, Simulated, Truth, history
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 1.5
"""What is passed on at gaming 1, in standard deviations of the weekly noise of a backlog."""

LEVEL, NOISE = 120.0, 8.0


def spillover(world: World, *, gaming: float = 1.0, kind: str = "passing-on") -> Simulated:
    """The backlog of the department North gets a target; that of South has none.

    `kind`: `passing-on` (cases go to South, `gaming` 0 to 1), or what looks like it: `effort` (North works off its own),
    `other-worsens` (South's grows for reasons of its own), `both-worse` (more comes in everywhere); then `gaming` is its size.
    """
    moved, better = STRONG * NOISE * adoption(world, gaming), STRONG * NOISE * effort(world, gaming)
    still = np.zeros(world.frame.periods)
    changes = {
        "passing-on": (-moved, moved),
        "effort": (-better, still),
        "other-worsens": (still, better),
        "both-worse": (better, better),
    }
    north, south = chosen(changes, kind)
    series = {"backlog_north": _backlog(world, north), "backlog_south": _backlog(world, south)}
    kpis = {
        f"backlog_{name.lower()}": entry(
            world.frame, f"Backlog {name}", "cases", "lower", like="backlog", department=name, measures="output"
        )
        for name in ("North", "South")
    }
    kpis["backlog_north"] = targeted(world.frame, kpis["backlog_north"], round(0.9 * LEVEL))
    gamed = kind == "passing-on" and gaming > 0
    truth = (Truth("spillover", "backlog_north", world.frame.start, gaming, ("backlog_south",)),) if gamed else ()
    return history(world.frame, kpis, series, truth)


def _backlog(world: World, change: Series) -> Columns:
    return {"value": np.asarray(np.round(np.maximum(LEVEL + change + world.noise(NOISE), 0)))}
