"""Runs: the whole result of each as one document, its head in columns, and its findings as rows of their own."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.model.finding import Finding, RunResult
from monitor.model.life import RunPrint
from monitor.model.observations import segment_text
from monitor.store.documents import from_json, to_json
from monitor.store.rows import insert
from monitor.store.tables import run, sighting

RAISED, EXPLAINED, GONE = "raised", "explained", "gone"


@dataclass(frozen=True)
class RunHead:
    """What a list of runs shows. The four counts are numbers of findings, explained ones, gone ones and skipped evaluations."""

    id: str
    as_of: date
    started: datetime
    seconds: float
    organisation: str
    version: str
    kpis: int
    observations: int
    rules: int
    findings: int
    explained: int
    gone: int
    skipped: int
    data_fingerprint: str
    catalogue_fingerprint: str


def keep(connection: Connection, result: RunResult) -> str:
    """Stores a run; one with the same id is replaced, with its findings. Gives the SHA-256 of its document."""
    text = to_json(result)
    connection.execute(sa.delete(sighting).where(sighting.c.run == result.id))
    connection.execute(sa.delete(run).where(run.c.id == result.id))
    connection.execute(run.insert(), {**_head(result), "document": text})
    rows = _sightings(result)
    if rows:
        insert(connection, sighting, {name: [row[name] for row in rows] for name in rows[0]})
    return _sha256(text)


def find(connection: Connection, id: str | None, before: date | None) -> RunResult | None:
    """The run with an id, or the newest (by the day it looks from, then by when it was made) of those `before` a day."""
    query = sa.select(run.c.document).order_by(run.c.as_of.desc(), run.c.started.desc(), run.c.id).limit(1)
    if id is not None:
        query = query.where(run.c.id == id)
    if before is not None:
        query = query.where(run.c.as_of < before)
    text = connection.execute(query).scalar()
    return None if text is None else from_json(text)


def heads(connection: Connection) -> list[RunHead]:
    """All runs, oldest day first."""
    columns = [column for column in run.c if column.name != "document"]
    rows = connection.execute(sa.select(*columns).order_by(run.c.as_of, run.c.started, run.c.id)).mappings()
    return [RunHead(**{**row, "started": row["started"].replace(tzinfo=UTC)}) for row in rows]


def prints(connection: Connection) -> list[RunPrint]:
    """The prints of all runs, oldest day first."""
    return [_print(connection, row) for row in connection.execute(sa.select(run).order_by(run.c.as_of, run.c.started, run.c.id))]


def _print(connection: Connection, row: sa.Row[Any]) -> RunPrint:
    query = sa.select(sighting).where(sighting.c.run == row.id).order_by(sighting.c.number)
    kept = [dict(one._mapping) for one in connection.execute(query)]
    try:
        result = from_json(row.document)
    except ValueError:  # somebody wrote into the document: the hash says so
        return RunPrint(row.id, row.as_of, _sha256(row.document), None, False)
    agree = kept == _sightings(result) and all(getattr(row, name) == value for name, value in _head(result).items())
    return RunPrint(row.id, row.as_of, _sha256(row.document), result.ledger, agree)


def _sightings(result: RunResult) -> list[dict[str, Any]]:
    groups = ((RAISED, result.findings), (EXPLAINED, result.explained), (GONE, result.gone))
    found = [_sighting(finding, seen_as) for seen_as, findings in groups for finding in findings]
    return [{"run": result.id, "number": number, **row} for number, row in enumerate(found)]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _head(result: RunResult) -> dict[str, Any]:
    same = ("id", "as_of", "seconds", "organisation", "version", "kpis", "observations", "rules")
    head = {name: getattr(result, name) for name in (*same, "data_fingerprint", "catalogue_fingerprint")}
    counts = {name: len(getattr(result, name)) for name in ("findings", "explained", "gone", "skipped")}
    return {**head, **counts, "started": _utc(result.started)}


def _utc(moment: datetime) -> datetime:
    """Without a zone, in UTC: SQLite has no zones."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _sighting(finding: Finding, seen_as: str) -> dict[str, Any]:
    evidence = finding.evidence
    return {
        "finding": finding.id,
        "seen_as": seen_as,
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "pattern": finding.pattern,
        "family": str(finding.family),
        "kpi": evidence.kpi,
        "segment": segment_text(evidence.segment),
        "severity": str(finding.severity),
        "tier": str(finding.tier),
        "status": str(finding.status),
        "p_value": _number(evidence.p_value),
        "q_value": _number(finding.q_value),
        "starts": evidence.onset or evidence.start,
        "ends": evidence.end,
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
