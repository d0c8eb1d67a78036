"""One unit that gets better alone when a target begins, and units that do not."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model.evidence import Evidence, Healthy, Outcome
from monitor.model.words import Tier
from tests.checks.situations import look, reason, simulated
from tests.statistics.test_size import at_most


def judged(seed: int, **settings: object) -> Outcome:
    (found,) = look("unit_moved_alone", simulated("unit-outlier", seed, **settings), "solved")
    return found


def test_the_unit_that_closes_on_paper_is_found_with_what_it_changed():
    found = judged(501, gaming=0.67)
    assert isinstance(found, Evidence) and found.cap is Tier.WATCH and found.segment == (("unit", "U01"),)
    assert found.effect is not None and found.effect.value == pytest.approx(8, abs=2), "6 x .02 x .67, in percentage points"
    assert found.p_value is not None and found.p_value < 1e-4


@pytest.mark.parametrize("frequency", ["weekly", "monthly"])
def test_half_the_dose_is_found_more_often_than_not(frequency: str):
    p_values = [judged(seed, gaming=0.5, frequency=frequency).p_value for seed in range(510, 518)]  # type: ignore[union-attr]
    assert sum(p is not None and p <= 0.01 for p in p_values) >= 5


@pytest.mark.parametrize("settings", [{"gaming": 0}, {"kind": "all-better"}, {"kind": "small-unit"}, {"kind": "spread"}])
def test_honest_units_are_called_out_no_more_often_than_promised(settings: dict[str, object]):
    found = [judged(seed, **settings) for seed in range(520, 550)]
    p_values = np.array([one.p_value for one in found if isinstance(one, Evidence | Healthy)], dtype=float)
    assert len(p_values) == 30 and all((p_values <= cut).sum() <= at_most(cut, 30) for cut in (0.05, 0.01))


@pytest.mark.parametrize(
    ("scenario", "kpi"), [("digit-heaping", "visits"), ("proxy-decay", "score"), ("threshold-bunching", "met")]
)
def test_units_of_any_size_that_wander_are_called_out_no_more_often_than_promised(scenario: str, kpi: str):
    found = [look("unit_moved_alone", simulated(scenario, seed, gaming=0), kpi)[0] for seed in range(600, 620)]
    p_values = np.array([one.p_value for one in found if isinstance(one, Evidence | Healthy)], dtype=float)
    assert len(p_values) == 20 and all((p_values <= cut).sum() <= at_most(cut, 20) for cut in (0.05, 0.01))


def test_without_units_or_a_target_it_is_not_assessed():
    at = simulated("unit-outlier", 1, {"solved": {"targets": []}}, gaming=1)
    assert reason(look("unit_moved_alone", at, "solved")).startswith("no target began")
    assert reason(look("unit_moved_alone", simulated("speed-target", 1), "first_response_time")) == "has no values by unit"
