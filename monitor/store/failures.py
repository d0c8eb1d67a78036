"""Failures of the database, told to a person: what, where and how to mend it, never a secret or a statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from monitor.errors import ServiceError
from monitor.store.address import shown

BUSY = "another run is working on {store} and has not finished in time"
TAKEN = (
    "the database of {store} already holds a table of another program with a name the store needs",
    "name an empty database, or one in which no table begins with kpi_, under store:",
)
SQLITE = {
    "database is locked": (BUSY, "wait until it has finished, or end it, and run again"),
    "database table is locked": (BUSY, "wait until it has finished, or end it, and run again"),
    "unable to open database file": ("{store} cannot be opened", "check that its folder exists and that you may write to it"),
    "readonly database": ("{store} cannot be written", "check that you may write to the file and to its folder"),
    "file is not a database": (
        "{store} is no SQLite database, or is damaged",
        "restore it from a backup, or name another file under store:",
    ),
    "already exists": TAKEN,
    "malformed": ("{store} is damaged", "restore it from a backup, or name another file under store:"),
    "disk I/O error": ("{store} could not be read or written (disk I/O error)", "check the disk, and run again"),
    "database or disk is full": ("the disk that holds {store} is full", "make room, and run again"),
}
POSTGRES = {
    "55P03": (BUSY, "wait until it has finished, or end it, and run again"),
    "28P01": ("{store} refused the user name or password", "check the user and the password in the address under store:"),
    "28000": ("{store} refused the user", "check the user in the address, and the server's pg_hba.conf"),
    "3D000": ("the database of {store} does not exist", "create it with: createdb NAME, or name another one under store:"),
    "42501": ("the user of {store} may not do this", "grant the user the right to create and write tables in the database"),
    "22021": ("{store} cannot hold a character of the data (NUL)", "remove the character from the source"),
    "42P07": TAKEN,
    "53100": ("the disk of {store} is full", "make room, and run again"),
}
UNREACHED = ("{store} cannot be reached", "check the server, the network and the address under store:")
LOST = ("08", "57")
"""Classes of codes: connection failures, and a server that shuts down, starts up or ends the connection."""
REFUSED = "password authentication failed"
ABSENT = 'database "'


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turns whatever the database raises into a ServiceError about the store at `url`."""
    try:
        yield
    except Exception as error:
        if not _is_of_the_database(error):
            raise
        raise service_error(error, url) from None


def service_error(error: Exception, url: URL) -> ServiceError:
    """The ServiceError that says what `error` means."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    what, mend = _meaning(cause)
    return ServiceError(f"{what.format(store=shown(url))}; nothing was changed", mend)


def _is_of_the_database(error: Exception) -> bool:
    """SQLAlchemy's errors, and those of psycopg's COPY, which SQLAlchemy does not see."""
    return isinstance(error, (SQLAlchemyError, UnicodeDecodeError)) or type(error).__module__.startswith("psycopg")


def _meaning(cause: BaseException) -> tuple[str, str]:
    text = str(cause)
    if type(cause).__module__.startswith("psycopg"):
        state = _sqlstate(cause, text)
        if state[:2] in LOST or (not state and type(cause).__name__ == "OperationalError"):
            return UNREACHED
        known = POSTGRES.get(state)
    else:
        known = next((meaning for part, meaning in SQLITE.items() if part in text), None)
    return known or (f"{{store}} failed ({type(cause).__name__})", "run again; if it stays so, look in the database's log")


def _sqlstate(cause: BaseException, text: str) -> str:
    """PostgreSQL's code; a refused connection, and what psycopg refuses itself, carry none, only words."""
    state = getattr(cause, "sqlstate", None)
    if state:
        return str(state)
    if "NUL" in text:
        return "22021"
    if REFUSED in text:
        return "28P01"
    if "no pg_hba.conf entry" in text:
        return "28000"
    return "3D000" if ABSENT in text and "does not exist" in text else ""
