import datetime

import numpy as np
import pandas as pd
import pytest

from monitor.model.period import index_of
from monitor.model.words import Frequency
from monitor.simulate.demo import AS_OF, nordlys, spoken
from monitor.simulate.demo_service import BONUS, PHONES, SELECTION, SPLITTING


@pytest.fixture(scope="module")
def observations():
    return nordlys().simulated.observations


def week(day):
    return index_of(day, Frequency.WEEKLY)


def mean(observations, kpi, begins, ends, column="value"):
    rows = observations[(observations["kpi"] == kpi) & (observations["segment"] == "")]
    return rows[(rows["period"] >= week(begins)) & (rows["period"] < week(ends))][column].mean()


def test_every_kpi_has_values_and_the_other_way_round(observations):
    demo = nordlys()
    assert set(demo.simulated.kpis) == set(observations["kpi"])
    assert [kpi for kpis in demo.sections.values() for kpi in kpis] == list(demo.simulated.kpis)


def test_it_is_the_same_every_time(observations):
    pd.testing.assert_frame_equal(observations, nordlys("da").simulated.observations)


def test_quick_answers_cost_satisfaction_and_bring_customers_back(observations):
    year_before, settled = BONUS - datetime.timedelta(weeks=52), BONUS + datetime.timedelta(weeks=8)
    kpis = ("first_response_time", "csat", "repeat_contacts")
    hours, csat, repeats = (mean(observations, kpi, settled, AS_OF) - mean(observations, kpi, year_before, BONUS) for kpi in kpis)
    assert hours < -1.0
    assert csat < -0.2
    assert repeats > 5


def test_split_cases_bring_neither_work_nor_customers(observations):
    before, after = SPLITTING - datetime.timedelta(weeks=13), SPLITTING + datetime.timedelta(weeks=8)
    change = {
        kpi: mean(observations, kpi, after, AS_OF) / mean(observations, kpi, before, SPLITTING)
        for kpi in ("cases_closed", "average_handling_time", "customers_served", "work_hours")
    }
    assert change["cases_closed"] > 1.08
    assert change["average_handling_time"] < 0.9
    assert change["customers_served"] < 1.02
    assert change["work_hours"] < 1.02


def test_the_recommendation_score_rises_while_fewer_are_asked(observations):
    early = (BONUS, SELECTION)
    late = (datetime.date(2025, 4, 7), AS_OF)
    assert mean(observations, "nps", *late) > mean(observations, "nps", *early) + 20
    assert mean(observations, "nps", *late, "invited") < 0.6 * mean(observations, "nps", *early, "invited")


def test_the_new_phone_system_is_a_blip(observations):
    rows = observations[observations["kpi"] == "calls_answered_30s"].set_index("period")["value"]
    during = rows[[week(PHONES[0]), week(PHONES[1])]].mean()
    assert during < rows[rows.index < week(PHONES[0])].tail(26).mean() - 15


def test_sick_leave_is_stale_and_answer_quality_young(observations):
    last = observations.groupby("kpi")["period"].agg(["max", "count"])
    assert last.loc["sick_leave", "max"] == index_of(datetime.date(2025, 6, 1), Frequency.MONTHLY)
    assert last.loc["answer_quality", "count"] == 9


def test_delivery_improves_without_harm(observations):
    before, after = (datetime.date(2023, 9, 4), BONUS), (BONUS + datetime.timedelta(weeks=8), AS_OF)
    for kpi in ("lead_time", "error_rate"):
        assert mean(observations, kpi, *after) < 0.9 * mean(observations, kpi, *before)


def test_satisfaction_by_team_averages_to_the_total(observations):
    teams = observations[observations["kpi"] == "csat_by_team"]
    total = observations[observations["kpi"] == "csat"].set_index("period")["value"]
    weighted = teams.groupby("period")[["value", "responses"]].apply(lambda g: np.average(g["value"], weights=g["responses"]))
    assert (weighted - total).abs().mean() < 0.15


def test_pairs_of_texts_are_spoken_in_one_language():
    content = {"goal": ("Grow", "Voks"), "list": ["a", "b"], "notes": [{"what": ("New", "Ny")}]}
    assert spoken(content, "da") == {"goal": "Voks", "list": ["a", "b"], "notes": [{"what": "Ny"}]}
    assert spoken(content, "sv") == {"goal": "Grow", "list": ["a", "b"], "notes": [{"what": "New"}]}
