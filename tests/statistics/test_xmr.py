"""Reference: the vector of METHODS 2.14 and 8 (the NHS package's vignette prints 4.6/-0.72 and 6.95/-3.06)."""

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError
from monitor.statistics.xmr import Xmr, signals, xmr

VECTOR = np.array([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], dtype=float)


def test_the_reference_vector() -> None:
    screened, plain = xmr(VECTOR), xmr(VECTOR, screened=False)
    assert screened.mean == pytest.approx(1.944, abs=5e-4)
    assert (screened.high, screened.low) == (pytest.approx(4.604, abs=5e-4), pytest.approx(-0.716, abs=5e-4))
    assert (plain.high, plain.low) == (pytest.approx(6.952, abs=1e-3), pytest.approx(-3.063, abs=1e-3))
    assert signals(VECTOR, screened).outside.tolist() == [number == 4 for number in range(18)]


def test_few_values_give_trial_limits_or_none() -> None:
    assert xmr(VECTOR[:11]).trial and not xmr(VECTOR[:12]).trial
    with pytest.raises(NotEnoughDataError, match="5 values"):
        xmr(np.array([1.0, 2.0, 3.0, 4.0]))
    with pytest.raises(NotEnoughDataError):
        xmr(np.array([1.0, np.nan] * 6))


def test_a_missing_period_lends_no_range_and_ends_a_run() -> None:
    gap = np.array([1.0, 2.0, np.nan, 9.0, 10.0, 9.0])
    assert xmr(gap, screened=False).moving_range == pytest.approx(1.0)
    limits = Xmr(0.0, -3.0, 3.0, 1.128, 20)
    broken = np.array([1.0, 1.0, 1.0, np.nan, 1.0, 1.0, 1.0, 1.0])
    assert not signals(broken, limits).any.any()


def test_the_four_rules() -> None:
    limits = Xmr(0.0, -3.0, 3.0, 1.128, 20)
    assert signals(np.array([0.5, -3.1, 0.2]), limits).outside.tolist() == [False, True, False]
    assert signals(np.full(7, 0.5), limits).one_side.all() and not signals(np.full(6, 0.5), limits).one_side.any()
    assert signals(np.arange(-3, 4) / 4, limits).trend.all() and not signals(np.arange(-3, 3) / 4, limits).trend.any()
    assert signals(np.array([2.5, 0.1, 2.2]), limits).two_of_three.tolist() == [True, False, True]
    assert not signals(np.array([2.5, 0.1, -2.2]), limits).two_of_three.any()


def test_a_constant_series_has_no_width_and_no_signal() -> None:
    limits = xmr(np.full(20, 4.0))
    assert (limits.low, limits.mean, limits.high) == (4.0, 4.0, 4.0)
    assert not signals(np.full(20, 4.0), limits).any.any()


def test_an_honest_year_breaks_a_rule_in_six_cases_of_ten() -> None:
    """METHODS 2.14: .62 for 52 independent weeks after a baseline of 24: why these rules are a picture and no finding."""
    rng = np.random.default_rng(5)
    broken = 0
    for history in rng.normal(size=(600, 76)):
        broken += bool(signals(history, xmr(history[:24])).any[24:].any())
    assert 0.55 < broken / 600 < 0.72
