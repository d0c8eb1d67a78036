"""Case splitting: the accounting identity tells it from growth, repeats, efficiency and simpler cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from monitor.engine.cases import fires
from monitor.model.evidence import Verdict
from monitor.model.words import Tier
from tests.checks.situations import TARGET, evidence, look, noise, ramp, reason, rung, simulated, tabled

ROLES = {"work": ["average_handling_time"], "per_customer": ["cases_per_customer"], "customers": ["customers"]}
KPIS: dict[str, Any] = {
    "cases": {"name": "Cases", "direction": "higher", "department": "Desk", "targets": [{"from": TARGET, "value": 280}]},
    "per": {"name": "Cases per customer", "direction": "lower", "department": "Desk"},
    "work": {"name": "Minutes", "direction": "lower", "unit": "minutes", "department": "Desk"},
    "people": {"name": "Customers", "direction": "unclear", "department": "Desk"},
}
RISE = ramp(156, 52, 26)


def desk(more: float, less: float, **without: bool) -> Any:
    """Cases per customer grow by the share `more`, work per case shrinks by the share `less`."""
    people = np.round(200 * np.exp(noise(4, 156, 0.03)))
    per = 1.2 * np.exp(noise(1, 156, 0.02) + np.log1p(more) * RISE)
    work = 30 * np.exp(noise(2, 156, 0.02) + np.log1p(-less) * RISE)
    return tabled(KPIS, {"cases": np.round(people * per), "per": per, "work": work, "people": people})


def said(at: Any, **roles: list[str]) -> list[Any]:
    return look("case_splitting", at, "cases", roles)


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "quarterly"])
def test_split_problems_are_found(frequency: str):
    found = evidence(look("case_splitting", simulated("case-splitting", 2, frequency=frequency), "cases_closed", ROLES))
    assert fires(found) and found.cap is Tier.FINDING and found.related == ("average_handling_time",)
    assert 0.03 < found.numbers["on_paper"].value < 0.25
    assert rung(found, "More problems, or faster work") == Verdict.RULED_OUT


@pytest.mark.parametrize("kind", ["growth", "repeats", "efficiency", "simpler"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_looks_like_it_is_not(kind: str, seed: int):
    outcomes = look("case_splitting", simulated("case-splitting", seed, kind=kind), "cases_closed", ROLES)
    assert not any(fires(one) for one in outcomes)


def test_the_share_on_paper_is_what_was_split():
    found = evidence(said(desk(0.15, 1 - 1 / 1.15), work=["work"], per_customer=["per"]))
    assert found.numbers["cases_change"].value == pytest.approx(0.15, abs=0.03)
    assert found.numbers["work_change"].value == pytest.approx(0.13, abs=0.03)
    assert found.numbers["on_paper"].value == pytest.approx(0.13, abs=0.03)


def test_work_that_is_not_conserved_is_no_splitting():
    for more, less in ((0.15, 0.0), (0.0, 0.13), (0.04, 0.3), (0.4, 0.06)):
        assert not any(fires(one) for one in said(desk(more, less), work=["work"], per_customer=["per"]))


def test_the_number_of_customers_does_as_well_as_cases_per_customer():
    found = evidence(said(desk(0.15, 0.13), work=["work"], customers=["people"]))
    assert found.cap is Tier.FINDING and found.legs[0].column == "cases_per_customer"


def test_without_customers_it_is_worth_asking_at_most():
    found = evidence(said(desk(0.15, 0.13), work=["work"]))
    assert found.cap is Tier.WATCH and found.legs[0].column == "value"


def test_without_work_it_is_not_assessed():
    assert "how much work a case takes" in reason(said(desk(0.15, 0.13), per_customer=["per"]))
    elsewhere = tabled({**KPIS, "work": {**KPIS["work"], "department": "Sales"}}, {"cases": noise(1, 156), "work": noise(2, 156)})
    assert "how much work a case takes" in reason(said(elsewhere, work=["work"]))


def test_a_short_history_is_not_assessed():
    values = {"cases": 200 + np.round(noise(1, 51, 5)), "work": 30 + noise(2, 51), "per": 1.2 + noise(3, 51, 0.01)}
    assert "too few periods" in reason(said(tabled(KPIS, values), work=["work"], per_customer=["per"]))
