"""Three KPIs are to move a higher one: their figures are made, or the work behind them is done."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 1.5
"""How far every part rises at gaming 1, in standard deviations of its weekly noise."""

PARTS = {"answers_in_time": "Answers in time", "calls_made": "Calls made", "visits_made": "Visits made"}


def cascade_break(world: World, *, gaming: float = 1.0, kind: str = "figures") -> Simulated:
    """Three KPIs with targets support retention.

    `kind`: `figures` (the three rise by manipulation alone, `gaming` 0 to 1), or what looks like it: `work` (they rise by
    work and retention follows), `one-part` (one rises by work, and retention by a third of it), `late` (retention follows a
    year later); then `gaming` is its size.
    """
    frame, still = world.frame, np.zeros(world.frame.periods)
    spread, better = adoption(world, gaming), effort(world, gaming)
    later = np.concatenate([np.zeros(round(frame.per_year)), better])[: frame.periods]
    changes = {
        "figures": (spread, spread, still),
        "work": (better, better, better),
        "one-part": (better, still, better / 3),
        "late": (better, better, later),
    }
    first, others, whole = (STRONG * change for change in chosen(changes, kind))
    rises = dict(zip(PARTS, (first, others, others), strict=True))
    series = {kpi: {"value": np.round(60 + rise + world.noise(), 2)} for kpi, rise in rises.items()}
    series["retention"] = {"value": np.round(80 + whole + world.noise(), 2)}
    kpis = {kpi: targeted(frame, entry(frame, name, "points", "higher", supports="retention"), 61) for kpi, name in PARTS.items()}
    kpis["retention"] = entry(frame, "Retention", "points", "higher", level="company")
    gamed = kind == "figures" and gaming > 0
    truth = (Truth("cascade-break", "retention", frame.start, gaming, tuple(PARTS)),) if gamed else ()
    return history(frame, kpis, series, truth)
