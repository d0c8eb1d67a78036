"""The records of a service desk, case by case: problems come in, are closed well or badly, come back, and are asked about.

Agents act on events, as they do in life; every KPI is then computed from the records, so that side effects appear by
themselves. `kind` is what the target (of half a year's ramp) brings: a way of gaming, or an honest change that looks like it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.model.records import RecordKind
from monitor.simulate._records import MINUTES_A_DAY, MINUTES_A_WEEK, counted_weeks, moments, spread_over_week
from monitor.simulate.entries import entries, targeted
from monitor.simulate.frame import Frame, Series
from monitor.simulate.outcome import Columns, Simulated, Truth, history, share
from monitor.simulate.world import World, adoption, chosen, effort

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

CATEGORIES = ("account", "billing", "delivery", "technical", "device")
COMPLEX = np.array([0.15, 0.2, 0.3, 0.5, 0.35])
"""The share of complex problems in each category; devices are a new line, where there is one."""

NEW_LINE, OFTENER = 4, 3.0
"""The new line, and how many times as often its problems bring further cases."""

JOB_HOURS = 120.0
"""What is still open after five days is closed by a job, where there is one."""

DUE_HOURS = 48.0
NO_PAUSE = -1.0
AGENTS, SPECIAL = 14, 3


@dataclass(frozen=True)
class Habits:
    """What people do differently over time; numbers or series of shape (periods,). At rest by default."""

    volume: Series | float = 1.0
    superficial: Series | float = 0.0
    """Share of cases that are closed without being solved."""
    splits: Series | float = 0.0
    """Share of complex problems that are registered as two cases."""
    follow_ups: Series | float = 1.0
    """Genuine further cases about the same problem, as a multiple of the usual ones."""
    skipped: Series | float = 0.0
    """Share of invitations that are withheld from those whose case went badly."""
    asked: Series | float = 1.0
    paused: Series | float = 0.0
    """Share of cases about to be late whose clock is stopped just before."""
    excluded: Series | float = 0.0
    """Share of late cases that are taken out of the KPI."""
    excluded_alike: Series | float = 0.0
    """Share of all cases that are taken out, whatever became of them."""
    quickness: Series | float = 0.0
    skill: Series | float = 0.0
    fault: Series | float = 0.0
    """Share of problems that come back because the product is faulty."""
    efficiency: Series | float = 0.0
    hard: Series | float = 1.0
    """How many problems are of the hardest category, as a multiple of the usual share."""
    new_line: Series | float = 0.0
    """Share of problems that are of a new product line, whose customers come with several things."""
    silent: Series | float = 0.0
    """Share of those asked that no longer answer, however their case went."""
    job: Series | float = 0.0
    """Share of cases still open after five days that a job closes then."""
    waiting: Series | float = 0.0
    """Share of cases, beyond the usual, in which the customer is honestly waited for."""
    held_back: Series | float = 0.0
    """Share of those who come back on the sixth or seventh day after closing that is registered a day or two later."""
    differ: float = 0.0
    """How far agents differ in the time that their cases are open (standard deviation of logarithms)."""
    one_quick: float = 0.0
    """The share of that time that one agent saves by closing what is not solved."""
    specialist: bool = False
    """Whether one agent has the hardest cases only."""


@dataclass(frozen=True, eq=False)
class Cases:
    """Cases, each of shape (cases,): minutes since the first day; `week` is that of the opening."""

    week: NDArray[np.int64]
    opened: Array
    closed: Array
    subject: NDArray[np.int64]
    category: NDArray[np.int64]
    agent: NDArray[np.int64]
    minutes: Array
    unsolved: Flags
    paused_at: Array
    paused_for: Array

    @property
    def hours(self) -> Array:
        return (self.closed - self.opened) / 60

    @property
    def late(self) -> Flags:
        """Not closed in time by the clock that counts."""
        return np.asarray(self.hours - self.paused_for / 60 > DUE_HOURS)


def records_desk(world: World, *, gaming: float = 1.0, kind: str = "superficial", problems: float = 220.0) -> Simulated:
    """Cases, their status changes and their surveys; `problems` per week.

    `kind`: `superficial` (closed without being solved), `splitting`, `selection` (the unhappy are not asked), `pausing` (the
    clock is stopped just before the limit), `excluding` (late cases are taken out), `held-back` (who comes back within the week
    is registered just after it); or honest: `honest` (better and faster
    work), `growth`, `repeats` (genuine follow-up cases), `efficiency`, `fault` (a product that breaks), `sampling` (fewer of
    all are asked), `alike` (more of all are taken out), `harder` (more of the hardest category), `product` (a new product line
    whose customers have more cases each), `silence` (fewer of all answer), `job` (what is still open after five days is
    closed), `waiting` (more customers are honestly waited for). Of agents: `outlier` (one closes
    what is not solved, always did), `tempo` (all differ much), `specialist` (one has the hardest cases).
    """
    spread, better = adoption(world, gaming), effort(world, gaming)
    kinds = {
        "superficial": Habits(superficial=0.3 * spread),
        "splitting": Habits(splits=0.5 * spread),
        "selection": Habits(skipped=0.6 * spread),
        "pausing": Habits(paused=0.6 * spread),
        "excluding": Habits(excluded=0.5 * spread),
        "honest": Habits(quickness=0.2 * better, skill=0.3 * better),
        "growth": Habits(volume=1 + 0.3 * better),
        "repeats": Habits(follow_ups=1 + 1.9 * better),
        "efficiency": Habits(efficiency=0.15 * better, quickness=0.1 * better),
        "fault": Habits(fault=0.1 * better),
        "sampling": Habits(asked=1 - 0.5 * better, quickness=0.15 * better, skill=0.3 * better),
        "alike": Habits(excluded_alike=0.12 * better, quickness=0.15 * better),
        "harder": Habits(hard=1 + 0.6 * better),
        "product": Habits(volume=1 + 0.25 * better, new_line=0.25 * better),
        "silence": Habits(silent=0.5 * better, quickness=0.15 * better, skill=0.3 * better),
        "job": Habits(job=better, quickness=0.1 * better),
        "waiting": Habits(waiting=0.15 * better, quickness=0.15 * better),
        "held-back": Habits(held_back=0.8 * spread),
        "outlier": Habits(differ=0.1, one_quick=0.7 * gaming),
        "tempo": Habits(differ=0.3 * gaming),
        "specialist": Habits(differ=0.1, specialist=gaming > 0),
    }
    habits = chosen(kinds, kind)
    cases = _all_cases(world, habits, problems)
    asked, answered, score = _survey(world, habits, cases)
    left_out = _left_out(world, habits, cases)
    frames = {
        "cases": case_frame(world.frame, cases, left_out),
        "transitions": transition_frame(world.frame, cases),
        "surveys": survey_frame(world.frame, cases, asked, answered, score),
    }
    kpis, series = _kpis(world, cases, left_out, asked, answered, score)
    pattern, kpi = GAMED.get(kind, ("", ""))
    truth = (Truth(pattern, kpi, world.frame.start, gaming),) if pattern and gaming > 0 else ()
    return history(world.frame, kpis, series, truth, frames, KINDS)


KINDS = {"cases": RecordKind.CASES, "transitions": RecordKind.TRANSITIONS, "surveys": RecordKind.SURVEYS}
GAMED: Mapping[str, tuple[str, str]] = {
    "superficial": ("superficial-closing", "resolution_time"),
    "splitting": ("case-splitting", "cases_closed"),
    "selection": ("survey-selection", "csat"),
    "pausing": ("reclassification", "met"),
    "excluding": ("denominator-shrink", "met"),
    "held-back": ("superficial-closing", "resolution_time"),
    "outlier": ("unit-outlier", "resolution_time"),
}


def _all_cases(world: World, habits: Habits, problems: float) -> Cases:
    first = _closed(world, habits, _problems(world, habits, problems))
    more = _follow_ups(world, habits, first)
    again = _closed(world, habits, _coming_back(world, habits, first))
    return _split(world, habits, _joined([first, more, again]))


def _at(lever: Series | float, week: NDArray[np.int64], periods: int) -> Array:
    """The lever in the week of each case."""
    return np.asarray((np.asarray(lever) + np.zeros(periods))[week])


def _problems(world: World, habits: Habits, problems: float) -> Cases:
    rng, periods = world.rng, world.frame.periods
    number = rng.poisson(problems * np.asarray(habits.volume) * np.exp(world.noise(0.05)))
    week = np.repeat(np.arange(periods), number)
    hard = np.clip(0.25 * _at(habits.hard, week, periods), 0, 0.9)
    category = np.where(rng.random(len(week)) < hard, 3, rng.integers(0, 3, len(week)))
    if np.any(np.asarray(habits.new_line) > 0):
        category = np.where(rng.random(len(week)) < _at(habits.new_line, week, periods), NEW_LINE, category)
    empty = np.zeros(len(week))
    agent = rng.integers(0, AGENTS, len(week))
    if habits.specialist:
        category = np.where(agent == SPECIAL, 3, category)
    return Cases(
        week=week,
        opened=spread_over_week(rng, week),
        closed=empty,
        subject=rng.integers(0, int(problems * 60), len(week)),
        category=category,
        agent=agent,
        minutes=empty,
        unsolved=empty > 0,
        paused_at=np.full(len(week), NO_PAUSE),
        paused_for=empty,
    )


def _closed(world: World, habits: Habits, cases: Cases) -> Cases:
    """How each case is worked on, closed and, now and then, paused."""
    rng, periods, week = world.rng, world.frame.periods, cases.week
    complicated = rng.random(len(week)) < COMPLEX[cases.category]
    hurried = rng.random(len(week)) < _at(habits.superficial, week, periods)
    skill = 1 - _at(habits.skill, week, periods)
    unsolved = rng.random(len(week)) < (0.1 + 0.2 * complicated) * skill + 0.6 * hurried + _at(habits.fault, week, periods)
    load = np.exp(world.noise(0.06))[week]
    quick = (1 - _at(habits.quickness, week, periods)) * np.where(hurried, 0.4, 1.0) * load
    hours = np.exp(rng.normal(np.log(14), 0.9, len(week))) * np.where(complicated, 1.8, 1.0) * quick
    if habits.differ:
        own = np.exp(np.random.default_rng(AGENTS).normal(0, habits.differ, AGENTS))
        own[SPECIAL] = 1 - habits.one_quick
        hours = hours * own[cases.agent]
    if np.any(np.asarray(habits.job) > 0):
        ended = (hours > JOB_HOURS) & (rng.random(len(week)) < _at(habits.job, week, periods))
        hours = np.where(ended, JOB_HOURS, hours)
    tools = (1 - _at(habits.efficiency, week, periods)) * np.where(hurried, 0.7, 1.0) * np.exp(world.noise(0.03))[week]
    minutes = np.exp(rng.normal(np.log(18), 0.5, len(week))) * np.where(complicated, 2.5, 1.0) * tools
    made = Cases(
        week, cases.opened, cases.opened + 60 * hours, cases.subject, cases.category, cases.agent, minutes, unsolved,
        cases.paused_at, cases.paused_for,
    )  # fmt: skip
    return _paused(world, habits, made)


def _paused(world: World, habits: Habits, cases: Cases) -> Cases:
    """Customers are honestly waited for in one case of eight; the clock of late ones may be stopped before it runs out."""
    rng, number = world.rng, len(cases.week)
    waits = rng.random(number) < 0.12 + _at(habits.waiting, cases.week, world.frame.periods)
    at = cases.opened + rng.random(number) * (cases.closed - cases.opened)
    lasts = np.minimum(rng.exponential(8 * 60, number), cases.closed - at)
    due = cases.opened + DUE_HOURS * 60
    stops = (cases.closed > due) & (rng.random(number) < _at(habits.paused, cases.week, world.frame.periods))
    just_before = due - rng.uniform(5, 120, number)
    at = np.where(stops, just_before, np.where(waits, at, NO_PAUSE))
    lasts = np.where(stops, cases.closed - just_before, np.where(waits, lasts, 0.0))
    return _with(cases, paused_at=at, paused_for=lasts)


def _with(cases: Cases, **changed: Array) -> Cases:
    return Cases(**{**{name: getattr(cases, name) for name in Cases.__dataclass_fields__}, **changed})


def _taken(cases: Cases, chosen_rows: Flags | NDArray[np.int64]) -> Cases:
    return Cases(**{name: getattr(cases, name)[chosen_rows] for name in Cases.__dataclass_fields__})


def _joined(parts: list[Cases]) -> Cases:
    return Cases(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in Cases.__dataclass_fields__})


def _follow_ups(world: World, habits: Habits, cases: Cases) -> Cases:
    """Genuine further cases of the same customer within days, with seven tenths of the work."""
    rng = world.rng
    often = np.where(cases.category == NEW_LINE, OFTENER, 1.0)
    number = rng.poisson(0.08 * often * _at(habits.follow_ups, cases.week, world.frame.periods))
    more = _taken(cases, np.repeat(np.arange(len(number)), number))
    later = rng.exponential(1.2 * MINUTES_A_DAY, len(more.week))
    return _with(_moved(more, more.opened + later), minutes=more.minutes * 0.7)


def _moved(cases: Cases, opened: Array) -> Cases:
    later = opened - cases.opened
    pause = np.where(cases.paused_at >= 0, cases.paused_at + later, NO_PAUSE)
    week = (opened // MINUTES_A_WEEK).astype(np.int64)
    moved = _with(cases, opened=opened, closed=cases.closed + later, paused_at=pause)
    return Cases(**{**{name: getattr(moved, name) for name in Cases.__dataclass_fields__}, "week": week})


def _coming_back(world: World, habits: Habits, cases: Cases) -> Cases:
    """Half of the customers whose problem was not solved open a new case some days after the closing."""
    rng = world.rng
    back = _taken(cases, cases.unsolved & (rng.random(len(cases.week)) < 0.5))
    gap = rng.exponential(4 * MINUTES_A_DAY, len(back.week))
    if np.any(np.asarray(habits.held_back) > 0):
        near = (gap > 5 * MINUTES_A_DAY) & (gap <= 7 * MINUTES_A_DAY)
        held = near & (rng.random(len(gap)) < _at(habits.held_back, back.week, world.frame.periods))
        gap = np.where(held, (7 + rng.random(len(gap))) * MINUTES_A_DAY, gap)
    opened = back.closed + gap
    inside = (opened // MINUTES_A_WEEK) < world.frame.periods
    return _moved(_taken(back, inside), opened[inside])


def _split(world: World, habits: Habits, cases: Cases) -> Cases:
    """One problem as two cases on the same day, with half of the work in each."""
    cases = _taken(cases, cases.week < world.frame.periods)
    rng = world.rng
    heavy = cases.minutes > np.quantile(cases.minutes, 0.7)
    split = heavy & (rng.random(len(cases.week)) < _at(habits.splits, cases.week, world.frame.periods))
    part = rng.uniform(0.35, 0.65, len(cases.week))
    second = _taken(cases, split)
    second = _with(second, minutes=second.minutes * (1 - part[split]), opened=second.opened + rng.uniform(5, 300, split.sum()))
    second = _with(second, closed=np.maximum(second.closed, second.opened + 10))
    return _joined([_with(cases, minutes=np.where(split, cases.minutes * part, cases.minutes)), second])


def _survey(world: World, habits: Habits, cases: Cases) -> tuple[Flags, Flags, Array]:
    """Who is asked, who answers, and what they say (1 to 5)."""
    rng, periods, number = world.rng, world.frame.periods, len(cases.week)
    mood = world.noise(0.06)[cases.week]
    felt = 4.5 - 1.4 * cases.unsolved - 0.35 * np.log(np.maximum(cases.hours, 0.5) / 14) + mood + rng.normal(0, 0.8, number)
    bad = felt < 3.6
    chance = 0.6 * _at(habits.asked, cases.week, periods) * np.where(bad, 1 - _at(habits.skipped, cases.week, periods), 1.0)
    asked = rng.random(number) < chance
    answers = np.where(bad, 0.36, 0.4) * (1 - _at(habits.silent, cases.week, periods))
    answered = asked & (rng.random(number) < answers)
    return asked, answered, np.clip(np.round(felt), 1, 5)


def _left_out(world: World, habits: Habits, cases: Cases) -> Flags:
    rng, periods = world.rng, world.frame.periods
    always = rng.random(len(cases.week)) < 0.04 + _at(habits.excluded_alike, cases.week, periods)
    return np.asarray(always | (cases.late & (rng.random(len(cases.week)) < _at(habits.excluded, cases.week, periods))))


def case_frame(frame: Frame, cases: Cases, left_out: Flags) -> pd.DataFrame:
    """The table of cases, with the standard names."""
    import pandas as pd

    names = {"category": np.array(CATEGORIES, dtype=object)[cases.category]}
    return pd.DataFrame(
        {
            "id": [f"c{number}" for number in range(len(cases.week))],
            "subject": [f"s{number}" for number in cases.subject],
            "opened": moments(frame, cases.opened),
            "closed": moments(frame, cases.closed),
            "due": moments(frame, cases.opened + DUE_HOURS * 60 + cases.paused_for * 0),
            "work_minutes": np.round(cases.minutes, 1),
            "agent": [f"a{number}" for number in cases.agent],
            "unit": [f"team {number % 4}" for number in cases.agent],
            "kpi_status": np.where(left_out, "excluded", "counted").astype(object),
            **names,
        }
    )


def transition_frame(frame: Frame, cases: Cases) -> pd.DataFrame:
    """The table of status changes: opened, now and then waiting and on again, closed."""
    import pandas as pd

    number = np.arange(len(cases.week))
    paused = cases.paused_at >= 0
    parts = [
        (number, cases.opened, "open", True),
        (number, cases.opened + 0.3 * (cases.closed - cases.opened), "in progress", True),
        (number[paused], cases.paused_at[paused], "waiting for customer", False),
        (number[paused], (cases.paused_at + cases.paused_for)[paused], "in progress", True),
        (number, cases.closed + 0.1, "closed", True),
    ]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "case": [f"c{one}" for one in rows],
                    "at": moments(frame, at),
                    "status": status,
                    "counted": runs,
                    "agent": [f"a{one}" for one in cases.agent[rows]],
                    "unit": [f"team {one % 4}" for one in cases.agent[rows]],
                }
            )
            for rows, at, status, runs in parts
        ],
        ignore_index=True,
    )


def survey_frame(frame: Frame, cases: Cases, asked: Flags, answered: Flags, score: Array) -> pd.DataFrame:
    """The table of surveys: one row for each that was sent."""
    import pandas as pd

    rows = np.flatnonzero(asked)
    sent = cases.closed[rows] + 60
    said = answered[rows]
    replied = moments(frame, np.where(said, sent + 60 * (3 + 40 * ((rows * 7919) % 101) / 101), np.nan))
    return pd.DataFrame(
        {
            "case": [f"c{number}" for number in rows],
            "invited": moments(frame, sent),
            "answered": replied,
            "score": np.where(said, score[rows], np.nan),
        }
    )


def _kpis(
    world: World, cases: Cases, left_out: Flags, asked: Flags, answered: Flags, score: Array
) -> tuple[dict[str, dict[str, object]], dict[str, Columns]]:
    frame, weeks = world.frame, cases.week
    number = counted_weeks(frame, weeks)
    kept, met = counted_weeks(frame, weeks[~left_out]), counted_weeks(frame, weeks[~left_out & ~cases.late])
    said = counted_weeks(frame, weeks[answered])
    points = np.bincount(weeks[answered], score[answered], frame.periods) / np.maximum(said, 1)
    series: dict[str, Columns] = {
        "resolution_time": {
            "value": np.round(np.bincount(weeks, cases.hours, frame.periods) / np.maximum(number, 1), 2), "count": number
        },
        "cases_closed": {"value": number},
        "met": share(met, kept),
        "csat": {
            "value": np.where(said > 0, np.round(points, 2), np.nan), "responses": said,
            "invited": counted_weeks(frame, weeks[asked]), "count": number,
        },
    }  # fmt: skip
    shared = entries(frame, ["cases_closed", "csat"])
    common = {name: shared["csat"][name] for name in ("frequency", "owner", "level", "department")}
    made = {
        "resolution_time": {"like": "resolution-time", "name": "Resolution time", "unit": "hours", "direction": "lower", **common,
                            "records": {"events": "cases", "measure": "open_hours"}},
        "cases_closed": {**shared["cases_closed"], "records": {"events": "cases"}},
        "met": {"like": "sla-compliance", "name": "Closed in time", "unit": "%", "direction": "higher", **common,
                "records": {"events": "cases"}},
        "csat": {**shared["csat"], "records": {"events": "surveys", "measure": "score"}},
    }  # fmt: skip
    values = {"resolution_time": 20.0, "cases_closed": 260.0, "met": 90.0, "csat": 4.3}
    return {kpi: targeted(frame, entry, values[kpi]) for kpi, entry in made.items()}, series
