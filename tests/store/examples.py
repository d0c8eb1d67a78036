"""Observations and runs for the tests of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pandas as pd

from monitor.model.evidence import Day, Evidence, Explanation, Fact, Interval, Leg, Message, Names, Quantity, Verdict
from monitor.model.finding import Also, Finding, Grade, Promise, RunResult, SetAside, Skipped
from monitor.model.kpi import Note
from monitor.model.observations import COLUMNS
from monitor.model.words import Family, GoodhartType, Letter, Severity, Status, Tier

EMPTY: dict[str, Any] = {name: {"str": "", "int64": 0, "float64": float("nan")}[kind] for name, kind in COLUMNS.items()}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    """Observations; what a row leaves out is empty, the KPI `speed`, weekly."""
    filled = [{**EMPTY, "kpi": "speed", "frequency": "weekly", **row} for row in rows]
    return pd.DataFrame(filled, columns=list(COLUMNS)).astype(COLUMNS)


def week(day: date) -> int:
    return (day.toordinal() - 1) // 7


def finding(id: str, kpi: str = "speed", status: Status = Status.NEW, **changes: Any) -> Finding:
    plain = Finding(id, "no-owner", 1, "no-owner", Family.CONTEXT, Severity.MEDIUM, Tier.FINDING, Evidence(kpi), status=status)
    return replace(plain, **changes)


def run(id: str, as_of: date, findings: tuple[Finding, ...] = (), **changes: Any) -> RunResult:
    plain = RunResult(
        id=id, organisation="Nordlys", as_of=as_of, started=datetime(2025, 7, 1, 8, tzinfo=UTC), seconds=0.5, version="0.1.0",
        kpis=2, observations=300, rules=3, data_fingerprint="sha256:d", catalogue_fingerprint="sha256:c", findings=findings,
        explained=(), gone=(), grades=(), skipped=(), set_aside=(), promise=Promise(1.0, 0.1, 6.0, 12, "learnt"),
    )  # fmt: skip
    return replace(plain, **changes)


def rich_finding() -> Finding:
    """A finding that uses every field."""
    leg = Leg("speed", "main", "value", 4.0, Interval(3.8, 4.2), 2.0, Interval(1.9, 2.1), -2.0, Interval(-2.2, -1.8),
              "hours", 5.1, 4e-5, 52, 26, date(2025, 1, 5), date(2025, 1, 6))  # fmt: skip
    ladder = (
        Explanation(Message("Volume"), Verdict.RULED_OUT, Message("{n} cases", {"n": Quantity(120, kind="count")})),
        Explanation(Message("Mix"), Verdict.NOT_TESTED, Message("no segments")),
    )
    numbers: dict[str, Fact] = {
        "change": Quantity(-2.0, "hours", "difference"), "since": Day(date(2025, 1, 6), "weekly"), "on": Day(date(2025, 1, 6)),
        "counter": Names(("csat", "repeat_contacts")), "own": "2025-01-06", "number": "12", "nothing": "", "true": "true",
    }  # fmt: skip
    evidence = Evidence(
        kpi="speed", related=("csat",), segment=(("region", "Nord=Øst"), ("team", "A")), events="cases", identity="2025-01-06",
        start=date(2025, 1, 6), end=date(2025, 6, 29), onset=date(2025, 1, 13), onset_zone=(date(2025, 1, 6), date(2025, 2, 3)),
        reference=date(2025, 1, 1), p_value=4e-5, statistic=5.1, n=104, effect=Quantity(-0.42, "points", "difference"),
        severity=Severity.HIGH, cap=Tier.WATCH, numbers=numbers, legs=(leg, Leg("csat", "pair")), ladder=ladder,
        explained="New phone system", method=Message("Welch's test on {n} weeks", {"n": Quantity(104, kind="count")}),
        source="Welch 1947", parameters={"ramp_periods": 26, "share": 0.1, "words": ["a", "b"], "off": None, "yes": True},
        details={"t": 5.1, "df": 60.2},
    )  # fmt: skip
    return Finding(
        id="F-3K7Q2", rule="speed-without-quality", rule_version=2, pattern="paired-divergence", family=Family.GOODHART,
        severity=Severity.CRITICAL, tier=Tier.CONFIRMED, evidence=evidence, q_value=0.0011,
        also=(Also("proxy", "proxy-decay", None),), notes=(Note(date(2025, 5, 5), "Phones «æ» \u2028 \x00", date(2025, 5, 18)),),
        pitfalls=("P01",), goodhart_type=GoodhartType.CAUSAL, status=Status.ONGOING, first_seen=date(2025, 3, 31),
        last_seen=date(2025, 6, 30),
    )  # fmt: skip


def rich_run() -> RunResult:
    """A run that uses every field."""
    started = datetime(2025, 6, 30, 23, 59, 59, 123456, tzinfo=timezone(timedelta(hours=2)))
    return run(
        "r-rich", date(2025, 6, 30), (rich_finding(), finding("F-00000", status=Status.WAIVED)), started=started, previous="r-0",
        explained=(finding("F-EXPLA", "csat", Status.EXPLAINED),), gone=(finding("F-GONE0", "csat", Status.GONE),),
        grades=(Grade("speed", Letter.D, ("F-3K7Q2",), (Message("as {x}", {"x": "y"}),)), Grade("csat", Letter.NOT_ASSESSED)),
        skipped=(Skipped("gaps", None, Message("needs {n} periods", {"n": Quantity(24, "weekly", "periods")})),),
        set_aside=(SetAside("data/x.csv:3", None, "no number"),), promise=Promise(1.0, 0.1, 6.0, 12, "default", 0.9, None),
        changes=(Message("{kpi}: target", {"kpi": Names(("speed",))}),), parameters={"limits": {"main_kpis_per_level": 7}},
    )  # fmt: skip
