"""Bunching on a scale of bins: Frandsen's own p-values, size where units persist or values are heaped, power."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from monitor.checks._resolution import nice
from monitor.errors import NotEnoughDataError
from monitor.statistics.frandsen import against_placebos, two_sided
from tests.statistics.series import Array
from tests.statistics.test_size import at_most

BINS = 30


@pytest.mark.parametrize(
    ("bins", "expected"),
    [
        ((100, 140, 100), (0.00208, 0.00391, 0.01706)),
        ((100, 125, 100), (0.0453, 0.0633, 0.1463)),
        ((100, 80, 100), (0.101, 0.104, 0.229)),
    ],
)
def test_the_values_of_the_author_s_program(bins: tuple[int, int, int], expected: tuple[float, ...]):
    found = [two_sided(*bins, curvature=k) for k in (0, 0.02, 0.1)]
    assert found == pytest.approx(expected, abs=6e-4, rel=5e-3)


def panel(rng: np.random.Generator, units: int, between: float, within: float, memory: float) -> Array:
    noise = np.empty((units, 36))
    noise[:, 0] = rng.standard_normal(units)
    for month in range(1, 36):
        noise[:, month] = memory * noise[:, month - 1] + np.sqrt(1 - memory**2) * rng.standard_normal(units)
    return (between * rng.standard_normal((units, 1)) + within * noise).ravel()


def counts(gaps: Array) -> Array:
    low, high = np.quantile(gaps, (0.1, 0.9))
    bins = np.floor(gaps / nice((high - low) / 25.631) + 1e-9).astype(int) + BINS
    return np.bincount(bins[(bins >= 0) & (bins <= 2 * BINS)], minlength=2 * BINS + 1).astype(float)


def half_rounded(rng: np.random.Generator, step: float) -> Array:
    values = panel(rng, 100, 6, 3, 0.3)
    return np.where(rng.random(3600) < 0.5, step * np.round(values / step), values)


def p_of(gaps: Array) -> float:
    """The p-value at 0; NaN where there is too little."""
    try:
        return against_placebos(counts(gaps), BINS).p_value
    except NotEnoughDataError:
        return float("nan")


KINDS: dict[str, Callable[[np.random.Generator], Array]] = {
    "smooth": lambda rng: panel(rng, 100, 3, 2, 0.3),
    "units that stay": lambda rng: panel(rng, 100, 5, 1, 0.6) + 2,
    "few units": lambda rng: panel(rng, 40, 4, 4, 0.3),
    "skewed": lambda rng: 5 - rng.gamma(2, 4, 3600),
    "half of the values in whole numbers": lambda rng: half_rounded(rng, 1.0),
    "half of the values in fives": lambda rng: half_rounded(rng, 5.0),
}


@pytest.mark.parametrize("kind", KINDS)
def test_size(kind: str):
    rng = np.random.default_rng(1)
    p = np.array([p_of(KINDS[kind](rng)) for _ in range(600)])
    assert np.isfinite(p).mean() > 0.5
    assert all((p <= cut).sum() <= at_most(cut, 600) for cut in (0.05, 0.01, 0.001))


@pytest.mark.parametrize(("part", "least"), [(0.2, 0.3), (0.4, 0.9)])
def test_power_where_a_part_of_the_near_misses_is_moved(part: float, least: float):
    rng = np.random.default_rng(2)
    found = 0
    for _ in range(100):
        gaps = panel(rng, 150, 4, 2, 0.5) - 1
        moved = (gaps < 0) & (gaps > -1) & (rng.random(len(gaps)) < part)
        found += against_placebos(counts(np.where(moved, rng.uniform(0, 0.4, len(gaps)), gaps)), BINS).p_value <= 0.01
    assert found >= 100 * least


def test_what_it_says():
    flat = np.full(61, 50.0)
    flat[30] = 80
    found = against_placebos(flat, 30)
    assert (found.before, found.at, found.after, found.excess, found.scatter) == (50, 80, 50, 30, 1.0)
    assert found.placebos == 54 and 0.001 < found.p_value < 0.01


@pytest.mark.parametrize("few", [np.full(61, 10.0), np.where(np.abs(np.arange(61) - 30) < 3, 90.0, 5.0)])
def test_too_little_near_the_target_or_elsewhere(few: Array):
    with pytest.raises(NotEnoughDataError):
        against_placebos(few, 30)
