"""A service desk, period by period: problems come in, are answered well or badly, closed, and asked about.

Nobody writes a KPI here. Levers change what people do; KPIs are computed from what came of it, so that side effects appear by
themselves: a superficial answer is quick, leaves the problem unsolved, displeases the customer, and brings him back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.simulate.frame import Series
from monitor.simulate.outcome import Columns, share
from monitor.simulate.survey import USUAL, Mood, Survey, ask
from monitor.simulate.world import World


@dataclass(frozen=True)
class Desk:
    """How a desk works before anything changes. Per week, hours, minutes and shares; `_noise` are standard deviations."""

    problems: float = 250.0
    problems_noise: float = 0.05
    hours: float = 3.4
    hours_noise: float = 0.25
    load_power: float = 0.8
    """The elasticity of the waiting time to the load."""
    unsolved: float = 0.22
    returning: float = 0.5
    """The share of unsolved problems that come back within the week after."""
    returning_noise: float = 0.025
    follow_ups: float = 0.08
    """Genuine further cases about the same problem in the same week; they take `follow_up_work` of a first one."""
    follow_up_work: float = 0.7
    complex_share: float = 0.3
    complex_minutes: float = 45.0
    simple_minutes: float = 15.0
    work_noise: float = 0.03
    hurry: float = 0.35
    """The share of the waiting time that is saved if every answer is superficial."""
    hurried_work: float = 0.3
    """The share of the work that a superficial answer saves at first."""
    harm: float = 0.36
    """The share of problems that are then left unsolved besides."""
    mood_noise: float = 0.07
    impatience: float = 0.1
    """Points of satisfaction that an hour of waiting costs."""


@dataclass(frozen=True)
class Levers:
    """What changes over time; numbers, or series of shape (periods,). All at rest by default."""

    volume: Series | float = 1.0
    complexity: Series | float = 1.0
    superficial: Series | float = 0.0
    """Share of first answers that only stop the clock."""
    splits: Series | float = 0.0
    """Share of complex problems that are registered as two cases."""
    skipped: Series | float = 0.0
    """Share of invitations withheld from customers who are unhappy."""
    invited: Series | float = 1.0
    answering: Series | float = 1.0
    quickness: Series | float = 0.0
    """Share of the waiting time that honest effort saves."""
    skill: Series | float = 0.0
    """Share of unsolved problems that better work solves after all."""
    efficiency: Series | float = 0.0
    """Share of the work that better tools save."""
    follow_ups: Series | float = 1.0
    capacity: Series | float = 1.0
    gloom: Series | float = 0.0
    """Points of satisfaction that are lost for reasons outside the desk."""


@dataclass(frozen=True, eq=False)
class DeskWeek:
    """What came in and what was done, each of shape (periods,): the truth from which KPIs are computed."""

    problems: Series
    repeats: Series
    """Problems of this period that came back."""
    cases: Series
    customers: Series
    minutes: Series
    hours: Series
    unhappy: Series
    """Share of customers who are unhappy."""


def run_desk(world: World, desk: Desk, levers: Levers, survey: Survey = USUAL) -> dict[str, Columns]:
    """The KPIs of a desk, as columns of shape (periods,): first_response_time, csat, repeat_contacts, cases_closed, customers,
    cases_per_customer, work_hours, average_handling_time.
    """
    week = _work(world, desk, levers)
    gloom = levers.gloom + desk.impatience * (week.hours - desk.hours)
    mood = Mood(week.unhappy, desk.mood_noise, gloom, levers.skipped, levers.invited, levers.answering)
    return {
        "first_response_time": {"value": np.round(week.hours, 2), "count": week.cases},
        "csat": ask(world, week.cases, mood, survey),
        "repeat_contacts": share(week.repeats, week.problems),
        "cases_closed": {"value": week.cases},
        "customers": {"value": week.customers},
        "cases_per_customer": {
            "value": np.round(week.cases / np.maximum(week.customers, 1), 3),
            "numerator": week.cases,
            "denominator": week.customers,
        },
        "work_hours": {"value": np.round(week.minutes / 60, 1)},
        "average_handling_time": {
            "value": np.round(week.minutes / week.cases, 2),
            "numerator": np.round(week.minutes),
            "denominator": week.cases,
        },
    }


def _work(world: World, desk: Desk, levers: Levers) -> DeskWeek:
    rng = world.rng
    usual = desk.problems * world.frame.weeks
    problems = rng.poisson(usual * levers.volume * np.exp(world.noise(desk.problems_noise))).astype(float)
    unsolved = np.clip(desk.unsolved * (1 - levers.skill) + desk.harm * levers.superficial, 0.01, 0.95)
    repeats = _returning(world, problems, np.clip(desk.returning * unsolved - world.noise(desk.returning_noise), 0.005, 0.9))
    arrived = problems + np.concatenate([repeats[:1], repeats[:-1]])
    complicated = rng.binomial(arrived.astype(int), np.clip(desk.complex_share * levers.complexity, 0, 1) + 0 * problems)
    follow_ups = rng.poisson(arrived * desk.follow_ups * levers.follow_ups)
    splits = rng.binomial(complicated, np.clip(levers.splits, 0, 1) + 0 * problems)
    minutes = _minutes(world, desk, levers, arrived, complicated, follow_ups)
    hours = _waiting(world, desk, levers, minutes / (usual * (1 + desk.returning * desk.unsolved)))
    return DeskWeek(
        problems=problems,
        repeats=repeats,
        cases=arrived + follow_ups + splits,
        customers=rng.binomial(arrived.astype(int), 0.96).astype(float),
        minutes=minutes,
        hours=hours,
        unhappy=np.clip(unsolved + 0.08, 0.01, 0.99),
    )


def _returning(world: World, problems: Series, chance: Series) -> Series:
    """Who comes back, of those who came this week, for the first time or again."""
    back: list[float] = []
    for number, likely in zip(problems.tolist(), chance.tolist(), strict=True):
        again = back[-1] if back else 0.0
        back.append(float(world.rng.binomial(int(number + again), likely)))
    return np.array(back)


def _minutes(world: World, desk: Desk, levers: Levers, arrived: Series, complicated: Series, follow_ups: Series) -> Series:
    """The work of all problems: what is registered as two cases is done once."""
    first = complicated * desk.complex_minutes + (arrived - complicated) * desk.simple_minutes
    mean = first / np.maximum(arrived, 1)
    work = first * (1 - desk.hurried_work * np.asarray(levers.superficial)) + follow_ups * desk.follow_up_work * mean
    return np.asarray(work * (1 - np.asarray(levers.efficiency)) * np.exp(world.noise(desk.work_noise)))


def _waiting(world: World, desk: Desk, levers: Levers, minutes_a_problem: Series) -> Series:
    usual = desk.complex_share * desk.complex_minutes + (1 - desk.complex_share) * desk.simple_minutes
    load = minutes_a_problem / (usual * (1 + desk.follow_ups * desk.follow_up_work)) / levers.capacity
    saved = (1 - desk.hurry * np.asarray(levers.superficial)) * (1 - np.asarray(levers.quickness))
    return np.asarray(np.maximum(desk.hours * load**desk.load_power * saved - world.noise(desk.hours_noise), 0.1))
