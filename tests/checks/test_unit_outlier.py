"""Units far from all others, and those that only look so."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model.panel import SeriesKey
from monitor.model.words import Frequency, Tier
from tests.checks.panels import evidence, judged, p_values, panel, reasons, situation
from tests.checks.situations import look, reason, simulated
from tests.statistics.test_size import at_most

UNITS, MONTHS = 20, 12
CUT = 0.0015


def offices(share: np.ndarray, cases: np.ndarray, seed: int):
    """`share` and `cases` (KPIs, units, months): one KPI each."""
    hits = np.random.default_rng(seed).binomial(cases, share).astype(float).reshape(-1, MONTHS)
    n = cases.astype(float).reshape(-1, MONTHS)
    names = [f"k{one}" for one in range(len(share))]
    keys = [SeriesKey(name, (("office", f"o{unit:02d}"),)) for name in names for unit in range(UNITS)]
    laid = panel(keys, Frequency.MONTHLY, value=100 * hits / n, numerator=hits, denominator=n)
    return situation({name: {"unit": "%"} for name in names}, segments=laid)


def usual(seed: int, kpis: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    level = 1 / (1 + np.exp(-1.5 - 0.3 * rng.standard_normal((kpis, UNITS, 1))))
    return np.broadcast_to(level, (kpis, UNITS, MONTHS)).copy(), rng.integers(60, 900, (kpis, UNITS, MONTHS))


def test_usual_differences_between_units_are_left_alone():
    p = p_values(judged("unit_outlier", offices(*usual(1, 500), 2)))
    assert len(p) == 500 and all((p <= cut).sum() <= at_most(cut, 500) for cut in (0.05, 0.01, 0.001))


def test_a_unit_that_stays_far_out_is_a_finding_and_one_quarter_is_worth_asking_about():
    share, cases = usual(3, 60)
    cases[:, 4, :] = 300
    share[:30, 4, :] = 0.35
    share[30:, 4, :9], share[30:, 4, 9:] = 0.82, 0.35
    found = evidence(judged("unit_outlier", offices(share, cases, 4)), CUT)
    lasting = [one for one in found if int(one.kpi[1:]) < 30]
    assert len(lasting) >= 25 and all(one.cap is Tier.FINDING for one in lasting)
    assert len(found) > len(lasting) and all(one.cap is Tier.WATCH for one in found if one not in lasting)
    assert {one.segment for one in found} == {(("office", "o04"),)}
    assert {one.numbers["unit_name"] for one in found} == {"o04"}


def test_units_below_the_smallest_size_are_never_named():
    share, cases = usual(5, 20)
    share[:, 3, :], cases[:, 3, :] = 0.01, 8
    assert not any("o03" in str(one.numbers) for one in evidence(judged("unit_outlier", offices(share, cases, 6)), 1.0))


def test_means_are_compared_where_the_number_of_answers_is_known():
    rng = np.random.default_rng(7)
    answers = rng.integers(20, 80, (UNITS, MONTHS)).astype(float)
    score = 4 + 0.1 * rng.standard_normal((UNITS, 1)) + rng.standard_normal((UNITS, MONTHS)) / np.sqrt(answers)
    score[2] += 1.2
    keys = [SeriesKey("score", (("office", f"o{unit:02d}"),)) for unit in range(UNITS)]
    known = panel(keys, Frequency.MONTHLY, value=score, responses=answers)
    (found,) = evidence(judged("unit_outlier", situation({"score": {"unit": "points"}}, segments=known)), CUT)
    assert found.numbers["unit_name"] == "o02" and found.numbers["usual"].value == pytest.approx(4, abs=0.15)
    unknown = panel(keys, Frequency.MONTHLY, value=score)
    assert "how many cases" in reasons(judged("unit_outlier", situation({"score": {}}, segments=unknown)))[0]


def test_too_few_units_and_none():
    share, cases = usual(8, 1)
    at = offices(share, np.where(np.arange(UNITS)[None, :, None] < 9, cases, 2), 9)
    assert "units that are large enough" in reasons(judged("unit_outlier", at))[0]
    assert "no values by unit" in reasons(judged("unit_outlier", situation({"k": {}})))[0]


def test_units_are_not_called_out_for_being_large():
    said = reason(look("unit_outlier", simulated("digit-heaping", 1, gaming=1.0, kind="uneven"), "visits"))
    assert said.startswith("its values by unit are numbers of cases")
