"""A jump just as the target begins: found, explained by notes, left to redefinition, and quiet on honest changes."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model.evidence import Evidence, Healthy, Outcome, Verdict
from monitor.model.words import Tier
from monitor.statistics.contrast import ramp, step
from tests.checks.situations import look, reason, rung, tabled
from tests.statistics.series import many
from tests.statistics.test_size import at_most

WEEKS = np.arange(156)
LEAD = {"name": "Lead time", "unit": "points", "direction": "lower", "department": "Plant"}
TARGET = {"targets": [{"from": "2023-07-03", "value": 18}]}
"""It begins with week 79 of a history that begins on 2022-01-03."""


def judged(change: np.ndarray, seed: int = 1, memory: float = 0.3, other: np.ndarray | None = None, **said: object) -> Outcome:
    lead, stock = 20 + many(1, seed, autocorrelation=memory)[0] + change, 50 + many(1, seed + 1000, autocorrelation=memory)[0]
    kpis = {"lead": {**LEAD, **TARGET, **said}, "stock": {"name": "Stock", "unit": "points", "department": "Plant"}}
    values = {"lead": np.asarray(lead), "stock": np.asarray(stock if other is None else stock + other)}
    return look("jump_with_target", tabled(kpis, values), "lead")[0]


def test_a_lasting_jump_at_the_target_is_worth_asking_about():
    found = judged(-4 * step(WEEKS, 78))
    assert isinstance(found, Evidence) and found.cap is Tier.WATCH and found.explained is None
    assert found.onset is not None and found.onset.isoformat() == "2023-07-03" == found.reference.isoformat()  # type: ignore[union-attr]
    assert found.effect is not None and found.effect.value == pytest.approx(-4, abs=0.7)
    assert found.p_value is not None and found.p_value < 1e-5
    assert rung(found, "Something that changed the whole department") is Verdict.RULED_OUT


@pytest.mark.parametrize("weeks", [26, 52])
def test_effort_that_takes_half_a_year_is_no_jump(weeks: int):
    found = [judged(-3 * ramp(WEEKS, 78, weeks), seed) for seed in range(10)]
    assert sum(isinstance(one, Evidence) for one in found) <= 1


def test_what_changed_more_than_this_kpi_is_no_redefinition():
    assert isinstance(judged(-4 * step(WEEKS, 78), other=3 * step(WEEKS, 78)), Healthy)


def test_to_the_worse_or_long_after_the_target_it_is_another_matter():
    assert isinstance(judged(4 * step(WEEKS, 78)), Healthy)
    assert isinstance(judged(-4 * step(WEEKS, 100)), Healthy)


def test_a_note_explains_it_and_a_declared_change_is_left_to_redefinition():
    noted = judged(-4 * step(WEEKS, 78), notes=[{"from": "2023-07-10", "what": "New line"}])
    assert isinstance(noted, Evidence) and noted.explained == "New line"
    declared = judged(-4 * step(WEEKS, 78), changes=[{"from": "2023-07-03", "definition": "Without waiting"}])
    assert not isinstance(declared, Evidence)


@pytest.mark.parametrize("memory", [0.0, 0.6, 0.9])
def test_without_a_jump_it_says_so_no_more_often_than_promised(memory: float):
    p_values = np.array([judged(0 * WEEKS, seed, memory).p_value for seed in range(60)])  # type: ignore[union-attr]
    assert all((p_values <= cut).sum() <= at_most(cut, 60) for cut in (0.05, 0.01))


def test_without_a_target_within_the_history_it_is_not_assessed():
    said = reason([judged(0 * WEEKS, targets=[{"from": "2021-01-04", "value": 18}])])
    assert said.startswith("no target began within its history")
