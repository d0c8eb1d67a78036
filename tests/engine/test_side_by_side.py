"""Two processes say what one says, in the same order; and what goes wrong in the second is told by the first."""

from __future__ import annotations

import os
import threading
from dataclasses import replace

import pytest

from monitor.engine import side_by_side
from monitor.engine.evaluate import outcomes_of
from monitor.engine.noise import learn_noise
from monitor.engine.side_by_side import each_judged, worth_two
from monitor.model.evidence import Healthy, Outcome
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.rulebook.read import builtin_rules
from tests.checks.situations import simulated

CHOSEN = ("no-target", "speed-without-quality", "unexplained-break", "calm-since-the-target", "easy-target", "too-smooth", "gaps")
linux = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="a second process is used on Linux only")


@pytest.fixture(scope="module")
def situation() -> Situation:
    found = simulated("honest", 3)
    priors, learnt = learn_noise(found)
    return replace(found, noise=priors, noise_series=learnt)


@pytest.fixture
def rules() -> list[Rule]:
    return [builtin_rules()[name] for name in CHOSEN]


@pytest.fixture(autouse=True)
def two_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "LEAST_KPIS", 10)
    monkeypatch.setattr(side_by_side, "_can_fork", lambda: True)  # pytest-xdist's workers have threads


@linux
def test_two_processes_say_what_one_says(situation: Situation, rules: list[Rule]) -> None:
    def judge(rule: Rule) -> list[Outcome]:
        return outcomes_of(rule, situation, {}, None)

    alone = [judge(rule) for rule in rules]
    assert worth_two(situation)
    assert each_judged(rules, judge, situation) == alone
    assert any(isinstance(one, Healthy) for found in alone for one in found)


@linux
def test_the_second_process_takes_its_part(situation: Situation, rules: list[Rule]) -> None:
    def judge(rule: Rule) -> list[Outcome]:
        threading.Event().wait(0.2)  # long enough for the other process to come in between
        return [Healthy(str(os.getpid()))]

    found = each_judged(rules, judge, situation)
    assert len({one.kpi for outcomes in found for one in outcomes}) == 2


@linux
def test_a_rule_that_fails_is_told_wherever_it_failed(situation: Situation, rules: list[Rule]) -> None:
    def judge(rule: Rule) -> list[Outcome]:
        raise ZeroDivisionError(rule.id)

    with pytest.raises(ZeroDivisionError, match=r"speed-without-quality|unexplained-break"):
        each_judged(rules, judge, situation)


@linux
def test_a_second_process_that_dies_costs_time_and_nothing_else(situation: Situation, rules: list[Rule]) -> None:
    first = os.getpid()

    def judge(rule: Rule) -> list[Outcome]:
        if os.getpid() != first:
            os._exit(9)
        threading.Event().wait(0.1)
        return [Healthy(rule.id)]

    assert each_judged(rules, judge, situation) == [[Healthy(name)] for name in CHOSEN]


def test_few_kpis_and_records_stay_in_one_process(situation: Situation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not worth_two(replace(situation, records=object()))  # type: ignore[arg-type]
    monkeypatch.setattr(side_by_side, "LEAST_KPIS", 1000)
    assert not worth_two(situation)
