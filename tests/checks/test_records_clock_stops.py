"""Stopped clocks: pauses just before the due time, beside all other changes; urgency and system rules elsewhere are no pauses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.engine.cases import fires
from monitor.errors import NotEnoughDataError
from monitor.model.words import Tier
from monitor.statistics.jump_of_odds import jump_of_odds
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, reason

CHECK = "records_clock_stops"
KPIS = ["met"]
DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize("gaming", ["weak", "medium", "strong"])
def test_pauses_just_before_the_limit_are_found(gaming: str):
    found = evidence(ask(CHECK, recorded("records-desk", 2, kind="pausing", gaming=gaming, problems=120), KPIS))
    assert fires(found) and found.kpi == "met"
    assert found.effect.value == pytest.approx(found.numbers["near"].value, rel=0.1), "hardly any is honest there"


@pytest.mark.parametrize("kind", ["honest", "superficial", "growth", "harder"])
def test_what_looks_like_it_is_not(kind: str):
    assert not any(fires(one) for one in ask(CHECK, recorded("records-desk", 3, kind=kind), KPIS))


def test_hurry_before_the_limit_is_no_pause():
    rng = np.random.default_rng(3)
    others = rng.poisson(np.where(np.arange(24) >= 12, 9, 3), (60, 24)).astype(float)
    p_values = [jump_of_odds(rng.poisson(0.2 * others).astype(float), others, 12, 2).p_value for _ in range(300)]
    assert np.mean(np.array(p_values) <= 0.05) <= 0.07 and np.mean(np.array(p_values) <= 0.01) <= 0.02
    with pytest.raises(NotEnoughDataError):
        jump_of_odds(others * 0, others, 12, 2)


def test_bursts_within_a_week_count_once():
    rng = np.random.default_rng(4)
    others = np.full((40, 24), 10.0)
    burst = np.zeros((40, 24))
    burst[7, 12:14] = 30
    calm = rng.poisson(1.5, (40, 24)).astype(float)
    assert jump_of_odds(calm + burst, others, 12, 2).p_value > 0.05


def test_without_clock_or_due_time_it_is_not_assessed():
    at = recorded("records-desk", 3, kind="honest")
    changes = at.records.ask('SELECT "case", at_local AS at, status, counted FROM transitions LIMIT 1000')
    assert "are due" in reason(ask(CHECK, table({"changes": changes}, {"changes": "transitions"}, at.as_of)))
    bare = changes.drop(columns="counted")
    assert "clock runs" in reason(ask(CHECK, table({"changes": bare}, {"changes": "transitions"}, at.as_of)))


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared folder with the event logs is not here (../shared/data)")
def test_waiting_statuses_of_volvo_it_are_not_accused():
    log = pd.read_csv(DATA / "bpic2013_volvo_it" / "closed_problems.csv.gz")
    changes = pd.DataFrame(
        {
            "case": log["case:concept:name"].astype(str),
            "at": pd.to_datetime(log["time:timestamp"], utc=True, format="ISO8601").dt.tz_localize(None),
            "status": log["lifecycle:transition"].astype(str),
            "counted": ~log["lifecycle:transition"].astype(str).str.contains("Wait"),
        }
    )
    changes["unit"] = log["org:group"].astype(str)
    at = table({"changes": changes}, {"changes": "transitions"}, pd.Timestamp("2013-01-01").date())
    assert "are due" in reason(ask(CHECK, at))
    assert not any(fires(one) for one in ask("records_waiting", at)), "waiting is 18 % of the time, and always was"


def test_time_that_is_moved_into_waiting_is_worth_asking_about():
    found = evidence(ask("records_waiting", recorded("records-desk", 6, kind="pausing", problems=150), KPIS))
    assert fires(found) and found.cap is Tier.WATCH and found.legs[1].column == "waited"


@pytest.mark.parametrize("kind", ["honest", "harder", "growth"])
def test_faster_or_harder_work_moves_no_time(kind: str):
    assert not any(fires(one) for one in ask("records_waiting", recorded("records-desk", 3, kind=kind), KPIS))
