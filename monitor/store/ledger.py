"""The life of each finding, told by its sightings in order; and the ids that stay the same from run to run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.model.words import Status
from monitor.store.rows import insert
from monitor.store.runs import EXPLAINED, GONE
from monitor.store.tables import finding, run, sighting

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U, so that an id survives being read aloud."""
SHORTEST = 5
BY_PEOPLE = {Status.ACKNOWLEDGED, Status.ASSIGNED, Status.WAIVED, Status.RESOLVED, Status.FALSE_ALARM}
"""Statuses that a person sets: the engine carries them into the run, and they count."""


@dataclass(frozen=True)
class LedgerEntry:
    """A finding's life so far. Days are the `as_of` of runs; `sightings` counts the runs that saw it, explained or not.

    `gone` is the day of the run that missed it, while it is gone; `returned` the last day on which it came back.
    """

    id: str
    key: str
    rule: str
    kpi: str | None
    pattern: str
    first_seen: date
    last_seen: date
    status: Status
    sightings: int
    first_run: str
    last_run: str
    gone: date | None = None
    returned: date | None = None


@dataclass(frozen=True)
class Sighted:
    """One run's word on a finding. `seen_as`: raised, explained or gone."""

    run: str
    day: date
    seen_as: str
    severity: str
    tier: str


def sightings(connection: Connection, id: str) -> list[Sighted]:
    """What each run said about a finding, in the order of their days."""
    columns = (sighting.c.run, run.c.as_of, sighting.c.seen_as, sighting.c.severity, sighting.c.tier)
    query = sa.select(*columns).select_from(sa.join(sighting, run)).where(sighting.c.finding == id)
    return [Sighted(*row) for row in connection.execute(query.order_by(run.c.as_of, run.c.started, run.c.id))]


def ledger(connection: Connection, as_of: date | None = None) -> dict[str, LedgerEntry]:
    """Finding id -> its life, as the runs up to `as_of` (or all) tell it."""
    columns = ("finding", "seen_as", "rule", "kpi", "pattern", "status", "run")
    joined = sa.join(sighting, run).outerjoin(finding, finding.c.id == sighting.c.finding)
    query = sa.select(*(sighting.c[name] for name in columns), run.c.as_of, finding.c.key).select_from(joined)
    query = query.order_by(run.c.as_of, run.c.started, run.c.id, sighting.c.number)
    if as_of is not None:
        query = query.where(run.c.as_of <= as_of)
    events: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        events.setdefault(row.finding, []).append(row)
    lives = (_life(rows) for rows in events.values())
    return {entry.id: entry for entry in lives if entry is not None}


def ids_for(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Key -> finding id. A key is given its id once, and keeps it: `F-` and the first characters of its SHA-256."""
    known = {row.key: row.id for row in connection.execute(sa.select(finding))}
    taken = set(known.values())
    given: dict[str, str] = {}
    for key in dict.fromkeys(keys):
        if key not in known:
            given[key] = _free_id(key, taken)
            taken.add(given[key])
    insert(connection, finding, {"id": list(given.values()), "key": list(given)})
    known.update(given)
    return {key: known[key] for key in keys}


def _life(events: Sequence[Any]) -> LedgerEntry | None:
    """The entry that the sightings of one finding tell, in order; None where it was never seen, only gone."""
    seen = [number for number, event in enumerate(events) if event.seen_as != GONE]
    if not seen:
        return None
    first, last = events[seen[0]], events[seen[-1]]
    missed = events[seen[-1] + 1 :]
    back = [number for number in seen if number > seen[0] and events[number - 1].seen_as == GONE]
    return LedgerEntry(
        id=last.finding,
        key=last.key or "",
        rule=last.rule,
        kpi=last.kpi,
        pattern=last.pattern,
        first_seen=first.as_of,
        last_seen=last.as_of,
        status=Status.GONE if missed else _status(last, len(seen)),
        sightings=len(seen),
        first_run=first.run,
        last_run=last.run,
        gone=missed[0].as_of if missed else None,
        returned=events[back[-1]].as_of if back else None,
    )


def _status(last: Any, sightings: int) -> Status:
    if last.seen_as == EXPLAINED:
        return Status.EXPLAINED
    if last.status in BY_PEOPLE:
        return Status(last.status)
    return Status.NEW if sightings == 1 else Status.ONGOING


def _free_id(key: str, taken: set[str]) -> str:
    letters = _letters(key)
    length = SHORTEST
    while f"F-{letters[:length]}" in taken:
        length += 1
    return f"F-{letters[:length]}"


def _letters(key: str) -> str:
    """The SHA-256 of a key in Crockford's base 32: 52 characters."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big") << 4
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(255, -1, -5))
