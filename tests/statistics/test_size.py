"""How often a series without any change is called a rise: at most as often as promised, or as often as the docs admit.

3,000 series a kind, one-sided, shipped noise prior, three years of weeks with the date after the first. `HOLDS` must not exceed
its nominal rate by more than chance; `EXCEEDS` are the kinds for which docs/methods/alarm-promise.md says that it does, with the
rates measured there by benchmarks/alarm_rate.py: they must be neither worse nor, unnoticed, better.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom

from tests.statistics.series import PER_YEAR, TARGET, WEEKS, Array, compared, many

NUMBER = 3000
AT = np.arange(WEEKS)


def random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def small_counts() -> Array:
    return np.asarray(2 * np.sqrt(random(11).poisson(3, (NUMBER, WEEKS)) + 0.375))


def bounded_shares() -> Array:
    hits = random(12).binomial(20, 0.9, (NUMBER, WEEKS))
    return np.asarray(np.log((hits + 0.5) / (20 - hits + 0.5)))


def twice_as_noisy_after() -> Array:
    return many(NUMBER, 13, autocorrelation=0.3) * np.where(AT < TARGET, 1, 2)


def twice_as_noisy_before() -> Array:
    return many(NUMBER, 14, autocorrelation=0.3) * np.where(AT < TARGET, 2, 1)


HOLDS: dict[str, Callable[[], Array]] = {
    "independent": lambda: many(NUMBER, 1),
    "memory .3": lambda: many(NUMBER, 2, autocorrelation=0.3),
    "memory .6": lambda: many(NUMBER, 3, autocorrelation=0.6),
    "season": lambda: many(NUMBER, 4, autocorrelation=0.3, season=0.8),
    "heavy tails and outliers": lambda: many(NUMBER, 5, tails="t5", outliers=0.01),
    "noisier after": twice_as_noisy_after,
    "noisier before": twice_as_noisy_before,
    "small counts": small_counts,
    "shares near their bound": bounded_shares,
}

EXCEEDS: dict[str, tuple[dict[str, float], float, float]] = {
    "memory .9": ({"autocorrelation": 0.9}, 0.059, 0.012),
    "drift of half a standard deviation": ({"drift": 0.5}, 0.070, 0.007),
    "drift of one": ({"drift": 1.0}, 0.103, 0.023),
    "drift of one and memory .3": ({"drift": 1.0, "autocorrelation": 0.3}, 0.096, 0.019),
}


def at_most(rate: float, number: int = NUMBER) -> float:
    """The hits that a true rate exceeds once in a thousand."""
    return float(binom.isf(0.001, number, rate))


@pytest.mark.parametrize("kind", HOLDS)
def test_the_nominal_rate_holds(kind: str):
    p = compared(HOLDS[kind]()).p_up
    assert (p <= 0.05).sum() <= at_most(0.05)
    assert (p <= 0.01).sum() <= at_most(0.01)
    assert (p <= 0.001).sum() <= at_most(0.001)


@pytest.mark.parametrize("kind", HOLDS)
def test_rises_and_falls_are_called_alike(kind: str):
    fit = compared(HOLDS[kind]())
    assert abs(np.median(fit.p_up) - 0.5) < 0.05
    assert abs(fit.effect.mean()) < 0.05


@pytest.mark.parametrize("kind", EXCEEDS)
def test_where_the_nominal_rate_is_exceeded_it_is_by_as_much_as_the_docs_say(kind: str):
    family, at_five, at_one = EXCEEDS[kind]
    p = compared(many(NUMBER, 21, **family)).p_up
    for cut, measured in ((0.05, at_five), (0.01, at_one)):
        low, high = binom.ppf([0.001, 0.999], NUMBER, measured)
        assert low <= (p <= cut).sum() <= high, f"{(p <= cut).mean():.4f} of {NUMBER} at {cut}"
    assert np.mean(p <= 0.05) < 0.12


@pytest.mark.parametrize("memory", [0.0, 0.6])
def test_it_holds_with_a_fifth_of_the_weeks_missing(memory: float):
    weeks: NDArray[np.int64] = np.sort(random(31).choice(WEEKS, 125, replace=False))
    p = compared(many(NUMBER, 32, autocorrelation=memory)[:, weeks], at=weeks).p_up
    assert (p <= 0.05).sum() <= at_most(0.05) and (p <= 0.01).sum() <= at_most(0.01)


@pytest.mark.parametrize(
    ("periods", "start", "length", "per_year", "memory"),
    [(60, 24, 6, 12.0, 0.0), (60, 24, 6, 12.0, 0.6), (32, 12, 2, 4.0, 0.0), (32, 12, 2, 4.0, 0.6), (24, 12, 6, 12.0, 0.3)],
)
def test_it_holds_for_months_and_quarters(periods: int, start: int, length: int, per_year: float, memory: float):
    p = compared(many(NUMBER, 41, periods, per_year, autocorrelation=memory), None, start, length, per_year).p_up
    assert (p <= 0.05).sum() <= at_most(0.05) and (p <= 0.01).sum() <= at_most(0.01)


def test_what_newey_and_west_would_have_said():
    """The usual HAC errors call several times as many rises where there is memory: why they are not used."""
    import statsmodels.api as sm

    from tests.statistics.series import design

    y, columns = many(150, 51, autocorrelation=0.6), design(AT, per_year=PER_YEAR)
    fits = [sm.OLS(one, columns).fit(cov_type="HAC", cov_kwds={"maxlags": 4}) for one in y]
    theirs = np.mean([fit.tvalues[0] > 1.645 for fit in fits])
    assert theirs > 0.08 > 0.05 > np.mean(compared(y).p_up <= 0.05)
