"""A target for first answers: people are taken from old cases, which get older; or there are more people."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Columns, Simulated, Truth, history
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 1.5
"""How far both move at gaming 1, in standard deviations of their weekly noise."""

HOURS, HOURS_NOISE = 4.0, 0.3
DAYS, DAYS_NOISE = 20.0, 2.0


def displacement(world: World, *, gaming: float = 1.0, kind: str = "starving") -> Simulated:
    """First response time gets a target; the age of open cases of the same department has none.

    `kind`: `starving` (people answer instead of finishing, `gaming` 0 to 1), or what looks like it: `more-staff` (both get
    better), `effort` (answers alone get quicker), `harder-cases` (open cases get older for their own reasons), `load` (both get
    worse); then `gaming` is its size.
    """
    still, better = np.zeros(world.frame.periods), effort(world, gaming)
    spread = adoption(world, gaming)
    changes = {
        "starving": (-spread, spread),
        "more-staff": (-better, -better),
        "effort": (-better, still),
        "harder-cases": (still, better),
        "load": (better, better),
    }
    hours, days = (STRONG * change for change in chosen(changes, kind))
    waited = np.asarray(np.round(HOURS + HOURS_NOISE * hours + world.noise(HOURS_NOISE), 2), dtype=np.float64)
    aged = np.asarray(np.round(np.maximum(DAYS + DAYS_NOISE * days + world.noise(DAYS_NOISE), 1), 1), dtype=np.float64)
    series: dict[str, Columns] = {"first_response_time": {"value": waited}, "age_of_open_cases": {"value": aged}}
    frt = entry(world.frame, "First response time", "hours", "lower", like="first-response-time")
    kpis = {
        "first_response_time": targeted(world.frame, frt, 3.6),
        "age_of_open_cases": entry(world.frame, "Age of open cases", "days", "lower", like="age-of-open-cases"),
    }
    gamed = kind == "starving" and gaming > 0
    truth = (Truth("displacement", "first_response_time", world.frame.start, gaming, ("age_of_open_cases",)),) if gamed else ()
    return history(world.frame, kpis, series, truth)
