"""What the numbers meant and what was looked for: versions of the catalogue, and the texts of rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.store.rows import insert, next_id
from monitor.store.tables import catalogue, rule


@dataclass(frozen=True)
class StoredCatalogue:
    """A version of the catalogue, as JSON has it (`as_stored`), and the first and last `as_of` it was used on."""

    fingerprint: str
    content: Mapping[str, Any]
    first_used: date
    last_used: date


def as_stored(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as it comes back from the store (dates as texts, tuples as lists): compare with this."""
    stored: dict[str, Any] = json.loads(_json(content))
    return stored


def keep_catalogue(connection: Connection, fingerprint: str, content: Mapping[str, Any], used_on: date) -> None:
    """Adds a version, unless it is in force on that day already.

    A catalogue that came into force later and is used on an older day (a replay of the past) says nothing about that day.
    """
    versions = connection.execute(sa.select(catalogue).order_by(*_ORDER)).all()
    before = [version for version in versions if version.first_used <= used_on]
    if before and before[-1].fingerprint == fingerprint:
        last_used = max(before[-1].last_used, used_on)
        connection.execute(sa.update(catalogue).where(catalogue.c.id == before[-1].id).values(last_used=last_used))
    elif not any(version.fingerprint == fingerprint for version in versions[len(before) :]):
        row = {"id": next_id(connection, catalogue.c.id), "fingerprint": fingerprint, "content": _json(content)}
        connection.execute(catalogue.insert(), {**row, "first_used": used_on, "last_used": used_on})


def catalogues(connection: Connection, as_of: date | None = None) -> list[StoredCatalogue]:
    """All versions that were first used on or before `as_of`, in the order in which they came into force."""
    query = sa.select(catalogue).order_by(*_ORDER)
    if as_of is not None:
        query = query.where(catalogue.c.first_used <= as_of)
    return [_stored(row) for row in connection.execute(query)]


def newest_catalogue(connection: Connection, as_of: date | None) -> StoredCatalogue | None:
    """The version in force on a day, or now."""
    query = sa.select(catalogue).order_by(*(column.desc() for column in _ORDER)).limit(1)
    if as_of is not None:
        query = query.where(catalogue.c.first_used <= as_of)
    found = connection.execute(query).first()
    return None if found is None else _stored(found)


def keep_rules(connection: Connection, texts: Mapping[tuple[str, int], str]) -> None:
    """Keeps each text that differs from the last one kept for the same rule and version."""
    query = sa.select(rule.c.rule, rule.c.version, rule.c.text).order_by(rule.c.id)
    known = {(row.rule, row.version): row.text for row in connection.execute(query)}
    fresh = [(name, version, text) for (name, version), text in texts.items() if known.get((name, version)) != text]
    first = next_id(connection, rule.c.id)
    rows = [(first + number, *row) for number, row in enumerate(fresh)]
    columns = [[row[number] for row in rows] for number in range(4)]
    insert(connection, rule, dict(zip(("id", "rule", "version", "text"), columns, strict=True)))


def rule_text(connection: Connection, name: str, version: int) -> str | None:
    """The YAML of a rule as it was last kept under this version, or None."""
    query = sa.select(rule.c.text).where(rule.c.rule == name, rule.c.version == version).order_by(rule.c.id.desc()).limit(1)
    return connection.execute(query).scalar()


_ORDER = (catalogue.c.first_used, catalogue.c.id)


def _stored(row: sa.Row[Any]) -> StoredCatalogue:
    return StoredCatalogue(row.fingerprint, json.loads(row.content), row.first_used, row.last_used)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"A catalogue holds texts, numbers, dates, lists and mappings, not {type(value).__name__}")
