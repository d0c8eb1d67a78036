"""A sales floor: leads come in, some are won, and some of those who bought leave again.

Pushing sells to customers who should not buy: they count as sales now and as churn and returns later. Junk leads count as
leads now and lower the conversion; sales do not follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.simulate.frame import Series, Whole
from monitor.simulate.outcome import Columns, share
from monitor.simulate.world import World


@dataclass(frozen=True)
class Floor:
    """How a sales floor works before anything changes. Per week and as shares; `_noise` are standard deviations."""

    leads: float = 250.0
    leads_noise: float = 0.06
    conversion: float = 0.2
    conversion_noise: float = 0.008
    junk_conversion: float = 0.03
    churn: float = 0.08
    pushed_churn: float = 0.35
    churn_noise: float = 0.008
    returns: float = 0.04
    pushed_returns: float = 0.18
    returns_noise: float = 0.006
    amount: float = 4200.0


@dataclass(frozen=True)
class SalesLevers:
    """What changes over time; numbers, or series of shape (periods,). All at rest by default."""

    campaign: Series | float = 1.0
    """Genuine leads, as a factor."""
    junk: Series | float = 0.0
    """Junk leads per genuine lead."""
    pushed: Series | float = 0.0
    """Sales to customers who should not buy, per good sale."""
    persuasion: Series | float = 0.0
    """Relative rise of the conversion by honest work."""
    discontent: Series | float = 0.0
    """Added churn that has nothing to do with how it was sold."""


def run_floor(world: World, floor: Floor = Floor(), levers: SalesLevers = SalesLevers()) -> dict[str, Columns]:
    """The KPIs of a floor: leads, conversion, sales, churn_90_days and returns.

    Churn is that of the sales of 13 weeks ago and returns those of 4 weeks ago, reported when their age is reached.
    """
    rng = world.rng
    genuine = rng.poisson(floor.leads * world.frame.weeks * levers.campaign * np.exp(world.noise(floor.leads_noise)))
    junk = rng.poisson(genuine * np.asarray(levers.junk))
    chance = np.clip(floor.conversion * (1 + np.asarray(levers.persuasion)) + world.noise(floor.conversion_noise), 0.01, 0.95)
    good = rng.binomial(genuine, chance) + rng.binomial(junk, floor.junk_conversion)
    pushed = rng.poisson(good * np.asarray(levers.pushed))
    churn_months, return_weeks = _age(world, 13), _age(world, 4)
    return {
        "leads": {"value": (genuine + junk).astype(float)},
        "conversion": share(good + pushed, genuine + junk),
        "sales": {"value": (good + pushed).astype(float)},
        "churn_90_days": _later(world, good, pushed, (floor.churn, floor.pushed_churn, floor.churn_noise), churn_months, levers),
        "returns": _later(world, good, pushed, (floor.returns, floor.pushed_returns, floor.returns_noise), return_weeks, None),
    }


def _age(world: World, weeks: int) -> int:
    return max(1, round(weeks / world.frame.weeks))


def _later(
    world: World, good: Whole, pushed: Whole, shares: tuple[float, float, float], lag: int, levers: SalesLevers | None
) -> Columns:
    """What became of the sales of `lag` periods ago; before that, of sales like the first ones."""
    usual, bad, spread = shares
    added = np.asarray(levers.discontent) if levers else 0.0
    sold, oversold = _shifted(good, lag), _shifted(pushed, lag)
    chance = np.clip(usual + added - world.noise(spread), 0.002, 0.95)
    lost = world.rng.binomial(sold, chance) + world.rng.binomial(oversold, bad)
    return share(lost, sold + oversold)


def _shifted(series: Whole, lag: int) -> Whole:
    return np.concatenate([series[:lag], series[:-lag]])[: len(series)]
