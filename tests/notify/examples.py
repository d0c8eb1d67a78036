"""Findings, runs and channels, as small as they can be, for tests of what is told to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.errors import Place
from monitor.model.channel import Channel, Means
from monitor.model.delivery import Content, Delivery, Enclosure, Letter, Reason, Told
from monitor.model.evidence import Evidence, Quantity
from monitor.model.finding import Finding, RunResult
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.words import PATTERNS, Language, Severity, Tier
from tests.store.examples import run

DAY = date(2025, 6, 30)
HOUR = datetime(2025, 6, 30, 6, tzinfo=UTC)
PICTURE = Enclosure("F-1-0", "F-1-0.png", "image/png", b"\x89PNG not really")
REPORT = Enclosure("", "leadership-2025-06-30.html", "text/html", "<p>Æ</p>".encode())


def finding(id: str = "F-AAAAA", kpi: str | None = "frt", **given: object) -> Finding:
    pattern = str(given.pop("pattern", "paired-divergence"))
    effect = given.pop("effect", -1.0)
    evidence = Evidence(kpi, effect=Quantity(float(str(effect)), "hours", "difference"), related=tuple(given.pop("related", ())))  # type: ignore[arg-type]
    shown = Finding(
        id, "speed", 1, pattern, PATTERNS[pattern], Severity.HIGH, Tier.FINDING, evidence, first_seen=DAY, last_seen=DAY
    )
    return replace(shown, **given)  # type: ignore[arg-type]


def result(*findings: Finding, as_of: date = DAY, **given: object) -> RunResult:
    return replace(run(f"R-{as_of}", as_of, findings), **given)  # type: ignore[arg-type]


def channel(**given: object) -> Channel:
    settings = {
        "name": "email leadership",
        "means": Means.EMAIL,
        "address": "${SMTP_URL}",
        "to": ("cfo@nordlys.example",),
        **given,
    }
    return Channel(place=Place("kpi-monitor.yaml"), **settings)  # type: ignore[arg-type]


def letter(*told: Told, as_of: date = DAY - timedelta(days=7)) -> Letter:
    return Letter(as_of, told)


def told(finding: Finding, reason: Reason = Reason.NEW, **given: object) -> Told:
    size = finding.evidence.effect.value if finding.evidence.effect else None
    return replace(Told(finding.id, reason, finding.severity, finding.tier, size, title="A title"), **given)  # type: ignore[arg-type]


def catalogue(**owners: str) -> Catalogue:
    kpis = {id: Kpi(id, {Language.EN: id}, Place("kpis.yaml"), owner=owner or None) for id, owner in owners.items()}
    return Catalogue(kpis)


def delivery(id: str = "M-1", **given: object) -> Delivery:
    content = Content(
        "Nordlys: søvn, and 2 more",
        "Kære læser\n",
        '<p>Kære læser <img src="cid:F-1-0"></p>',
        "da",
        {"schema": 1, "items": []},
        (PICTURE,),
        (REPORT,),
    )
    made = Delivery(id, "R-1", DAY, "email leadership", "cfo@nordlys.example", HOUR, content, (told(finding()),))
    return replace(made, **given)  # type: ignore[arg-type]
