"""A bonus on sales: sold to customers who should not buy, or sold better."""

from __future__ import annotations

from monitor.simulate.entries import entries, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.sales_floor import Floor, SalesLevers, run_floor
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 0.42
"""Pushed sales per good sale at gaming 1: churn within 90 days doubles, 13 weeks later."""


def sales_push(world: World, *, gaming: float = 1.0, kind: str = "pushing", leads: float = 250.0) -> Simulated:
    """Sales get a target and a bonus; churn within 90 days and returns of what was sold come later.

    `kind`: `pushing` (`gaming` 0 to 1), or what looks like it: `persuasion` (honest work wins more of the same leads),
    `campaign` (more leads), `market` (churn rises without more sales); then `gaming` is the size of that. `leads`: per week.
    """
    spread, better = adoption(world, gaming), effort(world, gaming)
    kinds = {
        "pushing": SalesLevers(pushed=STRONG * spread),
        "persuasion": SalesLevers(persuasion=0.3 * better),
        "campaign": SalesLevers(campaign=1 + 0.3 * better),
        "market": SalesLevers(discontent=0.05 * better),
    }
    floor = Floor(leads=leads)
    series = run_floor(world, floor, chosen(kinds, kind))
    kpis = entries(world.frame, series)
    counter = ("churn_90_days", "returns")
    aim = round(1.15 * floor.leads * floor.conversion * world.frame.weeks)
    kpis["sales"] = targeted(world.frame, kpis["sales"], aim, counter)
    gamed = kind == "pushing" and gaming > 0
    truth = (Truth("delayed-harm", "sales", world.frame.start, gaming, counter),) if gamed else ()
    return history(world.frame, kpis, series, truth)
