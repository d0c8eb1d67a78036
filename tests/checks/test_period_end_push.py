"""Daily and weekly amounts that are pulled to the end of a period, and honest ones."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from monitor.model.words import Frequency, Tier
from tests.checks.panels import evidence, judged, many, p_values, reasons

START = date(2022, 1, 1)
LENGTH = 3 * 365
DAYS = [START + timedelta(days=day) for day in range(LENGTH)]
ORDERS = {"unit": "orders", "targets": [{"from": "2023-01-01", "value": 3000}]}
CUT = 0.0015


def orders(number: int, seed: int, pushed: float = 0.0, since: date = date(2023, 1, 1), weekends: bool = False) -> np.ndarray:
    """Orders a day; from a date on a share of those of the first five working days came on the last five of the month before."""
    rng = np.random.default_rng(seed)
    working = np.array([weekends or day.weekday() < 5 for day in DAYS])
    level = np.where(working, 140.0, 2.0) * (1 + 0.2 * np.array([day.weekday() == 0 for day in DAYS]))
    mean = np.repeat(level[None, :], number, axis=0)
    for month in {(day.year, day.month) for day in DAYS}:
        days = [at for at, day in enumerate(DAYS) if (day.year, day.month) == month and working[at]]
        if DAYS[days[0]] > since and days[0] > 31:
            earlier = [at for at in range(days[0] - 31, days[0]) if working[at]][-5:]
            mean[:, earlier] += pushed * mean[:, days[:5]]
            mean[:, days[:5]] *= 1 - pushed
    return rng.poisson(mean * rng.gamma(50, 1 / 50, mean.shape)).astype(float)


def at(values: np.ndarray, **said: object):
    return many(len(values), Frequency.DAILY, START, {**ORDERS, **said}, value=values)


def test_orders_pulled_forward_since_the_target_are_found():
    for weekends in (False, True):
        found = evidence(judged("period_end_push", at(orders(40, 1, 0.25, weekends=weekends))), CUT)
        assert len(found) >= 36 and all(one.cap is Tier.FINDING for one in found)
        assert 0.1 < np.mean([one.numbers["give_back"].value for one in found]) < 0.35


def test_even_orders_are_left_alone():
    p = p_values(judged("period_end_push", at(orders(300, 2))))
    assert len(p) == 300 and (p <= 0.05).sum() <= 27 and p.min() > 1e-4


def test_what_always_was_so_is_worth_asking_about_only_where_there_is_no_date():
    always = orders(30, 3, 0.25, since=START)
    assert evidence(judged("period_end_push", at(always)), CUT) == []
    found = evidence(judged("period_end_push", at(always, targets=[])), CUT)
    assert len(found) >= 28 and {one.cap for one in found} == {Tier.WATCH}


def test_costs_are_pushed_the_other_way():
    costs = 400 - orders(20, 4, 0.25, weekends=True)
    assert len(evidence(judged("period_end_push", at(costs, direction="lower", unit="DKK")), 0.05)) >= 18
    assert evidence(judged("period_end_push", at(costs, unit="DKK")), 0.05) == []


def test_what_is_not_judged():
    values = orders(1, 5)
    assert "adds up" in reasons(judged("period_end_push", at(values, unit="%")))[0]
    assert "whole periods" in reasons(judged("period_end_push", at(values[:, :400])))[0]
    monthly = many(1, Frequency.MONTHLY, said=ORDERS, value=np.full((1, 48), 9.0))
    assert "by day" in reasons(judged("period_end_push", monthly))[0]


def test_weeks_within_quarters():
    weeks = [date(2017, 1, 2) + timedelta(weeks=week) for week in range(7 * 52)]
    quarter = np.array([(day + timedelta(days=6)).year * 4 + (day + timedelta(days=6)).month // 3.01 for day in weeks])
    value = np.random.default_rng(6).normal(1000, 60, (20, len(weeks)))
    for one in np.unique(quarter[quarter >= 2020 * 4]):
        inside = np.flatnonzero(quarter == one)
        value[:, inside[-2:]] *= 1.3
        value[:, inside[:2]] *= 0.7
    said = {"unit": "orders", "targets": [{"from": "2020-01-01", "value": 13000}]}
    found = evidence(judged("period_end_push", many(20, first=date(2017, 1, 2), said=said, value=value)), CUT)
    assert len(found) >= 18
