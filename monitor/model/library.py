"""An entry of the built-in KPI library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model.words import Category, Direction, Frequency, Language, Measures, Perspective, Timing


@dataclass(frozen=True)
class BenchmarkRule:
    """A generally accepted rule of thumb, with its source. `text` says it in words, per language."""

    text: Mapping[Language, str]
    source: str
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class LibraryKpi:
    """What a standard KPI is. `counter` holds library ids; `gaming` holds pattern words of the contract."""

    id: str
    area: str
    name: Mapping[Language, str]
    aliases: Mapping[Language, tuple[str, ...]]
    definition: Mapping[Language, str]
    formula: str
    unit: str
    direction: Direction
    measures: Measures
    timing: Timing
    perspective: Perspective
    category: Category
    frequency: Frequency
    counter: tuple[str, ...] = ()
    gaming: tuple[str, ...] = ()
    benchmarks: tuple[BenchmarkRule, ...] = ()
    context: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    note: Mapping[Language, str] | None = None
