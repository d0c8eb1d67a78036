"""Parts that get better under a whole that does not, and wholes that follow."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model.evidence import Evidence
from monitor.model.words import Tier
from tests.checks.situations import evidence, healthy, look, ramp, reason, tabled
from tests.statistics.series import many

WEEKS = 208
RISE = ramp(WEEKS, 60, 40)
UP = {"unit": "points", "direction": "higher"}


def judged(whole: float, *parts: float, seed: int = 1, memory: float = 0.0):
    y = many(len(parts) + 1, seed, WEEKS, autocorrelation=memory)
    kpis = {
        "whole": {"name": "Whole", **UP},
        **{f"p{n}": {"name": f"Part {n}", **UP, "supports": "whole"} for n in range(len(parts))},
    }
    moved = (whole, *parts)
    return look("cascade_break", tabled(kpis, {kpi: 50 + y[n] + moved[n] * RISE for n, kpi in enumerate(kpis)}), "whole")


@pytest.mark.parametrize("whole", [0.0, -2.0])
def test_a_whole_that_does_not_follow_is_worth_asking_about(whole: float):
    found = evidence(judged(whole, 2.5, 3.0))
    assert found.related == ("p0", "p1") and found.cap is Tier.WATCH
    assert found.p_value is not None and found.p_value < 0.01
    assert [leg.kpi for leg in found.legs] == ["whole", "p0", "p1"]


@pytest.mark.parametrize("moved", [(2.5, 2.5, 3.0), (0.0, 2.5, 0.0), (0.0, 0.0, 0.0), (0.0, 2.5, -2.5)])
def test_a_whole_that_follows_or_parts_that_do_not_rise_stay_quiet(moved: tuple[float, ...]):
    healthy(judged(*moved))


@pytest.mark.parametrize("memory", [0.3, 0.9])
def test_honest_histories_are_not_told(memory: float):
    found = [judged(0.0, 0.0, 0.0, seed=seed, memory=memory)[0] for seed in range(30)]
    assert sum(isinstance(one, Evidence) for one in found) <= 2


def test_one_part_is_too_few():
    assert "fewer than two" in reason(judged(0.0, 2.5))


def test_a_kpi_that_nothing_supports_is_not_asked():
    at = tabled({"whole": {"name": "Whole", **UP}}, {"whole": 50 + np.asarray(many(1, 1)[0])})
    assert look("cascade_break", at, "whole") == []
