"""Denominator shrink from records: who is left out, by whether they were late."""

from __future__ import annotations

import pytest

from monitor.engine.cases import fires
from monitor.model.words import Tier
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, reason

CHECK = "records_denominator_shrink"
KPIS = ["met"]


def test_late_cases_that_are_left_out_are_found():
    found = evidence(ask(CHECK, recorded("records-desk", 3, kind="excluding"), KPIS))
    assert fires(found) and found.kpi == "met" and found.cap is Tier.FINDING
    assert found.numbers["late_after"].value == pytest.approx(0.5, abs=0.1), "half of the late ones, and 4 % as always"
    assert found.numbers["late_before"].value == pytest.approx(0.04, abs=0.02)


@pytest.mark.parametrize("kind", ["alike", "honest", "harder", "pausing"])
def test_what_looks_like_it_is_not(kind: str):
    assert not any(fires(one) for one in ask(CHECK, recorded("records-desk", 4, kind=kind, problems=120), KPIS))


def test_without_status_or_due_time_it_is_not_assessed():
    at = recorded("records-desk", 3, kind="honest")
    columns = "id, opened_local AS opened, closed_local AS closed"
    bare = at.records.ask(f"SELECT {columns} FROM cases LIMIT 500")
    assert "which cases count" in reason(ask(CHECK, table({"cases": bare}, {"cases": "cases"}, at.as_of)))
    undue = at.records.ask(f"SELECT {columns}, kpi_status FROM cases LIMIT 500")
    assert "are due" in reason(ask(CHECK, table({"cases": undue}, {"cases": "cases"}, at.as_of)))
