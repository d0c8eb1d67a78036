"""A target for the number of cases: problems are split, or there really is more to do."""

from __future__ import annotations

from monitor.simulate.desk import Desk, Levers, run_desk
from monitor.simulate.entries import entries, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, adoption, chosen

STRONG = 0.5
"""The share of complex problems that are split in two at gaming 1: 15 % more cases."""


def case_splitting(world: World, *, gaming: float = 1.0, kind: str = "splitting", problems: float = 225.0) -> Simulated:
    """Cases closed get a target; customers, work and handling time follow.

    `kind`: `splitting` (one problem in two cases, `gaming` 0 to 1), or what looks like it: `growth` (more customers),
    `repeats` (genuine follow-up cases, with their work), `efficiency` (less work per case), `simpler` (fewer complex
    problems); then `gaming` is the size of that. `problems`: per week.
    """
    spread = adoption(world, gaming)
    kinds = {
        "splitting": Levers(splits=STRONG * spread),
        "growth": Levers(volume=1 + 0.15 * spread, capacity=1 + 0.15 * spread),
        "repeats": Levers(follow_ups=1 + 1.9 * spread),
        "efficiency": Levers(efficiency=0.12 * spread),
        "simpler": Levers(complexity=1 - 0.3 * spread),
    }
    series = run_desk(world, Desk(problems=problems), chosen(kinds, kind))
    kpis = entries(world.frame, series)
    counter = ("cases_per_customer", "average_handling_time")
    kpis["cases_closed"] = targeted(world.frame, kpis["cases_closed"], round(1.25 * problems * world.frame.weeks), counter)
    gamed = kind == "splitting" and gaming > 0
    truth = (Truth("case-splitting", "cases_closed", world.frame.start, gaming, (*counter, "customers", "work_hours")),)
    return history(world.frame, kpis, series, truth if gamed else ())
