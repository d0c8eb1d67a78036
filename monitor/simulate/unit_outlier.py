"""Twenty-four units with the same target: one of them finds a way that the others do not have."""

from __future__ import annotations

import numpy as np

from monitor.simulate.entries import entry, targeted
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Columns, Simulated, Truth, history_by_unit, share
from monitor.simulate.world import World, adoption, chosen, effort

UNITS = 24
STRONG = 6.0
"""How far the unit moves away at gaming 1, in standard deviations of the honest differences (4.5 of what a quarter shows)."""

BETWEEN = 0.02
"""Standard deviation of the honest differences between units, as a share of cases."""


def unit_outlier(world: World, *, gaming: float = 1.0, kind: str = "own-way", cases: float = 60.0) -> Simulated:
    """Solved in time, by unit with its cases, gets a target.

    `kind`: `own-way` (one unit closes on paper, `gaming` 0 to 1), or what looks like it: `all-better` (every unit improves),
    `small-unit` (one unit is so small that chance moves it about), `spread` (units differ more than before); then `gaming` is
    its size. `cases`: per unit and week.
    """
    differences = BETWEEN * world.rng.standard_normal(UNITS)
    differences[0] = 0.0  # so that the dose says where the unit lies, not its luck
    still = np.zeros(world.frame.periods)
    alone, better = STRONG * BETWEEN * adoption(world, gaming), effort(world, gaming)
    kinds = {
        "own-way": (alone, still, 1.0, still),
        "all-better": (still, 0.06 * better, 1.0, still),
        "small-unit": (still, still, 0.1, still),
        "spread": (still, still, 1.0, 0.5 * gaming * world.frame.slope),
    }
    first, everyone, size, wider = chosen(kinds, kind)
    series = {}
    for number, difference in enumerate(differences):
        chance = 0.8 + difference * (1 + wider) + everyone + (first if number == 0 else 0.0)
        usual = cases * world.frame.weeks * (size if number == 0 else 1.0)
        series["solved", f"unit=U{number + 1:02}"] = _unit(world, usual, chance)
    kpis = {"solved": targeted(world.frame, entry(world.frame, "Solved in time", "%", "higher"), 85)}
    gamed = kind == "own-way" and gaming > 0
    truth = (Truth("unit-outlier", "solved", world.frame.start, gaming),) if gamed else ()
    return history_by_unit(world.frame, kpis, series, truth)


def _unit(world: World, usual: float, chance: Series) -> Columns:
    cases = np.maximum(world.rng.poisson(usual * np.exp(world.noise(0.08))), 1)
    return share(world.rng.binomial(cases, np.clip(chance + world.noise(0.01), 0.01, 0.99)), cases)
