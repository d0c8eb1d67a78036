"""Opens the database so that SQLite and PostgreSQL keep the same promises: one writer at a time, and steady readers."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from monitor.errors import ServiceError

WRITER = 0x4B50494D
"""The number of PostgreSQL's advisory lock ('KPIM')."""
HOLDER = sa.text(
    "SELECT a.application_name, a.client_addr, a.xact_start FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = :number "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def engine_for(url: URL, wait: float) -> Engine:
    """An engine whose statements wait `wait` seconds for a locked store. Raises ServiceError when psycopg is missing."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, wait)
    name = f"kpi-monitor, process {os.getpid()} on {socket.gethostname()}"[:63]
    settings = {"application_name": name, "connect_timeout": max(2, min(10, round(wait)))}
    try:
        return sa.create_engine(url, connect_args={key: value for key, value in settings.items() if key not in url.query})
    except ImportError:
        what = "a store on PostgreSQL needs psycopg 3, which is not installed"
        raise ServiceError(what, "pip install 'kpi-health-monitor[postgres]'") from None


@contextmanager
def writing(engine: Engine, wait: float, keep: bool = True) -> Iterator[Connection]:
    """One transaction that alone may write: kept at the end, undone after an exception or with `keep=False`."""
    with engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection:
        transaction = connection.begin()
        try:
            if engine.dialect.name == "postgresql":
                _lock(engine, connection, wait)
            yield connection
            if keep:
                transaction.commit()
        except BaseException:
            connection.invalidate()  # a commit that failed would leave the driver inside the transaction; closing undoes it
            raise
        if not keep:
            transaction.rollback()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A snapshot: what others write in the meantime is not seen, and nothing can be written."""
    if engine.dialect.name == "postgresql":
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    else:
        options = {"begin": "BEGIN"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _sqlite(url: URL, wait: float) -> Engine:
    engine = sa.create_engine(url, connect_args={"timeout": wait})

    @sa.event.listens_for(engine, "connect")
    def settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late for a lock, and not before DDL
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")  # KiB: a load fits, so readers are not shut out before the end

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _lock(engine: Engine, connection: Connection, wait: float) -> None:
    """Waits for the writer's lock; after `wait` seconds raises ServiceError that says who holds it."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, round(wait * 1000))}")
    try:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITER)))
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != "55P03":
            raise
        raise ServiceError(
            f"another run is working on the store: {_holder(engine)}; nothing was changed",
            "wait until it has finished, or end it, and run again",
        ) from None


def _holder(engine: Engine) -> str:
    with engine.connect() as connection:
        found = connection.execute(HOLDER, {"number": WRITER}).first()
    if found is None:
        return "it has just finished"
    name, where, since = found
    return f"{name or 'a program without a name'}{f' at {where}' if where else ''}, since {since:%Y-%m-%d %H:%M:%S}"
