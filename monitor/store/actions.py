"""The ledger in the store: entries are only ever added, and the store counts them beside the chain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.model.life import Act, Entry, Seal
from monitor.store.tables import action, ledger_head

_COUNT = 1


def entries(connection: Connection, finding: str | None = None, by_people: bool = False) -> tuple[Entry, ...]:
    """All entries in the order of their numbers; those about one finding, or those of people only."""
    query = sa.select(action).order_by(action.c.number)
    if finding is not None:
        query = query.where(action.c.finding == finding)
    if by_people:
        query = query.where(action.c.act != str(Act.RUN))
    return tuple(_entry(row) for row in connection.execute(query))


def head(connection: Connection) -> Seal:
    """How many entries the store has counted, and the hash of the last."""
    row = connection.execute(sa.select(ledger_head).where(ledger_head.c.id == _COUNT)).first()
    return Seal(row.entries, row.head) if row else Seal(0, "")


def add(connection: Connection, sealed: Sequence[Entry]) -> None:
    """Adds entries that follow on the head, and counts them. Raises ValueError for entries that do not follow on it."""
    if not sealed:
        return
    before = head(connection)
    if (sealed[0].number, sealed[0].previous) != (before.entries + 1, before.head):
        raise ValueError(f"entry {sealed[0].number} does not follow on entry {before.entries}")
    connection.execute(action.insert(), [_row(entry) for entry in sealed])
    counted = {"entries": sealed[-1].number, "head": sealed[-1].hash}
    if before.entries or connection.execute(sa.select(ledger_head.c.id)).first():
        connection.execute(sa.update(ledger_head).where(ledger_head.c.id == _COUNT).values(**counted))
    else:
        connection.execute(ledger_head.insert(), {"id": _COUNT, **counted})


def _row(entry: Entry) -> dict[str, Any]:
    row = {column.name: getattr(entry, "on" if column.name == "day" else column.name) for column in action.c}
    return {**row, "act": str(entry.act), "detail": json.dumps(dict(entry.detail), ensure_ascii=False, sort_keys=True)}


def _entry(row: sa.Row[Any]) -> Entry:
    """A row as an entry; what is no JSON or no act any more is kept as it is, so that the proof can name it."""
    said = dict(row._mapping)
    try:
        said["detail"] = json.loads(row.detail)
    except ValueError:
        said["detail"] = {"unreadable": row.detail}
    said["on"] = said.pop("day")
    said["act"] = Act(row.act) if row.act in set(Act) else row.act
    return Entry(**said)
