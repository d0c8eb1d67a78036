"""The view of a trend chart: one or two measures on one time axis. What is said in it is already in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.model.words import Language
from monitor.reporting.series import Series


@dataclass(frozen=True)
class Level:
    """A mean that holds from `start` to `end`, with its 95 % interval where it is known."""

    start: date
    end: date
    mean: float
    low: float | None
    high: float | None
    label: str
    """before: 3.4 h · now: 2.2 h."""
    short: str
    """3.4 h."""


@dataclass(frozen=True)
class Band:
    """Control limits of one stretch: they end and restart, never glide. `lower` and `upper` are False where the edge is the
    natural bound of the measure (zero, 100 %) and no limit. `outside` are the days of the periods beyond them.
    """

    start: date
    end: date
    mean: float
    low: float
    high: float
    lower: bool
    upper: bool
    label: str
    """mean 2.2 h."""
    short: str
    edges: tuple[str, str]
    """lower limit, upper limit."""
    outside: tuple[date, ...]


@dataclass(frozen=True)
class Measure:
    """One panel. `tone` is m (the measure) or p (its counter-metric)."""

    tone: str
    title: str
    direction: str
    """↓ lower is better; empty where it is not known."""
    series: Series
    levels: tuple[Level, ...]
    from_zero: bool
    target_label: str
    target_short: str
    first_target_label: str
    """Of the target that held at the beginning, where it has changed since."""
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Event:
    """A noted event: its number stands on the chart, its words in the caption."""

    number: int
    start: date
    end: date


@dataclass(frozen=True)
class Moment:
    """A day on the chart with what is said of it: a bold line, a plain one, and both in short."""

    day: date
    title: str
    says: str
    short: str


@dataclass(frozen=True)
class Trend:
    measures: tuple[Measure, ...]
    first: date
    last: date
    onset: Moment | None
    zone: tuple[date, date] | None
    reference: Moment | None
    events: tuple[Event, ...]
    says: str
    """What the picture shows, for those who do not see it."""
    language: Language
