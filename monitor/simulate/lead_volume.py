"""A target for the number of leads: anything is called a lead, or a campaign brings more of them."""

from __future__ import annotations

from monitor.simulate.entries import entries, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.sales_floor import Floor, SalesLevers, run_floor
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 0.35
"""Junk leads per genuine lead at gaming 1."""


def lead_volume(world: World, *, gaming: float = 1.0, kind: str = "junk", leads: float = 250.0) -> Simulated:
    """Leads get a target; conversion and sales follow.

    `kind`: `junk` (anything counts as a lead, `gaming` 0 to 1), or what looks like it: `campaign` (more genuine leads),
    `market` (conversion alone falls); then `gaming` is the size of that. `leads`: per week.
    """
    spread, better = adoption(world, gaming), effort(world, gaming)
    kinds = {
        "junk": SalesLevers(junk=STRONG * spread),
        "campaign": SalesLevers(campaign=1 + 0.35 * better),
        "market": SalesLevers(persuasion=-0.25 * better),
    }
    series = run_floor(world, Floor(leads=leads), chosen(kinds, kind))
    kpis = entries(world.frame, series)
    kpis["leads"] = targeted(world.frame, kpis["leads"], round(1.2 * leads * world.frame.weeks), ("conversion",))
    gamed = kind == "junk" and gaming > 0
    truth = (Truth("paired-divergence", "leads", world.frame.start, gaming, ("conversion",)),) if gamed else ()
    return history(world.frame, kpis, series, truth)
