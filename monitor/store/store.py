"""The store: remembers every vintage, every version of the catalogue, every run and every finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy.engine import Connection, Engine

from monitor.model.delivery import Delivery, Letter, State
from monitor.model.finding import RunResult
from monitor.model.life import Entry, RunPrint, Seal
from monitor.model.reached import Reached
from monitor.store import actions, descriptions, ledger, observations, outbox, reached, runs
from monitor.store.address import IN_MEMORY, address_of, is_new_file
from monitor.store.connect import engine_for, reading, writing
from monitor.store.descriptions import StoredCatalogue
from monitor.store.failures import told
from monitor.store.ledger import LedgerEntry, Sighted
from monitor.store.migrate import has_tables, migrate
from monitor.store.runs import RunHead
from monitor.store.vintages import Loaded

WAIT = 60.0
"""Seconds that a run waits for another one that is writing."""


@dataclass(frozen=True)
class Reading:
    """What the store knows, as one snapshot."""

    connection: Connection

    def observations(self, as_of: date) -> pd.DataFrame:
        """One row per KPI, frequency, period and segment: the newest vintage recorded by `as_of` (columns of
        `model.observations`), of all periods that had begun. A vintage whose day of recording is unknown counts as known.
        """
        return observations.newest(self.connection, as_of)

    def vintages(self, as_of: date) -> pd.DataFrame:
        """All vintages recorded by `as_of` of the periods that have more than one, in the order of recording."""
        return observations.revised(self.connection, as_of)

    def catalogue(self, as_of: date | None = None) -> StoredCatalogue | None:
        """The version of the catalogue in force on a day, or the newest."""
        return descriptions.newest_catalogue(self.connection, as_of)

    def catalogues(self) -> list[StoredCatalogue]:
        """All versions of the catalogue, in the order in which they came into force."""
        return descriptions.catalogues(self.connection)

    def run(self, id: str | None = None, before: date | None = None) -> RunResult | None:
        """The run with an id, or the newest one whose `as_of` is before a day; without both, the newest."""
        return runs.find(self.connection, id, before)

    def runs(self) -> list[RunHead]:
        """All runs, in the order of their `as_of`."""
        return runs.heads(self.connection)

    def ledger(self, as_of: date | None = None) -> Mapping[str, LedgerEntry]:
        """Finding id -> its life, as told by the runs whose `as_of` is not after the one given."""
        return ledger.ledger(self.connection, as_of)

    def sightings(self, id: str) -> list[Sighted]:
        """What each run said about a finding, in the order of their days."""
        return ledger.sightings(self.connection, id)

    def entries(self, finding: str | None = None, by_people: bool = False) -> tuple[Entry, ...]:
        """The entries of the ledger in order: all, those about one finding, or those of people."""
        return actions.entries(self.connection, finding, by_people)

    def head(self) -> Seal:
        """How many entries the ledger has, as the store counted them, and the hash of the last."""
        return actions.head(self.connection)

    def run_prints(self) -> list[RunPrint]:
        """What proves that runs are kept as they were, oldest day first."""
        return runs.prints(self.connection)

    def reached(self) -> Reached | None:
        """The rate of false flags that was measured last where nothing happens (`replay --null`); None where none was."""
        return reached.newest(self.connection)

    def rule_text(self, rule: str, version: int) -> str | None:
        """The YAML of a rule as it was last used under this version."""
        return descriptions.rule_text(self.connection, rule, version)

    def letters(self, channel: str, recipient: str, until: date, besides: str = "") -> list[Letter]:
        """What a recipient was told up to a day, oldest first, without the message that has the id `besides`."""
        return outbox.letters(self.connection, channel, recipient, until, besides)

    def deliveries(self, states: Iterable[State] = State) -> list[Delivery]:
        """The messages in these states, oldest first, with their subject only."""
        return outbox.heads(self.connection, states)

    def delivery(self, id: str) -> Delivery | None:
        """A message with all its content."""
        return outbox.whole(self.connection, id)


@dataclass(frozen=True)
class Work(Reading):
    """One writing transaction: everything in it is kept together, or nothing."""

    def add_observations(self, frame: pd.DataFrame, loaded_on: date) -> Loaded:
        """Keeps new values and revisions; never overwrites. A value that differs from what the same source said before is a
        revision recorded on `loaded_on`, unless it says another day of recording.
        """
        return observations.add(self.connection, frame, loaded_on)

    def keep_reached(self, one: Reached) -> None:
        """Keeps a measured rate of false flags."""
        reached.keep(self.connection, one)

    def keep_catalogue(self, fingerprint: str, content: Mapping[str, Any], used_on: date) -> None:
        """Keeps the version of the catalogue that was used on a day."""
        descriptions.keep_catalogue(self.connection, fingerprint, content, used_on)

    def keep_rules(self, texts: Mapping[tuple[str, int], str]) -> None:
        """Keeps the texts of rules, by id and version."""
        descriptions.keep_rules(self.connection, texts)

    def keep_run(self, result: RunResult) -> str:
        """Keeps a run and its findings; the SHA-256 of its document. The same id again replaces the run."""
        return runs.keep(self.connection, result)

    def add_entries(self, sealed: Sequence[Entry]) -> None:
        """Adds entries to the ledger; they follow on its head (ledger.chain.sealed)."""
        actions.add(self.connection, sealed)

    def ids_for(self, keys: Iterable[str]) -> dict[str, str]:
        """Key -> finding id, the same in every run."""
        return ledger.ids_for(self.connection, list(keys))

    def put(self, message: Delivery) -> bool:
        """Puts a message into the outbox; False where the same run has put it there before."""
        return outbox.put(self.connection, message)

    def claim(
        self, sender: str, now: datetime, until: datetime, channel: str, early: bool = False, besides: Collection[str] = ()
    ) -> Delivery | None:
        """The oldest message that is due on a channel, for `sender` alone until a moment; `early`: due or not."""
        return outbox.claim(self.connection, sender, now, until, channel, early, besides)

    def confirm(self, id: str, sender: str, now: datetime) -> bool:
        """Marks a claimed message as sent."""
        return outbox.confirm(self.connection, id, sender, now)

    def postpone(self, id: str, sender: str, due: datetime | None, problem: str, counts: bool = True) -> bool:
        """Gives a claimed message back, to be tried at `due`, or never where it is None."""
        return outbox.postpone(self.connection, id, sender, due, problem, counts)

    def again(self, now: datetime) -> int:
        """Lets every message that was given up wait again; how many."""
        return outbox.again(self.connection, now)


@dataclass(frozen=True)
class Store:
    """An open store. `wait`: seconds that a writer waits for another one."""

    engine: Engine
    wait: float = WAIT

    @contextmanager
    def work(self, keep: bool = True) -> Iterator[Work]:
        """One transaction, all or nothing; with `keep=False` (a dry run) nothing. A second writer waits for the first.

        Raises ServiceError when the database fails or another run keeps it busy for too long; then nothing was changed.
        """
        with told(self.engine.url), writing(self.engine, self.wait, keep) as connection:
            yield Work(connection)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A snapshot to read from. Raises ServiceError when the database fails."""
        with told(self.engine.url), reading(self.engine) as connection:
            yield Reading(connection)

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()


def open_store(url: str, folder: Path, wait: float = WAIT, create: bool = True) -> Store:
    """Connects, and creates or upgrades the tables. Relative SQLite paths are below `folder`.

    With `create=False` (a dry run) a store that is not there yet is not made: an empty one in memory stands in for it.
    Raises ProjectError for an address that cannot be a store; ServiceError when the database cannot be reached, read or
    written, is damaged, or was written by a newer version.
    """
    address = address_of(url, folder)
    if not create and is_new_file(address):
        address = IN_MEMORY
    engine = engine_for(address, wait)
    try:
        with told(address):
            if not create and not has_tables(engine):
                return open_store("sqlite://", folder, wait)
            migrate(engine, wait)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, wait)
