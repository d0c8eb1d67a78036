"""On two catalogues that are as they should be, nothing of medium or higher severity is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.catalogue.library import load
from monitor.checks import registry
from monitor.engine.cases import fires, situation_of
from monitor.errors import Place
from monitor.model.evidence import Evidence
from monitor.model.rule import Case
from monitor.model.situation import Situation
from monitor.model.words import Severity
from monitor.rulebook.call import call_of
from monitor.rulebook.model import CaseFile
from monitor.rulebook.read import builtin_rules
from monitor.yaml_marks import read_marked

FOLDER = Path(__file__).parent
GRAVE = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


def situation(name: str) -> Situation:
    content = read_marked((FOLDER / name).read_text(encoding="utf-8"), name).content
    said = CaseFile(name=name, fires=False, **content).model_dump(exclude={"name", "fires", "because"})
    return situation_of(Case(name, False, said, Place(name)), load())


def found(name: str) -> list[tuple[str, str | None, tuple[str, ...]]]:
    at_hand = situation(name)
    said = []
    for rule in builtin_rules().values():
        call = call_of(rule, at_hand.catalogue, {})
        for outcome in registry.find(rule.check).evaluate(at_hand, call) if call.kpis else []:
            if isinstance(outcome, Evidence) and fires(outcome) and (outcome.severity or rule.severity) in GRAVE:
                said.append((rule.id, outcome.kpi, outcome.related))
    return said


@pytest.mark.parametrize("name", ["exemplary_customer_service.yaml", "exemplary_finance.yaml"])
def test_nothing_grave_is_said_of_an_exemplary_catalogue(name: str):
    assert found(name) == []


def test_the_same_catalogue_without_its_context_is_criticised():
    at_hand = situation("exemplary_finance.yaml")
    rule = builtin_rules()["no-owner"]
    bare = [kpi for kpi in at_hand.catalogue.kpis if kpi not in call_of(rule, at_hand.catalogue, {}).kpis]
    assert len(bare) == 5, "all five have an owner, so that the silence above is not for want of looking"
