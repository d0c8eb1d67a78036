"""Brings a store to the schema of this version, once, whoever opens it first."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from monitor.errors import ServiceError
from monitor.store.address import shown
from monitor.store.connect import reading, writing

VERSION_TABLE = "kpi_schema_version"
REVISIONS = ("0001", "0002", "0003", "0004")
"""All schema revisions, oldest first; the last is what this version of the program works on."""


def migrate(engine: Engine, wait: float) -> None:
    """Creates or upgrades the schema in one transaction. Raises ServiceError for a store of a newer version.

    A store that is up to date is only read, so that opening it never waits for a run that is going on.
    """
    with reading(engine) as connection:
        if _is_current(connection, engine):
            return
    with writing(engine, wait) as connection:
        if not _is_current(connection, engine):
            upgrade(connection)


def has_tables(engine: Engine) -> bool:
    """Whether the database has been used as a store."""
    with reading(engine) as connection:
        return revision_of(connection) is not None


def revision_of(connection: Connection) -> str | None:
    """The schema revision that a store is at; None for an empty database."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    table = sa.table(VERSION_TABLE, sa.column("version_num"))
    return connection.execute(sa.select(table.c.version_num)).scalar()


def upgrade(connection: Connection) -> None:
    """Runs the migrations that are missing; the caller's transaction keeps or undoes them."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "monitor.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _is_current(connection: Connection, engine: Engine) -> bool:
    revision = revision_of(connection)
    if revision is not None and revision not in REVISIONS:
        what = f"{shown(engine.url)} was written by a newer version of KPI Health Monitor"
        known = f"its schema is {revision}, this version knows {REVISIONS[-1]}; nothing was changed"
        raise ServiceError(f"{what} ({known})", "install the newer version, or name another store under store:")
    return revision == REVISIONS[-1]
