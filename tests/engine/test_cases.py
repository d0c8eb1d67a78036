from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monitor.catalogue.library import load
from monitor.engine.cases import fires, run_case, situation_of
from monitor.errors import Place, ProjectError
from monitor.model.evidence import Evidence, Healthy
from monitor.model.rule import Case
from monitor.model.words import Frequency
from monitor.rulebook.model import CaseFile
from monitor.rulebook.read import builtin_rules


def case(**content: Any) -> Case:
    said = CaseFile(name="a case", fires=True, **content).model_dump(exclude={"name", "fires", "because"})
    return Case("a case", True, said, Place("rule.yaml", 7, 3))


def test_histories_become_panels_and_the_day_follows_the_last_period():
    at_hand = situation_of(
        case(kpis={"a": {"name": "A", "frequency": "monthly"}}, first="2024-01-01", history={"a": "1 2 _ 4"}), load()
    )
    panel = at_hand.totals[Frequency.MONTHLY]
    assert panel.value[0].tolist()[:2] == [1, 2] and panel.value[0, 3] == 4
    assert at_hand.as_of == date(2024, 5, 1)


def test_ratios_are_computed_and_segments_kept_apart():
    content = {
        "kpis": {"a": {"name": "A", "unit": "%", "frequency": "monthly"}},
        "first": "2024-01-01",
        "history": {"a": {"numerator": "1x3", "denominator": "4x3"}},
        "segments": [{"kpi": "a", "segment": {"team": "north"}, "values": "30x3"}],
    }
    at_hand = situation_of(case(**content), load())
    assert at_hand.totals[Frequency.MONTHLY].value[0].tolist() == [25, 25, 25]
    key = at_hand.segments[Frequency.MONTHLY].keys[0]
    assert key.segment == (("team", "north"),)


def test_a_simulator_can_be_called():
    at_hand = situation_of(case(simulate={"scenario": "speed-target", "seed": 3, "gaming": 0}), load())
    assert at_hand.totals and at_hand.catalogue.kpis


def test_a_case_says_whether_it_did_as_expected():
    rule = builtin_rules()["no-owner"]
    result = run_case(rule, case(kpis={"a": {"name": "A", "owner": "x@x.example"}}), load())
    assert (result.fired, result.expected, result.passed) == (False, True, False)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"kpis": {"a": {"name": "A"}}, "history": {"b": "1x3"}}, "'b', which is not among the case's kpis"),
        ({"kpis": {"a": {"name": "A"}}, "history": {"a": "1y3"}}, "'1y3' is no part of a history"),
        ({"kpis": {"a": {"name": "A"}}, "history": {"a": {"vals": "1x3"}}}, "'vals'"),
        ({"kpis": {"a": {"name": "A"}}, "history": {"a": {"values": "1x3", "count": "1x4"}}}, "different lengths"),
        ({"kpis": {"a": {"nme": "A"}}}, "nme"),
        ({"simulate": {"scenario": "no-such", "seed": 1}}, "no-such"),
        ({"kpis": {"a": {"name": "A"}}, "limits": {"main_kpis": 3}}, "main_kpis"),
    ],
)
def test_a_case_that_cannot_be_run_is_told_at_its_place(content: dict[str, Any], told: str):
    with pytest.raises(ProjectError) as caught:
        run_case(builtin_rules()["no-owner"], case(**content), load())
    assert caught.value.problems[0].where == Place("rule.yaml", 7, 3)
    assert told in str(caught.value)


def test_what_counts_as_firing():
    assert fires(Evidence(kpi="a"))
    assert fires(Evidence(kpi="a", p_value=1e-6))
    assert not fires(Evidence(kpi="a", p_value=0.2))
    assert not fires(Evidence(kpi="a", explained="A new phone system"))
    assert not fires(Healthy("a"))
