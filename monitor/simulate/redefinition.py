"""A KPI that jumps because it now counts something else; its companion, counted as before, does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.simulate.desk import Desk, Levers, run_desk
from monitor.simulate.entries import entries, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, chosen, effort

STRONG = 3.0
"""The jump at gaming 1, in standard deviations of the weekly noise."""


def redefinition(world: World, *, gaming: float = 1.0, kind: str = "undeclared", problems: float = 250.0) -> Simulated:
    """First response time falls at once at the frame's start: waiting for the customer no longer counts.

    `kind`: `undeclared` (nobody says so), `declared` (under `changes` of the KPI, `gaming` 0 to 1), or what looks like it:
    `noted` (a new process with a note makes answers quicker at once), `gradual` (honest effort over the ramp); then `gaming`
    is the size of that. `problems`: per week.
    """
    chosen(dict.fromkeys(("undeclared", "declared", "noted", "gradual")), kind)
    frame, desk = world.frame, Desk(problems=problems)
    saved = STRONG * desk.hours_noise / desk.hours * gaming
    levers = Levers(quickness=effort(world, saved)) if kind == "gradual" else Levers(quickness=saved * frame.step)
    series = run_desk(world, desk, levers)
    kpis = entries(frame, series)
    target = targeted(frame, kpis["first_response_time"], round(desk.hours * (1 - saved / 2), 1), ("csat",))
    kpis["first_response_time"] = {**target, **_said(kind, world)}
    gamed = kind in ("undeclared", "declared") and gaming > 0
    truth = (Truth("redefinition", "first_response_time", frame.start, gaming, ("csat", "repeat_contacts")),) if gamed else ()
    return history(world.frame, kpis, series, truth)


def _said(kind: str, world: World) -> dict[str, Any]:
    begins = world.frame.start
    if kind == "declared":
        return {
            "version": 2,
            "changes": [{"from": begins, "version": 2, "definition": "Time waiting for the customer no longer counts"}],
        }
    if kind == "noted":
        return {
            "notes": [
                {"from": begins, "to": begins + timedelta(days=27), "what": "New routing: cases go straight to the right team"}
            ]
        }
    return {}
