"""A bonus on quick answers: superficial answers, honest effort, or some of both."""

from __future__ import annotations

from monitor.simulate.desk import Desk, Levers, run_desk
from monitor.simulate.entries import entries, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, adoption, effort

STRONG = 0.32
"""The share of superficial answers at gaming 1: both legs move by about 1.5 standard deviations of their weekly noise."""


def speed_target(world: World, *, gaming: float = 1.0, honest: float | None = None, problems: float = 250.0) -> Simulated:
    """First response time gets a target and a bonus; satisfaction, repeat contacts, cases and work follow from what people do.

    `gaming` 0 to 1: answers that only stop the clock. `honest` 0 to 1: better work, which makes answers quicker and problems
    more often solved; 1 if nobody games, else 0. `problems`: per week.
    """
    honest = (0.0 if gaming else 1.0) if honest is None else honest
    desk = Desk(problems=problems)
    better = effort(world, honest)
    levers = Levers(superficial=adoption(world, STRONG * gaming), quickness=0.14 * better, skill=0.3 * better)
    series = run_desk(world, desk, levers)
    kpis = entries(world.frame, series)
    counter = ("csat", "repeat_contacts")
    kpis["first_response_time"] = targeted(world.frame, kpis["first_response_time"], round(0.85 * desk.hours, 1), counter)
    truth = (Truth("paired-divergence", "first_response_time", world.frame.start, gaming, counter),) if gaming else ()
    return history(world.frame, kpis, series, truth)
