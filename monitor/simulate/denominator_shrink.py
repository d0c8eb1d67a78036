"""A target for a share: cases that went badly are taken out of it, or more of them go well."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Simulated, Truth, history, share
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 0.05
"""The share of all cases, bad ones, that is taken out at gaming 1."""


def denominator_shrink(world: World, *, gaming: float = 1.0, kind: str = "exclusion", cases: float = 400.0) -> Simulated:
    """Delivered on time, with the orders that count, beside all orders that came in, gets a target.

    `kind`: `exclusion` (late orders are declared special, `gaming` 0 to 1), or what looks like it: `effort` (more are on
    time), `less-work` (fewer orders come in, and the rest go better), `rule` (orders of one kind, good and bad, stop
    counting), `worse` (fewer are on time); then `gaming` is its size. `cases`: orders per week.
    """
    frame = world.frame
    still = np.zeros(frame.periods)
    out, better, slope = STRONG * adoption(world, gaming), effort(world, gaming), gaming * frame.slope
    kinds = {
        "exclusion": (out, still, still, still),
        "effort": (still, still, 0.05 * better, still),
        "less-work": (still, 0.15 * slope, 0.05 * better, still),
        "rule": (still, still, still, 0.08 * slope),
        "worse": (still, still, -0.05 * better, still),
    }
    excluded, fewer, helped, not_counted = chosen(kinds, kind)
    orders = world.rng.poisson(cases * frame.weeks * (1 - fewer) * np.exp(world.noise(0.05)))
    good = world.rng.binomial(orders, np.clip(0.8 + helped + world.noise(0.012), 0.05, 0.98))
    bad = orders - good
    taken = world.rng.binomial(bad, np.clip(excluded * orders / np.maximum(bad, 1), 0, 0.9))
    counted = world.rng.binomial(good, 1 - not_counted), world.rng.binomial(bad - taken, 1 - not_counted)
    series = {"on_time": share(counted[0], counted[0] + counted[1]), "orders": {"value": orders.astype(float)}}
    on_time = entry(frame, "Delivered on time", "%", "higher", like="on-time-delivery")
    kpis = {
        "on_time": targeted(frame, on_time, 84),
        "orders": entry(frame, "Orders", "orders", "unclear", like="contact-volume"),
    }
    gamed = kind == "exclusion" and gaming > 0
    truth = (Truth("denominator-shrink", "on_time", frame.start, gaming),) if gamed else ()
    return history(frame, kpis, series, truth)
