"""A target for a share: easier cases are taken in, or all cases are done better."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Columns, Simulated, Truth, history_by_unit, share
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 0.3
"""The share of complex cases that is turned away, and replaced by simple ones, at gaming 1."""

SOLVED = {"simple": 0.82, "complex": 0.5}
"""The share of each topic that is solved at first contact."""


def mix_shift(world: World, *, gaming: float = 1.0, kind: str = "cherry-picking", cases: float = 400.0) -> Simulated:
    """Solved at first contact, by topic with its cases, gets a target.

    `kind`: `cherry-picking` (simple cases instead of complex ones, `gaming` 0 to 1), or what looks like it: `better-work` (both
    topics get better), `harder-demand` (more complex cases come in), `growth` (more of both), `slow-demand` (the mix has been
    getting simpler evenly all the time); then `gaming` is its size. `cases`: per week.
    """
    still = np.zeros(world.frame.periods)
    along = np.linspace(0, 1, world.frame.periods) - 0.5
    picked, slope = STRONG * adoption(world, gaming), gaming * world.frame.slope
    kinds = {
        "cherry-picking": (picked, still, still),
        "better-work": (still, 0.05 * effort(world, gaming), still),
        "harder-demand": (-STRONG * slope, still, still),
        "growth": (still, still, 0.3 * slope),
        "slow-demand": (STRONG * gaming * along, still, still),
    }
    away, better, more = chosen(kinds, kind)
    usual = 0.5 * cases * world.frame.weeks * (1 + more)
    come = {"simple": usual * (1 + away), "complex": usual * (1 - away)}
    series = {("fcr", f"topic={topic}"): _topic(world, come[topic], SOLVED[topic] + better) for topic in SOLVED}
    fcr = entry(world.frame, "Solved at first contact", "%", "higher", like="first-contact-resolution")
    kpis = {"fcr": targeted(world.frame, fcr, 70)}
    gamed = kind == "cherry-picking" and gaming > 0
    truth = (Truth("mix-shift", "fcr", world.frame.start, gaming),) if gamed else ()
    return history_by_unit(world.frame, kpis, series, truth)


def _topic(world: World, come: Series, solved: Series) -> Columns:
    cases = np.maximum(world.rng.poisson(come * np.exp(world.noise(0.05))), 1)
    chance = np.clip(solved + world.noise(0.015), 0.01, 0.99)
    return share(world.rng.binomial(cases, chance), cases)
