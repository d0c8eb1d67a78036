"""Entries and findings for the tests of the ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from monitor.ledger.chain import EMPTY, sealed
from monitor.ledger.standing import detail_of
from monitor.model.evidence import Evidence, Quantity
from monitor.model.finding import Finding
from monitor.model.life import Act, Entry, Judged
from monitor.model.words import Family, Severity, Tier

NOON = datetime(2025, 6, 2, 12, 0, 0, 5)
JUDGED = Judged(Severity.MEDIUM, Tier.FINDING, True, Quantity(0.4, "points", "difference"), date(2025, 1, 6))


def draft(act: Act, on: date = date(2025, 6, 2), finding: str = "F-00000", **said: Any) -> Entry:
    usual = {"reason": "because", "detail": detail_of(said.pop("judged", JUDGED))}
    return Entry(0, NOON, on, said.pop("who", "Ane"), act, finding, **{**usual, **said})


def chain(*acts: Act) -> tuple[Entry, ...]:
    """One entry a day from 2 June 2025."""
    return sealed([draft(act, date(2025, 6, 2 + number)) for number, act in enumerate(acts)], EMPTY)


def finding(id: str = "F-00000", **changes: Any) -> Finding:
    evidence = {"p_value": 1e-6, "effect": JUDGED.effect, "onset": JUDGED.onset, **changes.pop("evidence", {})}
    usual: dict[str, Any] = {"severity": Severity.MEDIUM, "tier": Tier.FINDING, "first_seen": date(2025, 5, 1)}
    said = {**usual, "last_seen": date(2025, 6, 1), **changes}
    return Finding(id, "r", 1, "paired-divergence", Family.GOODHART, evidence=Evidence("speed", **evidence), **said)
