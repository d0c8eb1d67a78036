"""The sign test: whether corrections help more often than they hurt.

Null hypothesis: each of the independent batches of corrections helps with probability 1/2. Assumes that batches are independent
of each other; corrections that were made together count once. Flips (a missed period that the correction makes a hit, or the
other way round) are McNemar's test, which is the sign test of the discordant pairs. Minimum data: none for the arithmetic; with
fewer than ten batches no result is rare enough to be raised. Sources: Arbuthnott 1710; McNemar 1947; METHODS 2.10.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SignTest:
    """How many helped and hurt, and the exact one-sided p-value P(at least so many help)."""

    helped: int
    hurt: int
    p_value: float

    null_hypothesis = "A correction is as likely to hurt as to help."

    @property
    def number(self) -> int:
        return self.helped + self.hurt


def sign_test(helped: int, hurt: int) -> SignTest:
    """The exact one-sided test; p is 1 where there is nothing to count."""
    from scipy.stats import binom

    number = helped + hurt
    return SignTest(helped, hurt, float(binom.sf(helped - 1, number, 0.5)) if number else 1.0)
