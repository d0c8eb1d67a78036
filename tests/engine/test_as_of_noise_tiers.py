"""What was known on a day; the noise model of a portfolio; and tiers within the alarm budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from monitor.engine.as_of import known_on
from monitor.engine.noise import learn_noise
from monitor.engine.tiers import sort_outcomes, years_of
from monitor.model.project import Limits
from monitor.model.words import Frequency, Tier
from monitor.statistics.alarm_budget import budget_of
from monitor.statistics.noise_prior import LEARNS_FROM
from tests.engine.world import SPLITTING, catalogue, fine, rule, seen, situation, unknown

EARLY, LATE, DAY = date(2024, 1, 1), date(2025, 1, 1), date(2024, 6, 1)


def test_what_was_set_later_is_hidden():
    said = {
        "targets": [{"from": EARLY, "value": 1, "set_on": EARLY}, {"from": EARLY, "value": 2, "set_on": LATE},
                    {"from": LATE, "value": 3}],
        "decisions": [{"on": EARLY, "what": "kept"}, {"on": LATE, "what": "hidden"}],
        "notes": [{"from": EARLY, "what": "kept"}, {"from": LATE, "what": "hidden"}],
        "changes": [{"from": EARLY, "definition": "kept"}, {"from": LATE, "definition": "hidden"}],
        "reviewed": {"last": LATE, "every": "yearly"},
    }  # fmt: skip
    before = known_on(catalogue(a=said), DAY)["a"]
    assert [target.value for target in before.targets] == [1, 3], "a target without a date of setting was always known"
    assert [one.what for one in (*before.decisions, *before.notes)] == ["kept", "kept"]
    assert [one.definition for one in before.changes] == ["kept"]
    assert before.reviewed.last is None and before.reviewed.every is not None


def test_on_the_day_itself_it_is_known_and_later_nothing_is_hidden():
    whole = catalogue(a={"targets": [{"from": EARLY, "value": 1, "set_on": LATE}], "reviewed": {"last": LATE}})
    assert known_on(whole, LATE)["a"] == whole["a"]


def portfolio(number: int, filled: int = 36):
    values = np.random.default_rng(1).standard_normal((number, filled))
    return situation({f"k{one}": values[one] for one in range(number)})


def test_a_portfolio_of_white_noise_is_learnt_as_such():
    priors, series = learn_noise(portfolio(60))
    assert series == 60 and set(priors) == {Frequency.MONTHLY}
    assert priors[Frequency.MONTHLY].sum() == pytest.approx(1) and priors[Frequency.MONTHLY][0] > 0.2


def test_few_or_unmoving_or_half_empty_series_teach_nothing():
    assert learn_noise(portfolio(LEARNS_FROM - 1)) == ({}, 0)
    assert learn_noise(situation({f"k{one}": np.ones(36) for one in range(60)})) == ({}, 0)
    values = np.where(np.arange(36) % 3 == 1, np.nan, np.random.default_rng(2).standard_normal((60, 36)))
    assert learn_noise(situation({f"k{one}": values[one] for one in range(60)}))[1] == 0


def three_years(**limits: float):
    at = situation({"a": np.arange(36.0), "b": np.arange(12.0)})
    return replace(at, limits=Limits(**limits)) if limits else at


def tier_of(outcomes: list, at=None) -> Tier | None:
    raised = sort_outcomes(outcomes, at or three_years()).raised
    return raised[0].tier if raised else None


def test_years_are_from_the_first_value_to_the_last():
    assert years_of(three_years()) == {"a": 3.0, "b": 1.0}


@pytest.mark.parametrize("others", [0, 4, 9])
def test_the_budget_is_shared_by_the_tests_on_a_kpi(others: int):
    more = [(rule(), fine()) for _ in range(others)] + [(rule(), fine("b")), (rule(), unknown()), (rule(), fine(p_value=None))]
    cut = budget_of(3, others + 1, 1.0)
    below, above = 0.99, 1.01
    expected = {cut.finding * below: Tier.FINDING, cut.finding * above: Tier.WATCH, cut.watch * below: Tier.WATCH}
    for p_value, tier in (*expected.items(), (cut.watch * above, None)):
        assert tier_of([(rule(), seen(p_value=p_value)), *more]) is tier


def test_a_shorter_history_and_a_stricter_promise_need_smaller_p_values():
    p_value = budget_of(3, 1, 1.0).watch * 0.9
    assert tier_of([(rule(), seen("a", p_value))]) is Tier.WATCH
    assert tier_of([(rule(), seen("b", p_value))]) is None
    assert tier_of([(rule(), seen("a", p_value))], three_years(false_findings_per_100_kpi_years=0.5)) is None


def test_an_experimental_rule_and_a_capped_evidence_are_worth_asking_at_most():
    assert tier_of([(rule(), seen())]) is Tier.FINDING
    assert tier_of([(rule(status="experimental"), seen())]) is Tier.WATCH
    assert tier_of([(rule(), seen(cap=Tier.WATCH))]) is Tier.WATCH
    assert tier_of([(rule(status="experimental"), seen(p_value=None))]) is Tier.WATCH


def test_a_fact_needs_no_budget():
    assert tier_of([(rule(), seen(p_value=None))]) is Tier.FINDING
    assert tier_of([(rule(), seen("without-values", p_value=None))]) is Tier.FINDING


def test_q_values_are_those_of_benjamini_and_yekutieli():
    p_values = [1e-9, 2e-6, 0.4, 0.9]
    outcomes = [(rule(), seen(p_value=p)) for p in p_values[:2]] + [(rule(), fine(p_value=p)) for p in p_values[2:]]
    raised = sort_outcomes([*outcomes, (rule(), seen(p_value=None, identity="fact"))], three_years()).raised
    np.testing.assert_allclose([one.q_value for one in raised[:2]], false_discovery_control(p_values, method="by")[:2])
    assert raised[2].q_value is None


def test_outcomes_are_sorted_and_the_promise_is_counted():
    outcomes = [(rule(), seen()), (rule(), seen(explained="New phones")), (rule(), seen(p_value=0.04))]
    outcomes += [(rule(SPLITTING), fine("b")), (rule(), unknown("b"))]
    done = sort_outcomes(outcomes, three_years())
    assert (len(done.raised), len(done.explained), len(done.healthy), len(done.not_assessed)) == (1, 1, 2, 1)
    assert (done.promise.kpi_years, done.promise.tests, done.promise.noise_model) == (4.0, 4, "default")
    assert done.promise.promised_finding == done.promise.promised_watch / 10
    assert sort_outcomes([], replace(three_years(), noise_series=50)).promise.noise_model == "learnt"


def test_a_rule_with_a_larger_share_has_a_wider_cut_and_all_shares_add_up():
    """Weighted Bonferroni: the cuts of all tests on a KPI add up to its budget, whatever their shares."""
    shares = (2.0, 2.0, 1.0, 1.0)
    cuts = [budget_of(3.0, sum(shares) / share, 1.0).watch for share in shares]
    assert cuts[0] == pytest.approx(2 * cuts[2])
    assert sum(cuts) == pytest.approx(0.03)
