"""Results that stop at the target, and honest ones that only look so."""

from __future__ import annotations

import numpy as np

from monitor.model.words import Frequency
from tests.checks.panels import evidence, judged, many, p_values, real, reasons
from tests.statistics.series import many as series

SAID = {"unit": "%"}
CUT = 0.0015


def helped(part: float, seed: int = 1) -> np.ndarray:
    """Shares around a target of 80, of which near misses are helped over the line."""
    rng = np.random.default_rng(seed)
    gaps = 2 * series(200, seed, autocorrelation=0.3)
    lifted = (gaps < 0) & (gaps > -2) & (rng.random(gaps.shape) < part)
    return 80 + np.where(lifted, rng.uniform(0, 0.5, gaps.shape), gaps)


def at_target(values: np.ndarray, target: object = 80.0, **said: object):
    return many(len(values), said={**SAID, **said}, value=values, target=np.broadcast_to(target, values.shape))


def test_near_misses_that_are_helped_over_are_found():
    assert len(evidence(judged("target_hugging", at_target(helped(0.8))), CUT)) > 190


def test_honest_results_are_left_alone():
    p = p_values(judged("target_hugging", at_target(helped(0))))
    assert len(p) == 200 and (p <= 0.05).sum() <= 20 and p.min() > 1e-4


def test_a_target_that_moves_is_followed():
    target = np.where(np.arange(156) < 78, 80.0, 83.0)
    moving = helped(0.8) + target - 80
    assert len(evidence(judged("target_hugging", at_target(moving, target)), CUT)) > 190


def test_lower_is_better_is_turned_round():
    mirrored = 160 - helped(0.8)
    assert len(evidence(judged("target_hugging", at_target(mirrored, direction="lower")), CUT)) > 190
    assert evidence(judged("target_hugging", at_target(mirrored)), CUT) == []


def test_capability_the_end_of_the_scale_and_rounding_are_not_judged():
    values = helped(0)[:3]
    assert all("results near its target" in one for one in reasons(judged("target_hugging", at_target(values, 70.0))))
    best = np.clip(99 + (values - 80) / 2, 0, 100)
    assert all("end of the scale" in one for one in reasons(judged("target_hugging", at_target(best, 99.5))))
    assert all("coarsely" in one for one in reasons(judged("target_hugging", at_target(np.round(values / 2) * 2))))
    assert all("higher or lower" in one for one in reasons(judged("target_hugging", at_target(values, direction="unclear"))))


def test_months_of_a_city_s_transport_are_not_accused():
    """The MTA's monthly KPIs with their targets: nothing there is known to be gamed."""
    import pandas as pd

    table = pd.read_csv(real("mta_kpi_2008_2017/mta_kpi_monthly.csv.gz"))
    table = table[table["monthly_target"].ne(0)].assign(month=lambda one: one["period_year"] * 12 + one["period_month"])
    names, months = pd.factorize(table["indicator_seq"]), pd.factorize(table["month"], sort=True)
    values = np.full((len(names[1]), len(months[1])), np.nan)
    targets = values.copy()
    values[names[0], months[0]], targets[names[0], months[0]] = table["monthly_actual"], table["monthly_target"]
    at = many(len(values), Frequency.MONTHLY, value=values, target=targets)
    outcomes = judged("target_hugging", at)
    assert len(p_values(outcomes)) > 10 and evidence(outcomes, CUT / 10) == []


def test_a_new_system_that_rounds_more_coarsely_is_not_hugging():
    """Half of the values on a grid that holds the target: honest, whatever the first half says."""
    from monitor.checks._resolution import coarsest

    rng = np.random.default_rng(1)
    fine = np.round(rng.normal(4.1, 0.15, 78), 2)
    values = np.concatenate([fine, np.round(rng.normal(4.1, 0.15, 78), 1)])
    assert abs(coarsest(fine) - 0.01) < 1e-9
    assert abs(coarsest(values) - 0.1) < 1e-9
