"""Unexplained breaks: found, explained by notes and targets, left to redefinition, and quiet on honest look-alikes."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.checks._frame import WINDOWS
from monitor.checks._level import breaks_of
from monitor.model.evidence import Evidence, Healthy, NotAssessed, Verdict
from monitor.model.words import Frequency, Severity, Tier
from monitor.statistics.contrast import ramp, step
from monitor.statistics.noise_prior import default_prior
from tests.checks.situations import look, tabled
from tests.statistics.series import many

WEEKS = np.arange(156)
LEAD = {"name": "Lead time", "unit": "points", "direction": "lower", "department": "Plant"}
BREAK = "2023-07-03"
"""The first day of week 79 of a history that begins on 2022-01-03."""


def history(change: np.ndarray, seed: int = 1, memory: float = 0.3) -> np.ndarray:
    return np.asarray(20 + many(1, seed, autocorrelation=memory)[0] + change)


def judged(change: np.ndarray, seed: int = 1, **said: object):
    (outcome,) = look("unexplained_break", tabled({"lead": {**LEAD, **said}}, {"lead": history(change, seed)}), "lead")
    return outcome


def test_a_lasting_jump_is_found_where_it_happened():
    found = judged(-4 * step(WEEKS, 78))
    assert isinstance(found, Evidence) and found.explained is None
    assert found.onset is not None and found.onset.isoformat() == BREAK
    assert found.effect is not None and found.effect.value == pytest.approx(-4, abs=0.7)
    assert found.p_value is not None and found.p_value < 1e-5 and found.severity is Severity.LOW
    assert found.legs[0].before == pytest.approx(20, abs=0.7)


@pytest.mark.parametrize(
    ("said", "explained"),
    [
        ({"notes": [{"from": "2023-07-10", "what": "New line"}]}, "New line"),
        ({"notes": [{"from": "2023-03-01", "to": "2023-05-20", "what": "Rebuilding"}]}, "Rebuilding"),
        ({"targets": [{"from": "2023-07-01", "value": 16, "reason": "Board plan"}]}, "Board plan"),
        ({"targets": [{"from": "2023-07-01", "value": 16}]}, "2023-07-01: 16 points"),
    ],
)
def test_what_is_known_about_the_date_explains_it(said: dict[str, object], explained: str):
    found = judged(-4 * step(WEEKS, 78), **said)
    assert isinstance(found, Evidence) and found.explained == explained


def test_a_note_of_another_year_explains_nothing():
    found = judged(-4 * step(WEEKS, 78), notes=[{"from": "2022-03-01", "what": "Move"}])
    assert isinstance(found, Evidence) and found.explained is None


def test_a_declared_change_is_left_to_redefinition():
    assert isinstance(judged(-4 * step(WEEKS, 78), changes=[{"from": BREAK, "definition": "Without waiting"}]), Healthy)


def test_a_department_that_changed_together_is_told_so():
    kpis = {"lead": LEAD, "cost": {**LEAD, "name": "Cost"}, "else": {**LEAD, "name": "Other", "department": "Sales"}}
    values = {name: history(-4 * step(WEEKS, 78), seed) for seed, name in enumerate(kpis, 1)}
    at = tabled(kpis, values)
    from monitor.checks.registry import find
    from monitor.model.situation import Call

    check = find("unexplained_break")
    call = Call("a-rule", tuple(kpis), {}, {name: one.default for name, one in check.parameters.items()})
    found = {one.kpi: one for one in check.evaluate(at, call) if isinstance(one, Evidence)}
    assert found["lead"].related == ("cost",) and found["else"].related == ()
    assert found["lead"].cap is Tier.WATCH
    assert found["lead"].ladder[-1].verdict == Verdict.NOT_TESTED and found["else"].ladder[-1].verdict == Verdict.RULED_OUT


@pytest.mark.parametrize(
    "change",
    [
        np.linspace(0, 8, 156),
        4 * ramp(WEEKS, 50, 52),
        4 * (step(WEEKS, 60) - step(WEEKS, 80)),
        2 * np.sin(2 * np.pi * WEEKS / 52.18),
        10.0 * (WEEKS == 90),
        0.5 * step(WEEKS, 78),
    ],
    ids=["growth", "over a year", "five bad months", "season", "one wild week", "small"],
)
def test_honest_changes_are_no_breaks(change: np.ndarray):
    assert isinstance(judged(change, seed=3), Healthy)


def test_a_short_history_is_not_assessed():
    at = tabled({"lead": LEAD}, {"lead": history(0 * WEEKS)[:40]})
    (found,) = look("unexplained_break", at, "lead")
    assert isinstance(found, NotAssessed) and "needs" in found.because.text


@pytest.mark.parametrize("family", [{"autocorrelation": 0.3}, {"autocorrelation": 0.9}, {"drift": 0.7, "season": 0.5}])
def test_honest_series_are_called_broken_no_more_often_than_promised(family: dict[str, float]):
    y = many(500, 9, **family)
    found = breaks_of({str(n): one for n, one in enumerate(y)}, 0, 52.18, WINDOWS[Frequency.WEEKLY], default_prior().weights, 0.1)
    p = np.array([one.p_value if one.lasting_and_abrupt else 1.0 for one in found.values()])
    assert (p <= 0.05).mean() <= 0.05 and (p <= 0.01).mean() <= 0.016


def test_a_break_is_more_than_worth_asking_about_only_where_the_kpi_matters():
    for said, cap in (({}, Tier.WATCH), ({"main": True}, Tier.FINDING)):
        found = judged(-12 * step(WEEKS, 78), **said)
        assert isinstance(found, Evidence) and found.cap is cap
