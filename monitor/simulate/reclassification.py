"""A target for late cases: they are put on hold from one week to the next, or there are fewer of them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from monitor.simulate.entries import Entry, entry, targeted
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Columns, Simulated, Truth, history
from monitor.simulate.world import World, chosen, effort

STRONG = 0.3
"""The share of late cases that is registered as waiting for the customer at gaming 1."""


def reclassification(world: World, *, gaming: float = 1.0, kind: str = "renaming", cases: float = 200.0) -> Simulated:
    """Late cases, and cases that wait for the customer; the late ones get a target.

    `kind`: `renaming` (late cases are put on hold, from the target's first period on, `gaming` 0 to 1), or what looks like it:
    `effort` (fewer are late), `slow` (more cases really wait for customers, over a year), `noted` (a new status by decision,
    with a note), `surge` (more of both); then `gaming` is its size. `cases`: late ones per week.
    """
    frame = world.frame
    still = np.zeros(frame.periods)
    step, year = STRONG * gaming * frame.step, np.clip((frame.since + 1) / frame.per_year, 0, 1)
    changes = {
        "renaming": (-step, step),
        "effort": (-STRONG * effort(world, gaming), still),
        "slow": (-STRONG * gaming * year, STRONG * gaming * year),
        "noted": (-step, step),
        "surge": (step, step),
    }
    late, waiting = (cases * frame.weeks * change for change in chosen(changes, kind))
    usual = cases * frame.weeks
    series = {"late_cases": _counted(world, usual + late), "waiting_cases": _counted(world, 0.5 * usual + waiting)}
    kpis = {
        "late_cases": targeted(frame, entry(frame, "Late cases", "count", "lower"), round(0.85 * usual)),
        "waiting_cases": entry(frame, "Waiting for the customer", "count", "unclear"),
    }
    if kind == "noted":
        kpis = {kpi: {**said, **_note(world)} for kpi, said in kpis.items()}
    gamed = kind == "renaming" and gaming > 0
    truth = (Truth("reclassification", "late_cases", frame.start, gaming, ("waiting_cases",)),) if gamed else ()
    return history(frame, kpis, series, truth)


def _counted(world: World, mean: Series) -> Columns:
    return {"value": world.rng.poisson(np.maximum(mean, 1) * np.exp(world.noise(0.05))).astype(float)}


def _note(world: World) -> Entry:
    begins = world.frame.start
    return {"notes": [{"from": begins, "to": begins + timedelta(days=27), "what": "New status: waiting for the customer"}]}
