"""The exact sign test, against METHODS 2.10 and binomial tails."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.sign_test import sign_test
from tests.statistics.test_size import at_most


@pytest.mark.parametrize(("number", "favourable"), [(12, 10), (24, 18), (36, 25), (60, 38)])
def test_how_many_favourable_corrections_are_needed_at_three_percent(number: int, favourable: int):
    assert sign_test(favourable, number - favourable).p_value <= 0.03 < sign_test(favourable - 1, number - favourable + 1).p_value


def test_by_hand():
    assert sign_test(6, 0).p_value == pytest.approx(1 / 64)
    assert sign_test(9, 2).p_value == pytest.approx((55 + 11 + 1) / 2**11)
    assert sign_test(0, 0).p_value == 1 and sign_test(0, 5).p_value == 1


def test_size_and_power():
    helped = np.random.default_rng(1).binomial(36, 0.5, 3000)
    p = np.array([sign_test(int(k), 36 - int(k)).p_value for k in helped])
    assert all((p <= cut).sum() <= at_most(cut) for cut in (0.05, 0.01, 0.001))
    mostly = np.random.default_rng(2).binomial(36, 0.75, 1000)
    assert np.mean([sign_test(int(k), 36 - int(k)).p_value <= 0.03 for k in mostly]) == pytest.approx(0.83, abs=0.05)
