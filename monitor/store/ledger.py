"""The life of each finding, told by its sightings in order; and the ids that stay the same from run to run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
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


def ledger(connection: Connection, as_of: date | None = None) -> dict[str, LedgerEntry]:
    """Finding id -> its life, as the runs up to `as_of` (or all) tell it."""
    columns = ("finding", "seen_as", "rule", "kpi", "pattern", "status", "run")
    joined = sa.join(sighting, run).outerjoin(finding, finding.c.id == sighting.c.finding)
    query = sa.select(*(sighting.c[name] for name in columns), run.c.as_of, finding.c.key).select_from(joined)
    query = query.order_by(run.c.as_of, run.c.started, run.c.id, sighting.c.number)
    if as_of is not None:
        query = query.where(run.c.as_of <= as_of)
    entries: dict[str, LedgerEntry] = {}
    for row in connection.execute(query):
        entry = _after(entries.get(row.finding), row)
        if entry is not None:
            entries[row.finding] = entry
    return entries


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


def _after(entry: LedgerEntry | None, row: Any) -> LedgerEntry | None:
    if entry is None and row.seen_as == GONE:
        return None
    if entry is None:
        status = _status(row, Status.NEW)
        days = {"first_seen": row.as_of, "last_seen": row.as_of}
        return LedgerEntry(
            row.finding,
            row.key or "",
            row.rule,
            row.kpi,
            row.pattern,
            **days,
            status=status,
            sightings=1,
            first_run=row.run,
            last_run=row.run,
        )
    if row.seen_as == GONE:
        return replace(entry, status=Status.GONE, gone=entry.gone or row.as_of)
    returned = row.as_of if entry.gone else entry.returned
    seen = replace(entry, last_seen=row.as_of, last_run=row.run, sightings=entry.sightings + 1, gone=None, returned=returned)
    return replace(seen, status=_status(row, Status.ONGOING), rule=row.rule, kpi=row.kpi, pattern=row.pattern)


def _status(row: Any, otherwise: Status) -> Status:
    if row.seen_as == EXPLAINED:
        return Status.EXPLAINED
    return Status(row.status) if row.status in BY_PEOPLE else otherwise


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
