"""A whole judgement: what is raised, what it is called from run to run, and what is carried where it cannot be assessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from monitor.engine.evaluate import Judgement, evaluate
from monitor.model.finding import Finding, Remembered
from monitor.model.words import Letter, Status, Tier
from tests.checks.situations import simulated, tabled
from tests.engine.world import SPEED, ids, rule

KPI = "first_response_time"
GAMED = simulated("speed-target", 1, frequency="monthly", gaming="strong")
HONEST = simulated("speed-target", 1, frequency="monthly", gaming="none")
RULES = [rule(SPEED), rule("no-owner")]


def judged(at: Any = GAMED, remembered: Any = None, earlier: Any = (), rules: Any = None, **said: Any) -> Judgement:
    return evaluate(at, rules or RULES, said.pop("overrides", {}), ids, remembered or {}, earlier, **said)


def about(found: Judgement, name: str = SPEED) -> Finding:
    return next(one for one in found.findings if one.rule == name)


def known(one: Finding, status: Status = Status.ONGOING) -> dict[str, Remembered]:
    return {one.id: Remembered(one.id, one.id, date(2024, 1, 1), date(2024, 6, 1), status)}


def test_a_gamed_kpi_is_found_and_graded_d():
    found = judged()
    one = about(found)
    assert (one.kpi, one.tier, one.status) == (KPI, Tier.FINDING, Status.NEW)
    assert one.first_seen == one.last_seen == GAMED.as_of and one.q_value is not None
    assert {grade.kpi: grade.letter for grade in found.grades}[KPI] is Letter.D
    assert found.promise.noise_model == "default" and found.promise.tests >= 1


def test_an_honest_one_is_not():
    found = judged(HONEST)
    assert not [one for one in found.findings if one.rule == SPEED]
    assert {grade.kpi: grade.letter for grade in found.grades}[KPI] is not Letter.D


def test_what_was_seen_before_is_ongoing_since_then():
    one = about(judged())
    again = about(judged(remembered=known(one)))
    assert (again.status, again.first_seen) == (Status.ONGOING, date(2024, 1, 1))


def test_what_is_no_longer_there_is_gone_unless_it_was_closed_or_the_run_was_partial():
    one = about(judged())
    found = judged(HONEST, earlier=[one])
    assert [(gone.id, gone.status) for gone in found.gone] == [(one.id, Status.GONE)]
    assert judged(HONEST, earlier=[replace(one, status=Status.FALSE_ALARM)]).gone == ()
    assert judged(HONEST, earlier=[one], whole=False).gone == ()
    assert judged(earlier=[one]).gone == (), "it is still raised"


def test_what_cannot_be_assessed_is_carried_on():
    """The data have stopped coming: silence is not health."""
    one = about(judged())
    silent = replace(GAMED, totals={})
    found = judged(silent, earlier=[one])
    assert [(kept.id, kept.status) for kept in found.findings if kept.rule == SPEED] == [(one.id, Status.ONGOING)]
    assert found.gone == ()


def test_facts_are_raised_without_values_and_what_no_rule_looked_at_is_not_assessed():
    at = tabled({"a": {"name": "A"}, "b": {"name": "B", "owner": "b@x.example"}}, {"a": np.arange(60.0)}, "monthly")
    found = judged(at)
    assert [(one.rule, one.kpi, one.tier) for one in found.findings] == [("no-owner", "a", Tier.FINDING)]
    assert {grade.kpi: grade.letter for grade in found.grades} == {"a": Letter.NOT_ASSESSED, "b": Letter.NOT_ASSESSED}
    assert {grade.kpi: grade.because for grade in found.grades}["a"] == (found.findings[0].id,)


def test_what_could_not_be_said_is_listed():
    skipped = judged(replace(GAMED, totals={})).skipped
    assert any(one.rule == SPEED and one.kpi == KPI and one.because.text for one in skipped)


def test_a_run_may_be_limited_to_some_kpis():
    found = judged(kpis=frozenset({"csat"}), whole=False)
    assert all(one.kpi == "csat" for one in (*found.findings, *found.skipped))


def test_notes_near_a_finding_stand_beside_it_and_do_not_silence_it():
    start = GAMED.catalogue[KPI].targets[0].start
    notes = {KPI: {"notes": [{"from": start, "what": "New phones"}]}}
    noted = simulated("speed-target", 1, notes, frequency="monthly", gaming="strong")
    one = about(judged(noted))
    assert [note.what for note in one.notes] == ["New phones"] and one.tier is Tier.FINDING


def test_parameters_of_the_project_file_are_used():
    found = judged(overrides={SPEED: {"smallest_effect": 5.0}})
    assert not [one for one in found.findings if one.rule == SPEED]


def test_the_gravest_and_surest_stand_first():
    ranks = [(one.severity.rank, ["confirmed", "finding", "watch"].index(one.tier.value)) for one in judged().findings]
    assert ranks == sorted(ranks)


def test_two_runs_on_the_same_data_say_the_same():
    one, other = judged(), judged()
    assert [(found.id, found.evidence.p_value) for found in one.findings] == [(f.id, f.evidence.p_value) for f in other.findings]
