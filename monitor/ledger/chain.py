"""The chain: each entry carries the SHA-256 of its own content and of the entry before, so that no entry changes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from monitor.model.life import Entry, Seal

EMPTY = Seal(0, "")
"""The ledger before its first entry."""


def canonical(entry: Entry) -> str:
    """All fields of an entry but its hash, as JSON in one fixed form: sorted keys, no blanks, times in UTC to the microsecond."""
    content = {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "on": entry.on.isoformat(),
        "who": entry.who,
        "act": str(entry.act),
        "finding": entry.finding,
        "reason": entry.reason,
        "until": entry.until.isoformat() if entry.until else None,
        "assignee": entry.assignee,
        "detail": dict(entry.detail),
        "previous": entry.previous,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(entry: Entry) -> str:
    """The SHA-256 of an entry's content, in hexadecimal."""
    return hashlib.sha256(canonical(entry).encode()).hexdigest()


def sealed(drafts: Iterable[Entry], head: Seal) -> tuple[Entry, ...]:
    """The drafts with numbers and hashes, as they follow on the ledger that ends in `head`."""
    entries: list[Entry] = []
    number, previous = head.entries, head.head
    for draft in drafts:
        number += 1
        entry = replace(draft, number=number, previous=previous)
        previous = hash_of(entry)
        entries.append(replace(entry, hash=previous))
    return tuple(entries)


def seal_of(entries: tuple[Entry, ...], head: Seal) -> Seal:
    """The head after `entries` were added to a ledger that ended in `head`."""
    return Seal(entries[-1].number, entries[-1].hash) if entries else head
