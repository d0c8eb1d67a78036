"""A target that is moved when the result is known, or in good time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from monitor.simulate.desk import Desk, Levers, run_desk
from monitor.simulate.entries import entries, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, chosen


def target_loosening(world: World, *, gaming: float = 1.0, kind: str = "loosened-late", problems: float = 250.0) -> Simulated:
    """First response time misses its target; for the last half year another target holds.

    `kind`: `loosened-late` (set after half of that time had passed; `gaming` 0 to 1: how far towards what was reached), or
    what looks like it: `loosened-early` (set two months before), `tightened-late`; then `gaming` is the size of that.
    """
    chosen(dict.fromkeys(("loosened-late", "loosened-early", "tightened-late")), kind)
    frame = world.frame
    series = run_desk(world, Desk(problems=problems), Levers())
    kpis = entries(frame, series)
    reached = float(np.mean(series["first_response_time"]["value"][frame.before :]))
    aim = round(0.9 * reached, 2)
    half_year = round(frame.per_year / 2)
    begins = frame.day(frame.periods - half_year)
    moved = aim + gaming * (1.02 * reached - aim) * (-0.5 if kind == "tightened-late" else 1)
    set_on = begins - timedelta(days=60) if kind == "loosened-early" else frame.day(frame.periods - half_year // 2)
    entry = targeted(frame, kpis["first_response_time"], aim, ("csat",))
    entry["targets"] = [*entry["targets"], {"from": begins, "value": round(moved, 2), "set_on": set_on, "reason": "Adjusted"}]
    kpis["first_response_time"] = entry
    gamed = kind == "loosened-late" and gaming > 0
    truth = (Truth("target-tampering", "first_response_time", begins, gaming),) if gamed else ()
    return history(world.frame, kpis, series, truth)
