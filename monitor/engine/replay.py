"""Runs as of many days in turn: when each finding would first have been seen, how sure, and how long it would have stood."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from monitor.engine.evaluate import Identify, evaluate
from monitor.engine.tiers import years_of
from monitor.model.finding import Finding, Remembered
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.model.words import Family, Tier

Lay = Callable[[date], Situation]
"""What was known on a day."""


@dataclass(frozen=True)
class Track:
    """One finding over a replay. `finding` is as it was seen last; `seen` the looks in which it was raised, oldest first."""

    finding: Finding
    seen: tuple[date, ...]
    sure_since: date | None
    """The first look at which it was more than worth asking about."""
    first_tier: Tier
    stands: bool
    """Whether the last look of the replay still raised it."""

    @property
    def first(self) -> date:
        return self.seen[0]

    @property
    def delay(self) -> int | None:
        """Days from its estimated onset to the first look that saw it; None where no onset was estimated, or it came later."""
        onset = self.finding.evidence.onset
        return (self.first - onset).days if onset is not None and onset <= self.first else None

    @property
    def counts(self) -> bool:
        """Whether it counts against the promise: what is said of the numbers, and every accusation; no fact of the catalogue."""
        return self.finding.evidence.p_value is not None or self.finding.family is Family.GOODHART


@dataclass(frozen=True)
class Look:
    """One run of a replay: new flags (of those that count), how many of them were sure, and all that stood."""

    as_of: date
    new: int
    new_findings: int
    standing: int
    seconds: float


@dataclass(frozen=True)
class Replay:
    """All looks, all findings in the order in which they were seen, and the KPI-years that the last look judged."""

    looks: tuple[Look, ...]
    tracks: tuple[Track, ...]
    kpi_years: float

    @property
    def flags(self) -> int:
        return sum(track.counts for track in self.tracks)

    @property
    def findings(self) -> int:
        return sum(track.counts and track.sure_since is not None for track in self.tracks)


@dataclass
class _Memory:
    """What runs remember of each other, by id."""

    tracks: dict[str, Track] = field(default_factory=dict)
    remembered: dict[str, Remembered] = field(default_factory=dict)
    earlier: tuple[Finding, ...] = ()


def replay(
    lay: Lay,
    days: Sequence[date],
    rules: Sequence[Rule],
    overrides: Mapping[str, Mapping[str, Any]],
    identify: Identify,
    note: Callable[[date], None] = lambda day: None,
) -> Replay:
    """Judges what was known on each of `days`, oldest first, as runs would have: each knows what those before it found.

    What people decided is not looked at. `note` hears each day before it is judged.
    """
    memory, looks, years = _Memory(), [], 0.0
    keyed: dict[str, str] = {}

    def known(keys: Iterable[str]) -> Mapping[str, str]:
        ids = identify(list(keys))
        keyed.update({id: key for key, id in ids.items()})
        return ids

    for day in days:
        note(day)
        begun = time.perf_counter()
        situation = lay(day)
        judgement = evaluate(situation, rules, overrides, known, memory.remembered, memory.earlier)
        looks.append(_seen(memory, judgement.findings, keyed, day, begun))
        years = sum(years_of(situation).values())
    return Replay(tuple(looks), tuple(sorted(memory.tracks.values(), key=lambda one: (one.first, one.finding.id))), years)


def _seen(memory: _Memory, findings: tuple[Finding, ...], keyed: Mapping[str, str], day: date, begun: float) -> Look:
    """Puts what one look raised into the memory, and counts it."""
    before = dict(memory.tracks)
    now = {one.id for one in findings}
    memory.tracks = {name: replace(track, stands=name in now) for name, track in before.items()}
    for one in findings:
        memory.tracks[one.id] = _continued(before.get(one.id), one, day)
        first = before[one.id].first if one.id in before else day
        memory.remembered[keyed[one.id]] = Remembered(one.id, keyed[one.id], first, day, one.status)
    memory.earlier = findings
    counting = [memory.tracks[one.id] for one in findings if memory.tracks[one.id].counts]
    return Look(
        as_of=day,
        new=sum(track.first == day for track in counting),
        new_findings=sum(track.sure_since == day for track in counting),
        standing=len(counting),
        seconds=time.perf_counter() - begun,
    )


def _continued(before: Track | None, one: Finding, day: date) -> Track:
    sure = day if one.tier is not Tier.WATCH else None
    if before is None:
        return Track(one, (day,), sure, one.tier, stands=True)
    return replace(before, finding=one, seen=(*before.seen, day), sure_since=before.sure_since or sure, stands=True)
