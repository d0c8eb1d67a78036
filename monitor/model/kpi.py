"""A KPI as its catalogue describes it. All values are plain and frozen; None or empty means 'not said'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.errors import Place
from monitor.model.words import (
    Category,
    Consequence,
    Direction,
    Frequency,
    Language,
    Level,
    Measures,
    Perspective,
    Timing,
)


@dataclass(frozen=True)
class Target:
    """A target in force from `start` until `until` (or the next target). `low`/`high` for `direction: range`."""

    start: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    until: date | None = None
    set_on: date | None = None
    deadline: date | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Benchmark:
    value: float
    source: str | None = None


@dataclass(frozen=True)
class Records:
    """Where the records behind a KPI are: a source of `events:`, and optionally a measure and a filter."""

    events: str
    measure: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Threshold:
    """The limit of one record. `met`: the side that counts as met, `below` or `above`."""

    limit: float
    met: str | None = None
    inclusive: bool = True


@dataclass(frozen=True)
class Review:
    last: date | None = None
    every: Frequency | None = None


@dataclass(frozen=True)
class Decision:
    on: date
    what: str


@dataclass(frozen=True)
class Audit:
    """A sample of the KPI's records counted anew by somebody else. `agrees`: whether the KPI's own number held."""

    on: date
    by: str
    agrees: bool
    what: str | None = None


@dataclass(frozen=True)
class Note:
    """A known event. It explains a change of level around its dates; findings show the notes near them."""

    start: date
    what: str
    end: date | None = None


@dataclass(frozen=True)
class Change:
    """A declared change of definition or formula."""

    start: date
    version: int | None = None
    definition: str | None = None
    formula: str | None = None
    what: str | None = None


@dataclass(frozen=True)
class Revisions:
    """Late registrations that are normal: in which direction, and within how many days."""

    expected: str | None = None
    within_days: int | None = None


@dataclass(frozen=True)
class Kpi:
    """One KPI. `tags` and `usual_counter` come from the built-in library through `like`; `usual_counter` holds ids of
    KPIs *of this catalogue* that the library names as usual counter-metrics. `given` names the fields that the user wrote.
    """

    id: str
    name: Mapping[Language, str]
    place: Place
    like: str | None = None
    unit: str | None = None
    direction: Direction | None = None
    frequency: Frequency | None = None
    level: Level | None = None
    department: str | None = None
    main: bool = False
    perspective: Perspective | None = None
    measures: Measures | None = None
    timing: Timing | None = None
    category: Category | None = None
    owner: str | None = None
    definition: str | None = None
    formula: str | None = None
    version: int | None = None
    supports: str | None = None
    goal: str | None = None
    counter: tuple[str, ...] = ()
    usual_counter: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    benchmark: Benchmark | None = None
    records: Records | None = None
    threshold: Threshold | None = None
    consequence: Consequence | None = None
    audience: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    influenced_by: tuple[str, ...] = ()
    set_with: tuple[str, ...] = ()
    reviewed: Review | None = None
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Note, ...] = ()
    changes: tuple[Change, ...] = ()
    revisions: Revisions | None = None
    tags: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    source_names: tuple[str, ...] = ()
    """What the data call it, where that is neither the id nor a name: a code, a column of somebody else's table."""
    audits: tuple[Audit, ...] = ()
    """Independent samples that were held against its numbers."""

    def called(self, language: Language) -> str:
        """The name in a language; English, then any other language, then the id, where it is missing."""
        for wanted in (language, Language.EN, *self.name):
            if wanted in self.name:
                return self.name[wanted]
        return self.id

    def target_on(self, day: date) -> Target | None:
        """The target in force on a day: the latest `start` on or before it; of equals the one set later."""
        begun = [target for target in self.targets if target.start <= day]
        if not begun:
            return None
        latest = max(begun, key=lambda target: (target.start, target.set_on or date.min))
        return latest if latest.until is None or day <= latest.until else None


@dataclass(frozen=True)
class Catalogue:
    """All KPIs by id, in the order of the files. `fingerprint` is a SHA-256 of what was read."""

    kpis: Mapping[str, Kpi]
    fingerprint: str = ""
    files: tuple[str, ...] = field(default=())

    def __getitem__(self, kpi: str) -> Kpi:
        return self.kpis[kpi]
