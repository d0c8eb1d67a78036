"""From the project's `store:` to an address that SQLAlchemy opens, and to words that may be shown."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from monitor.errors import Place, Problem, ProjectError

IN_MEMORY = make_url("sqlite://")
EXPECTED = "sqlite:///kpi-monitor.db or postgresql://user:${PASSWORD}@host/database"


def address_of(url: str, folder: Path) -> URL:
    """The store's URL with psycopg 3 as PostgreSQL's driver and relative SQLite paths below `folder`.

    Raises ProjectError when the text is no URL or names a database that the store cannot use.
    """
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        raise _not_understood("the address of the store is not understood") from None
    backend = read.drivername.partition("+")[0]
    if backend in ("postgresql", "postgres"):
        return read.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return _below(read.set(drivername="sqlite"), folder)
    raise _not_understood(f"the store cannot be kept in '{backend}'")


def is_new_file(url: URL) -> bool:
    """Whether the address names an SQLite file that does not exist yet (opening it would make it)."""
    path = url.database or ""
    return url.get_backend_name() == "sqlite" and not path.startswith((":memory:", "file:")) and not Path(path).exists()


def shown(url: URL) -> str:
    """The store in words that hold no secret: the file, or the database, server and port."""
    if url.get_backend_name() == "sqlite":
        return f"the store {url.database or 'in memory'}"
    server = url.host or url.query.get("host") or "this machine"
    port = f":{url.port}" if url.port else ""
    return f"the store '{url.database or ''}' on PostgreSQL at {server}{port}"


def _below(url: URL, folder: Path) -> URL:
    path = url.database
    if not path or path == ":memory:" or path.startswith("file:"):
        return url
    return url.set(database=str(folder.resolve() / path))


def _not_understood(what: str) -> ProjectError:
    place = Place("kpi-monitor.yaml")
    return ProjectError([Problem(place, what, EXPECTED, "write it under store:, or leave store: out for a file in the folder")])
