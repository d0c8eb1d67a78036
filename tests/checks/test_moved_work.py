"""Work that is moved rather than done: to another name, another department, a time without a target, or a later day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pytest

from monitor.checks.registry import find
from monitor.model.evidence import Evidence, Healthy, Outcome
from monitor.model.situation import Call
from monitor.model.words import Tier
from tests.checks.situations import evidence, healthy, look, ramp, reason, rung, tabled
from tests.statistics.series import many

WEEKS = 156
RISE = ramp(WEEKS, 52, 26)
AT_ONCE = (np.arange(WEEKS) >= 80).astype(float)
TARGET = {"targets": [{"from": "2023-01-02", "value": 9}]}
LOWER = {"unit": "points", "direction": "lower", "frequency": "weekly", "department": "North"}


def noise(seed: int, memory: float = 0.3) -> np.ndarray:
    return np.asarray(many(1, seed, autocorrelation=memory)[0])


def all_of(check: str, at: Any, kpis: Collection[str], roles: Mapping[str, Collection[str]]) -> list[Outcome]:
    found = find(check)
    parameters = {name: one.default for name, one in found.parameters.items()}
    return found.evaluate(at, Call("a-rule", tuple(kpis), {role: frozenset(ids) for role, ids in roles.items()}, parameters))


def rate(outcomes: list[Outcome], cut: float = 0.01) -> float:
    return sum(isinstance(one, Evidence) and (one.p_value or 0) <= cut for one in outcomes) / len(outcomes)


def waiting(better: float, worse: float, seed: int = 1, **said: Any):
    kpis = {"frt": {"name": "Answer", **LOWER, **TARGET}, "age": {"name": "Age", **LOWER, **said}}
    at = tabled(kpis, {"frt": 20 + noise(seed) - better * RISE, "age": 30 + noise(seed + 1) + worse * RISE})
    return look("displacement", at, "frt", {"unwatched": ["age"]})


def test_work_without_a_target_that_waits_is_found():
    found = evidence(waiting(2, 2))
    assert found.related == ("age",) and found.cap is Tier.FINDING
    assert found.p_value is not None and found.p_value < 1e-4
    assert found.effect is not None and found.effect.value == pytest.approx(2, abs=0.6)


@pytest.mark.parametrize(("better", "worse"), [(2, 0), (0, 2), (2, -2), (0, 0)])
def test_one_change_alone_is_no_displacement(better: float, worse: float):
    healthy(waiting(better, worse))


def test_another_department_or_a_watched_kpi_is_no_partner():
    assert "without a target" in reason(waiting(2, 2, department="South"))
    assert "without a target" in reason(waiting(2, 2, **TARGET))


def neighbours(better: float, worse: float, seed: int = 1):
    both = {"name": "Backlog", **LOWER, "like": "backlog", "unit": "count"}
    kpis = {"north": {**both, **TARGET}, "south": {**both, "department": "South"}}
    at = tabled(kpis, {"north": 100 + 4 * noise(seed) - better * RISE, "south": 100 + 4 * noise(seed + 1) + worse * RISE})
    return look("spillover", at, "north", {"elsewhere": ["south"]})


def test_what_one_wins_and_the_other_loses_is_found():
    found = evidence(neighbours(12, 12))
    assert found.numbers["department"] == "South" and found.p_value is not None and found.p_value < 1e-4


@pytest.mark.parametrize(("better", "worse"), [(12, 0), (12, -8), (16, 3), (0, 0)])
def test_departments_that_change_each_for_itself_stay_quiet(better: float, worse: float):
    healthy(neighbours(better, worse))


def sold(sales: float, harm: float, lag: int = 13, follows: float = 0.0, kind: str = "count"):
    kpis = {
        "sales": {"name": "Sales", "unit": "count", "direction": "higher", "department": "Shop", **TARGET},
        "returns": {"name": "Returns", "unit": kind, "direction": "lower", "department": "Shop"},
    }
    volume = 200 * np.exp(0.04 * noise(1) + sales * RISE)
    later = np.concatenate([np.zeros(lag), RISE[:-lag]])
    back = (40 if kind == "count" else 8) * np.exp(0.08 * noise(2) + harm * later + follows * later)
    return look("delayed_harm", tabled(kpis, {"sales": volume, "returns": back}), "sales", {"harm": ["returns"]})


@pytest.mark.parametrize("lag", [4, 13, 26])
@pytest.mark.parametrize("kind", ["count", "%"])
def test_harm_that_comes_later_is_found(lag: int, kind: str):
    found = evidence(sold(0.2, 0.5, lag, kind=kind))
    assert found.p_value is not None and found.p_value < 1e-3 and found.details["lag"] in (4, 13, 26)


@pytest.mark.parametrize(("department", "held_against"), [("Shop", True), ("Store", False)])
def test_the_usual_harm_is_held_against_the_sales_of_its_own_department(department: str, held_against: bool):
    kpis = {
        "sales": {"like": "number-of-sales", "department": "Shop", **TARGET},
        "returns": {"like": "return-rate", "department": department},
    }
    values = {"sales": 200 * np.exp(0.04 * noise(1) + 0.2 * RISE), "returns": 8 * np.exp(0.08 * noise(2))}
    (found,) = look("delayed_harm", tabled(kpis, values), "sales", {"harm": ["returns"]})
    assert isinstance(found, Healthy) is held_against


def test_returns_that_grow_with_sales_are_no_harm():
    healthy(sold(0.2, 0.0, follows=0.2))


@pytest.mark.parametrize(("sales", "harm"), [(0.2, 0.0), (0.0, 0.5), (0.0, 0.0)])
def test_one_change_alone_is_no_delayed_harm(sales: float, harm: float):
    healthy(sold(sales, harm))


def renamed(number: int, moved: float, seed: int = 1, drop: float = 0.0, slow: bool = False):
    """Two categories of 200 and 100 a week, of which a share `moved` of the first is called the second from week 81 on."""
    rng = np.random.default_rng(seed)
    share = moved * (ramp(WEEKS, 52, 78) if slow else AT_ONCE)
    kpis: dict[str, Any] = {}
    values: dict[str, np.ndarray] = {}
    for one in range(number):
        late = rng.poisson(200 * np.exp(0.05 * noise(seed + one)) * (1 - drop * AT_ONCE))
        gone = rng.binomial(late, share)
        kpis[f"late{one}"] = {"name": "Late", "unit": "count", "direction": "lower", "department": f"D{one}"}
        kpis[f"hold{one}"] = {"name": "On hold", "unit": "count", "department": f"D{one}"}
        values |= {f"late{one}": (late - gone).astype(float), f"hold{one}": (rng.poisson(100, WEEKS) + gone).astype(float)}
    siblings = [name for name in kpis if name.startswith("hold")]
    return all_of("reclassification", tabled(kpis, values), [one for one in kpis if one not in siblings], {"siblings": siblings})


def test_cases_that_get_another_name_are_found_with_their_number():
    found = evidence(renamed(1, 0.25))
    assert found.onset is not None and found.onset.isoformat() == "2023-07-17"
    assert found.numbers["moved"].value == pytest.approx(50, abs=8)  # type: ignore[union-attr]
    assert found.related == ("hold0",) and found.cap is Tier.WATCH, "no target began there"
    assert rung(found, "A slow change") == "ruled-out"


def test_most_renamings_are_found_and_honest_changes_are_not():
    assert rate(renamed(25, 0.2)) > 0.7
    assert rate(renamed(25, 0.0)) == 0
    assert rate(renamed(25, 0.0, drop=0.25)) == 0, "fewer late cases, and no more of the others"
    assert rate(renamed(25, 0.25, slow=True)) <= 0.08


@pytest.mark.parametrize(
    ("check", "role", "memory"),
    [("displacement", "unwatched", 0.6), ("displacement", "unwatched", 0.9), ("delayed_harm", "harm", 0.6)],
)
def test_honest_pairs_are_accused_no_more_often_than_promised(check: str, role: str, memory: float):
    kpis: dict[str, Any] = {}
    values: dict[str, np.ndarray] = {}
    one, other = many(150, 5, autocorrelation=memory), many(150, 6, autocorrelation=memory)
    for number in range(150):
        place = {**LOWER, "department": f"D{number}"}
        kpis |= {f"m{number}": {"name": "M", **place, **TARGET}, f"p{number}": {"name": "P", **place}}
        values |= {f"m{number}": 20 + one[number], f"p{number}": 20 + other[number]}
    outcomes = all_of(check, tabled(kpis, values), [f"m{n}" for n in range(150)], {role: [f"p{n}" for n in range(150)]})
    assert rate(outcomes, 0.05) <= 0.08 and rate(outcomes, 0.01) <= 0.03
