"""Real series that nobody here wrote, as projects, through the command: negatives stay quiet, positives are found."""

from __future__ import annotations

import pytest

from benchmarks.real_series import DATA, SETS, counted, covid, found, m3, stations

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared folder with the real series is not here (../shared/data)")


def accusations(told):
    return [(one["rule"], one["kpi"]) for one in told["findings"] if one["family"] == "goodhart"]


@pytest.fixture
def judged(tmp_path):
    return lambda made: found(made, tmp_path / "project")


def test_ordinary_business_series_are_called_gamed_less_often_than_promised(judged):
    """M3 with targets and counter-metrics that nobody had: every accusation is false."""
    told = judged(m3(targets=True, most=400))
    flags = counted(told)
    surely = [one for one in flags if one["family"] == "goodhart" and one["tier"] == "finding"]
    assert told["promise"]["kpi_years"] > 3000
    assert 100 * len(flags) / told["promise"]["kpi_years"] < 1
    assert 100 * len(surely) / told["promise"]["kpi_years"] < 0.1


def test_hospitals_are_not_accused(judged):
    """One may be asked about: RA3 has a seventh fewer visits from July 2017 on, and a better share (docs/real-data/series.md)."""
    told = judged(SETS["nhs-by-hospital"]())
    assert set(accusations(told)) <= {("fewer-cases-better-share", "ra3")}
    assert {one["tier"] for one in told["findings"] if one["family"] == "goodhart"} <= {"watch"}
    assert {one["rule"] for one in counted(told)} <= {"unexplained-break", "fewer-cases-better-share"}


def test_departments_pile_up_where_the_target_is(judged):
    """94.5-95.5 % around the 95 % of the NHS: 74 department-months just miss, 98 just meet it, 59 in the next half point."""
    told = judged(SETS["nhs-major-units"]())
    [one] = [one for one in told["findings"] if one["rule"] == "piles-up-at-the-target"]
    assert one["tier"] == "watch" and one["p_value"] < 0.005


def test_polling_stations_have_too_many_whole_percentages(judged):
    told = judged(stations("russia", 20_000))
    assert ("rounder-than-chance", "share") in accusations(told)


def test_precincts_do_not(judged):
    assert counted(judged(SETS["precincts-us"]())) == []


def test_russian_regions_are_too_smooth_and_states_are_not(tmp_path):
    smooth = {
        country: [one for one in accusations(found(covid(country), tmp_path / country)) if one[0] == "too-smooth"]
        for country in ("russia", "us")
    }
    assert len(smooth["russia"]) >= 36
    assert smooth["us"] == []


def test_countries_that_took_cases_back_are_told(judged):
    told = judged(SETS["covid-restated"]())
    assert accusations(told) == []
    taken_back = {one["kpi"] for one in told["findings"] if one["rule"] == "count-taken-back"}
    assert {"spain", "france", "united_kingdom"} <= taken_back and "iran" not in taken_back
