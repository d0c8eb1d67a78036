"""Survey selection from records: who is asked as a function of how the case went; bounds, and never a corrected score."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.engine.cases import fires
from monitor.model.words import Tier
from monitor.statistics.r_indicator import representative
from tests.checks.recorded import ask, recorded, table
from tests.checks.situations import evidence, reason

CHECK = "records_survey_selection"
KPIS = ["csat"]
DATA = Path(__file__).parents[3] / "shared" / "data"


def test_the_unhappy_who_are_not_asked_are_missed():
    found = evidence(ask(CHECK, recorded("records-desk", 4, kind="selection"), KPIS))
    assert fires(found) and found.kpi == "csat" and found.cap is Tier.FINDING
    numbers = {name: fact.value for name, fact in found.numbers.items() if hasattr(fact, "value")}
    assert numbers["bad_after"] < numbers["good_after"] < numbers["good_before"] and numbers["less_likely"] > 0.03
    assert found.details["r_indicator_after"] < found.details["r_indicator_before"] <= 1


def test_the_bounds_hold_the_score_that_everybody_would_have_given():
    gamed, honest = (recorded("records-desk", 4, kind="selection", gaming=dose) for dose in (1.0, 0.0))
    found = evidence(ask(CHECK, gamed, KPIS))
    truth = honest.records.ask(
        "SELECT avg(score) AS score FROM surveys JOIN cases ON surveys.case = cases.id WHERE closed >= TIMESTAMP '2023-07-01'"
    )["score"][0]
    assert found.numbers["low"].value <= truth <= found.numbers["score"].value


@pytest.mark.parametrize("kind", ["sampling", "honest", "fault", "superficial", "repeats"])
def test_what_looks_like_it_is_not(kind: str):
    assert not any(fires(one) for one in ask(CHECK, recorded("records-desk", 3, kind=kind, problems=120), KPIS))


def test_answers_without_those_who_were_asked_cannot_be_judged():
    answered = pd.date_range("2024-01-01", periods=300, freq="D")
    frame = pd.DataFrame({"case": [str(one) for one in range(300)], "answered": answered, "score": 4.0})
    assert "no response rate" in reason(ask(CHECK, table({"surveys": frame}, {"surveys": "surveys"}, date(2025, 1, 1))))


def test_the_r_indicator_of_two_halves():
    found = representative(np.array([0.3e6, 0.5e6]), np.array([1e6, 1e6]))
    assert found.indicator == pytest.approx(0.80, abs=1e-4)
    assert found.bias == pytest.approx(0.25, abs=1e-4)


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared folder with the surgeries' answers is not here (../shared/data)")
def test_the_surgeries_answers_have_no_response_rate():
    said = pd.read_csv(DATA / "nhs_fft_gp_surveys" / "fft_responses.csv.gz")
    frame = pd.DataFrame(
        {
            "case": said.index.astype(str),
            "answered": pd.to_datetime(said["time"]),
            "score": said["rating_score"].astype(float),
            "unit": said["surgery"].astype(str),
        }
    )
    assert "no response rate" in reason(ask(CHECK, table({"fft": frame}, {"fft": "surveys"}, date(2024, 4, 30))))
