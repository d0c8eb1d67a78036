"""Heaping of shares at whole percentages, against what chance gives with the same numbers of cases.

A share k/n is called whole when it lies within `NEAR` percentage points of a whole percentage. Null hypothesis: k is a draw
from Bin(n, k/n) around what was reported, so that shares fall on whole percentages as often as their numerators let them; small
denominators make many whole percentages honestly, and that is in the expectation. The expectation is the normal approximation
of the draws' lattice instead of Monte-Carlo draws: the same number, without its noise (a test compares them). The count is
compared by the binomial with the mean expectation, whose spread is at least the true one (Hoeffding 1956). Assumes independent
values. Minimum data: `LEAST` values of at least `CASES` cases. Source: Kobak, Shpilkin & Pshenichnikov 2016.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

NEAR = 0.05
CASES = 100
LEAST = 300
_REACH = 4.5
"""Draws beyond so many standard deviations do not count."""


@dataclass(frozen=True)
class WholePercent:
    """How many of `number` shares are whole, how many are expected, z and the one-sided p-value."""

    number: int
    whole: int
    expected: float
    z: float
    p_value: float

    null_hypothesis = "Shares fall on whole percentages as often as chance and their denominators make them."

    @property
    def excess(self) -> float:
        """The share of all values that is whole beyond expectation."""
        return (self.whole - self.expected) / self.number


def whole_percent(hits: Array, cases: Array) -> WholePercent:
    """The test for shares hits / cases, both (N,). Raises NotEnoughDataError with fewer than LEAST that can be judged.

    Shares of fewer than CASES cases, and of 0 or all cases, are left out.
    """
    from scipy.stats import binom

    keep = np.isfinite(hits) & np.isfinite(cases) & (cases >= CASES) & (hits > 0) & (hits < cases)
    hits, cases = hits[keep], cases[keep]
    if len(hits) < LEAST:
        raise NotEnoughDataError(f"{len(hits)} shares of at least {CASES} cases; {LEAST} are needed")
    whole = int(is_whole(hits, cases).sum())
    chance = expected_whole(hits, cases)
    expected, spread = float(chance.sum()), float(np.sqrt(np.sum(chance * (1 - chance))))
    p_value = float(binom.sf(whole - 1, len(hits), expected / len(hits)))
    return WholePercent(len(hits), whole, expected, (whole - expected) / spread if spread else 0.0, p_value)


def is_whole(hits: Array, cases: Array) -> NDArray[np.bool_]:
    """Which shares lie within NEAR percentage points of a whole percentage."""
    percent = 100 * hits / cases
    return np.asarray(np.abs(percent - np.round(percent)) <= NEAR + 1e-9)


def expected_whole(hits: Array, cases: Array) -> Array:
    """P(a draw of Bin(n, k/n) is a whole percentage), per value (N,)."""
    from scipy.special import ndtr

    share = hits / cases
    spread = np.sqrt(cases * share * (1 - share))
    centre = np.round(100 * share)
    steps = int(np.ceil(np.max(_REACH * spread / cases * 100))) + 1
    chance = np.zeros(len(hits))
    for step in range(-steps, steps + 1):
        percent = centre + step
        low = np.ceil(cases * (percent - NEAR) / 100 - 1e-9)
        high = np.floor(cases * (percent + NEAR) / 100 + 1e-9)
        inside = (high >= low) & (percent >= 0) & (percent <= 100)
        mass = ndtr((high + 0.5 - hits) / spread) - ndtr((low - 0.5 - hits) / spread)
        chance += np.where(inside, mass, 0.0)
    return np.minimum(chance, 1.0)
