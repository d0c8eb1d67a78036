"""Units far from all others, and sales pulled into the month, from records."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from monitor.engine.cases import fires
from monitor.model.words import Tier
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, healthy, reason

YEAR = {"before": 10, "after": 52}
LONG = {"before": 80, "after": 104}
KPIS = ["resolution_time"]


def test_an_agent_far_from_all_others_is_found_and_not_named():
    found = evidence(ask("records_unit_outlier", recorded("records-desk", 3, kind="outlier", **YEAR), KPIS))
    assert fires(found) and found.cap is Tier.FINDING and found.numbers["quarters"].value >= 3
    assert found.effect.value == pytest.approx(-0.65, abs=0.08), "0.3 of the time, beside agents at about 1, his own among them"
    assert found.segment == () and not any(f'"a{number}"' in json.dumps(asdict(found), default=str) for number in range(14))


@pytest.mark.parametrize("kind", ["tempo", "specialist", "honest"])
def test_usual_differences_and_other_work_are_no_outliers(kind: str):
    assert not fires(healthy(ask("records_unit_outlier", recorded("records-desk", 3, kind=kind, **YEAR), KPIS)))


def test_few_units_are_not_assessed_and_units_are_named_only_where_it_is_allowed():
    at = recorded("records-desk", 3, kind="outlier", **YEAR)
    columns = "id, opened_local AS opened, closed_local AS closed, category"
    teams = at.records.ask(f"SELECT {columns}, unit FROM cases")
    assert "needs 10" in reason(ask("records_unit_outlier", table({"cases": teams}, {"cases": "cases"}, at.as_of)))
    units = at.records.ask(f"SELECT {columns}, agent AS unit FROM cases")
    there = table({"cases": units}, {"cases": "cases"}, at.as_of)
    assert evidence(ask("records_unit_outlier", there)).segment == ()
    assert evidence(ask("records_unit_outlier", there, name_units=True)).segment == (("unit", "a3"),)


@pytest.mark.parametrize("gaming", ["medium", "strong"])
def test_sales_that_are_pulled_forward_are_found(gaming: str):
    found = evidence(
        ask("records_period_end_push", recorded("records-sales", 2, kind="pulling", gaming=gaming, **LONG), ["sales"])
    )
    assert fires(found) and (found.kpi, found.events) == ("sales", None)
    assert found.numbers["excess"].value > 0.1 and found.numbers["give_back"].value > 0.1
    assert len(found.legs[0].derived) > 1200


@pytest.mark.parametrize("kind", ["month-ends", "honest", "fault"])
def test_ends_that_always_were_busy_are_no_push(kind: str):
    assert not fires(healthy(ask("records_period_end_push", recorded("records-sales", 3, kind=kind, **LONG), ["sales"])))


def test_half_a_year_is_too_short_for_ends_of_months():
    at = recorded("records-sales", 2, kind="honest", before=10, after=16)
    assert "whole periods" in reason(ask("records_period_end_push", at, ["sales"]))
