"""What is simulated case by case: gamed organisations with their records, and every honest kind that looks like one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.plan import DOSES, FIRST_SEED, Gamed, Unit, seeds_of

GAMED_RECORDS = (
    Gamed("superficial-closing: closed unsolved", "records-desk", {"kind": "superficial"}),
    Gamed("superficial-closing: hanging up", "records-contacts", {"kind": "hanging-up"}),
    Gamed("superficial-closing: back after the window", "records-desk", {"kind": "held-back"}),
    Gamed("case-splitting: problems", "records-desk", {"kind": "splitting"}, (0.54, 0.97, 1.00)),
    Gamed("case-splitting: purchases", "records-purchases", {"kind": "split"}),
    Gamed("survey-selection", "records-desk", {"kind": "selection"}, (0.54, 0.98, 1.00)),
    Gamed("reclassification: clocks stopped", "records-desk", {"kind": "pausing"}),
    Gamed("denominator-shrink", "records-desk", {"kind": "excluding"}, (0.42, 0.98, 1.00)),
    Gamed("delayed-harm", "records-sales", {"kind": "pushing"}, (0.35, 0.87, 1.00)),
    Gamed("period-end-push", "records-sales", {"kind": "pulling"}, (0.16, 0.56, 0.84)),
    Gamed("unit-outlier", "records-desk", {"kind": "outlier"}),
    Gamed("threshold-bunching: registered in time", "records-bunching", {"kind": "move"}),
    Gamed("threshold-bunching: closed early", "records-bunching", {"kind": "early"}),
    Gamed("threshold-bunching: times corrected", "records-bunching", {"kind": "correct"}),
    Gamed("threshold-bunching: spread out", "records-bunching", {"kind": "evasive"}),
    Gamed("threshold-bunching: amounts", "records-purchases", {"kind": "under"}),
    Gamed("digit-heaping: typed in", "records-bunching", {"kind": "rounder"}),
)
"""Ways of gaming that act on single records; the prototypes of METHODS 7 where theirs were of records too."""

ALIKE_RECORDS: Mapping[str, tuple[str, ...]] = {
    "records-desk": (
        *("honest", "growth", "repeats", "efficiency", "fault", "sampling", "alike", "harder", "product", "silence", "job"),
        *("waiting", "tempo", "specialist"),
    ),
    "records-sales": ("honest", "campaign", "fault", "month-ends"),
    "records-bunching": ("honest", "hours", "appointments", "jobs", "urgency", "always", "tariff", "ceiling"),
    "records-purchases": ("honest", "regular", "days", "prices"),
    "records-contacts": ("tempo", "wrong-numbers", "simple"),
}
"""Scenario -> its kinds in which nobody games."""


def alike_record_units(seeds: int, every: int = 0) -> Iterator[Unit]:
    """What looks like each pattern, in three sizes; and the scenario in which nothing happens."""
    for scenario, kinds in ALIKE_RECORDS.items():
        for seed in seeds_of(scenario, seeds):
            yield Unit("alike", f"{scenario}: nothing", scenario, (("gaming", "none"),), seed, every)
        for kind in kinds:
            for seed in seeds_of(f"{scenario}: {kind}", seeds):
                yield Unit("alike", f"{scenario}: {kind}", scenario, (("kind", kind), ("gaming", DOSES[seed % 3])), seed, every)


def gamed_record_units(seeds: int, every: int = 0, doses: tuple[str, ...] = DOSES) -> Iterator[Unit]:
    """Every way of gaming at each dose."""
    for one in GAMED_RECORDS:
        for dose in doses:
            settings = (*one.settings.items(), ("gaming", dose))
            for seed in range(FIRST_SEED, FIRST_SEED + seeds):
                yield Unit("gamed", f"{one.name}|{dose}", one.scenario, settings, seed, every)
