"""Target tampering: targets that are made easier when the result is known, and those that are moved in good time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from monitor.model.kpi import Target
from monitor.model.situation import CatalogueChange
from monitor.model.words import Severity
from tests.checks.situations import FIRST, evidence, look, noise, simulated, tabled

OLD = {"from": FIRST, "value": 3.0, "set_on": FIRST - timedelta(days=30)}
BEGINS = FIRST + timedelta(weeks=104)
SPEED = "first_response_time"


def late(level: float = 4.0, direction: str = "lower", days: int = 90, value: float = 4.5, **said: Any) -> Any:
    """Targets of 3 and, from week 104 on but set `days` later, of `value`; results of about `level`."""
    new = {"from": BEGINS, "value": value, "set_on": BEGINS + timedelta(days=days), **said}
    kpis = {"speed": {"name": "Speed", "direction": direction, "unit": "hours", "targets": [OLD, new]}}
    return tabled(kpis, {"speed": level + noise(1, 156, 0.1)})


def test_a_simulated_target_is_found_where_the_results_then_meet_it():
    """In seven of ten worlds: the new target is what was reached on average, and a drifting KPI may miss that too."""
    found = [look("target_tampering", simulated("target-loosening", seed), SPEED) for seed in range(1, 17)]
    assert sum(map(len, found)) >= 10 and all(evidence(one).n > 0 for one in found if one)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_targets_that_were_moved_honestly(seed: int):
    assert look("target_tampering", simulated("target-loosening", seed, kind="loosened-early"), SPEED) == []
    assert look("target_tampering", simulated("target-loosening", seed, kind="tightened-late"), SPEED) == []


def test_what_was_moved_when_and_how_late_is_told():
    found = evidence(look("target_tampering", late(reason="Adjusted"), "speed"))
    assert (found.numbers["old_target"].value, found.numbers["new_target"].value) == (3.0, 4.5)
    assert found.numbers["days_late"].value == 90 and found.n == 12 and found.numbers["reason"] == "Adjusted"
    assert found.effect is not None and found.effect.value == 1.5 and found.severity is None and found.p_value is None
    assert "Adjusted" in found.ladder[0].shown.facts.values()


@pytest.mark.parametrize(
    "at",
    [
        late(days=31), late(days=-10), late(value=2.0), late(level=2.5), late(level=6.0), late(direction="higher"),
        late(direction="unclear"), late(direction="higher", level=2.0, value=4.5),
    ],
    ids=["in the days of grace", "in good time", "harder", "the old one was met", "the new one is missed too",
         "harder where higher is better", "no direction", "harder and missed"],
)  # fmt: skip
def test_what_is_not_tampering(at: Any):
    assert look("target_tampering", at, "speed") == []


def test_where_higher_is_better_easier_is_lower():
    assert evidence(look("target_tampering", late(direction="higher", level=2.0, value=1.5), "speed")).effect.value == -1.5


def test_without_results_it_is_a_fact_of_less_weight():
    new = {"from": BEGINS, "value": 4, "set_on": BEGINS + timedelta(days=90)}
    kpis = {"speed": {"name": "Speed", "direction": "lower", "targets": [OLD, new]}, "other": {"name": "Other"}}
    found = evidence(look("target_tampering", tabled(kpis, {"other": noise(1, 156)}), "speed"))
    assert found.n == 0 and found.severity is Severity.MEDIUM


def test_what_is_set_after_the_day_of_looking_is_not_known():
    assert look("target_tampering", replace(late(), as_of=BEGINS + timedelta(days=80)), "speed") == []


def test_a_target_that_is_replaced_just_before_its_deadline():
    old = {**OLD, "deadline": BEGINS}
    for days, found in ((30, True), (100, False)):
        new = {"from": BEGINS, "value": 4.5, "set_on": BEGINS - timedelta(days=days)}
        kpis = {"speed": {"name": "Speed", "direction": "lower", "targets": [old, new]}}
        outcomes = look("target_tampering", tabled(kpis, {"speed": 4 + noise(1, 156, 0.1)}), "speed")
        assert bool(outcomes) is found


def rewritten(before: float, after: float, start: date = FIRST, **said: Any) -> list[Any]:
    kpis = {"speed": {"name": "Speed", "direction": "lower"}}
    at = tabled(kpis, {"speed": np.arange(156.0)})
    change = CatalogueChange("speed", "targets", (Target(start, before),), (Target(start, after, **said),), date(2024, 6, 1))
    return look("target_tampering", replace(at, catalogue_changes=(change,)), "speed", kind="rewritten")


def test_a_target_rewritten_between_two_runs_is_found_only_where_it_is_easier():
    found = evidence(rewritten(3, 4))
    assert found.numbers["set_on"].day == date(2024, 6, 1) and found.effect.value == 1
    assert rewritten(3, 2) == [] and rewritten(3, 3) == []


def test_a_target_of_the_future_may_still_be_discussed():
    assert rewritten(3, 4, start=date(2025, 1, 1)) == []
