"""Redefinition: jumps at declared changes, and changes that nobody declared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from monitor.engine.cases import fires
from monitor.model.evidence import Evidence, Healthy
from monitor.model.situation import CatalogueChange
from monitor.model.words import Severity
from tests.checks.situations import TARGET, evidence, look, noise, reason, simulated, tabled

CHANGE = {"from": TARGET, "version": 2, "definition": "Without waiting"}
STEP = (np.arange(156) >= 52).astype(float)


def kpi(**said: Any) -> dict[str, Any]:
    return {"speed": {"name": "Speed", "direction": "lower", "unit": "hours", "changes": [CHANGE], **said}}


def jumped(by: float) -> np.ndarray:
    return np.asarray(4 + noise(1, 156, 0.3) + by * STEP)


@pytest.mark.parametrize("frequency", ["weekly", "monthly"])
def test_a_declared_change_with_a_jump_to_the_better_is_found(frequency: str):
    at = simulated("redefinition", 1, frequency=frequency, kind="declared")
    found = evidence(look("redefinition", at, "first_response_time"))
    assert fires(found) and found.severity is None, "the rule's own severity holds"
    assert found.identity == found.onset.isoformat() == at.catalogue["first_response_time"].changes[0].start.isoformat()


def test_the_size_of_the_jump_is_told():
    found = evidence(look("redefinition", tabled(kpi(), {"speed": jumped(-1)}), "speed"))
    assert found.numbers["change"].value == pytest.approx(1, abs=0.15)
    assert found.numbers["new_definition"] == "Without waiting"
    assert found.p_value is not None and found.p_value < 1e-4


def test_by_a_jump_to_the_worse_nobody_gains():
    (worse,) = look("redefinition", tabled(kpi(), {"speed": jumped(1)}), "speed")
    assert isinstance(worse, Healthy)


def test_a_jump_without_direction_is_of_low_severity():
    unclear = evidence(look("redefinition", tabled(kpi(direction="unclear"), {"speed": jumped(-1)}), "speed"))
    assert unclear.severity is Severity.LOW


@pytest.mark.parametrize("factor", [1 / 60, 1 / 24, 0.001])
def test_another_unit_explains_the_jump(factor: float):
    values = (4 + noise(1, 156, 0.2)) * np.where(STEP > 0, factor, 1.0)
    found = evidence(look("redefinition", tabled(kpi(), {"speed": values}), "speed"))
    assert found.explained == "Without waiting" and not fires(found)


def test_a_large_jump_that_no_unit_explains_is_asked_about():
    values = (4 + noise(1, 156, 0.2)) * np.where(STEP > 0, 0.4, 1.0)
    assert fires(evidence(look("redefinition", tabled(kpi(), {"speed": values}), "speed")))


def test_a_declared_change_without_a_jump_is_fine():
    (found,) = look("redefinition", tabled(kpi(), {"speed": jumped(0)}), "speed")
    assert isinstance(found, Healthy) and found.p_value is not None and found.p_value > 0.05


def test_without_changes_there_is_nothing_to_judge():
    assert look("redefinition", tabled(kpi(changes=[]), {"speed": jumped(-1)}), "speed") == []


def test_a_change_too_near_to_the_edge_cannot_be_judged():
    late = {**CHANGE, "from": TARGET + timedelta(weeks=92)}
    assert "needs 13 before and after" in reason(
        look("redefinition", tabled(kpi(changes=[late]), {"speed": jumped(-1)}), "speed")
    )
    early = {**CHANGE, "from": TARGET - timedelta(weeks=40)}
    assert "needs 13 before and after" in reason(
        look("redefinition", tabled(kpi(changes=[early]), {"speed": jumped(-1)}), "speed")
    )


def test_without_values_or_without_variation_it_is_said():
    other = {**kpi(), "other": {"name": "Other"}}
    assert "has no values" in reason(look("redefinition", tabled(other, {"other": noise(1, 156)}), "speed"))
    assert "do not vary" in reason(look("redefinition", tabled(kpi(), {"speed": np.full(156, 4.0)}), "speed"))


def seen(field: str, weeks_later: int = 0, **said: Any) -> list[Any]:
    at = tabled(kpi(**said), {"speed": jumped(0)})
    change = CatalogueChange("speed", field, "before", "after", TARGET + timedelta(weeks=weeks_later))
    return look("redefinition", replace(at, catalogue_changes=(change,)), "speed", kind="undeclared")


@pytest.mark.parametrize("field", ["definition", "formula", "unit", "threshold", "records.where"])
def test_a_change_that_nobody_declared_is_a_fact(field: str):
    found = evidence(seen(field, changes=[]))
    assert found.p_value is None and found.identity == f"{field}:after"
    assert (found.numbers["earlier"], found.numbers["later"]) == ("before", "after")


def test_a_declared_change_near_the_day_covers_it():
    assert seen("definition", weeks_later=12) == []
    assert isinstance(seen("definition", weeks_later=14)[0], Evidence)


@pytest.mark.parametrize("field", ["owner", "name", "targets"])
def test_other_fields_do_not_redefine(field: str):
    assert seen(field, changes=[]) == []
