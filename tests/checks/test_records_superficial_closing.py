"""Superficial closing from records: faster and back again, told from better work, faulty products and genuine follow-ups."""

from __future__ import annotations

import pandas as pd
import pytest

from monitor.engine.cases import fires
from monitor.model.evidence import Verdict
from monitor.model.words import Tier
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, healthy, reason, rung

CHECK = "records_superficial_closing"
KPIS = ["resolution_time"]


def test_cases_that_are_closed_unsolved_are_found():
    found = evidence(ask(CHECK, recorded("records-desk", 2, kind="superficial", problems=120), KPIS))
    assert fires(found) and found.cap is Tier.FINDING and (found.kpi, found.events) == ("resolution_time", None)
    assert 3 < found.effect.value < 9, "percentage points; 0.3 x 0.6 x half of them come back, as adopted"
    assert rung(found, "Other kinds of cases than before") == Verdict.RULED_OUT
    assert [leg.column for leg in found.legs] == ["open_hours", "back"]
    assert len(found.legs[1].derived) > 140


@pytest.mark.parametrize("kind", ["honest", "fault", "repeats", "harder"])
def test_what_looks_like_it_is_not(kind: str):
    assert not any(fires(one) for one in ask(CHECK, recorded("records-desk", 3, kind=kind, problems=120), KPIS))


def test_a_source_that_no_kpi_names_is_worth_asking_about_at_most():
    at = recorded("records-desk", 2, kind="superficial", problems=120)
    found = evidence(ask(CHECK, at, []))
    assert (found.kpi, found.events, found.cap) == (None, "cases", Tier.WATCH)


def test_the_number_of_closings_leads_where_the_kpi_counts():
    found = healthy(ask(CHECK, recorded("records-desk", 3, kind="honest", problems=120), ["cases_closed"]))
    assert found.kpi == "cases_closed"


def test_without_subject_or_reopening_it_is_not_assessed():
    opened = pd.date_range("2024-01-01", periods=400, freq="D")
    plain = pd.DataFrame({"id": [str(one) for one in range(400)], "opened": opened})
    assert "when a case was closed" in reason(ask(CHECK, table({"cases": plain}, {"cases": "cases"}, opened[-1].date())))
    closed = plain.assign(closed=opened + pd.Timedelta(hours=5))
    assert "neither whose case" in reason(ask(CHECK, table({"cases": closed}, {"cases": "cases"}, opened[-1].date())))


def test_a_short_history_is_not_assessed():
    opened = pd.date_range("2024-01-01", periods=200, freq="D")
    frame = pd.DataFrame({"id": [str(one) for one in range(200)], "opened": opened, "closed": opened + pd.Timedelta(hours=5)})
    frame["reopened"] = pd.NaT
    assert "needs 52" in reason(ask(CHECK, table({"cases": frame}, {"cases": "cases"}, opened[-1].date())))


def test_a_project_without_records_is_silent():
    from tests.checks.situations import simulated

    assert ask(CHECK, simulated("case-splitting", 1)) == []
