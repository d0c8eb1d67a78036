"""Very short contacts: do some units have far more of them than their tempo explains?

Contacts are counted in four classes of equal width, [0, c), [c, 2c), [2c, 3c) and [3c, 4c), beside all others. A unit's count in
a class is compared with what its mix of categories would bring (indirect standardisation); y = log(observed / expected). How
much units usually differ is taken from the three longer classes, the largest, but at least `HONEST`; the median of the squares
says it, so that a quarter of the units may be far out there too. A unit lies outside where y in the shortest class is above the
median by too much for that and for chance (Student's t, units - 1 degrees of freedom) and it has more contacts in [0, c) than in
[c, 2c) (exact binomial test), which no density does that rises towards its mode; the larger p-value counts, times the number of
units. Null hypothesis: units differ in their shortest contacts as they do in their short ones, or have fewer of the shortest than
of the next. Assumes independent contacts within units and comparable work within categories. Minimum data: 10 units.
Sources: Spiegelhalter 2005; Brown et al. 2005 (JASA 100:36-50) on agents who hang up; the combination is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics.funnel import LEAST

Array = NDArray[np.float64]

HONEST = 0.3
"""Units may honestly differ by about a third in how many wrong numbers and lost lines reach them (standard deviation of logs)."""

MIDDLE = 0.4549
"""The median of the square of a standard normal variable."""

_HALVINGS = 40


@dataclass(frozen=True, eq=False)
class VeryShort:
    """Per unit (I,): one-sided p-value, z, and how many contacts of the shortest class are beyond the usual unit's."""

    p_value: Array
    z: Array
    excess: Array
    usual_spread: float

    null_hypothesis = "Units differ in their shortest contacts as they do in their short ones."

    @property
    def smallest(self) -> float:
        """P(some unit lies so far out), by Bonferroni."""
        return float(min(1.0, len(self.p_value) * np.min(self.p_value)))


def very_short(classes: Array, contacts: Array) -> VeryShort:
    """`classes` (4, units, categories) counts per class of duration, `contacts` (units, categories) of all durations.

    Raises NotEnoughDataError with fewer than LEAST units.
    """
    from scipy.stats import binom
    from scipy.stats import t as student

    units = classes.shape[1]
    if units < LEAST:
        raise NotEnoughDataError(f"{units} units; {LEAST} are needed")
    observed = classes.sum(axis=2)
    expected = np.einsum("uc,kc->ku", contacts, classes.sum(axis=1) / np.maximum(contacts.sum(axis=0), 1.0))
    y, error = np.log((observed + 0.5) / (expected + 0.5)), 1 / np.sqrt(expected + 0.5)
    spread = max(HONEST, *(_usual_spread(y[one], error[one]) for one in (1, 2, 3)))
    middle = float(np.median(y[0]))
    z = (y[0] - middle) / np.sqrt(error[0] ** 2 + spread**2)
    shape = binom.sf(observed[0] - 1, observed[0] + observed[1], 0.5)
    p_value = np.maximum(student.sf(z, units - 1), shape)
    excess = np.maximum(observed[0] - expected[0] * np.exp(middle), 0.0)
    return VeryShort(np.asarray(p_value), np.asarray(z), np.asarray(excess), spread)


def _usual_spread(y: Array, error: Array) -> float:
    """The standard deviation between units at which the median square of their z is that of a standard normal variable."""
    square = (y - np.median(y)) ** 2

    def too_small(variance: float) -> bool:
        return bool(np.median(square / (error**2 + variance)) > MIDDLE)

    low, high = 0.0, float(square.max()) / MIDDLE
    if not too_small(0.0):
        return 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return float(np.sqrt((low + high) / 2))
