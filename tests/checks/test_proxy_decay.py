"""Proxy decay over groups, of a single long pair, and what cannot be assessed."""

from __future__ import annotations

from typing import Any

import numpy as np

from monitor.model.words import Tier
from monitor.simulate.frame import frame_of
from monitor.simulate.outcome import observation_table
from tests.checks.situations import FIRST, evidence, healthy, look, reason, situation

KPIS: dict[str, Any] = {
    "m": {"name": "M", "direction": "higher", "supports": "v", "targets": [{"from": "2024-01-01", "value": 9}]},
    "v": {"name": "V", "direction": "lower"},
}


def judged(manipulated: float, units: int = 12, frequency: str = "monthly", periods: int = 48, **said: Any):
    rng = np.random.default_rng(1)
    after = np.arange(periods) >= periods // 2
    table: dict[tuple[str, str], dict[str, np.ndarray]] = {}
    for unit in ["", *(f"shop={number}" for number in range(units))]:
        real = rng.standard_normal(periods)
        pushed = np.sqrt(1 - manipulated) * real + np.sqrt(manipulated) * rng.standard_normal(periods)
        table["m", unit] = {"value": 10 + np.where(after, pushed, real)}
        table["v", unit] = {"value": 50 - real + 0.5 * rng.standard_normal(periods)}
    frame = frame_of(frequency, FIRST, before=0, after=periods)
    kpis = {name: {"frequency": frequency, **KPIS[name], **(said if name == "m" else {})} for name in KPIS}
    return look("proxy_decay", situation(kpis, observation_table(frame, table), frame.as_of), "m", {"outcome": ["v"]})


def test_a_link_that_is_lost_in_most_shops_is_found():
    found = evidence(judged(0.9))
    assert found.related == ("v",) and found.n == 12 and found.cap is Tier.FINDING
    assert 0.4 < found.effect.value <= 1.0  # type: ignore[union-attr]


def test_a_link_that_holds_is_healthy():
    healthy(judged(0.0))


def test_one_long_pair_is_worth_asking_about_at_most():
    start = {"targets": [{"from": "2024-01-01", "value": 9}]}
    found = evidence(judged(0.95, units=0, frequency="weekly", periods=208, **start))
    assert found.cap is Tier.WATCH and found.n == 1
    healthy(judged(0.0, units=0, frequency="weekly", periods=208, **start))


def test_what_cannot_be_assessed_says_why():
    assert "six units" in reason(judged(0.9, units=3))
    assert "supports" in reason(judged(0.9, supports=None))
    assert "no target" in reason(judged(0.9, targets=[]))
