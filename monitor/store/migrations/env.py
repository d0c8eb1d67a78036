"""Alembic runs this file; the connection, with its transaction, comes from `monitor.store.migrate`."""

from __future__ import annotations

from alembic import context

from monitor.store.migrate import VERSION_TABLE
from monitor.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=False,  # the transaction is the caller's: all or nothing, and two processes one after the other
)
context.run_migrations()
