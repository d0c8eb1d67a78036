"""Nordlys Kundeservice A/S, customer service: a bonus on quick answers, later a target for the number of cases, and surveys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from monitor.simulate.desk import Desk, Levers, run_desk
from monitor.simulate.frame import Frame, Series
from monitor.simulate.outcome import Columns, share
from monitor.simulate.survey import Mood, Survey, ask
from monitor.simulate.world import World, adoption

BONUS = date(2024, 9, 2)
"""A bonus is tied to first response time, and its target goes from 4 to 2 hours."""
SPLITTING = date(2025, 3, 31)
"""Cases closed get a target; problems are split from here on."""
SELECTION = date(2024, 12, 30)
"""The recommendation score gets a bonus; unhappy customers are no longer asked."""
PHONES = (date(2025, 5, 5), date(2025, 5, 18))
"""A new phone system: two bad weeks, with a note."""

DESK = Desk(
    problems=620,
    problems_noise=0.03,
    hours_noise=0.26,
    unsolved=0.2,
    hurry=0.7,
    hurried_work=0.1,
    harm=0.24,
    mood_noise=0.06,
    returning_noise=0.012,
    impatience=0.02,
)
SURVEY = Survey(asked=0.5, answers=0.35, happy_points=4.85, unhappy_points=2.2)
TEAMS = ("North", "South", "East", "West", "Business")


def column_of(frame: Frame, day: date) -> int:
    """The column of the period that begins on a day, or is the first after it."""
    return next(column for column in range(frame.periods + 1) if frame.day(column) >= day)


def since(world: World, day: date, ramp: int) -> World:
    """The same world with another beginning: adoption in it starts on that day."""
    column = column_of(world.frame, day)
    moved = replace(world.frame, before=column, after=world.frame.periods - column, ramp=ramp)
    return World(world.rng, moved, world.fixed)


def service(world: World) -> dict[str, Columns]:
    """Weekly KPIs of customer service, and the recommendation score."""
    superficial = adoption(world, 0.5)
    splits = adoption(since(world, SPLITTING, 5), 0.55)
    phones = _between(world.frame, PHONES)
    levers = Levers(superficial=superficial, splits=splits, capacity=1 - 0.3 * phones)
    series = run_desk(world, DESK, levers, SURVEY)
    unsolved = np.clip(DESK.unsolved + DESK.harm * superficial, 0, 1)
    cases = series["cases_closed"]["value"]
    hours = series["work_hours"]["value"]
    return {
        **{kpi: columns for kpi, columns in series.items() if kpi != "cases_per_customer"},
        "nps": _recommendation(world, cases, unsolved),
        "first_contact_resolution": _counted(world, cases, 1 - unsolved, 0.01),
        "reopened_cases": _counted(world, cases, 0.042 + 0 * cases, 0.004),
        "complaints": {"value": world.rng.poisson(cases * (0.008 + 0.02 * unsolved)).astype(float)},
        "age_of_backlog": {"value": np.round(5.6 + world.noise(0.4) + 1.5 * phones, 1)},
        "calls_answered_30s": _counted(world, cases * 0.8, 0.78 - 0.25 * phones, 0.02),
        "cost_per_case": {"value": np.round((hours * 395 + 21_000) / cases, 1)},
        "calls_per_hour": {"value": np.round(7.4 + world.noise(0.3) - 1.2 * phones, 2)},
    }


def by_team(world: World, total: Columns) -> dict[str, Columns]:
    """Satisfaction of five teams; the fall is everywhere, the teams differ a little."""
    shares = np.array([0.26, 0.22, 0.21, 0.19, 0.12])
    better = np.array([0.05, -0.04, 0.02, -0.06, 0.08])
    teams: dict[str, Columns] = {}
    for number, team in enumerate(TEAMS):
        responses = np.maximum(world.rng.poisson(total["responses"] * shares[number]), 3).astype(float)
        value = total["value"] + better[number] + world.white(1.0) * 1.1 / np.sqrt(responses)
        teams[f"team={team}"] = {"value": np.round(np.clip(value, 1, 5), 2), "responses": responses}
    return teams


def _recommendation(world: World, cases: Series, unsolved: Series) -> Columns:
    """Nobody says it: from January 2025 closed cases are asked by hand, and mostly those that went well."""
    spread = adoption(since(world, SELECTION, 8), 1.0)
    mood = Mood(np.clip(unsolved + 0.08, 0, 1), 0.03, 0.0, 0.8 * spread, 1 - 0.35 * spread, 1.0)
    return ask(world, cases, mood, Survey(score="nps", asked=0.6, answers=0.3, unhappy_answers=0.28))


def _counted(world: World, cases: Series, chance: Series, spread: float) -> Columns:
    total = np.round(cases)
    met = world.rng.binomial(total.astype(int), np.clip(chance + world.noise(spread), 0.001, 0.999))
    return share(met, total)


def _between(frame: Frame, days: tuple[date, date]) -> Series:
    return np.array([float(days[0] <= frame.day(column) <= days[1]) for column in range(frame.periods)])
