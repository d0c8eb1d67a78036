"""Totals that get better by their mix, and totals that get better by work."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from monitor.model.evidence import Healthy, Outcome, Verdict
from monitor.simulate.frame import frame_of
from monitor.simulate.outcome import observation_table
from tests.checks.situations import FIRST, evidence, healthy, look, ramp, reason, rung, situation
from tests.statistics.test_size import at_most

WEEKS = 156
RISE = ramp(WEEKS, 52, 26)
EASY, HARD = 1.7, -0.2


def judged(seed: int, shift: float = 0.0, better: float = 0.0, target: bool = True, along: float = 0.0) -> list[Outcome]:
    """`shift` of the mix from the target on, `along` evenly over the whole time, and groups that get `better`; log-odds."""
    rng = np.random.default_rng(seed)
    number = rng.poisson(300, WEEKS)
    easy = rng.binomial(
        number, 1 / (1 + np.exp(-(0.1 * rng.standard_normal(WEEKS) + shift * RISE + along * np.linspace(-0.5, 0.5, WEEKS))))
    )
    table: dict[tuple[str, str], dict[str, np.ndarray]] = {}
    good = np.zeros(WEEKS)
    for name, cases, level in (("easy", easy, EASY), ("hard", number - easy, HARD)):
        done = rng.binomial(cases, 1 / (1 + np.exp(-(level + 0.05 * rng.standard_normal(WEEKS) + better * RISE))))
        table["fcr", f"topic={name}"] = {"value": 100 * done / cases, "denominator": cases.astype(float)}
        good += done
    table["fcr", ""] = {"value": 100 * good / number}
    kpi: dict[str, Any] = {"name": "FCR", "unit": "%", "direction": "higher", "frequency": "weekly"}
    kpi |= {"targets": [{"from": "2023-01-02", "value": 75}]} if target else {}
    frame = frame_of("weekly", FIRST, before=0, after=WEEKS)
    return look("mix_shift", situation({"fcr": kpi}, observation_table(frame, table), frame.as_of), "fcr")


def test_easier_cases_that_crowd_out_hard_ones_are_found():
    found = evidence(judged(1, shift=0.8))
    assert found.p_value is not None and found.p_value < 1e-3
    mix, rate = found.details["mix_part"], found.details["rate_part"]
    assert mix == pytest.approx(7.5, abs=1.5) and abs(rate) < 1.5
    assert found.numbers["grown"] == "easy" and found.numbers["dimension"] == "topic"


def test_the_same_without_a_date_is_worth_asking_about_at_most():
    assert evidence(judged(1, shift=0.8, target=False)).cap.value == "watch"


@pytest.mark.parametrize(
    "change", [{}, {"better": 0.5}, {"better": 0.5, "shift": 0.3}, {"shift": -0.8}, {"better": 0.6, "shift": -0.4}]
)
def test_work_that_gets_better_and_mixes_that_get_harder_stay_quiet(change: dict[str, float]):
    healthy(judged(2, **change))


def test_most_shifts_are_found_and_no_honest_history_is():
    shifted = [judged(seed, shift=0.7)[0] for seed in range(10, 20)]
    honest = [judged(seed, better=0.3)[0] for seed in range(10, 20)]
    assert sum((one.p_value or 1) < 0.01 and not isinstance(one, Healthy) for one in shifted) >= 7
    assert all(isinstance(one, Healthy) for one in honest)


def test_without_groups_it_is_not_assessed():
    frame = frame_of("weekly", FIRST, before=0, after=WEEKS)
    values = {("fcr", ""): {"value": np.random.default_rng(1).normal(60, 2, WEEKS)}}
    kpi = {"fcr": {"name": "FCR", "unit": "%", "direction": "higher", "frequency": "weekly"}}
    assert "no groups" in reason(look("mix_shift", situation(kpi, observation_table(frame, values), frame.as_of), "fcr"))


def test_a_mix_that_changes_evenly_all_the_time_is_no_answer_to_a_target():
    steady = [judged(seed, along=0.9)[0] for seed in range(30, 42)]
    assert sum(isinstance(one, Healthy) for one in steady) >= 11
    assert rung(evidence(judged(1, shift=0.8)), "The mix has been changing all along") == Verdict.RULED_OUT


def test_without_a_shift_p_values_are_rarely_small():
    """Work that honestly gets better, and weights that move by chance alone."""
    p_values = np.array([judged(seed, better=0.4)[0].p_value or 1.0 for seed in range(100, 220)])
    assert all((p_values <= cut).sum() <= at_most(cut, len(p_values)) for cut in (0.05, 0.01))
