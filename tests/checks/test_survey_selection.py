"""Survey selection: a score that rises on fewer people, and the honest reasons for either alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from monitor.checks.survey_selection import coverages_of
from monitor.engine.cases import fires
from monitor.model.evidence import Evidence, Verdict
from monitor.model.words import Frequency, Tier
from tests.checks.situations import TARGET, evidence, look, noise, ramp, reason, rung, simulated, tabled

ELIGIBLE = {"eligible": ["cases_closed"]}
SCORE = {"score": {"name": "Score", "direction": "higher", "targets": [{"from": TARGET, "value": 5}]}}
RISE = ramp(156, 52, 26)
IMPROVED = "Fewer of all were asked, and service improved"


def survey(**columns: Any) -> Any:
    usual = {"value": 4 + noise(1, 156, 0.1) + 0.25 * RISE, "count": np.full(156, 400.0), "invited": 240 + noise(2, 156, 8),
             "responses": 100 + noise(3, 156, 4)}  # fmt: skip
    return tabled(SCORE, {"score": {name: said for name, said in {**usual, **columns}.items() if said is not None}})


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "quarterly"])
@pytest.mark.parametrize("seed", [1, 2])
def test_when_the_unhappy_are_not_asked_it_is_found(frequency: str, seed: int):
    at = simulated("survey-selection", seed, frequency=frequency, gaming="strong")
    found = evidence(look("survey_selection", at, "csat", ELIGIBLE))
    assert fires(found) and found.cap is Tier.FINDING
    assert found.legs[1].column == "asked"
    assert found.numbers["coverage_after"].value < found.numbers["coverage_before"].value
    assert found.numbers["after"].value > found.numbers["before"].value


@pytest.mark.parametrize("kind", ["sampling-cut", "fatigue", "improvement"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_looks_like_it_is_not(kind: str, seed: int):
    at = simulated("survey-selection", seed, kind=kind)
    assert not any(fires(one) for one in look("survey_selection", at, "csat", ELIGIBLE))


def test_nobody_games_and_nothing_is_found():
    for seed in (1, 2, 3):
        at = simulated("survey-selection", seed, gaming="none")
        assert not any(fires(one) for one in look("survey_selection", at, "csat", ELIGIBLE))


def test_who_answers_may_be_worth_asking_and_never_more():
    found = evidence(look("survey_selection", survey(responses=100 + noise(3, 156, 4) - 40 * RISE), "score"))
    assert found.legs[1].column == "answered" and found.cap is Tier.WATCH


def test_who_is_asked_may_be_a_finding():
    found = evidence(look("survey_selection", survey(invited=240 + noise(2, 156, 8) - 40 * RISE), "score"))
    assert found.legs[1].column == "asked" and found.cap is Tier.FINDING
    assert found.numbers["coverage_before"].value == pytest.approx(0.6, abs=0.02)
    assert found.numbers["coverage_after"].value == pytest.approx(0.5, abs=0.02)
    assert rung(found, IMPROVED) == Verdict.RULED_OUT


def test_half_as_many_asked_and_service_that_got_better_explain_a_score_that_rises_little():
    """It rises by a quarter while half are left out: those would be a quarter of a standard deviation less satisfied."""
    assert not any(fires(one) for one in look("survey_selection", survey(invited=240 + noise(2, 156, 8) - 120 * RISE), "score"))


@pytest.mark.parametrize("score", ["csat", "nps"])
def test_an_honest_cut_beside_better_work_is_hardly_ever_a_finding(score: str):
    found = [
        one
        for seed in range(10, 22)
        for one in look(
            "survey_selection", simulated("survey-selection", seed, kind="improvement-and-cut", score=score), score, ELIGIBLE
        )
        if isinstance(one, Evidence) and one.cap is Tier.FINDING and (one.p_value or 1) < 0.001
    ]
    assert not found


def test_a_loss_too_small_to_matter_is_not_raised():
    small = survey(invited=240 + noise(2, 156, 2) - 8 * RISE)
    assert not any(fires(one) for one in look("survey_selection", small, "score"))
    assert fires(evidence(look("survey_selection", small, "score", smallest_loss=0.0)))


def test_without_numbers_behind_the_score_it_is_not_assessed():
    at = survey(invited=None, count=None)
    assert "do not say how many were asked" in reason(look("survey_selection", at, "score"))
    mostly_missing = np.where(np.arange(156) % 2, 240.0, np.nan)
    assert "do not say how many were asked" in reason(look("survey_selection", survey(invited=mostly_missing), "score"))


def test_a_short_history_is_not_assessed():
    at = tabled(SCORE, {"score": {"value": noise(1, 51), "count": np.full(51, 40.0), "invited": np.full(51, 30.0)}})
    assert reason(look("survey_selection", at, "score")) == "needs 52, has 51"


def test_the_cases_of_the_department_are_those_who_could_be_asked():
    at = survey(count=None)
    panel = at.totals[Frequency.WEEKLY]
    shares = {name: share for share, name in coverages_of(panel, at.catalogue["score"], np.full(156, 480.0))}
    assert shares["asked"].mean() == pytest.approx(50, abs=1)
    assert [name for _, name in coverages_of(panel, at.catalogue["score"], np.full(156, 100.0))] == ["answered"]
