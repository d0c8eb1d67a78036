"""How often the tests at a limit err on honest records, and how often they find people who work towards it.

    python -m benchmarks.bunching --draws 4000

Counts are drawn from the bins' own probabilities, so that a million records cost no more than a thousand. Every honest family
draws its shape anew: median and spread of the times, rhythm of the day, shares of values that are typed in.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics.bin_contrast import bin_contrast
from monitor.statistics.local_jump import local_jump
from monitor.statistics.step_on_scale import step_on_scale

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Array]

LIMIT, LOW, HIGH = 24.0, 6.0, 78.0
WIDTH, REACH = 0.25, 24
SIZES = (1_000, 4_000, 16_000, 100_000, 1_000_000)
LEVELS = (0.01, 0.001, 0.0001)
MINUTES = np.arange(1, int(HIGH * 60) + 1) / 60
"""Hours, minute by minute; each stands for the minute that it ends."""


def lognormal(rng: np.random.Generator, rhythm: float = 0.0) -> Array:
    """Probability of each minute."""
    median, spread = rng.uniform(8, 24), rng.uniform(0.7, 1.2)
    density = np.exp(-((np.log(MINUTES / median) / spread) ** 2) / 2) / MINUTES
    return normalised(density * (1 + rhythm * np.cos(2 * np.pi * MINUTES / 24)))


def normalised(density: Array) -> Array:
    """Probabilities that sum to the share of records that end before the last minute (all)."""
    return np.asarray(density / density.sum())


def typed(probability: Array, shares: Mapping[int, float]) -> Array:
    """A share of the records is typed in as multiples of so many minutes."""
    kept = probability * (1 - sum(shares.values()))
    minute = np.arange(1, len(probability) + 1)
    for step, share in shares.items():
        rounded = np.clip(np.round(minute / step).astype(int) * step, 1, len(probability))
        kept += np.bincount(rounded - 1, weights=share * probability, minlength=len(probability))
    return np.asarray(kept)


FAMILIES: Mapping[str, Draw] = {
    "uniform": lambda rng: normalised(np.ones(len(MINUTES))),
    "lognormal, rhythm of the day": lambda rng: lognormal(rng, rng.uniform(0, 0.5)),
    "typed to 5 minutes": lambda rng: typed(lognormal(rng, rng.uniform(0, 0.5)), {5: rng.uniform(0.1, 0.6)}),
    "typed to 15 minutes": lambda rng: typed(lognormal(rng, rng.uniform(0, 0.5)), {15: rng.uniform(0.1, 0.9)}),
    "typed to hours": lambda rng: typed(
        lognormal(rng, rng.uniform(0, 0.5)), {60: rng.uniform(0.05, 0.3), 15: rng.uniform(0, 0.3)}
    ),
    "whole hours and days": lambda rng: typed(lognormal(rng, 0.3), {60: 0.2, 1440: rng.uniform(0.01, 0.05)}),
}


def in_bins(probability: Array, on_limit: bool = False) -> Array:
    """Probabilities of the bins that end at multiples of a quarter of an hour, those that meet the limit last.

    `on_limit`: whether the minute of the limit itself is counted, as on scales as coarse as a bin.
    """
    per = round(WIDTH * 60)
    first = round(LOW * 60)
    if not on_limit:
        probability = probability.copy()
        probability[round(LIMIT * 60) - 1] = 0
    return np.asarray(probability[first:].reshape(-1, per).sum(axis=1)[::-1])


def round_marks() -> Array:
    """Which bins hold a half hour, a whole one, a whole day."""
    ends = (LOW + WIDTH * np.arange(1, round((HIGH - LOW) / WIDTH) + 1))[::-1]
    return np.stack([np.abs(ends / kind - np.round(ends / kind)) < 1e-9 for kind in (0.5, 1.0, 12.0, 24.0)], axis=1).astype(float)


def in_batches(rng: np.random.Generator, mean: Array, share: float = 0.15, size: float = 6.0) -> Array:
    """Counts of which a share comes in batches that end together."""
    alone = rng.poisson(mean * (1 - share))
    return np.asarray(alone + rng.poisson(rng.poisson(mean * share / size) * size), dtype=float)


def moved(probability: Array, share: float, kind: str) -> Array:
    """`late`: a share of the two hours beyond the limit ends in the last half hour; `all`: of the day beyond, in the last."""
    at, beyond, within = round(LIMIT * 60), 120 if kind == "late" else 1440, 30 if kind == "late" else 60
    changed = probability.copy()
    taken = share * changed[at : at + beyond]
    changed[at : at + beyond] -= taken
    changed[at - within : at] += taken.sum() / within
    return changed


@dataclass(frozen=True)
class Rates:
    """How often p-values lay at or below each of LEVELS, of how many."""

    name: str
    number: int
    below: tuple[int, ...]

    def line(self) -> str:
        """As a line of a table: rates with Wilson's 95 % intervals."""
        parts = []
        for count in self.below:
            low, high = wilson(count, self.number)
            parts.append(f"{count / max(self.number, 1):.5f} ({low:.5f}-{high:.5f})")
        return f"| {self.name} | {self.number} | " + " | ".join(parts) + " |"


