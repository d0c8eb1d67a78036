"""Every built-in rule proves itself: each of its cases fires, or stays quiet, as it says."""

from __future__ import annotations

import pytest

from monitor.catalogue.library import load
from monitor.engine.cases import run_case
from monitor.model.rule import Case, Rule
from monitor.rulebook.read import builtin_rules

CASES = [(rule, case) for rule in builtin_rules().values() for case in rule.cases]


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"{rule.id}: {case.name}" for rule, case in CASES])
def test_a_case_does_what_it_says(rule: Rule, case: Case):
    result = run_case(rule, case, load())
    assert result.fired is case.fires, result.outcomes
