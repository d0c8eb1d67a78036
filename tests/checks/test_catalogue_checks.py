"""The computations inside the checks of facts, against values from the literature and by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.checks import registry
from monitor.checks._clusters import clusters
from monitor.checks.complex_formula import operands
from monitor.checks.moves_together import correlations, groups_of
from monitor.checks.same_for_all import jaccard
from monitor.checks.target_reach import natural_limits, reach_of
from monitor.engine.cases import situation_of
from monitor.errors import Place
from monitor.model.evidence import Evidence, NotAssessed, Outcome, Quantity
from monitor.model.rule import Case
from monitor.model.situation import Call, Situation
from monitor.model.words import Severity
from monitor.rulebook.model import CaseFile
from monitor.statistics.effective_number import participation_ratio


def outcomes(check: str, content: dict[str, Any], **parameters: Any) -> list[Outcome]:
    said = CaseFile(name="case", fires=True, **content).model_dump(exclude={"name", "fires", "because"})
    situation = situation_of(Case("case", True, said, Place("x")), load())
    found = registry.find(check)
    given = {name: parameter.default for name, parameter in found.parameters.items()} | parameters
    return found.evaluate(situation, Call("rule", tuple(situation.catalogue.kpis), {}, given))


def number(outcome: Outcome, name: str) -> float:
    assert isinstance(outcome, Evidence)
    fact = outcome.numbers[name]
    assert isinstance(fact, Quantity)
    return fact.value


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("", 0),
        ("revenue", 1),
        ("mean(first_response - opened)", 2),
        ("availability x performance", 2),
        ("availability * performance * quality", 3),
        ("(current assets - inventory) / current liabilities", 3),
        ("100 * solved / cases", 2),
        ("(a + b) / (a + c)", 3),
        ("first-contact resolutions / cases", 2),
        ("sum(amount) / count(id)", 2),
    ],
)
def test_operands_of_a_formula(formula: str, expected: int):
    assert operands(formula) == expected


def test_clusters_are_connected_components():
    assert clusters([("a", "b"), ("c", "d"), ("b", "e"), ("d", "c")]) == [("a", "b", "e"), ("c", "d")]
    assert clusters([]) == []


def test_jaccard():
    assert jaccard({"a", "b"}, {"b", "c"}) == pytest.approx(1 / 3)
    assert jaccard(set(), set()) == 0


def test_participation_ratio_of_twenty_five_alike():
    """METHODS 2.15: 25 series, all correlated .6, are worth 2.593 independent ones (analytic)."""
    matrix = np.full((25, 25), 0.6)
    np.fill_diagonal(matrix, 1)
    assert participation_ratio(matrix) == pytest.approx(2.593, abs=0.001)
    assert participation_ratio(np.eye(4)) == pytest.approx(4)


def test_correlations_agree_with_numpy_over_common_periods():
    rng = np.random.default_rng(1)
    changes = rng.standard_normal((3, 60))
    changes[1] += changes[0]
    changes[0, :10] = np.nan
    changes[1, 50:] = np.nan
    common = slice(10, 50)
    assert correlations(changes, 24)[0, 1] == pytest.approx(np.corrcoef(changes[0, common], changes[1, common])[0, 1])
    assert np.isnan(correlations(changes, 41)[0, 1]), "fewer common periods than needed"
    assert np.isnan(correlations(np.vstack([np.ones(60), changes[2]]), 24)[0, 1]), "a flat line goes with nothing"


def test_natural_limits_of_the_textbook_vector():
    low, high = natural_limits(np.array([1.0, 3, 2, 4, 2]))
    assert (low, high) == pytest.approx((2.4 - 2.66 * 1.75, 2.4 + 2.66 * 1.75))


def test_the_interval_of_the_hit_rate_is_exact():
    """Clopper and Pearson 1934: 12 of 12 has the lower end .025^(1/12) = .7354."""
    reach = reach_of(np.array([1.0] * 12 + [np.nan]))
    assert (reach.hits, reach.periods) == (12, 12)
    assert (reach.low, reach.high) == pytest.approx((0.025 ** (1 / 12), 1.0))


@pytest.mark.parametrize(
    ("number_of", "expected"), [(8, None), (12, None), (13, Severity.HIGH), (24, Severity.HIGH), (25, Severity.CRITICAL)]
)
def test_twenty_five_confuse(number_of: int, expected: Severity | None):
    kpis = {f"k{n}": {"name": f"K{n}", "main": True, "level": "company"} for n in range(number_of)}
    found = outcomes("too_many", {"kpis": kpis})
    assert len(found) == 1
    assert isinstance(found[0], Evidence) and found[0].severity is expected
    assert found[0].p_value is None and found[0].kpi is None and len(found[0].related) == number_of
    assert found[0].identity == "company/"


def test_margin_of_error_of_a_percentage():
    """196 √(p(1-p)/n): 50 % of 100 answers is ± 9.8 points."""
    content = {
        "kpis": {"s": {"name": "Satisfied", "unit": "%", "frequency": "monthly"}},
        "first": "2024-01-01",
        "history": {"s": {"values": "50x13", "responses": "100x13"}},
    }
    assert number(outcomes("margin_of_error", content)[0], "margin") == pytest.approx(9.8)


def test_margin_of_error_of_a_net_promoter_score_is_near_the_published_one():
    """METHODS 8: 30 from 200 answers, half promoters and a fifth detractors, is ± 10.82; we assume a little more spread."""
    content = {
        "kpis": {"nps": {"name": "NPS", "frequency": "monthly"}},
        "first": "2024-01-01",
        "history": {"nps": {"values": "30x13", "responses": "200x13"}},
    }
    assert number(outcomes("margin_of_error", content)[0], "margin") == pytest.approx(10.82, rel=0.12)


def test_no_answers_are_said_to_be_unknown_and_not_fine():
    content = {"kpis": {"s": {"name": "Score", "frequency": "monthly"}}, "history": {"s": "4x13"}}
    assert isinstance(outcomes("margin_of_error", content)[0], NotAssessed)


@pytest.mark.parametrize("check", ["target_reach", "static_target", "no_follow_up"])
def test_without_a_direction_no_target_can_be_met_or_missed(check: str):
    content = {
        "kpis": {"a": {"name": "A", "frequency": "monthly", "targets": [{"from": "2023-01-01", "value": 4}]}},
        "first": "2023-01-01",
        "history": {"a": "5x30"},
    }
    found = outcomes(check, content)
    assert len(found) == 1 and isinstance(found[0], NotAssessed)


def test_too_short_histories_are_not_assessed_with_what_is_needed():
    target = [{"from": "2024-01-01", "value": 4}]
    kpi = {"name": "A", "frequency": "monthly", "direction": "lower", "targets": target}
    found = outcomes("target_reach", {"kpis": {"a": kpi}, "first": "2024-01-01", "history": {"a": "5x6"}}, side="never")
    assert isinstance(found[0], NotAssessed)
    assert found[0].because.facts["has"] == Quantity(6, "monthly", "periods")


def test_stale_values_count_from_the_last_segment_too():
    content = {
        "as_of": "2025-06-30",
        "first": "2024-01-01",
        "kpis": {"a": {"name": "A", "frequency": "monthly"}},
        "history": {"a": "1x6"},
        "segments": [{"kpi": "a", "segment": {"team": "north"}, "values": "1x18"}],
    }
    assert outcomes("stale_data", content) == [], "the team still reports"


def test_how_many_values_are_outstanding():
    content = {
        "as_of": "2025-06-30",
        "first": "2025-01-01",
        "kpis": {"a": {"name": "A", "frequency": "monthly", "main": True}},
        "history": {"a": "1x3"},
    }
    found = outcomes("stale_data", content)
    assert number(found[0], "late") == 3, "April, May and June have ended"


def test_a_kpi_that_is_not_main_weighs_less():
    found = outcomes("catalogue_fact", {"kpis": {"a": {"name": "A", "main": True}, "b": {"name": "B"}}})
    assert [outcome.severity for outcome in found if isinstance(outcome, Evidence)] == [None, Severity.LOW]


def test_a_reward_without_counter_metric_is_grave():
    found = outcomes("no_counter_metric", {"kpis": {"a": {"name": "A", "consequence": "pay"}}})
    assert isinstance(found[0], Evidence) and found[0].severity is Severity.HIGH


@pytest.mark.parametrize("check", [name for name in registry.names() if not registry.find(name).statistical])
def test_a_check_of_facts_says_nothing_about_no_kpis(check: str):
    catalogue = catalogue_from({"a": {"name": "A", "main": True}}, load())
    found = registry.find(check)
    given = {name: parameter.default for name, parameter in found.parameters.items()}
    assert found.evaluate(Situation(catalogue, date(2025, 6, 30)), Call("rule", (), {}, given)) == []


def _percentages(values: str, target: str | None = None) -> dict[str, Any]:
    kpi = {"name": "On time", "unit": "%", "frequency": "monthly", "direction": "higher"}
    return {"kpis": {"otp": kpi}, "first": "2020-01-01", "history": {"otp": {"values": values, "target": target or "95x48"}}}


@pytest.mark.parametrize(
    ("values", "check", "side"),
    [
        ("96 97x9 96x8 90 91x11 92 90x17", "static_target", None),
        ("90 91x9 92x8 90 91x11 92 90x17", "target_reach", "never"),
        ("96 97x9 96x8 96 97x11 98 96x17", "target_reach", "always"),
    ],
)
def test_a_static_target_is_never_called_out_of_reach_or_easy_too(values: str, check: str, side: str | None):
    found = {
        (name, which)
        for name, which in [("static_target", None), ("target_reach", "never"), ("target_reach", "always")]
        for one in outcomes(name, _percentages(values), **({"side": which} if which else {}))
        if isinstance(one, Evidence)
    }
    assert found == {(check, side)}


def test_only_a_difference_worth_a_step_is_another_target():
    """The moving range of 90, 92, 90 … is 2: 0.05 x 2 = 0.1 is rounding, 0.11 is another target."""
    values = " ".join(["90 92"] * 24)
    for other, since in [("94.9", date(2020, 1, 1)), ("94.89", date(2021, 1, 1))]:
        found = outcomes("target_reach", _percentages(values, f"{other}x12 95x36"), side="never")
        assert isinstance(found[0], Evidence) and found[0].start == since


def test_a_missing_month_does_not_end_a_target_that_stands_beside_the_values():
    found = outcomes("target_reach", _percentages("90 91x23 _ 90x23", "95x24 _ 95x23"), side="never")
    assert isinstance(found[0], Evidence) and number(found[0], "periods") == 47


def test_a_chain_of_neighbours_is_no_group():
    """Single linkage would put all three together by .9 and .9; on average c goes with a and b by .65 only."""
    chain = np.array([[1, 0.92, 0.4], [0.92, 1, 0.9], [0.4, 0.9, 1]])
    assert groups_of(chain, 0.85) == [[0, 1]]
    assert groups_of(np.where(chain == 0.4, 0.85, chain), 0.85) == [[0, 1, 2]]
    assert groups_of(np.array([[1, np.nan], [np.nan, 1]]), 0.85) == []
