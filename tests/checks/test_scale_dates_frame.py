"""What the checks of change share: scales, dates, rhythms, legs and claims."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from monitor.checks._claims import calibrated
from monitor.checks._dates import known_starts, search_cost, searched_starts, target_dates
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, judged, stacked, weekly
from monitor.checks._legs import LegRequest, fit_legs
from monitor.checks._scale import Scale, scaled, slope_to_unit
from monitor.errors import Place
from monitor.model.kpi import Catalogue, Kpi, Target
from monitor.model.panel import Panel, SeriesKey
from monitor.model.period import first_day, index_of
from monitor.model.situation import Situation
from monitor.model.words import Direction, Frequency
from monitor.statistics.noise_prior import default_prior
from tests.checks.situations import noise, ramp

NONE = np.full(5, np.nan)
MONDAY = date(2024, 1, 1)


def kpi(unit: str | None = None, direction: Direction = Direction.HIGHER, *targets: Target) -> Kpi:
    return Kpi("a", {}, Place("kpis.yaml"), unit=unit, direction=direction, targets=targets)


def panel(frequency: Frequency, first: int, *names: str, **matrices: Any) -> Panel:
    shape = np.atleast_2d(next(iter(matrices.values()))).shape
    every = ("value", "numerator", "denominator", "count", "responses", "invited", "target")
    filled = {name: np.atleast_2d(np.asarray(matrices.get(name, np.full(shape, np.nan)), float)) for name in every}
    return Panel(frequency=frequency, first=first, keys=tuple(SeriesKey(name) for name in names), **filled)


# Scales


@pytest.mark.parametrize(
    ("unit", "values", "denominator", "scale"),
    [
        ("hours", [1.5, 2, 3, 4, 5], NONE, Scale.LOG),
        ("DKK", [10.5, 20, 30, 40, 50], NONE, Scale.LOG),
        ("dkk million", [10.5, 20, 30, 40, 50], NONE, Scale.LOG),
        ("DKK", [-10, 20, 30, 40, 50], NONE, Scale.RAW),
        ("cases", [210, 220, 230, 240, 250], NONE, Scale.LOG),
        ("cases", [8, 9, 2, 4, 5], NONE, Scale.ROOT),
        ("cases", [0, 9, 2, 4, 5], NONE, Scale.ROOT),
        ("points", [1, 2, 3, 4, 5], NONE, Scale.RAW),
        ("points", [4.1, 4.2, 4.3, 4.4, 4.5], NONE, Scale.RAW),
        ("%", [10, 20, 30, 40, 50], np.full(5, 80.0), Scale.LOGIT),
        ("%", [10, 20, 30, 40, 50], np.array([80, 80, 80, 80, np.nan]), Scale.RAW),
        ("%", [10, 20, 30, 40, 120], np.full(5, 80.0), Scale.RAW),
        ("%", [10, 20, 30, 40, 50], NONE, Scale.RAW),
        (None, [np.nan] * 5, NONE, Scale.RAW),
    ],
)
def test_the_scale_suits_the_kind(unit: str | None, values: list[float], denominator: Any, scale: Scale):
    assert scaled(kpi(unit), np.array(values, dtype=float), denominator, 1.0).scale is scale


def test_up_is_better_on_every_scale():
    faster = scaled(kpi("hours", Direction.LOWER), np.array([4.0, 3.0, 2.0]), NONE[:3], -1.0)
    assert (np.diff(faster.values) > 0).all() and faster.sign == -1


@pytest.mark.parametrize(
    ("scale", "level", "forward"),
    [
        (Scale.RAW, 4.0, lambda x: x),
        (Scale.LOG, 4.0, np.log),
        (Scale.LOGIT, 30.0, lambda x: np.log(x / 100 / (1 - x / 100))),
        (Scale.ROOT, 12.0, lambda x: 2 * np.sqrt(x + 0.375)),
    ],
)
def test_a_small_step_on_the_scale_is_this_many_units(scale: Scale, level: float, forward: Any):
    step = 1e-6
    assert slope_to_unit(scale, level) == pytest.approx(step / (forward(level + step) - forward(level)), rel=1e-4)


def test_a_share_at_its_bound_keeps_a_finite_step():
    low, high = slope_to_unit(Scale.LOGIT, 0.0), slope_to_unit(Scale.LOGIT, 100.0)
    assert 0 < low == pytest.approx(high) and high < 0.2
    assert np.isfinite(scaled(kpi("%"), np.array([0.0, 100.0]), np.array([20.0, 20.0]), 1.0).values).all()


# Dates


def test_first_and_harder_targets_give_dates_easier_ones_do_not():
    days = [date(2023, 1, 1), date(2023, 7, 1), date(2024, 1, 1), date(2024, 7, 1)]
    targets = [Target(day, value) for day, value in zip(days, (10.0, 8.0, 9.0, 7.0), strict=True)]
    assert target_dates(kpi("hours", Direction.LOWER, *targets)) == [days[0], days[1], days[3]]
    assert target_dates(kpi("hours", Direction.HIGHER, *targets)) == [days[0], days[2]]
    assert target_dates(kpi("hours", Direction.LOWER)) == []


def test_a_target_begins_with_the_first_whole_period():
    window = WINDOWS[Frequency.WEEKLY]
    first = index_of(MONDAY, Frequency.WEEKLY)
    for day, week in ((MONDAY + timedelta(weeks=52), 52), (MONDAY + timedelta(weeks=52, days=1), 53)):
        ((start, told),) = known_starts(kpi(None, Direction.HIGHER, Target(day, 1.0)), Frequency.WEEKLY, first, 156, window)
        assert (start - first, told) == (week, day)


@pytest.mark.parametrize(("week", "usable"), [(25, False), (26, True), (130, True), (131, False), (-10, False), (200, False)])
def test_a_date_needs_half_a_year_on_either_side(week: int, usable: bool):
    first = index_of(MONDAY, Frequency.WEEKLY)
    one = kpi(None, Direction.HIGHER, Target(first_day(first + week, Frequency.WEEKLY), 1.0))
    assert bool(known_starts(one, Frequency.WEEKLY, first, 156, WINDOWS[Frequency.WEEKLY])) is usable


def test_at_most_the_latest_three_dates_count():
    first = index_of(MONDAY, Frequency.WEEKLY)
    targets = [Target(first_day(first + 30 + 13 * number, Frequency.WEEKLY), float(number)) for number in range(6)]
    found = known_starts(kpi(None, Direction.HIGHER, *targets), Frequency.WEEKLY, first, 156, WINDOWS[Frequency.WEEKLY])
    assert [start - first for start, _ in found] == [95, 82, 69]


@pytest.mark.parametrize(
    ("frequency", "periods", "dates"),
    [(Frequency.WEEKLY, 156, 9), (Frequency.WEEKLY, 51, 0), (Frequency.WEEKLY, 52, 1), (Frequency.WEEKLY, 1000, 15),
     (Frequency.MONTHLY, 60, 13), (Frequency.QUARTERLY, 32, 21)],
)  # fmt: skip
def test_where_no_date_is_known_every_quarter_of_the_window_is_tried(frequency: Frequency, periods: int, dates: int):
    window = WINDOWS[frequency]
    found = searched_starts(frequency, 1000, periods, window)
    assert len(found) == dates
    looked_at = 1000 + max(periods - window.periods, 0)
    assert all(looked_at + window.needs <= start <= 1000 + periods - window.needs for start, _ in found)


def test_trying_more_dates_costs_more_but_less_than_in_proportion():
    assert search_cost(0) == search_cost(1) == 1.0
    assert 2 < search_cost(9) < search_cost(25) < 25 / 3


# Rhythms


def test_whole_weeks_of_days():
    """Ten days from a Thursday on: one whole week, Monday to Sunday."""
    first = (MONDAY + timedelta(days=3)).toordinal()
    found = weekly(panel(Frequency.DAILY, first, "a", value=np.arange(11.0)))
    assert found.periods == 1 and first_day(found.first, Frequency.WEEKLY) == MONDAY + timedelta(days=7)
    assert found.value[0, 0] == np.mean(np.arange(4.0, 11.0))


def test_fewer_than_four_days_are_no_week():
    days = np.concatenate([[1.0, 2, 3, np.nan, np.nan, np.nan, np.nan], [1.0, 2, 3, 6, np.nan, np.nan, np.nan]])
    found = weekly(panel(Frequency.DAILY, MONDAY.toordinal(), "a", value=days, count=days))
    assert np.isnan(found.value[0, 0]) and found.value[0, 1] == 3
    assert found.count[0, 1] == 21, "a week of four known days counts as seven"


WEEK = np.array([1.4, 1.3, 1.2, 1.1, 1.0, 0.7, 0.3])


def test_a_missing_day_is_as_much_of_its_week_as_it_usually_holds():
    rng = np.random.default_rng(5)
    days = rng.poisson(np.tile(100 * WEEK, 104), (200, 728)).astype(float)
    gappy = np.where(rng.random(days.shape) < 0.1, np.nan, days)
    names = [f"k{one}" for one in range(200)]
    whole, mended = (weekly(panel(Frequency.DAILY, MONDAY.toordinal(), *names, value=one)).value for one in (days, gappy))
    np.testing.assert_allclose(whole, days.reshape(200, 104, 7).mean(axis=2))
    assert np.nanmean(mended / whole) == pytest.approx(1, abs=0.002)
    assert np.nanstd(mended / whole) < 0.06


def test_not_recording_quiet_days_any_longer_is_no_change_of_level():
    days = np.tile(100 * np.array([1.3, 1.2, 1.1, 1.1, 1.0, 0.0, 0.0]), 20)
    days[70:] = np.where(np.tile(np.arange(7), 10) > 4, np.nan, days[70:])
    found = weekly(panel(Frequency.DAILY, MONDAY.toordinal(), "a", value=days)).value[0]
    np.testing.assert_allclose(found, found[0])


def test_a_holiday_in_a_working_week_counts_by_its_weekday():
    days = np.tile(100 * np.array([1.6, 1.2, 1.0, 0.8, 0.4, np.nan, np.nan]), 20)
    full = weekly(panel(Frequency.DAILY, MONDAY.toordinal(), "a", value=days)).value[0]
    days[14] = np.nan
    found = weekly(panel(Frequency.DAILY, MONDAY.toordinal(), "a", value=days)).value[0]
    np.testing.assert_allclose(full, 100)
    np.testing.assert_allclose(found, 100, rtol=0.03)


@pytest.mark.parametrize("units", [100, 1, 60, 1 / 60])
def test_weekly_ratios_come_from_sums_in_the_kpis_own_unit(units: float):
    rng = np.random.default_rng(1)
    denominator = rng.integers(1, 40, 21).astype(float)
    numerator = np.round(denominator * rng.uniform(0.1, 0.9, 21)) + 1
    value = np.round(units * numerator / denominator, 6)
    found = weekly(panel(Frequency.DAILY, MONDAY.toordinal(), "a", value=value, numerator=numerator, denominator=denominator))
    expected = units * numerator.reshape(3, 7).sum(axis=1) / denominator.reshape(3, 7).sum(axis=1)
    np.testing.assert_allclose(found.value[0], expected, rtol=1e-4)


@pytest.mark.filterwarnings("error")
def test_days_without_parts_and_too_few_days_warn_of_nothing():
    found = weekly(panel(Frequency.DAILY, MONDAY.toordinal(), "a", "b", value=np.vstack([np.ones(14), np.full(14, np.nan)])))
    np.testing.assert_array_equal(found.value, [[1, 1], [np.nan, np.nan]])
    assert weekly(panel(Frequency.DAILY, MONDAY.toordinal() + 1, "a", value=np.ones(3))).periods == 0


def test_panels_of_one_frequency_are_stacked_over_both_their_spans():
    one = panel(Frequency.WEEKLY, 10, "a", value=[1.0, 2], count=[5.0, 6])
    found = stacked(one, panel(Frequency.WEEKLY, 8, "b", value=[3.0, 4, 5]))
    assert found.first == 8 and [key.kpi for key in found.keys] == ["a", "b"]
    np.testing.assert_array_equal(found.value, [[np.nan, np.nan, 1, 2], [3, 4, 5, np.nan]])
    np.testing.assert_array_equal(found.count[0], [np.nan, np.nan, 5, 6])


def test_days_join_the_weeks_and_years_are_left_out():
    totals = {
        Frequency.DAILY: panel(Frequency.DAILY, MONDAY.toordinal(), "day", value=np.ones(14)),
        Frequency.WEEKLY: panel(Frequency.WEEKLY, index_of(MONDAY, Frequency.WEEKLY), "week", value=np.ones(2)),
        Frequency.YEARLY: panel(Frequency.YEARLY, 2020, "year", value=np.ones(5)),
    }
    found = judged(Situation(Catalogue({}), date(2025, 1, 1), totals))
    assert list(found) == [Frequency.WEEKLY]
    assert [key.kpi for key in found[Frequency.WEEKLY].keys] == ["week", "day"]


def test_a_span_is_from_the_first_to_the_last_value():
    one = panel(Frequency.WEEKLY, 10, "a", value=[np.nan, 1.0, np.nan, 2, np.nan])
    assert span_of(one, "a") == (11, 3)
    assert span_of(one, "b") == (10, 0)


# Legs and claims


def request(series: np.ndarray, **said: Any) -> LegRequest:
    usual = {"scale": Scale.RAW, "first": 0, "start": 52, "length": 26, "per_year": 52.18, "periods": 234}
    return LegRequest(series=series, raw=series, **{**usual, **said})


def test_the_columns_are_the_last_ones_with_values():
    series = np.arange(300.0)
    series[290] = np.nan
    assert request(series).columns().tolist() == [one for one in range(66, 300) if one != 290]
    assert not set(range(39, 52)) & set(request(series[:156], drop=13).columns())


def test_a_leg_is_told_in_the_kpis_unit():
    share = 30 + noise(1, 156, 2) + 10 * ramp(156, 52, 26)
    series = np.log(share / (100 - share))
    leg = LegRequest(series, share, Scale.LOGIT, 0, 52, 26, 52.18, 234)
    found = fit_legs({"a": leg}, default_prior().weights)["a"]
    assert found.change == pytest.approx(10, abs=1.5)
    assert found.change_interval.low < 10 < found.change_interval.high
    assert found.effect * slope_to_unit(Scale.LOGIT, 30) == pytest.approx(10, rel=0.25)
    assert found.p_better < 1e-4 and found.size > 2


def test_legs_do_not_depend_on_each_other():
    rng = np.random.default_rng(3)
    gappy = np.where(rng.random(156) < 0.1, np.nan, rng.standard_normal(156))
    wanted = {name: request(rng.standard_normal(156)) for name in "abc"} | {"gappy": request(gappy)}
    prior = default_prior().weights
    together = fit_legs(wanted, prior)
    for name, one in wanted.items():
        assert fit_legs({name: one}, prior)[name].p_better == pytest.approx(together[name].p_better)


def test_what_cannot_be_fitted_is_left_out():
    wanted = {"flat": request(np.ones(156)), "empty": request(np.full(156, np.nan)), "good": request(noise(1, 156))}
    wanted["short"] = request(np.array([1.0, 3, 2, 5, 4]), start=3)
    assert list(fit_legs(wanted, default_prior().weights)) == ["good"]


def test_a_covariate_that_explains_the_change_takes_it_away():
    load = noise(4, 156, 0.3) + ramp(156, 52, 26)
    series = noise(5, 156, 0.3) + 2 * load
    prior = default_prior().weights
    plain, adjusted = (fit_legs({"a": request(series, **said)}, prior)["a"] for said in ({}, {"covariate": load}))
    assert abs(adjusted.effect) < 0.4 < 1.5 < plain.effect


def test_calibrated_p_values_are_never_above_the_nominal_and_keep_their_order():
    grid = np.linspace(0, 1, 201)
    found = [calibrated(float(p)) for p in grid]
    assert all(one <= p for one, p in zip(found, grid, strict=True))
    assert found == sorted(found)
