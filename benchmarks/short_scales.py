"""How often the tests of short scales and of scales with gaps err on honest records, through the choice that the check makes.

    python -m benchmarks.short_scales --draws 4000

Each draw is a scale of whole points on which more is better, judged as monitor.checks.threshold_bunching judges it: a scale with
gaps is put together to about 30 bins, a short one by the clearer of a spike and a step. No limit is worked towards.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import numpy as np

from benchmarks.bunching import LEVELS, Array, Rates, rates
from monitor.checks._limit_bins import Bins, as_tested
from monitor.checks._limit_tests import decide
from monitor.checks._limits import Limit
from monitor.errors import NotEnoughDataError, Place
from monitor.model.kpi import Kpi
from monitor.model.records import RecordKind, RecordTable
from monitor.model.words import Language

SIZES = (1_000, 4_000, 16_000, 100_000)
Draw = Callable[[np.random.Generator], tuple[Array, int]]
"""The probabilities of the points of a scale, and where its limit lies."""


def hump(rng: np.random.Generator, points: int, irregular: float) -> Array:
    """A hump, each value more or less usual than its neighbours by about the share `irregular`."""
    at = np.arange(points)
    middle, wide = rng.uniform(0.2, 0.8) * points, rng.uniform(0.2, 0.4) * points
    shape = np.exp(-(((at - middle) / wide) ** 2) / 2) * np.exp(rng.normal(0, irregular, points))
    return np.asarray(shape / shape.sum())


def plain(points: int, irregular: float) -> Draw:
    """A short scale; the limit lies anywhere from a third to two thirds of it."""
    return lambda rng: (hump(rng, points, rng.uniform(0, irregular)), int(rng.integers(points // 3, 2 * points // 3 + 1)))


def rounded(points: int, every: int) -> Draw:
    """Values are rounded to multiples of `every` now and then, and the limit is one of them."""

    def draw(rng: np.random.Generator) -> tuple[Array, int]:
        shape, at, share = hump(rng, points, 0.05), np.arange(points), rng.uniform(0.05, 0.4)
        near = np.clip(np.round(at / every).astype(int) * every, 0, (points - 1) // every * every)
        kept = (1 - share) * shape + share * np.bincount(near, weights=shape, minlength=points)
        return kept, every * round(rng.uniform(0.35, 0.65) * points / every)

    return draw


def converted(rng: np.random.Generator, kinks: bool = False) -> tuple[Array, int]:
    """Marks turned into a scale of 0 to 100 by a table that is smoothly steeper here than there: some points nobody can have.

    `kinks`: the table is made of five straight pieces, whose slopes differ by up to three times.
    """
    raw = int(rng.integers(60, 90))
    marks = hump(rng, raw + 1, 0.03)
    slope = np.exp(np.interp(np.linspace(0, 3, raw + 1), np.arange(4), rng.normal(0, 0.3, 4)))
    if kinks:
        slope = rng.uniform(0.5, 1.5, 5)[np.minimum(np.arange(raw + 1) * 5 // raw, 4)]
    points = np.round(100 * (np.cumsum(slope) - slope[0]) / (slope.sum() - slope[0])).astype(int)
    return np.asarray(np.bincount(points, weights=marks, minlength=101), dtype=float), int(rng.integers(45, 76))


FAMILIES: Mapping[str, Draw] = {
    "11 points, irregular": plain(11, 0.15),
    "21 points, irregular": plain(21, 0.3),
    "28 points, irregular": plain(28, 0.3),
    "21 points, rounded to 5, limit round": rounded(21, 5),
    "28 points, rounded to 2, limit round": rounded(28, 2),
    "marks converted, with gaps": converted,
    "marks converted, with gaps and kinks": lambda rng: converted(rng, kinks=True),
}


def bins_on(counts: Array, limit: int) -> Bins:
    """Whole points as the check lays them; those from `limit` on count as met."""
    kpi = Kpi("share", {Language.EN: "Share that passes"}, Place("kpis.yaml"))
    table = RecordTable("scores", RecordKind.MEASUREMENTS, {})
    points, number = len(counts), np.array([counts.sum()])
    return Bins(
        of=Limit(kpi, table, "score", "", "at", float(limit), False, True, "points"),
        weeks=(date(2024, 1, 1),),
        weekly=counts[None],
        limit=limit,
        reach=max(round(limit / 4), 12),
        width=1.0,
        edges=np.arange(points + 1, dtype=float),
        round_places=np.zeros((points, 0)),
        met=np.array([counts[limit:].sum()]),
        number=number,
        came_back=None,
        fine=False,
        near=limit / 8,
        left_out=0,
    )


def p_value(counts: Array, limit: int) -> float:
    """What the check would say; NaN where it would not."""
    try:
        return decide(as_tested(bins_on(counts, limit), before=False), None).p_value
    except NotEnoughDataError:
        return float("nan")


def honest(draws: int, seed: int = 3) -> Iterator[Rates]:
    """The size on every family and number of records."""
    for family, draw in FAMILIES.items():
        for size in SIZES:
            rng = np.random.default_rng([seed, size])
            drawn = (draw(rng) for _ in range(draws))
            yield rates(f"{family}, {size}", (p_value(rng.poisson(size * shape).astype(float), limit) for shape, limit in drawn))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4000)
    print(f"honest: share of p-values at or below {LEVELS}")
    for found in honest(parser.parse_args().draws):
        print(found.line(), flush=True)


if __name__ == "__main__":
    main()
