"""A jump in how many records lie just inside a limit, against the jumps at other places of the same scale.

Counts in bins within a reach of the limit follow log E y = a + d(good side) + b1 u + b2 u(good side) + b3 u^2 + round places;
the statistic is the signed root of the quasi-likelihood ratio of d, with Pearson's dispersion. The same statistic at all other
bins (placebos) says how much it scatters on this scale; where bins of the same kind of roundness as the limit jump too, only
what is beyond their mean counts. Null hypothesis: the density jumps at the limit no more than elsewhere. Assumes bins closed on
the side that counts as met. Minimum data: `LEAST` records within reach, `SIDE` bins on either side, `PLACEBOS` other places.
Sources: METHODS 2.3a; McCullagh & Nelder 1989; the idea of placebo thresholds is that of Imbens & Lemieux 2008.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics import quasi_poisson

Array = NDArray[np.float64]

LEAST = 150
SIDE = 12
PLACEBOS = 8
SAME_KIND = 2
"""From so many other places of the same roundness on, the limit is compared with their mean."""

CLEAR = 2.0
"""That mean counts where it is so many standard errors above 0."""

WIDER = 1.2
"""The statistic is divided by the spread of other places where that is above this; below, it is chance (METHODS 1.9)."""

FREEDOM = 100.0
"""Degrees of freedom of the t distribution whose tail the scaled statistic keeps within; by simulation (docs/methods)."""


@dataclass(frozen=True)
class Jump:
    """The jump (log ratio, good over bad side), its signed root, the scatter of that elsewhere, and the one-sided p-value."""

    jump: float
    z: float
    usual: float
    """The mean of the statistic at places as round as the limit, where it is clearly above 0."""
    scatter: float
    placebos: int
    dispersion: float
    inside: int
    p_value: float

    null_hypothesis = "The density jumps at the limit no more than at other places of its scale."

    @property
    def ratio(self) -> float:
        """How many times as frequent records just inside are as just outside."""
        return float(np.exp(self.jump))


def local_jump(counts: Array, limit: int, reach: int, round_places: Array, on_limit: bool = False) -> Jump:
    """The test for `counts` (n,) in bins of which those from `limit` on count as met, within `reach` bins on either side.

    `round_places` (n, k) marks the bins that hold a round value, one column for each kind, from the finest to the coarsest.
    `on_limit`: whether values exactly on the limit are among the counts, so that its own roundness may make a pile.
    Raises NotEnoughDataError where there are too few records, bins, or other places.
    """
    from scipy.stats import t as student

    if reach < SIDE or limit - reach < 0 or limit + reach > len(counts):
        raise NotEnoughDataError(f"fewer than {SIDE} steps on one side of the limit")
    inside = int(counts[limit - reach : limit + reach].sum())
    if inside < LEAST:
        raise NotEnoughDataError(f"{inside} records near the limit; {LEAST} are needed")
    places = _places(counts, limit, reach)
    if len(places) < PLACEBOS:
        raise NotEnoughDataError(f"{len(places)} other places to compare with; {PLACEBOS} are needed")
    jumps, z, dispersion = _fitted(counts, np.concatenate([[limit], places]), reach, round_places)
    usual = _usual(z[1:], places, limit, round_places, on_limit)
    spread = float(np.sqrt(np.mean((z[1:] - z[1:].mean()) ** 2)))
    scatter = spread if spread > WIDER else 1.0
    p_value = float(student.sf((z[0] - usual) / scatter, FREEDOM))
    return Jump(float(jumps[0]), float(z[0]), usual, scatter, len(places), float(dispersion[0]), inside, p_value)


def _places(counts: Array, limit: int, reach: int) -> NDArray[np.int64]:
    """The other bins with enough records around them, on the scale that is used, and not so near the limit that what was moved
    lies within their reach.
    """
    total, used = np.concatenate([[0.0], np.cumsum(counts)]), np.flatnonzero(counts > 0)
    at = np.arange(used[0] + reach, used[-1] + 2 - reach)
    around = total[at + reach] - total[at - reach]
    return np.asarray(at[(np.abs(at - limit) >= reach) & (around >= LEAST)], dtype=np.int64)


def _fitted(counts: Array, at: NDArray[np.int64], reach: int, round_places: Array) -> tuple[Array, Array, Array]:
    """Jump, signed root of its likelihood ratio and dispersion at each place, (places,)."""
    window = at[:, None] + np.arange(-reach, reach)
    u = (np.arange(-reach, reach) + 0.5) / reach
    good = (u > 0).astype(float)
    smooth = np.stack([np.ones(len(u)), u, u * good, u**2], axis=1)
    columns = [np.broadcast_to(smooth, (len(at), *smooth.shape))]
    heaps = round_places[window] * _told_apart(round_places[window])[:, None, :]
    design = np.concatenate([*columns, heaps], axis=2)
    step = np.broadcast_to(good[:, None], (len(at), len(u), 1))
    with_jump = quasi_poisson.fit(counts[window], np.concatenate([step, design], axis=2))
    without = quasi_poisson.fit(counts[window], design)
    jump = with_jump.coefficients[:, 0]
    gain = np.maximum(without.deviance - with_jump.deviance, 0) / with_jump.dispersion
    return jump, np.sign(jump) * np.sqrt(gain), with_jump.dispersion


def _told_apart(places: Array) -> Array:
    """Which kinds of roundness can be told from the jump, (places, kinds): several round bins in the window, and several not."""
    half = places.shape[1] // 2
    marks = places.sum(axis=1)
    both = np.minimum(places[:, :half].sum(axis=1), places[:, half:].sum(axis=1)) >= 1
    return np.asarray((marks >= 3) & (marks <= places.shape[1] - 3) & both, dtype=float)


def _usual(z: Array, places: NDArray[np.int64], limit: int, round_places: Array, on_limit: bool) -> float:
    """The mean statistic at other places of the coarsest roundness that the limit has, where it is clearly above 0.

    Where values on the limit are among the counts, the largest: few places say little of how much a round number draws.
    """
    for kind in reversed(range(round_places.shape[1])):
        if round_places[limit, kind]:
            same = z[round_places[places, kind] > 0]
            if len(same) and on_limit:
                return max(0.0, float(same.max()))
            if len(same) >= SAME_KIND:
                return float(same.mean()) if same.mean() * np.sqrt(len(same)) > CLEAR else 0.0
    return 0.0
