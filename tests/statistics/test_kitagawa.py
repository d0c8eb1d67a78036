"""Kitagawa's decomposition against Berkeley 1973 and what must hold whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.statistics.kitagawa import decompose, parts_of

MEN = np.array([825, 560, 325, 417, 191, 373.0])
MEN_ADMITTED = np.array([512, 353, 120, 138, 53, 22.0])
WOMEN = np.array([108, 25, 593, 375, 393, 341.0])
WOMEN_ADMITTED = np.array([89, 17, 202, 131, 94, 24.0])


def test_berkeley_1973():
    """Women were admitted 14.16 points less often, though their rates in the departments were 3.6 points better (METHODS 8)."""
    rate, mix = decompose(WOMEN_ADMITTED, MEN_ADMITTED, WOMEN, MEN)
    assert float(rate) == pytest.approx(-0.0360, abs=5e-5)
    assert float(mix) == pytest.approx(0.1777, abs=5e-5)
    assert float(rate + mix) == pytest.approx(0.1416, abs=5e-5)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.integers(1, 500)] * 2, *[st.floats(0, 1)] * 2), min_size=2, max_size=8))
def test_the_parts_add_up_and_turn_round(groups: list[tuple[int, int, float, float]]):
    cases = np.array([[one[0] for one in groups], [one[1] for one in groups]], dtype=float)
    sums = cases * np.array([[one[2] for one in groups], [one[3] for one in groups]])
    rate, mix = decompose(sums[0], sums[1], cases[0], cases[1])
    assert rate + mix == pytest.approx(sums[1].sum() / cases[1].sum() - sums[0].sum() / cases[0].sum())
    back = decompose(sums[1], sums[0], cases[1], cases[0])
    assert back[0] == pytest.approx(-rate) and back[1] == pytest.approx(-mix)


def test_a_group_that_disappears_changes_the_mix_only():
    rate, mix = decompose(np.array([80.0, 20.0]), np.array([160.0, 0.0]), np.array([100.0, 100.0]), np.array([200.0, 0.0]))
    assert rate == pytest.approx(0) and mix == pytest.approx(0.3)


def test_the_interval_holds_what_did_not_change():
    """The rate part is truly zero: nine of ten 90 % intervals hold it."""
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        cases = rng.poisson(60, (3, 120)).astype(float)
        sums = rng.binomial(cases.astype(int), np.array([[0.9], [0.6], [0.3]])).astype(float)
        parts = parts_of(sums, cases, np.arange(50), np.arange(60, 120), seed, block=4)
        assert parts.rate_interval is not None
        held += parts.rate_interval[0] <= 0 <= parts.rate_interval[1]
    assert 80 <= held <= 97
