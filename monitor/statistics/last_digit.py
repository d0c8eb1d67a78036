"""Last digits: whole numbers that end in 0 or 5 more often than one in five times.

Null hypothesis: the last digit is as good as uniform, which holds where the values spread over many tens. Assumes independent
values of at least three digits, in their order, that move by `SPREAD` units or more from one to the next. Minimum data: `LEAST`
values. Sources: Beber & Scacco 2012; Whipple's index (100 for uniform digits) as description; METHODS 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST = 300
SPREAD = 20.0
SMALLEST = 100.0


@dataclass(frozen=True)
class LastDigit:
    """How many of `number` whole numbers end in 0 or 5, and the exact one-sided p-value against one in five."""

    number: int
    round: int
    p_value: float

    null_hypothesis = "Last digits are uniform."

    @property
    def whipple(self) -> float:
        """Whipple's index: 100 for uniform digits, 500 where all end in 0 or 5."""
        return 500 * self.round / self.number


def last_digit(values: Array) -> LastDigit:
    """The test for whole numbers (N,). Raises NotEnoughDataError where they are too few, too small or too much alike."""
    from scipy.stats import binom

    known = values[np.isfinite(values) & (np.abs(values) >= SMALLEST)]
    if len(known) < LEAST or np.any(known != np.round(known)):
        raise NotEnoughDataError(f"{len(known)} whole numbers of three digits; {LEAST} are needed")
    if float(np.median(np.abs(np.diff(known)))) < SPREAD:
        raise NotEnoughDataError("the values are too much alike for their last digits to be uniform")
    ending = int(np.sum(np.abs(known) % 5 == 0))
    return LastDigit(len(known), ending, float(binom.sf(ending - 1, len(known), 0.2)))
