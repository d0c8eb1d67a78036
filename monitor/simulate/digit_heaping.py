"""A target for visits: some numbers are entered by feel, or all of them are counted."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Simulated, Truth, history_by_unit
from monitor.simulate.world import World, chosen, effort

UNITS = 24
STRONG = 0.2
"""The share of numbers that is entered by feel, to the nearest 5, at gaming 1."""


def digit_heaping(world: World, *, gaming: float = 1.0, kind: str = "by-feel", visits: float = 100.0) -> Simulated:
    """Visits, by unit, get a target.

    `kind`: `by-feel` (some numbers end in 0 or 5, `gaming` 0 to 1), or what looks like it: `growth` (more visits, counted),
    `in-tens` (all are written in tens, and have always been), `uneven` (units of very different size); then `gaming` is its
    size. `visits`: per unit and week.
    """
    frame = world.frame
    chosen(dict.fromkeys(("by-feel", "growth", "in-tens", "uneven")), kind)
    more = 0.2 * effort(world, gaming) if kind == "growth" else 0.0
    sizes = np.exp(world.rng.standard_normal(UNITS) * (0.9 if kind == "uneven" else 0.3))
    series = {}
    for number, size in enumerate(sizes):
        level = visits * frame.weeks * size * (1 + more) * np.exp(world.noise(0.1))
        counted = world.rng.poisson(level).astype(float)
        if kind == "by-feel":
            counted = _felt(world, counted, STRONG * gaming)
        if kind == "in-tens":
            counted = 10 * np.round(counted / 10)
        series["visits", f"unit=U{number + 1:02}"] = {"value": counted, "count": counted}
    aim = round(1.1 * visits * frame.weeks * UNITS)
    kpis = {"visits": targeted(frame, entry(frame, "Visits made", "visits", "higher"), aim)}
    gamed = kind == "by-feel" and gaming > 0
    truth = (Truth("digit-heaping", "visits", frame.start, gaming),) if gamed else ()
    return history_by_unit(frame, kpis, series, truth)


def _felt(world: World, counted: Series, dose: float) -> Series:
    """Each number is entered by feel with this chance, from the target on."""
    by_feel = world.rng.random(len(counted)) < dose * world.frame.step
    return np.where(by_feel, 5 * np.round(counted / 5), counted)
