"""Shares and counts that vary less than chance makes them, and honest series that look like it."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model.evidence import Verdict
from monitor.model.words import Frequency, Language, Tier
from tests.checks.panels import evidence, judged, many, p_values, real, reasons

RNG = np.random.default_rng(2024)
SHARE = {"unit": "%"}
COUNT = {"unit": "complaints"}
CUT = 0.0015
"""What a usual run lets through as worth asking about."""


def shares(hits: np.ndarray, cases: np.ndarray, frequency: Frequency = Frequency.WEEKLY):
    return many(len(hits), frequency, said=SHARE, value=100 * hits / cases, numerator=hits, denominator=cases)


def test_binomial_shares_are_rarely_called_smooth():
    cases = RNG.poisson(300, (2000, 104)).astype(float)
    p = p_values(judged("too_smooth", shares(RNG.binomial(cases.astype(int), 0.9).astype(float), cases)))
    assert len(p) == 2000 and [(p <= cut).sum() <= limit for cut, limit in ((0.05, 132), (0.01, 36), (0.001, 8))] == [True] * 3


def test_evened_out_shares_are_found():
    cases = np.full((200, 104), 400.0)
    found = evidence(judged("too_smooth", shares(np.round(280 + 3 * RNG.standard_normal((200, 104))), cases)), CUT)
    assert len(found) >= 194
    assert found[0].cap is Tier.FINDING
    assert {rung.verdict for rung in found[0].ladder} == {Verdict.RULED_OUT, Verdict.NOT_TESTED}


def test_half_of_chance_is_worth_asking_about_and_a_third_of_it_is_sure():
    cases = np.full((200, 156), 400.0)
    found = evidence(judged("too_smooth", shares(np.round(280 + 0.6 * 9.2 * RNG.standard_normal((200, 156))), cases)), CUT)
    assert len(found) > 80 and {one.cap for one in found} == {Tier.WATCH, Tier.FINDING}


def test_a_mix_of_easy_and_hard_cases_is_not_called_smooth():
    """Fixed strata make honest shares vary less than binomial ones: by a third here, which the null hypothesis allows."""
    easy, hard = RNG.binomial(280, 0.99, (1000, 156)), RNG.binomial(120, 0.5, (1000, 156))
    p = p_values(judged("too_smooth", shares((easy + hard).astype(float), np.full((1000, 156), 400.0))))
    assert (p <= 0.05).sum() <= 73 and (p <= 0.001).sum() <= 5


def test_moving_averages_and_stocks_are_recognised():
    monthly = RNG.binomial(400, 0.7, (100, 111))
    rolling = np.stack([monthly[:, i : i + 12].sum(axis=1) for i in range(100)], axis=1).astype(float)
    outcomes = judged("too_smooth", shares(rolling, np.full(rolling.shape, 4800.0), Frequency.MONTHLY))
    assert sum("carries over" in one for one in reasons(outcomes)) > 95
    stock = 500.0 + np.cumsum(RNG.integers(-1, 2, (100, 156)), axis=1)
    outcomes = judged("too_smooth", many(100, said=COUNT, value=stock))
    assert sum("carries over" in one for one in reasons(outcomes)) > 95


def on_working_days(values: np.ndarray) -> np.ndarray:
    """The values (S, 260) on the Mondays to Fridays of a year, nothing on the other days."""
    year = np.full((len(values), 52, 7), np.nan)
    year[:, :, :5] = values.reshape(-1, 52, 5)
    return year.reshape(len(values), -1)


def test_working_weeks_are_judged_without_their_days_off():
    said = {"name": {Language.EN: "New cases"}, "unit": "cases"}
    smooth = on_working_days(np.round(100 + 2 * RNG.standard_normal((50, 260))))
    found = evidence(judged("too_smooth", many(50, Frequency.DAILY, said=said, value=smooth)), CUT)
    assert len(found) == 50 and found[0].numbers["length"].value == 5
    assert (found[0].start.weekday(), found[0].end.weekday()) == (0, 4)
    honest = on_working_days(RNG.poisson(100, (500, 260)).astype(float))
    assert evidence(judged("too_smooth", many(500, Frequency.DAILY, said=said, value=honest)), 0.05) == []
    weeks = np.lib.stride_tricks.sliding_window_view(RNG.poisson(100, (200, 264)).astype(float), 5, axis=1)
    averaged = on_working_days(np.round(weeks.mean(axis=2)))
    assert len(evidence(judged("too_smooth", many(200, Frequency.DAILY, said=said, value=averaged)), CUT)) <= 4


def averages(over: int, weekdays: float) -> np.ndarray:
    week = np.tile(1 + weekdays * np.array([0.3, 0.2, 0.1, 0.1, 0.0, -0.3, -0.4]), 60)[: 364 + over - 1]
    cases = RNG.poisson(300 * week * np.exp(np.sin(np.arange(len(week)) / 58)), (200, len(week))).astype(float)
    return np.round(np.lib.stride_tricks.sliding_window_view(cases, over, axis=1).mean(axis=2))


@pytest.mark.parametrize(("over", "weekdays"), [(7, 0.0), (7, 1.0), (12, 0.0)])
def test_undeclared_averages_are_recognised_even_where_the_name_speaks_of_new_cases(over: int, weekdays: float):
    said = {"name": {Language.EN: "New cases"}, "unit": "cases"}
    outcomes = judged("too_smooth", many(200, Frequency.DAILY, said=said, value=averages(over, weekdays)))
    assert len(evidence(outcomes, CUT)) <= 2


@pytest.mark.parametrize("name", ["Cases", "New cases, 7-day average", "Reported open cases", "Nye sager, rullende"])
def test_smooth_values_that_carry_over_are_not_judged_where_they_may_be_a_stock(name: str):
    stock = 300.0 + np.cumsum(RNG.integers(-1, 2, (50, 364)), axis=1)
    outcomes = judged("too_smooth", many(50, Frequency.DAILY, said={"name": {Language.EN: name}, "unit": "cases"}, value=stock))
    assert evidence(outcomes, CUT) == []
    new = judged("too_smooth", many(50, Frequency.DAILY, said={"name": {Language.EN: "New cases"}, "unit": "cases"}, value=stock))
    assert len(evidence(new, CUT)) > 35 and {one.cap for one in evidence(new, CUT)} == {Tier.WATCH}


def test_a_sum_so_far_is_no_count_of_new_cases_whatever_it_is_called():
    sums = 5000 + np.cumsum(RNG.integers(0, 4, (50, 364)), axis=1).astype(float)
    outcomes = judged(
        "too_smooth", many(50, Frequency.DAILY, said={"name": {Language.EN: "New cases"}, "unit": "cases"}, value=sums)
    )
    assert evidence(outcomes, CUT) == []


def test_rounded_counts_and_bounded_shares_are_not_judged():
    assert "rounded" in reasons(judged("too_smooth", many(1, said=COUNT, value=np.repeat([[1200.0, 1300.0]], 30, axis=1))))[0]
    all_met = np.full((1, 104), 50.0)
    assert "too few cases" in reasons(judged("too_smooth", shares(all_met, all_met)))[0]


@pytest.mark.parametrize("unit", ["%", "days", "DKK"])
def test_measured_values_are_no_counts(unit: str):
    outcomes = judged("too_smooth", many(1, said={"unit": unit}, value=np.full((1, 104), 40.0)))
    assert "does not count cases" in reasons(outcomes)[0]


def test_reported_cases_of_russian_regions_and_american_states():
    """Kobak 2022: daily counts of many Russian regions vary less than Poisson; those of the states vary far more."""
    import pandas as pd

    def counts(name: str, day: str, place: str, column: str):
        table = pd.read_csv(real(f"covid_underdispersion/{name}")).pivot_table(index=place, columns=day, values=column)
        values = table.to_numpy(dtype=float).copy()
        values[values < 0] = np.nan
        return many(len(values), Frequency.DAILY, said={"name": {Language.EN: "New cases"}, "unit": "cases"}, value=values)

    regions = judged("too_smooth", counts("regions_new_cases.csv.gz", "date", "region", "daily"))
    states = judged("too_smooth", counts("us_states_new_cases.csv.gz", "submission_date", "state", "new_case"))
    assert len(evidence(regions, CUT)) >= 35
    assert evidence(states, 0.05) == [] and p_values(states).min() > 0.5
