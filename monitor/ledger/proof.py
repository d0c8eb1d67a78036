"""The proof: whether the chain is whole, and if not, the first entry that was changed, moved, removed, inserted or cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.ledger.chain import hash_of
from monitor.model.life import Act, Entry, RunPrint, Seal


class Kind(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    CUT = "cut"
    REWRITTEN = "rewritten"
    RUN = "run"


@dataclass(frozen=True)
class Fault:
    """What was touched: the entry by its number (None for a run), and a sentence that says how it shows."""

    kind: Kind
    entry: int | None
    what: str


@dataclass(frozen=True)
class Noted:
    """A seal that was noted somewhere: `where` says so in words ('run R-1a2b3c of 2025-06-30')."""

    where: str
    seal: Seal


def proved(entries: Sequence[Entry], counted: Seal, noted: Iterable[Noted] = ()) -> Fault | None:
    """The first fault of a chain, None when it is whole.

    `entries` are all, in the order of their numbers; `counted` is the store's own count of them; `noted` are the seals that runs,
    reports and people wrote down. Whoever can write the database can make a new chain from some entry on, with new hashes: only
    what was noted outside shows that.
    """
    fault = _links(entries) or _end(entries, counted)
    seals = sorted((Noted("the store's own count", counted), *noted), key=lambda one: one.seal.entries)
    return fault or next((found for one in seals if (found := _against(entries, one))), None)


def _links(entries: Sequence[Entry]) -> Fault | None:
    """Walks from the first entry to the last."""
    previous: Entry | None = None
    for expected, entry in enumerate(entries, start=1):
        if entry.number != expected:
            return _misnumbered(entry, expected)
        if hash_of(entry) != entry.hash:
            return _not_itself(entry, len(entries))
        if entry.previous != (previous.hash if previous else ""):
            return _not_linked(entry, previous)
        previous = entry
    return None


def _misnumbered(entry: Entry, expected: int) -> Fault:
    if entry.number > expected:
        return Fault(Kind.REMOVED, expected, f"entry {expected} was removed: the next one there is number {entry.number}")
    return Fault(Kind.INSERTED, entry.number, f"an entry was inserted under the number {entry.number}, which is not its place")


def _not_itself(entry: Entry, entries: int) -> Fault:
    """Its content is not what was hashed: changed, or under another number than it was given."""
    for number in range(1, entries + 2):
        if number != entry.number and hash_of(replace(entry, number=number)) == entry.hash:
            how = "an entry before it was inserted" if number < entry.number else "an entry before it was removed"
            what = f"entry {entry.number} was written as number {number}: the order was changed, or {how}"
            return Fault(Kind.MOVED, entry.number, what)
    return Fault(Kind.CHANGED, entry.number, f"entry {entry.number} was changed: its content does not give its hash")


def _not_linked(entry: Entry, previous: Entry | None) -> Fault:
    if previous is None:
        what = "entry 1 follows on another entry: what came before it was removed"
        return Fault(Kind.REMOVED, 1, what)
    what = f"entry {previous.number} was replaced: entry {entry.number} was written after another one"
    return Fault(Kind.CHANGED, previous.number, what)


def _end(entries: Sequence[Entry], counted: Seal) -> Fault | None:
    there = len(entries)
    if there < counted.entries:
        return _cut(there, counted.entries, "the store's own count")
    if there > counted.entries:
        first = counted.entries + 1
        return Fault(Kind.INSERTED, first, f"entry {first} was added beside the program: the store counted {counted.entries}")
    return None


def _against(entries: Sequence[Entry], noted: Noted) -> Fault | None:
    number, there = noted.seal.entries, len(entries)
    if number > there:
        return _cut(there, number, noted.where)
    if number and not entries[number - 1].hash.startswith(noted.seal.head):
        what = f"the ledger was written anew, at the latest from entry {number} on: {noted.where} noted another hash for it"
        return Fault(Kind.REWRITTEN, number, what)
    return None


def _cut(there: int, noted: int, where: str) -> Fault:
    many = f"entries {there + 1} to {noted} were" if noted > there + 1 else f"entry {noted} was"
    return Fault(Kind.CUT, there + 1, f"{many} cut off the end: {where} knows {noted}")


def runs_proved(entries: Sequence[Entry], prints: Iterable[RunPrint]) -> Iterator[Fault]:
    """The runs that are not kept as they were: changed, removed, or added beside the program. The last entry on a run counts."""
    written = {str(entry.detail.get("run")): entry for entry in entries if entry.act is Act.RUN}
    there = {one.id: one for one in prints}
    for id, entry in written.items():
        kept = there.get(id)
        if kept is None:
            yield Fault(Kind.RUN, entry.number, f"run {id} of {entry.detail.get('as_of')} was removed (entry {entry.number})")
        elif kept.document != entry.detail.get("document"):
            yield Fault(Kind.RUN, entry.number, f"run {id} of {kept.as_of} was changed after it was kept (entry {entry.number})")
        elif not kept.agrees:
            what = f"the rows of run {id} of {kept.as_of} in kpi_run or kpi_sighting were changed: its document says otherwise"
            yield Fault(Kind.RUN, entry.number, what)
    for id in there.keys() - written.keys():
        if there[id].seal is not None:
            yield Fault(
                Kind.RUN, None, f"run {id} of {there[id].as_of} was added beside the program: the ledger has no entry on it"
            )
