"""Case splitting from records: the accounting identity per problem, told from growth, repeats and efficiency."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from monitor.checks._record_sources import layout_of, sources_of
from monitor.engine.cases import fires
from monitor.model.evidence import Verdict
from monitor.model.records import RecordKind
from monitor.model.situation import Call
from monitor.model.words import Tier
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, reason, rung

CHECK = "records_case_splitting"
KPIS = ["cases_closed"]


def test_split_problems_are_found_with_the_share_on_paper():
    found = evidence(ask(CHECK, recorded("records-desk", 1, kind="splitting"), KPIS))
    assert fires(found) and found.kpi == "cases_closed" and found.cap is Tier.FINDING
    assert 0.07 < found.effect.value < 0.17, "half of the three tenths with most work are split in two"
    assert found.numbers["cases_after"].value > found.numbers["cases_before"].value + 0.08
    assert rung(found, "More problems, or faster work") == Verdict.RULED_OUT
    assert [leg.label.text for leg in found.legs] == ["Cases per problem", "Work per case", "Work per problem"]


@pytest.mark.parametrize("kind", ["growth", "repeats", "efficiency", "harder", "honest"])
def test_what_looks_like_it_is_not(kind: str):
    assert not any(fires(one) for one in ask(CHECK, recorded("records-desk", 3, kind=kind, problems=120), KPIS))


def test_without_work_it_is_worth_asking_about_at_most():
    at = recorded("records-desk", 2, kind="splitting")
    bare = at.records.ask('SELECT id, subject, category, opened_local AS opened, closed_local AS closed FROM "cases"')
    found = evidence(ask(CHECK, table({"cases": bare}, {"cases": "cases"}, at.as_of, {"n": KPI}), ["n"]))
    assert fires(found) and found.cap is Tier.WATCH and found.legs[1].column == "quick"


KPI = {
    "name": "Cases",
    "direction": "higher",
    "frequency": "weekly",
    "records": {"events": "cases"},
    "targets": [{"from": date(2023, 1, 2), "value": 280}],
}


def test_without_a_subject_it_is_not_assessed():
    opened = pd.date_range("2024-01-01", periods=400, freq="D")
    frame = pd.DataFrame({"id": [str(one) for one in range(400)], "opened": opened})
    assert "whose case" in reason(ask(CHECK, table({"cases": frame}, {"cases": "cases"}, opened[-1].date())))


def test_days_of_an_outage_are_known():
    days = pd.date_range("2024-01-01", periods=200, freq="D").repeat(30)
    crash = pd.DatetimeIndex([pd.Timestamp("2024-05-06")] * 170)
    opened = days.append(crash)
    frame = pd.DataFrame({"id": [str(one) for one in range(len(opened))], "opened": opened, "subject": "s"})
    at = table({"cases": frame}, {"cases": "cases"}, date(2024, 12, 31))
    (source,) = sources_of(at, Call("r", (), {}, {}), RecordKind.CASES)
    assert layout_of(source, "opened_local", "category").outages == (date(2024, 5, 6),)
