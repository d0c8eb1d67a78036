"""The R-indicator: how far those who answered represent all who could have, and how wrong a mean can be by that.

R = 1 - 2 S, S the standard deviation of the propensities to answer over all groups of cases, less what chance adds in groups of
limited size (the bias correction of Shlomo, Skinner & Schouten 2012 for a saturated model). 1: all groups answer alike. The bias
of a mean is at most (1 - R) S(y) / (2 mean propensity). Assumes that the groups hold what answering depends on; what they do not
hold is not seen. Minimum data: one case in some group. Source: Schouten, Cobben & Bethlehem 2009 (Survey Methodology 35(1)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Representative:
    """`indicator` R; `propensity` the share of all who answered; `bias` the largest bias of a mean, in S(y)."""

    indicator: float
    propensity: float
    bias: float


def representative(answered: Array, cases: Array) -> Representative:
    """`answered` of `cases` in each group (groups,)."""
    there = cases > 0
    n, rate = cases[there], answered[there] / cases[there]
    whole = n.sum()
    mean = float((n * rate).sum() / whole)
    chance = float((rate * (1 - rate)).sum() / whole)
    spread = float(np.sqrt(max((n * (rate - mean) ** 2).sum() / whole - chance, 0.0)))
    return Representative(1 - 2 * spread, mean, spread / mean if mean > 0 else float("inf"))
