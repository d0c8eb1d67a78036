"""Organisations with targets and bonuses in which nobody games anything: none of the Goodhart patterns may be found in them."""

from __future__ import annotations

from monitor.simulate.desk import run_desk
from monitor.simulate.entries import Entry, entries, targeted
from monitor.simulate.honest_desk import DESK_KINDS
from monitor.simulate.honest_plan import Plan
from monitor.simulate.honest_surroundings import SURROUNDING_KINDS
from monitor.simulate.outcome import Simulated, history
from monitor.simulate.sales_floor import run_floor
from monitor.simulate.world import World, chosen

KINDS = {**DESK_KINDS, **SURROUNDING_KINDS}
"""Every honest look-alike by name; each function's docstring says what happens."""

QUIET = 0.3
"""The share of `any` in which nothing happens."""


def honest(world: World, *, kind: str = "any", size: float | None = None) -> Simulated:
    """A service desk and a sales floor with targets and bonuses, in which one honest thing happens at the frame's start.

    `kind`: a name of KINDS, or `any` (drawn: nothing in three of ten, else one of the others). `size`: how much of it; 1 is what
    a strong manipulation would move, drawn from 0.3 to 1.5 where it is not said. There is no truth to be found; a step in a
    KPI without a note (`untargeted-step`) may still be named an unexplained break.
    """
    drawn_size = float(world.rng.uniform(0.3, 1.5))
    drawn_kind = _drawn_kind(world)
    make = chosen(KINDS, drawn_kind if kind == "any" else kind)
    plan = make(world, drawn_size if size is None else size)
    series = {**run_desk(world, plan.desk, plan.levers), **run_floor(world, plan.floor, plan.sales)}
    series = plan.measured(world, series)
    return history(world.frame, _catalogue(world, plan, tuple(series)), series)


def _drawn_kind(world: World) -> str:
    others = [name for name in KINDS if name != "nothing"]
    pick = others[int(world.rng.integers(len(others)))]
    return "nothing" if world.rng.random() < QUIET else pick


def _catalogue(world: World, plan: Plan, kpis: tuple[str, ...]) -> dict[str, Entry]:
    frame, desk, floor = world.frame, plan.desk, plan.floor
    made = entries(frame, [kpi for kpi in kpis if kpi not in plan.said_whole])
    aims = {
        "first_response_time": (round(0.9 * desk.hours, 1), ("csat", "repeat_contacts")),
        "csat": (4.2, ()),
        "cases_closed": (round(1.2 * desk.problems * frame.weeks), ("cases_per_customer", "average_handling_time")),
        "sales": (round(1.1 * floor.leads * floor.conversion * frame.weeks), ("churn_90_days", "returns")),
        "leads": (round(1.1 * floor.leads * frame.weeks), ("conversion",)),
    }
    for kpi, (value, counter) in aims.items():
        made[kpi] = targeted(frame, made[kpi], value, counter)
    made |= {kpi: dict(entry) for kpi, entry in plan.said_whole.items()}
    return {kpi: {**made[kpi], **plan.said.get(kpi, {}), **({"notes": plan.notes} if plan.notes else {})} for kpi in kpis}
