from datetime import date, timedelta

import pandas as pd
import pytest

from monitor.model.observations import COLUMNS
from monitor.model.words import PATTERNS
from monitor.simulate.honest import KINDS
from monitor.simulate.scenarios import DOSES, ScenarioError, names, settings_of, simulate

CALM = {"autocorrelation": 0.0, "drift": 0.0, "tails": "normal", "outliers": 0.0, "season": 0.0}
GAMED = [name for name in names() if name != "honest"]


def levels(simulated, kpi, column="value"):
    """Means of a KPI's first and last year."""
    rows = simulated.observations[simulated.observations["kpi"] == kpi].sort_values("period")
    return rows[column].head(52).mean(), rows[column].tail(52).mean()


@pytest.mark.parametrize("name", names())
def test_the_same_seed_gives_the_same_history(name):
    once, again, other = simulate(name, 7), simulate(name, 7), simulate(name, 8)
    pd.testing.assert_frame_equal(once.observations, again.observations)
    assert once.kpis == again.kpis
    assert once.truth == again.truth
    assert not once.observations["value"].equals(other.observations["value"])


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "quarterly"])
@pytest.mark.parametrize("name", names())
def test_a_history_has_the_form_of_observations(name, frequency):
    simulated = simulate(name, 1, frequency=frequency)
    assert list(simulated.observations.columns) == list(COLUMNS)
    assert set(simulated.observations["frequency"]) == {frequency}
    assert simulated.observations["value"].notna().all()
    assert set(simulated.kpis) == set(simulated.observations["kpi"])


@pytest.mark.parametrize("name", GAMED)
def test_the_truth_names_pattern_kpi_onset_and_dose(name):
    simulated = simulate(name, 1, gaming="medium")
    [truth] = simulated.truth
    assert truth.pattern in PATTERNS
    assert {truth.kpi, *truth.related} <= set(simulated.kpis)
    assert truth.onset is not None and date(2022, 1, 3) <= truth.onset < simulated.as_of
    assert truth.dose == DOSES["medium"]
    assert simulate(name, 1, gaming="none").truth == ()


def test_the_last_period_ends_before_as_of():
    simulated = simulate("speed-target", 1)
    assert simulated.as_of == date(2022, 1, 3) + timedelta(weeks=156)


def test_superficial_answers_are_quick_and_harm_follows_with_the_dose():
    falls, rises, returns = [], [], []
    for dose in ("none", "weak", "medium", "strong"):
        simulated = simulate("speed-target", 3, gaming=dose, honest=0, **CALM)
        frt, csat, repeats = (levels(simulated, kpi) for kpi in ("first_response_time", "csat", "repeat_contacts"))
        rises.append(frt[0] - frt[1])
        falls.append(csat[0] - csat[1])
        returns.append(repeats[1] - repeats[0])
    assert rises == sorted(rises) and falls == sorted(falls) and returns == sorted(returns)
    assert rises[-1] > 0.3 and falls[-1] > 0.15 and returns[-1] > 4


def test_honest_effort_improves_speed_and_satisfaction():
    simulated = simulate("speed-target", 3, gaming=0, **CALM)
    frt, csat = levels(simulated, "first_response_time"), levels(simulated, "csat")
    assert frt[1] < frt[0] - 0.3
    assert csat[1] > csat[0] + 0.08
    assert simulated.truth == ()


def test_splitting_adds_cases_but_neither_work_nor_customers():
    simulated = simulate("case-splitting", 3, gaming="strong", **CALM)
    growth = {kpi: levels(simulated, kpi)[1] / levels(simulated, kpi)[0] for kpi in simulated.kpis}
    assert growth["cases_closed"] == pytest.approx(1.13, abs=0.03)
    assert growth["work_hours"] == pytest.approx(1.0, abs=0.02)
    assert growth["customers"] == pytest.approx(1.0, abs=0.02)
    assert growth["average_handling_time"] == pytest.approx(1 / growth["cases_closed"], abs=0.02)


