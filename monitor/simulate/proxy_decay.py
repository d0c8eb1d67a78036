"""A target for a test score in twelve shops: the test is prepared for, or the service behind it is better."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Columns, Simulated, Truth, history_by_unit
from monitor.simulate.world import World, chosen, effort

UNITS = 12
STRONG = 0.6
"""The share of the score's variance within shops that is preparation alone at gaming 1."""

SLOPE = 0.5
"""Points of loyalty for a point of service."""


def proxy_decay(world: World, *, gaming: float = 1.0, kind: str = "preparing", units: int = UNITS) -> Simulated:
    """A mystery shopping score, by shop, supports loyalty, and gets a target.

    `kind`: `preparing` (the score moves with preparation that customers never see, `gaming` 0 to 1), or what looks like it:
    `steadier` (service varies less), `improvement` (service gets better and loyalty with it), `market` (loyalty falls
    everywhere); then `gaming` is its size. `units`: shops.
    """
    frame = world.frame
    chosen(dict.fromkeys(("preparing", "steadier", "improvement", "market")), kind)
    share = STRONG * gaming * frame.step if kind == "preparing" else np.zeros(frame.periods)
    calm = 1 - 0.35 * gaming * frame.step if kind == "steadier" else np.ones(frame.periods)
    better = effort(world, gaming) if kind == "improvement" else np.zeros(frame.periods)
    gloom = effort(world, gaming) if kind == "market" else np.zeros(frame.periods)
    series: dict[tuple[str, str], Columns] = {}
    for number in range(units):
        place, unit = world.rng.normal(0, 1, 2), f"shop=S{number + 1:02}"
        service = calm * world.noise() / world.calm
        prepared = world.rng.standard_normal(frame.periods)
        score = 10 + place[0] + better + service + np.sqrt(share / (1 - share)) * prepared
        loyal = 50 + place[1] - gloom + SLOPE * (better + service) + 0.5 * world.rng.standard_normal(frame.periods)
        series["score", unit] = {"value": np.round(score, 2), "count": np.full(frame.periods, 40.0)}
        series["loyalty", unit] = {"value": np.round(loyal, 2), "count": np.full(frame.periods, 40.0)}
    kpis = {
        "score": targeted(frame, entry(frame, "Mystery shopping", "points", "higher", supports="loyalty"), 11),
        "loyalty": entry(frame, "Loyalty", "points", "higher", level="company"),
    }
    gamed = kind == "preparing" and gaming > 0
    truth = (Truth("proxy-decay", "score", frame.start, gaming, ("loyalty",)),) if gamed else ()
    return history_by_unit(frame, kpis, series, truth)
