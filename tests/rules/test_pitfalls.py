"""Every pitfall and every pattern of the contract is answered by a rule that fires on a case of it and is quiet on another."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.model.words import PATTERNS
from monitor.rulebook import pitfalls_page
from monitor.rulebook.checked import PITFALLS
from monitor.rulebook.read import builtin_rules

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("pitfall", PITFALLS)
def test_a_pitfall_is_answered_by_a_rule(pitfall: str):
    found = pitfalls_page.answering(pitfall, builtin_rules())
    assert found, f"no rule names {pitfall}"
    for rule in found:
        assert {case.fires for case in rule.cases} == {True, False}


def test_the_page_knows_every_pitfall():
    assert tuple(pitfalls_page.PITFALLS) == tuple(sorted(PITFALLS))


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_a_pattern_of_the_contract_has_a_rule(pattern: str):
    assert any(rule.pattern == pattern for rule in builtin_rules().values())


@pytest.mark.parametrize("letter", pitfalls_page.SMART)
def test_each_letter_of_smart_is_asked_for_by_rules_that_are_there(letter: str):
    assert set(pitfalls_page.SMART[letter]) <= set(builtin_rules())


def test_the_page_is_that_of_the_rules():
    page = (ROOT / "docs" / "reference" / "pitfalls.md").read_text(encoding="utf-8")
    assert page == pitfalls_page.page(), "make it again with: python -m monitor.rulebook.reference_page"
