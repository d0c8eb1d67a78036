"""Every pitfall of overload and of missing context has a rule that fires on a case of it and stays silent on another."""

from __future__ import annotations

import pytest

from monitor.model.words import PATTERNS, Family
from monitor.rulebook.checked import PITFALLS
from monitor.rulebook.read import builtin_rules

OVERLOAD_AND_CONTEXT = [pitfall for pitfall in PITFALLS if pitfall >= "P20"]
ELSEWHERE = {"unexplained-break"}
"""Found by a statistical check, among the Goodhart rules' kin."""


@pytest.mark.parametrize("pitfall", OVERLOAD_AND_CONTEXT)
def test_a_pitfall_is_answered_by_a_rule(pitfall: str):
    answering = [rule for rule in builtin_rules().values() if pitfall in rule.pitfalls]
    assert answering, f"no rule names {pitfall}"
    for rule in answering:
        assert {case.fires for case in rule.cases} == {True, False}


@pytest.mark.parametrize("pattern", [word for word, family in PATTERNS.items() if family is not Family.GOODHART])
def test_a_pattern_of_overload_or_context_has_a_rule(pattern: str):
    if pattern in ELSEWHERE:
        return
    assert any(rule.pattern == pattern for rule in builtin_rules().values())
