"""Corrections that help more often than they hurt, and honest corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from monitor.model.evidence import Evidence, Verdict
from monitor.model.panel import SeriesKey
from monitor.model.period import last_day
from monitor.model.situation import Situation, Vintage
from monitor.model.words import Frequency, Tier
from tests.checks.panels import evidence, judged, p_values, panel, reasons, situation
from tests.statistics.test_size import at_most

MONTHS = 48
START = date(2021, 1, 1)
FIRST = 2021 * 12


def corrected(changes: np.ndarray, values: np.ndarray, days: int | None = 14, **said: Any) -> Situation:
    """One KPI a row; `changes` (KPIs, months) were added after the first report, each `days` later or (None) all on one day."""
    names = [f"k{one}" for one in range(len(values))]
    revisions = {name: tuple(vintages(name, changes[row], values[row], days)) for row, name in enumerate(names)}
    columns = {"value": values, "target": np.full(values.shape, 95.0)}
    totals = panel([SeriesKey(name) for name in names], Frequency.MONTHLY, START, **columns)
    return situation({name: {"unit": "%", "frequency": "monthly", **said} for name in names}, totals, revisions=revisions)


def vintages(name: str, changes: np.ndarray, values: np.ndarray, days: int | None):
    for month in np.flatnonzero(changes):
        ended = last_day(FIRST + int(month), Frequency.MONTHLY)
        yield Vintage(name, (), FIRST + int(month), ended, float(values[month] - changes[month]))
        day = date(2025, 1, 1) if days is None else ended + timedelta(days=days)
        yield Vintage(name, (), FIRST + int(month), day, float(values[month]))


def random(seed: int, number: int) -> tuple[np.random.Generator, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng, 95 + rng.standard_normal((number, MONTHS))


def test_honest_corrections_are_rarely_called_favourable():
    rng, values = random(1, 3000)
    p = p_values(judged("favourable_revision", corrected(rng.standard_normal(values.shape) * 0.4, values)))
    assert len(p) > 2900 and all((p <= cut).sum() <= at_most(cut) for cut in (0.05, 0.01, 0.001))


def test_misses_corrected_until_they_fit_are_found():
    rng, values = random(2, 200)
    missed = (values < 95) & (rng.random(values.shape) < 0.8)
    found = evidence(judged("favourable_revision", corrected(np.where(missed, 1.5, 0), values + 1.5 * missed)), 0.0015)
    assert len(found) > 190 and all(one.cap is Tier.FINDING for one in found)
    assert found[0].ladder[0].verdict == Verdict.RULED_OUT and found[0].numbers["to_miss"].value == 0


def test_honest_corrections_before_the_target_do_not_hide_those_after_it():
    rng, values = random(8, 100)
    missed = (values < 95) & (rng.random(values.shape) < 0.8)
    changes = np.where(np.arange(MONTHS) < 24, rng.choice([-0.4, 0.4], values.shape), np.where(missed, 1.5, 0))
    at = corrected(changes, values + np.where(changes == 1.5, 1.5, 0))
    whole = evidence(judged("favourable_revision", at), 0.01)
    panel_of = at.totals[Frequency.MONTHLY]
    later = np.where(np.arange(MONTHS) < 24, np.nan, panel_of.target)
    since = evidence(
        judged("favourable_revision", replace(at, totals={Frequency.MONTHLY: replace(panel_of, target=later)})), 0.01
    )
    assert len(since) > len(whole)


def test_late_registrations_are_not_judged_and_declared_ones_left_out():
    rng, values = random(3, 20)
    late = rng.uniform(0.2, 0.6, values.shape)
    assert all("late registrations" in one for one in reasons(judged("favourable_revision", corrected(late, values))))
    declared = corrected(late, values, revisions={"expected": "up", "within": "30 days"})
    assert all("needs" in one for one in reasons(judged("favourable_revision", declared)))
    overdue = corrected(late * (rng.random(values.shape) < 0.4), values, 45, revisions={"expected": "up", "within": "30 days"})
    assert len(p_values(judged("favourable_revision", overdue))) > 15


def test_one_clean_up_is_one_correction():
    _, values = random(4, 3)
    outcomes = judged("favourable_revision", corrected(np.full(values.shape, 0.5), values, None))
    assert len(reasons(outcomes)) == 3 and not any(isinstance(one, Evidence) for one in outcomes)


def test_lower_is_better_turns_it_round():
    rng, values = random(5, 20)
    down = np.where(rng.random(values.shape) < 0.4, -0.5, 0)
    assert len(evidence(judged("favourable_revision", corrected(down, values, direction="lower")), 0.01)) > 15
    assert evidence(judged("favourable_revision", corrected(down, values)), 0.5) == []
