"""A target for a share: bad weeks and good weeks are evened out before the figure is told, or work got steadier."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, chosen, effort

STRONG = 0.35
"""The share of the spread that is left at gaming 1; 0.49 at medium and 0.71 at weak."""


def too_smooth(world: World, *, gaming: float = 1.0, kind: str = "evening-out", cases: float = 400.0) -> Simulated:
    """Solved in time, with its cases, gets a target; from then on the figure is told as it was expected, more or less.

    `kind`: `evening-out` (the told number of hits lies between what came and what was expected, `gaming` 0 to 1), or what looks
    like it: `steadier-work` (only chance is left of the spread), `averaging` (the mean of the last quarter is told, and has
    always been), `improvement`; then `gaming` is its size. `cases`: per week.
    """
    frame = world.frame
    chosen(dict.fromkeys(("evening-out", "steadier-work", "averaging", "improvement")), kind)
    better = 0.05 * effort(world, gaming) if kind == "improvement" else 0.0
    unrest = 1 - frame.step if kind == "steadier-work" else 1.0
    come = world.rng.poisson(cases * frame.weeks * np.exp(world.noise(0.04)))
    usual = 0.78 + better + 0.25 * unrest * world.noise(0.02)
    hits = world.rng.binomial(come, np.clip(usual, 0.01, 0.99)).astype(float)
    if kind == "evening-out" and gaming > 0:
        hits = _evened(hits, come.astype(float), STRONG**gaming, frame.before)
    value = 100 * hits / np.maximum(come, 1)
    if kind == "averaging":
        value = _averaged(value, max(round(13 / frame.weeks), 2))
    series = {"solved": {"value": np.round(value, 2), "numerator": hits, "denominator": come.astype(float)}}
    if kind == "averaging":
        series = {"solved": {"value": np.round(value, 2)}}
    kpis = {"solved": targeted(frame, entry(frame, "Solved in time", "%", "higher"), 80)}
    gamed = kind == "evening-out" and gaming > 0
    truth = (Truth("too-smooth", "solved", frame.start, gaming),) if gamed else ()
    return history(frame, kpis, series, truth)


def _evened(hits: Series, come: Series, left: float, begins: int) -> Series:
    """Who tells the figure takes the share told over the last quarter for what is expected."""
    told = (hits / np.maximum(come, 1)).tolist()
    for period in range(begins, len(told)):
        expected = sum(told[max(period - 13, 0) : period]) / max(min(period, 13), 1) if period else told[0]
        told[period] = expected + left * (told[period] - expected)
    return np.asarray(np.round(np.array(told) * come))


def _averaged(value: Series, over: int) -> Series:
    sums = np.cumsum(np.insert(value, 0, 0.0))
    number = np.minimum(np.arange(1, len(value) + 1), over)
    return np.asarray((sums[1:] - sums[np.arange(1, len(value) + 1) - number]) / number)