@pytest.mark.parametrize(
    ("kind", "grows", "stays"),
    [
        ("growth", {"cases_closed", "customers", "work_hours"}, {"average_handling_time", "cases_per_customer"}),
        ("repeats", {"cases_closed", "work_hours", "cases_per_customer"}, {"customers"}),
    ],
)
def test_what_looks_like_splitting_brings_its_work(kind, grows, stays):
    simulated = simulate("case-splitting", 3, kind=kind, **CALM)
    growth = {kpi: levels(simulated, kpi)[1] / levels(simulated, kpi)[0] for kpi in simulated.kpis}
    assert all(growth[kpi] > 1.06 for kpi in grows)
    assert all(growth[kpi] == pytest.approx(1.0, abs=0.03) for kpi in stays)
    assert simulated.truth == ()


@pytest.mark.parametrize("score", ["csat", "nps"])
def test_skipping_the_unhappy_lifts_the_score_and_lowers_invitations(score):
    simulated = simulate("survey-selection", 3, score=score, **CALM)
    value, invited = levels(simulated, score), levels(simulated, score, "invited")
    assert value[1] > value[0] * 1.03
    assert invited[1] < 0.92 * invited[0]


def test_a_sampling_cut_leaves_the_score_alone():
    simulated = simulate("survey-selection", 3, kind="sampling-cut", **CALM)
    value, invited = levels(simulated, "csat"), levels(simulated, "csat", "invited")
    assert value[1] == pytest.approx(value[0], abs=0.06)
    assert invited[1] == pytest.approx(invited[0] / 2, rel=0.05)


def test_harm_comes_13_weeks_after_pushed_sales():
    simulated = simulate("sales-push", 3, ramp=0, leads=2500, **CALM)
    rows = simulated.observations.set_index("kpi")
    churn, sales = (rows.loc[kpi, "value"].to_numpy() for kpi in ("churn_90_days", "sales"))
    assert sales[52:65].mean() > 1.25 * sales[:52].mean()
    assert churn[52:65].mean() == pytest.approx(churn[:52].mean(), abs=1.5)
    assert churn[65:].mean() > 1.7 * churn[:52].mean()


def test_junk_leads_lower_conversion_and_sales_stay():
    simulated = simulate("lead-volume", 3, **CALM)
    growth = {kpi: levels(simulated, kpi)[1] / levels(simulated, kpi)[0] for kpi in simulated.kpis}
    assert growth["leads"] == pytest.approx(1.35, abs=0.05)
    assert growth["conversion"] < 0.85
    assert growth["sales"] == pytest.approx(1.0, abs=0.08)


def test_a_redefinition_is_declared_only_where_it_is_asked_for():
    assert "changes" not in simulate("redefinition", 1).kpis["first_response_time"]
    assert simulate("redefinition", 1, kind="declared").kpis["first_response_time"]["changes"]
    noted = simulate("redefinition", 1, kind="noted")
    assert noted.kpis["first_response_time"]["notes"] and noted.truth == ()


def test_a_loosened_target_is_set_after_it_began_to_hold():
    late = simulate("target-loosening", 1).kpis["first_response_time"]["targets"]
    early = simulate("target-loosening", 1, kind="loosened-early").kpis["first_response_time"]["targets"]
    assert late[1]["set_on"] > late[1]["from"] and late[1]["value"] > late[0]["value"]
    assert early[1]["set_on"] < early[1]["from"]


def test_there_are_more_than_twenty_honest_kinds_each_explained_and_without_truth():
    assert len(KINDS) >= 20
    for kind, make in KINDS.items():
        assert make.__doc__
        assert simulate("honest", 2, kind=kind).truth == ()


def test_any_honest_kind_is_drawn_by_the_seed():
    assert len({simulate("honest", seed).observations["value"].mean() for seed in range(5)}) == 5


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: simulate("sped-target", 1), "did you mean 'speed-target'"),
        (lambda: simulate("speed-target", 1, gamin=1), "did you mean 'gaming'"),
        (lambda: simulate("speed-target", 1, gaming=2), "from 0 to 1"),
        (lambda: simulate("speed-target", 1, frequency="hourly"), "weekly, monthly, quarterly"),
        (lambda: simulate("case-splitting", 1, kind="x"), "splitting, growth"),
    ],
)
def test_a_wrong_call_says_what_there_is(call, says):
    with pytest.raises(ScenarioError, match=says):
        call()


def test_settings_are_listed():
    assert {"gaming", "honest", "frequency", "autocorrelation"} <= set(settings_of("speed-target"))
