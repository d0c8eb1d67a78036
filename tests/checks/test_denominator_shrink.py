"""Shares that get better because bad cases leave the denominator, and shares that honestly do."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.checks.registry import find
from monitor.model.evidence import Evidence, Verdict
from monitor.model.situation import Call
from monitor.model.words import Tier
from tests.checks.situations import evidence, healthy, look, ramp, reason, rung, tabled

WEEKS = 156
RISE = ramp(WEEKS, 52, 26)
SHARE = {"name": "On time", "unit": "%", "direction": "higher", "department": "Plant"}
TARGET = {"targets": [{"from": "2023-01-02", "value": 90}]}


def cases(seed: int, hidden: float = 0.0, better: float = 0.0, volume: float = 0.0) -> dict[str, np.ndarray]:
    """About 300 cases a week, 80 % good; from week 53 on a share `hidden` of the bad ones is no longer counted."""
    rng = np.random.default_rng(seed)
    number = rng.poisson(300 * np.exp(volume * RISE + 0.05 * rng.standard_normal(WEEKS)))
    logit = np.log(4) + 0.1 * rng.standard_normal(WEEKS) + better * RISE
    good = rng.binomial(number, 1 / (1 + np.exp(-logit)))
    bad = rng.binomial(number - good, 1 - hidden * RISE)
    return {"value": 100 * good / (good + bad), "numerator": good.astype(float), "denominator": (good + bad).astype(float)}


def test_leaving_out_half_of_the_bad_cases_is_found():
    found = evidence(look("denominator_shrink", tabled({"otd": {**SHARE, **TARGET}}, {"otd": cases(1, hidden=0.5)}), "otd"))
    assert found.p_value is not None and found.p_value < 0.001
    assert found.effect is not None and found.effect.value == pytest.approx(8.9, abs=2)
    assert found.numbers["fall"].value == pytest.approx(0.10, abs=0.03)  # type: ignore[union-attr]
    assert rung(found, "Less work came in") == Verdict.RULED_OUT
    assert found.cap is Tier.WATCH, "what came in is not known"


def test_with_the_department_s_volume_it_may_be_a_finding():
    kpis = {"otd": {**SHARE, **TARGET}, "orders": {"name": "Orders", "department": "Plant", "direction": "higher"}}
    orders = np.random.default_rng(3).poisson(320, WEEKS).astype(float)
    at = tabled(kpis, {"otd": cases(1, hidden=0.5), "orders": orders})
    found = evidence(look("denominator_shrink", at, "otd", {"volume": ["orders"]}))
    assert rung(found, "More work came in") == Verdict.RULED_OUT and found.cap is Tier.FINDING


def test_volume_that_falls_everywhere_is_the_explanation():
    kpis = {"otd": {**SHARE, **TARGET}, "orders": {"name": "Orders", "department": "Plant", "direction": "higher"}}
    made = cases(4, hidden=0.5, volume=-0.3)
    at = tabled(kpis, {"otd": made, "orders": 1.1 * made["denominator"] * np.random.default_rng(5).normal(1, 0.02, WEEKS)})
    healthy(look("denominator_shrink", at, "otd", {"volume": ["orders"]}))


def test_cases_that_are_missing_from_what_came_in_are_seen_through_a_fall_of_all():
    kpis = {"otd": {**SHARE, **TARGET}, "orders": {"name": "Orders", "department": "Plant", "direction": "higher"}}
    came_in = cases(7, hidden=0.0, volume=-0.3)["denominator"]
    at = tabled(kpis, {"otd": cases(7, hidden=0.5, volume=-0.3), "orders": came_in})
    found = evidence(look("denominator_shrink", at, "otd", {"volume": ["orders"]}))
    assert found.cap is Tier.FINDING and rung(found, "More work came in") == Verdict.RULED_OUT
    assert found.numbers["fall"].value == pytest.approx(0.10, abs=0.03)  # type: ignore[union-attr]


@pytest.mark.parametrize("change", [{"better": 0.5}, {"volume": -0.3}, {"better": 0.2, "volume": -0.4}, {"volume": 0.3}, {}])
def test_honest_changes_stay_quiet(change: dict[str, float]):
    healthy(look("denominator_shrink", tabled({"otd": {**SHARE, **TARGET}}, {"otd": cases(6, **change)}), "otd"))


def test_how_often_it_is_found_and_how_often_falsely():
    names = [f"k{number}" for number in range(60)]
    for hidden, least, most in ((0.0, 0, 2), (0.6, 45, 60)):
        at = tabled({name: {**SHARE, **TARGET} for name in names}, {name: cases(n, hidden) for n, name in enumerate(names, 20)})
        check = find("denominator_shrink")
        call = Call("a-rule", tuple(names), {}, {name: one.default for name, one in check.parameters.items()})
        found = [one for one in check.evaluate(at, call) if isinstance(one, Evidence)]
        assert least <= len([one for one in found if (one.p_value or 1) < 0.01]) <= most


def test_without_a_denominator_it_is_not_assessed():
    at = tabled({"otd": {**SHARE, **TARGET}}, {"otd": cases(1)["value"]})
    assert "how many cases" in reason(look("denominator_shrink", at, "otd"))


def test_bad_cases_of_one_in_fifty_are_seen_where_the_work_that_came_in_is_known():
    """METHODS 2.8: shares of 1 to 5 % of all cases are what is left out; counted per thing that came in they show."""
    kpis = {"otd": {**SHARE, **TARGET}, "orders": {"name": "Orders", "department": "Plant", "direction": "higher"}}
    found = 0
    for seed in range(10, 20):
        made = cases(seed, hidden=0.12)
        came = np.random.default_rng(seed + 500).normal(1, 0.005, WEEKS) * made["denominator"] / (1 - 0.2 * 0.12 * RISE)
        told = look("denominator_shrink", tabled(kpis, {"otd": made, "orders": came}), "otd", {"volume": ["orders"]})[0]
        found += isinstance(told, Evidence) and (told.p_value or 1) < 0.01
    assert found >= 3
