"""Excess and missing mass at a limit: how many records lie just inside that a smooth distribution would not put there.

A cubic log-linear counterfactual, with round places, is fitted to the bins outside the pile and the hole beyond the limit; how
wide these are is chosen so that the rest is described best (BIC). The excess is what the pile holds beyond the counterfactual,
the missing mass what the hole lacks. The interval is that of a bootstrap of whole weeks. For size, not for significance: see
monitor.statistics.local_jump. Null hypothesis: none. Assumes that records further off did not move. Minimum data: `OUTSIDE` bins
more than the fit has coefficients. Sources: Saez 2010; Chetty et al. 2011; Kleven 2016; METHODS 2.3d.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics import quasi_poisson

Array = NDArray[np.float64]

OUTSIDE = 3
DRAWS = 200
WEEKS = 8
"""With fewer weeks, bins are drawn instead of weeks."""


@dataclass(frozen=True, eq=False)
class ExcessMass:
    """`expected` (n,) is the counterfactual of all bins; `zone` and `hole` are how many bins they have."""

    expected: Array
    zone: int
    hole: int
    in_zone: int
    excess: float
    low: float
    high: float
    missing: float

    @property
    def usual(self) -> float:
        """What the zone would hold without the pile."""
        return self.in_zone - self.excess

    @property
    def share(self) -> float:
        """The excess as a share of what the zone would hold."""
        return self.excess / max(self.usual, 1.0)


def excess_mass(weekly: Array, limit: int, round_places: Array, rng: np.random.Generator, most: int) -> ExcessMass:
    """The masses for `weekly` counts (weeks, n) in bins of which those from `limit` on count as met; 90 % interval.

    `round_places` (n, k) as for local_jump; the pile and the hole have `most` bins at most.
    Raises NotEnoughDataError where too few bins remain to fit.
    """
    counts = weekly.sum(axis=0)
    design = _design(len(counts), limit, round_places)
    zone, hole = _stretches(counts, limit, design, most)
    weight = _outside(len(counts), limit, zone, hole)
    if weight.sum() < design.shape[1] + OUTSIDE:
        raise NotEnoughDataError("too few bins outside the pile")
    expected = quasi_poisson.fit(counts[None], design[None], weight[None]).expected[0]
    drawn = _drawn(weekly, rng)
    fits = quasi_poisson.fit(drawn, np.broadcast_to(design, (DRAWS, *design.shape)), np.broadcast_to(weight, drawn.shape))
    pile = slice(limit, limit + zone)
    low, high = np.quantile((drawn - fits.expected)[:, pile].sum(axis=1), (0.05, 0.95))
    return ExcessMass(
        expected=expected,
        zone=zone,
        hole=hole,
        in_zone=int(counts[pile].sum()),
        excess=float((counts - expected)[pile].sum()),
        low=float(low),
        high=float(high),
        missing=float(max((expected - counts)[limit - hole : limit].sum(), 0.0)),
    )


def _design(bins: int, limit: int, round_places: Array) -> Array:
    u = (np.arange(bins) - limit + 0.5) / bins * 2
    marks = round_places.sum(axis=0)
    kept = round_places[:, (marks >= 3) & (marks <= bins - 3)]
    return np.concatenate([u[:, None] ** np.arange(4), kept], axis=1)


def _outside(bins: int, limit: int, zone: int, hole: int) -> Array:
    weight = np.ones(bins)
    weight[limit - hole : limit + zone] = 0
    return weight


def _stretches(counts: Array, limit: int, design: Array, most: int) -> tuple[int, int]:
    """How many bins the pile and the hole have: those that leave the rest best described, each bin left out at a price (BIC)."""
    most_zone, most_hole = (max(min(most, side // 2), 1) for side in (len(counts) - limit, limit))
    tried = [(zone, hole) for zone in range(1, most_zone + 1) for hole in range(1, most_hole + 1)]
    weight = np.stack([_outside(len(counts), limit, zone, hole) for zone, hole in tried])
    tables = np.broadcast_to(counts, weight.shape)
    fits = quasi_poisson.fit(tables, np.broadcast_to(design, (len(tried), *design.shape)), weight)
    freedom = np.maximum(weight.sum(axis=1) - design.shape[1], 1)
    pearson = (weight * (tables - fits.expected) ** 2 / np.maximum(fits.expected, 1e-9)).sum(axis=1)
    scale = max(1.0, float(np.min(pearson / freedom)))
    price = fits.deviance / scale + np.log(len(counts)) * (1 - weight).sum(axis=1)
    return tried[int(np.argmin(price))]


def _drawn(weekly: Array, rng: np.random.Generator) -> Array:
    """Counts of bins when weeks are drawn anew, (DRAWS, bins)."""
    if len(weekly) < WEEKS:
        return np.asarray(rng.poisson(np.broadcast_to(weekly.sum(axis=0), (DRAWS, weekly.shape[1]))), dtype=float)
    times = rng.multinomial(len(weekly), np.full(len(weekly), 1 / len(weekly)), size=DRAWS)
    return np.asarray(times @ weekly, dtype=float)
