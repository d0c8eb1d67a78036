"""The arithmetic of the alarm promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.statistics.alarm_budget import ALONE, YEARS_AT_MOST, Budget, Crossed, budget_of, crossed


def test_three_years_with_one_test():
    """1 per 100 KPI-years: 3 % over three years, of which a test that is alone may use a third."""
    budget = budget_of(3, 1, 1.0)
    assert budget.watch == pytest.approx(0.03 * ALONE)
    assert budget.finding == pytest.approx(0.003 * ALONE)


def test_tests_share_and_years_add():
    assert budget_of(3, 12, 1.0).watch == pytest.approx(budget_of(3, 3, 1.0).watch / 4)
    assert budget_of(1.5, 1, 1.0).watch == pytest.approx(budget_of(3, 1, 1.0).watch / 2)
    assert budget_of(3, 1, 2.0).watch == pytest.approx(2 * budget_of(3, 1, 1.0).watch)


def test_more_than_three_years_buy_no_more():
    assert budget_of(10, 4, 1.0) == budget_of(YEARS_AT_MOST, 4, 1.0)


def test_no_history_buys_nothing():
    assert crossed(1e-12, budget_of(0, 1, 1.0)) is Crossed.NONE


@pytest.mark.parametrize(
    ("p_value", "tier"),
    [(0.0, Crossed.FINDING), (0.001, Crossed.FINDING), (0.0011, Crossed.WATCH), (0.01, Crossed.WATCH), (0.0101, Crossed.NONE)],
)
def test_a_p_value_on_the_cut_crosses_it(p_value: float, tier: Crossed):
    assert crossed(p_value, Budget(watch=0.01, finding=0.001)) is tier


@given(years=st.floats(0.1, 20), tests=st.integers(1, 50), limit=st.floats(0.01, 10))
def test_what_all_tests_may_use_together_is_never_more_than_was_promised(years: float, tests: int, limit: float):
    budget = budget_of(years, tests, limit)
    assert tests * budget.watch <= limit * years / 100 * (1 + 1e-9)
    assert budget.finding == pytest.approx(budget.watch / 10)


def test_the_promise_holds_for_uniform_p_values():
    """20,000 honest KPIs of three years, five tests each, one look: 3 % are flagged."""
    p = np.random.default_rng(1).random((20_000, 5)).min(axis=1)
    flagged = np.mean(p <= budget_of(3, 5, 1.0).watch)
    assert flagged == pytest.approx(0.03, rel=0.2)
