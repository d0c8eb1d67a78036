"""KPIs that became calm with their target, and honest reasons for calm."""

from __future__ import annotations

import numpy as np

from monitor.model.evidence import Verdict
from monitor.model.words import Tier
from tests.checks.panels import evidence, judged, many, p_values, reasons
from tests.statistics.series import many as series
from tests.statistics.test_size import at_most

SAID = {"unit": "points", "targets": [{"from": "2022-01-03", "value": 60}]}
SINCE = 52
CUT = 0.0015


def at(values: np.ndarray, said: dict | None = None, **columns: np.ndarray):
    return many(len(values), said={**SAID, **(said or {})}, value=values, **columns)


def calmed(part: float, number: int = 60, seed: int = 1) -> np.ndarray:
    noise = series(number, seed, autocorrelation=0.3)
    noise[:, SINCE:] *= part
    return 60 + 5 * noise


def test_calm_since_the_target_is_worth_asking_about_and_no_more():
    found = evidence(judged("suddenly_calm", at(calmed(0.3))), CUT)
    assert len(found) > 50 and {one.cap for one in found} == {Tier.WATCH}
    assert 0.2 < np.mean([one.numbers["ratio"].value for one in found]) < 0.4


def test_kpis_that_move_as_before_are_left_alone():
    p = p_values(judged("suddenly_calm", at(calmed(1.0, 600))))
    assert len(p) == 600 and all((p <= cut).sum() <= at_most(cut, 600) for cut in (0.05, 0.01, 0.001))


def test_more_answers_make_steadier_scores():
    answers = np.where(np.arange(156) < SINCE, 20.0, 300.0)[None, :] * np.ones((60, 1))
    scores = 60 + 40 * np.random.default_rng(2).standard_normal((60, 156)) / np.sqrt(answers)
    assert len(evidence(judged("suddenly_calm", at(scores)), CUT)) > 50
    assert evidence(judged("suddenly_calm", at(scores, responses=answers)), CUT) == []


def test_an_average_that_is_reported_since_the_date_is_told():
    raw = 60 + 5 * np.random.default_rng(3).standard_normal((20, 167))
    average = np.stack([raw[:, week : week + 12].mean(axis=1) for week in range(156)], axis=1)
    found = evidence(judged("suddenly_calm", at(np.where(np.arange(156) < SINCE, raw[:, 11:], average))), CUT)
    assert len(found) == 20
    assert sum(one.ladder[0].verdict == Verdict.EXPLAINS_SOME for one in found) > 17


def test_what_is_not_judged():
    values = calmed(0.1, 1)
    assert "no target date" in reasons(judged("suddenly_calm", at(values, {"targets": []})))[0]
    assert "repeat" in reasons(judged("suddenly_calm", at(np.round(values / 20))))[0]
    near = 100 - np.abs(values - 60) / 5
    assert "end of their scale" in reasons(judged("suddenly_calm", at(near, {"unit": "%"})))[0]
