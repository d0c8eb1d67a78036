"""The measured rates of false flags in the store: each replay where nothing happens adds one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.model.reached import Reached
from monitor.store.rows import next_id
from monitor.store.tables import reached

_SAME = ("measured_on", "draws", "looks", "kpi_years", "watch", "finding", "placebo_years", "placebo_watch", "placebo_finding")


def keep(connection: Connection, one: Reached) -> None:
    """Adds a measured rate."""
    row = {name: getattr(one, name) for name in _SAME}
    connection.execute(reached.insert(), {"id": next_id(connection, reached.c.id), "promised": one.limit, **row})


def newest(connection: Connection) -> Reached | None:
    """The rate that was measured last; None where none was."""
    row = connection.execute(sa.select(reached).order_by(reached.c.id.desc()).limit(1)).first()
    return Reached(limit=row.promised, **{name: getattr(row, name) for name in _SAME}) if row else None
