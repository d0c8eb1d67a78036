"""Honest things that happen in the work itself: effort, volume, mix, staff, tools."""

from __future__ import annotations

import numpy as np

from monitor.simulate.desk import Desk, Levers
from monitor.simulate.honest_plan import Kind, Plan, noted
from monitor.simulate.sales_floor import SalesLevers
from monitor.simulate.world import World, effort


def nothing(world: World, size: float) -> Plan:
    """Nothing happens."""
    return Plan()


def effort_only(world: World, size: float) -> Plan:
    """Answers get quicker by effort; nothing else changes."""
    return Plan(levers=Levers(quickness=effort(world, 0.12 * size)), sales=SalesLevers(persuasion=effort(world, 0.2 * size)))


def both_improve(world: World, size: float) -> Plan:
    """Answers get quicker and problems are more often solved."""
    return Plan(levers=Levers(quickness=effort(world, 0.12 * size), skill=effort(world, 0.4 * size)))


def counter_worsens(world: World, size: float) -> Plan:
    """Satisfaction falls for reasons outside the desk, such as a price rise; churn rises with it."""
    slow = effort(world, size)
    return Plan(levers=Levers(gloom=0.25 * slow), sales=SalesLevers(discontent=0.03 * slow))


def volume_surge(world: World, size: float) -> Plan:
    """Ten weeks with far more problems than usual."""
    return Plan(levers=Levers(volume=1 + 0.4 * size * _window(world, 10)))


def growth(world: World, size: float) -> Plan:
    """More customers, more problems, more staff, more leads."""
    more = 1 + 0.3 * size * world.frame.slope
    return Plan(levers=Levers(volume=more, capacity=more), sales=SalesLevers(campaign=more))


def decline(world: World, size: float) -> Plan:
    """Fewer customers, fewer problems, fewer staff, fewer leads."""
    fewer = 1 - 0.2 * size * world.frame.slope
    return Plan(levers=Levers(volume=fewer, capacity=fewer), sales=SalesLevers(campaign=fewer))


def harder_mix(world: World, size: float) -> Plan:
    """More of the problems are complex."""
    return Plan(levers=Levers(complexity=1 + 0.3 * size * world.frame.slope))


def easier_mix(world: World, size: float) -> Plan:
    """Complex problems go to a new product line: what is left is easier."""
    return Plan(levers=Levers(complexity=1 - 0.3 * size * world.frame.slope, skill=0.15 * size * world.frame.slope))


def season_change(world: World, size: float) -> Plan:
    """The year gets another rhythm: a campaign season that was not there before."""
    return Plan(levers=Levers(volume=1 + 0.12 * size * world.wave(1.0) * world.frame.step))


def outage(world: World, size: float) -> Plan:
    """Three weeks of a broken service: more problems, from the same customers, and slower answers."""
    hit = _window(world, 3)
    return Plan(levers=Levers(volume=1 + 0.8 * size * hit, follow_ups=1 + 3 * size * hit, gloom=0.4 * size * hit))


def noted_policy(world: World, size: float) -> Plan:
    """A new routing makes answers quicker at once; a note says so."""
    return Plan(levers=Levers(quickness=0.12 * size * world.frame.step), notes=noted(world, "New routing of cases"))


def bad_run_before(world: World, size: float) -> Plan:
    """The target is set because of a bad quarter (illness), which then ends by itself: regression to the mean."""
    ill = ((world.frame.since < 0) & (world.frame.since >= -10 / world.frame.weeks)).astype(float)
    return Plan(levers=Levers(capacity=1 - 0.15 * size * ill))


def reorganisation(world: World, size: float) -> Plan:
    """Two teams become one: several levels move at once, some for better, some for worse; a note says so."""
    step = world.frame.step
    levers = Levers(quickness=-0.08 * size * step, complexity=1 + 0.1 * size * step, efficiency=0.06 * size * step)
    return Plan(levers=levers, notes=noted(world, "Reorganisation: first and second line become one team", 8))


def learning_curve(world: World, size: float) -> Plan:
    """New staff and a new tool: everything improves fast at first and then ever more slowly."""
    learnt = 1 - np.exp(-np.maximum(world.frame.since + 1, 0) / max(world.frame.ramp, 1))
    return Plan(levers=Levers(quickness=0.14 * size * learnt, skill=0.3 * size * learnt, efficiency=0.08 * size * learnt))


def more_staff(world: World, size: float) -> Plan:
    """Two more agents: answers are quicker, the work is the same."""
    return Plan(levers=Levers(capacity=1 + 0.15 * size * world.frame.step))


def product_fault(world: World, size: float) -> Plan:
    """A faulty product: customers come again with the same problem, and each time there is work to do."""
    return Plan(levers=Levers(follow_ups=1 + 2 * size * world.frame.slope, gloom=0.1 * size * world.frame.slope))


def better_tools(world: World, size: float) -> Plan:
    """Each case takes less work; there are as many as before."""
    return Plan(levers=Levers(efficiency=effort(world, 0.12 * size)))


def trade_off(world: World, size: float) -> Plan:
    """Somebody chose quicker and shorter answers, knowing that satisfaction would suffer, and wrote it down."""
    slope = world.frame.slope
    decision = [
        {
            "on": world.frame.start,
            "what": "We accept 0.2 points lower satisfaction for quicker answers until we are fully staffed",
        }
    ]
    said = {kpi: {"decisions": decision} for kpi in ("first_response_time", "csat")}
    return Plan(levers=Levers(quickness=0.12 * size * slope, gloom=0.2 * size * slope), said=said)


def campaign(world: World, size: float) -> Plan:
    """A campaign brings more leads that are as good as before, and more sales."""
    return Plan(sales=SalesLevers(campaign=1 + 0.3 * size * world.frame.slope))


def trend_before(world: World, size: float) -> Plan:
    """Everything has been improving evenly for years, long before there was a target."""
    along = np.linspace(0, 1, world.frame.periods)
    return Plan(levers=Levers(quickness=0.2 * size * along, skill=0.3 * size * along))


def small_counts(world: World, size: float) -> Plan:
    """A small desk: a dozen problems a week, a handful of answers to the survey."""
    return Plan(desk=Desk(problems=12.0))


def _window(world: World, weeks: float) -> np.ndarray:
    since = world.frame.since
    return ((since >= 0) & (since < max(weeks / world.frame.weeks, 1))).astype(float)


DESK_KINDS: dict[str, Kind] = {
    "nothing": nothing,
    "effort": effort_only,
    "both-improve": both_improve,
    "counter-worsens": counter_worsens,
    "volume-surge": volume_surge,
    "growth": growth,
    "decline": decline,
    "harder-mix": harder_mix,
    "easier-mix": easier_mix,
    "season-change": season_change,
    "outage": outage,
    "noted-policy": noted_policy,
    "bad-run-before": bad_run_before,
    "reorganisation": reorganisation,
    "learning-curve": learning_curve,
    "more-staff": more_staff,
    "product-fault": product_fault,
    "better-tools": better_tools,
    "trade-off": trade_off,
    "campaign": campaign,
    "trend": trend_before,
    "small-counts": small_counts,
}
