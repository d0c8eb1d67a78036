"""What is simulated: gamed organisations at three doses, and every honest kind that looks like one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from monitor.simulate.honest import KINDS

DOSES = ("weak", "medium", "strong")
FIRST_SEED = 100_000
"""Seeds below this one are used in tests and while developing."""


@dataclass(frozen=True)
class Gamed:
    """A way of gaming: the pattern's word, the scenario, and the recall of the prototypes of METHODS 7 at the same doses, where
    there is one: at 1 false flag per 100 KPI-years with the whole budget for one check and one look."""

    name: str
    scenario: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    prototype: tuple[float, float, float] | None = None


GAMED = (
    Gamed("paired-divergence: speed and quality", "speed-target", {}, (0.33, 0.79, 0.95)),
    Gamed("paired-divergence: leads and conversion", "lead-volume", {}, (0.33, 0.79, 0.95)),
    Gamed("case-splitting", "case-splitting", {}, (0.54, 0.97, 1.00)),
    Gamed("survey-selection", "survey-selection", {}, (0.54, 0.98, 1.00)),
    Gamed("delayed-harm", "sales-push", {}, (0.35, 0.87, 1.00)),
    Gamed("redefinition: declared", "redefinition", {"kind": "declared"}),
    Gamed("redefinition: undeclared", "redefinition", {"kind": "undeclared"}),
    Gamed("reclassification", "reclassification", {}, (0.08, 0.48, 0.93)),
    Gamed("denominator-shrink", "denominator-shrink", {}, (0.42, 0.98, 1.00)),
    Gamed("mix-shift", "mix-shift"),
    Gamed("spillover", "spillover", {}, (0.33, 0.79, 0.95)),
    Gamed("displacement", "displacement", {}, (0.33, 0.79, 0.95)),
    Gamed("cascade-break", "cascade-break"),
    Gamed("proxy-decay", "proxy-decay", {}, (0.22, 0.71, 0.97)),
    Gamed("unit-outlier", "unit-outlier"),
    Gamed("threshold-bunching: published values", "threshold-bunching"),
    Gamed("target-hugging", "target-hugging"),
    Gamed("period-end-push", "period-end-push", {}, (0.16, 0.56, 0.84)),
    Gamed("too-smooth", "too-smooth", {}, (0.42, 0.80, 0.99)),
    Gamed("digit-heaping", "digit-heaping"),
    Gamed("favourable-revision", "favourable-revision"),
    Gamed("target-tampering", "target-loosening"),
)

ALIKE: Mapping[str, tuple[str, ...]] = {
    "case-splitting": ("growth", "repeats", "efficiency", "simpler"),
    "survey-selection": ("sampling-cut", "fatigue", "improvement", "improvement-and-cut"),
    "sales-push": ("persuasion", "campaign", "market"),
    "lead-volume": ("campaign", "market"),
    "redefinition": ("noted", "gradual"),
    "target-loosening": ("loosened-early", "tightened-late"),
    "reclassification": ("effort", "slow", "noted", "surge"),
    "denominator-shrink": ("effort", "less-work", "rule", "worse"),
    "mix-shift": ("better-work", "harder-demand", "growth", "slow-demand"),
    "spillover": ("effort", "other-worsens", "both-worse"),
    "displacement": ("more-staff", "effort", "harder-cases", "load"),
    "cascade-break": ("work", "one-part", "late"),
    "proxy-decay": ("steadier", "improvement", "market"),
    "unit-outlier": ("all-better", "small-unit", "spread"),
    "threshold-bunching": ("improvement", "half-points", "ceiling"),
    "target-hugging": ("a-little-better", "improvement", "coarse"),
    "period-end-push": ("month-end", "busier-ends", "growth"),
    "too-smooth": ("steadier-work", "averaging", "improvement"),
    "digit-heaping": ("growth", "in-tens", "uneven"),
    "favourable-revision": ("mending", "late-entries", "undeclared", "migration"),
}
"""Scenario -> its kinds in which nobody games; `honest` has its own."""


@dataclass(frozen=True)
class Unit:
    """One history to simulate and judge. `part`: honest, alike or gamed. `every`: days between looks; 0: one look at the end."""

    part: str
    name: str
    scenario: str
    settings: tuple[tuple[str, Any], ...]
    seed: int
    every: int = 0

    @property
    def key(self) -> str:
        return json.dumps([self.part, self.name, self.scenario, self.settings, self.seed, self.every])


def seeds_of(name: str, seeds: int) -> range:
    """Seeds of its own for each kind: one seed is one noise in all kinds, and an unlucky history would count 31 times."""
    first = FIRST_SEED + 10_000 * (crc32(name.encode()) % 100_000)
    return range(first, first + seeds)


def honest_units(seeds: int, every: int = 0, kinds: tuple[str, ...] = tuple(KINDS)) -> Iterator[Unit]:
    """Organisations with a desk and a sales floor in which one honest thing happens."""
    for kind in kinds:
        for seed in seeds_of(kind, seeds):
            yield Unit("honest", f"honest: {kind}", "honest", (("kind", kind),), seed, every)


def alike_units(seeds: int, every: int = 0) -> Iterator[Unit]:
    """What looks like each pattern, in three sizes; and the scenario in which nothing happens."""
    for scenario, kinds in ALIKE.items():
        for seed in seeds_of(scenario, seeds):
            yield Unit("alike", f"{scenario}: nothing", scenario, (("gaming", "none"),), seed, every)
        for kind in kinds:
            for seed in seeds_of(f"{scenario}: {kind}", seeds):
                yield Unit("alike", f"{scenario}: {kind}", scenario, (("kind", kind), ("gaming", DOSES[seed % 3])), seed, every)


def gamed_units(seeds: int, every: int = 0, doses: tuple[str, ...] = DOSES) -> Iterator[Unit]:
    """Every way of gaming at each dose."""
    for one in GAMED:
        for dose in doses:
            settings = (*one.settings.items(), ("gaming", dose))
            for seed in range(FIRST_SEED, FIRST_SEED + seeds):
                yield Unit("gamed", f"{one.name}|{dose}", one.scenario, settings, seed, every)
