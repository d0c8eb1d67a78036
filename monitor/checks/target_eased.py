"""Targets that follow their results down: eased again and again, each time after being missed more often than met.

A fact of the targets and the results, no p-value: one such step is realism, `times` in a row are a target that leads nothing. A
step to a target that asks for more than the results before it, by two standard errors of their mean, leads on and ends the row.
Steps are those of the catalogue; of a target that only stands beside the values they are from year to year, over the months that
both years have. Differences within 5 % of the mean moving range are rounding. Assumes that the KPI's direction is known; a step
whose time before has no results ends the row. Source: Weitzman 1980 (the ratchet, here turned round); DOMAIN P13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from monitor.checks._catalogue_facts import count
from monitor.checks._rows import Row, met, row_of, tolerance, undirected
from monitor.checks.registry import Check, Parameter
from monitor.checks.target_tampering import easier
from monitor.model.evidence import N_, Day, Evidence, Message, Outcome, Quantity
from monitor.model.situation import Call, Situation
from monitor.model.words import Direction, Tier

METHOD = Message(N_("Each change of the target is compared with the results since the change before it."))


@dataclass(frozen=True)
class Stage:
    """A time under one target: its periods in the row, and how many of them were met and missed."""

    periods: tuple[int, ...]
    met: int
    missed: int


@dataclass(frozen=True)
class Step:
    """From one stage to the next: the target of before and of after, over the periods that can be compared."""

    before: Stage
    after: Stage
    old: float
    new: float


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI whose target was eased after misses at least `times` in a row, lately, and has not been put back."""
    rows = [row_of(situation, kpi) for kpi in call.kpis]
    found = [_judged(row, call) for row in rows if row is not None]
    return [evidence for evidence in found if evidence is not None]


def _judged(row: Row, call: Call) -> Evidence | None:
    if undirected(row.kpi) or row.kpi.direction is Direction.RANGE:
        return None
    steps = _steps_of_the_catalogue(row) if any(one.value is not None for one in row.kpi.targets) else _steps_by_year(row)
    habits = [run for run in _runs(row, steps) if len(run) >= call.parameters["times"]]
    if not habits or not easier(row.kpi, habits[-1][0].old, steps[-1].new):
        return None
    age = row.end_of(len(row.value) - 1) - row.start_of(habits[-1][-1].after.periods[0])
    return _fact(row, habits[-1], call) if age.days <= call.parameters["recent"] else None


def _runs(row: Row, steps: Sequence[Step]) -> list[list[Step]]:
    """Steps in a row that made the target easier after it was missed more often than met; other steps end a run."""
    runs: list[list[Step]] = [[]]
    same = tolerance(row)
    for step in steps:
        if abs(step.new - step.old) <= same:
            continue
        if easier(row.kpi, step.old, step.new) and step.before.missed > step.before.met and not _leads_on(row, step):
            runs[-1].append(step)
        else:
            runs.append([])
    return runs


def _leads_on(row: Row, step: Step) -> bool:
    """Whether the new target asks for clearly more than was reached before it: by more than two standard errors of that mean."""
    before = row.value[list(step.before.periods)]
    before = before[np.isfinite(before)]
    if len(before) < 2:
        return False
    error = float(before.std(ddof=1)) / np.sqrt(len(before))
    ahead = step.new - float(before.mean())
    return bool((-ahead if row.kpi.direction is Direction.LOWER else ahead) > 2 * error)


def _steps_of_the_catalogue(row: Row) -> list[Step]:
    """Steps between runs of equal targets; a period without a target belongs to none."""
    runs: list[list[int]] = []
    same = tolerance(row)
    for period in np.flatnonzero(np.isfinite(row.target)).tolist():
        if runs and abs(row.target[period] - row.target[runs[-1][0]]) <= same:
            runs[-1].append(period)
        else:
            runs.append([period])
    stages = [_stage(row, run) for run in runs]
    return [
        Step(one, other, float(row.target[one.periods[0]]), float(row.target[other.periods[0]]))
        for one, other in pairwise(stages)
    ]


def _steps_by_year(row: Row) -> list[Step]:
    """Steps from year to year: the mean targets of the months that both have."""
    years: dict[int, list[int]] = {}
    for period in np.flatnonzero(np.isfinite(row.target)).tolist():
        years.setdefault(row.end_of(period).year, []).append(period)
    stages = [_stage(row, periods) for _, periods in sorted(years.items())]
    return [step for one, other in pairwise(stages) if (step := _compared(row, one, other)) is not None]


def _compared(row: Row, one: Stage, other: Stage) -> Step | None:
    before, after = _by_month(row, one.periods), _by_month(row, other.periods)
    common = sorted(before.keys() & after.keys())
    if not common:
        return None
    old, new = (float(np.mean([np.mean(year[month]) for month in common])) for year in (before, after))
    return Step(one, other, old, new)


def _by_month(row: Row, periods: Sequence[int]) -> dict[int, list[float]]:
    targets: dict[int, list[float]] = {}
    for period in periods:
        targets.setdefault(row.end_of(period).month, []).append(float(row.target[period]))
    return targets


def _stage(row: Row, periods: Sequence[int]) -> Stage:
    hits = met(row)[list(periods)]
    return Stage(tuple(periods), int((hits == 1).sum()), int((hits == 0).sum()))


def _fact(row: Row, eased: Sequence[Step], call: Call) -> Evidence:
    missed = sum(step.before.missed for step in eased)
    periods = missed + sum(step.before.met for step in eased)
    first, last = row.start_of(eased[0].after.periods[0]), row.start_of(eased[-1].after.periods[0])
    unit = row.kpi.unit or ""
    return Evidence(
        kpi=row.kpi.id,
        identity=first.isoformat(),
        start=row.start_of(eased[0].before.periods[0]),
        end=last,
        reference=first,
        n=periods,
        effect=Quantity(eased[-1].new - eased[0].old, unit, "difference"),
        cap=Tier.WATCH,
        numbers={
            "times": count(len(eased)),
            "old_target": Quantity(eased[0].old, unit),
            "new_target": Quantity(eased[-1].new, unit),
            "since": Day(first, row.frequency.value),
            "until": Day(last, row.frequency.value),
            "missed": count(missed),
            "periods": Quantity(periods, row.frequency, "periods"),
        },
        method=METHOD,
        source="Weitzman 1980",
        parameters=dict(call.parameters),
    )


CHECK = Check(
    name="target_eased",
    says="The target is eased again and again, each time after it was missed.",
    evaluate=evaluate,
    parameters={
        "times": Parameter(3, "so many such steps in a row are a habit", minimum=2),
        "recent": Parameter(731, "a habit whose last step is older than this is over", unit="days", minimum=0),
    },
    numbers={
        "times": "how often in a row the target was eased",
        "old_target": "the target before the first of these steps",
        "new_target": "the target after the last of them",
        "since": "when the first of them began to apply",
        "until": "when the last of them began to apply",
        "missed": "how many periods before these steps missed their target",
        "periods": "how many periods that is of",
    },
)