def wilson(hits: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not number:
        return 0.0, 1.0
    z, share = 1.96, hits / number
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * np.sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    return float(max(middle - half, 0)), float(min(middle + half, 1))


def rates(name: str, p_values: Iterator[float]) -> Rates:
    """Counts of p-values; those that could not be had are NaN."""
    known = np.array([one for one in p_values if np.isfinite(one)])
    return Rates(name, len(known), tuple(int((known <= level).sum()) for level in LEVELS))


def jump_p(counts: Array, on_limit: bool = False) -> float:
    """The p-value of the local jump."""
    try:
        return local_jump(counts, round((HIGH - LIMIT) / WIDTH), REACH, round_marks(), on_limit).p_value
    except NotEnoughDataError:
        return float("nan")


def contrast_p(before: Array, after: Array) -> float:
    """The p-value of before and after."""
    try:
        return bin_contrast(before, after, round((HIGH - LIMIT) / WIDTH), REACH).p_value
    except NotEnoughDataError:
        return float("nan")


def honest(draws: int, seed: int = 1) -> Iterator[Rates]:
    """The size of every test on every family and number of records."""
    for family, draw in FAMILIES.items():
        for size in SIZES:
            rng = np.random.default_rng([seed, size])
            yield rates(
                f"jump: {family}, {size}", (jump_p(rng.poisson(size * in_bins(draw(rng))).astype(float)) for _ in range(draws))
            )
    for size in SIZES:
        rng = np.random.default_rng([seed + 1, size])
        yield rates(f"jump: days, limit counted, {size}", (_on_limit(rng, size) for _ in range(draws)))
        yield rates(
            f"jump: in batches, {size}", (jump_p(in_batches(rng, size * in_bins(lognormal(rng, 0.3)))) for _ in range(draws))
        )
        yield rates(
            f"contrast: typed to 15 minutes, {size}", (_two(rng, FAMILIES["typed to 15 minutes"], size) for _ in range(draws))
        )
        yield rates(f"step: 21 points, {size}", (_points(rng, size, 21, 14) for _ in range(draws)))


def _on_limit(rng: np.random.Generator, size: int) -> float:
    probability = typed(lognormal(rng, 0.3), {15: 0.7, 60: 0.2, 1440: rng.uniform(0.01, 0.05)})
    return jump_p(rng.poisson(size * in_bins(probability, on_limit=True)).astype(float), on_limit=True)


def _two(rng: np.random.Generator, draw: Draw, size: int) -> float:
    probability = in_bins(draw(rng))
    return contrast_p(*(rng.poisson(size * probability).astype(float) for _ in range(2)))


def _points(rng: np.random.Generator, size: int, values: int, limit: int) -> float:
    """Points of a scale on which single values are more or less usual."""
    at = np.arange(values)
    shape = np.exp(-(((at - rng.uniform(4, 16)) / rng.uniform(4, 8)) ** 2) / 2) * np.exp(
        rng.normal(0, rng.uniform(0, 0.3), values)
    )
    try:
        return step_on_scale(rng.poisson(size * shape / shape.sum()).astype(float), limit).p_value
    except NotEnoughDataError:
        return float("nan")


def gamed(draws: int, seed: int = 2) -> Iterator[Rates]:
    """The power at the doses of METHODS 7.3; records in a year."""
    for size in (1_000, 4_000, 16_000):
        for kind, shares in (("late", (0.1, 0.2, 0.4)), ("all", (0.1, 0.2))):
            for share in shares:
                rng = np.random.default_rng([seed, size, round(100 * share)])
                yield rates(f"{size} a year, {kind} {share:.0%}", (_gamed(rng, size, share, kind) for _ in range(draws)))


def _gamed(rng: np.random.Generator, size: int, share: float, kind: str) -> float:
    family = list(FAMILIES.values())[1:5][int(rng.integers(4))]
    return jump_p(rng.poisson(size * in_bins(moved(family(rng), share, kind))).astype(float))


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--only", choices=["honest", "gamed"])
    said = parser.parse_args()
    for part, made in (("honest", honest), ("gamed", gamed)):
        if said.only in (None, part):
            print(f"\n{part}: share of p-values at or below {LEVELS}")
            for found in made(said.draws if part == "honest" else max(said.draws // 5, 100)):
                print(found.line(), flush=True)


if __name__ == "__main__":
    main()
