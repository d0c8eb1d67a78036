"""The checks on records over real records: nobody is accused of what a system or the kind of work does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from monitor.engine.cases import fires
from monitor.model.evidence import Evidence, NotAssessed, Outcome
from monitor.model.situation import Situation
from monitor.model.words import Tier
from tests.checks.recorded import ask, table

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared folder with real records is not here (../shared/data)")

CHECKS = (
    "records_superficial_closing",
    "records_short_contacts",
    "records_repeat_window",
    "records_case_splitting",
    "records_survey_selection",
    "records_clock_stops",
    "records_waiting",
    "records_delayed_harm",
    "records_unit_outlier",
    "records_period_end_push",
    "records_denominator_shrink",
)


def said(at: Situation) -> dict[str, Outcome]:
    return {check: one for check in CHECKS for one in ask(check, at)}


def accused(at: Situation) -> set[str]:
    """Checks that would raise a finding, not only a question."""
    return {check for check, one in said(at).items() if fires(one) and isinstance(one, Evidence) and one.cap is Tier.FINDING}


def test_incidents_that_close_by_themselves_after_five_days_accuse_nobody():
    log = pd.read_csv(DATA / "uci_incident_event_log" / "incident_event_log.csv.gz", na_values="?", low_memory=False)

    def moment(column: pd.Series) -> pd.Series:
        return pd.to_datetime(column, format="%d/%m/%Y %H:%M", errors="coerce")

    last = log.groupby("number").last().reset_index()
    cases = pd.DataFrame(
        {
            "id": last["number"],
            "subject": last["caller_id"],
            "opened": moment(last["opened_at"]),
            "closed": moment(last["closed_at"]),
            "unit": last["assignment_group"],
            "category": last["category"],
            "reopened": last["reopen_count"] > 0,
        }
    )
    changes = pd.DataFrame(
        {
            "case": log["number"],
            "at": moment(log["sys_updated_at"]),
            "status": log["incident_state"].astype(str),
            "counted": ~log["incident_state"].astype(str).str.contains("Await"),
        }
    )
    at = table({"cases": cases, "changes": changes}, {"cases": "cases", "changes": "transitions"}, date(2017, 1, 1))
    assert accused(at) == set()
    assert not fires(said(at)["records_repeat_window"])


def test_requests_that_are_closed_at_once_are_another_kind_of_work():
    log = pd.read_csv(DATA / "boston_311_2011h2" / "boston_311_2011h2.csv.gz", low_memory=False)
    opened, closed = pd.to_datetime(log["open_dt"], errors="coerce"), pd.to_datetime(log["closed_dt"], errors="coerce")
    cases = pd.DataFrame(
        {
            "id": log["case_enquiry_id"].astype(str),
            "opened": opened,
            "closed": closed,
            "due": pd.to_datetime(log["target_dt"], errors="coerce"),
            "unit": log["queue"],
            "category": log["type"],
        }
    )
    assert ((closed - opened) < pd.Timedelta(minutes=5)).mean() == pytest.approx(0.21, abs=0.01)
    at = table({"cases": cases}, {"cases": "cases"}, date(2012, 6, 30))
    assert accused(at) == set()
    assert not fires(said(at)["records_short_contacts"]), "each kind of request has a queue of its own: nothing to compare with"


@pytest.mark.parametrize("name", ["sepsis", "traffic_fines"])
def test_deadlines_that_nobody_games_accuse_nobody(name: str):
    log = pd.read_csv(DATA / "eventlogs_r_eventdata" / f"{name}.csv.gz", low_memory=False)
    at = pd.to_datetime(log["timestamp"], errors="coerce", format="mixed")
    changes = pd.DataFrame({"case": log["case_id"].astype(str), "at": at, "status": log["activity"].astype(str)}).dropna()
    times = changes.groupby("case")["at"]
    cases = pd.DataFrame({"id": times.min().index, "opened": times.min().to_numpy(), "closed": times.max().to_numpy()})
    there = table({"cases": cases, "changes": changes}, {"cases": "cases", "changes": "transitions"}, date(2020, 1, 1))
    assert not any(fires(one) for one in said(there).values())


def test_orders_that_were_chosen_for_their_comments_cannot_be_judged_as_a_survey():
    log = pd.read_csv(DATA / "olist_orders_reviews_sample" / "orders_reviews.csv.gz", low_memory=False)

    def moment(column: str) -> pd.Series:
        return pd.to_datetime(log[column], errors="coerce", utc=True, format="mixed").dt.tz_localize(None)

    names = log.index.astype(str)
    cases = pd.DataFrame(
        {"id": names, "opened": moment("order_purchase_timestamp"), "closed": moment("order_delivered_customer_date")}
    )
    surveys = pd.DataFrame(
        {
            "case": names,
            "invited": moment("review_creation_date"),
            "answered": moment("review_answer_timestamp"),
            "score": log["review_score"].astype(float),
        }
    )
    at = table({"cases": cases, "surveys": surveys}, {"cases": "cases", "surveys": "surveys"}, date(2018, 9, 1))
    found = said(at)["records_survey_selection"]
    assert isinstance(found, NotAssessed), "everybody in the sample was asked and answered"
