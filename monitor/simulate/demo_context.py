"""What puts the numbers of Nordlys Kundeservice A/S into context, where somebody has cared: benchmarks, definitions, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

_BRANCH = ("Branch survey 2024", "Brancheundersøgelse 2024")
_ACCOUNTS = ("Annual accounts of five competitors", "Årsregnskaber for fem konkurrenter")

BENCHMARKS: Mapping[str, tuple[float, tuple[str, str]]] = {
    "first_response_time": (6, _BRANCH),
    "csat": (4.0, _BRANCH),
    "nps": (30, _BRANCH),
    "repeat_contacts": (13, _BRANCH),
    "customer_retention": (97.5, _BRANCH),
    "ebitda_margin": (10, _ACCOUNTS),
    "gross_margin": (36, _ACCOUNTS),
    "operating_cash_flow": (3.8, _ACCOUNTS),
    "on_time_delivery": (94, _BRANCH),
    "delivery_precision": (94, _BRANCH),
    "lead_time": (8, _BRANCH),
    "error_rate": (3.5, _BRANCH),
    "churn_90_days": (9, _BRANCH),
}
"""KPI -> value of others, and where it comes from."""

DEFINITIONS: Mapping[str, tuple[str, str]] = {
    "on_time_delivery": (
        "Share of deliveries that arrive on the promised day",
        "Andel af leverancer, der ankommer på den lovede dag",
    ),
    "delivery_precision": (
        "Share of orders that arrive on the promised day, whole and without fault",
        "Andel af ordrer, der ankommer på den lovede dag, hele og uden fejl",
    ),
    "calls_answered_30s": (
        "Share of calls that are answered within 30 seconds",
        "Andel af opkald, der besvares inden 30 sekunder",
    ),
}
FORMULAS: Mapping[str, str] = {
    "on_time_delivery": "deliveries on the promised day / deliveries",
    "delivery_precision": "orders on the promised day without fault / orders",
    "calls_answered_30s": "calls answered within 30 seconds / calls",
}

REVIEWED: Mapping[str, date] = {
    **dict.fromkeys(("revenue", "ebitda_margin", "operating_cash_flow", "gross_margin"), date(2025, 1, 20)),
    **dict.fromkeys(("customer_retention", "on_time_delivery", "nps"), date(2025, 2, 10)),
    **dict.fromkeys(("lead_time", "error_rate", "delivery_precision"), date(2025, 6, 16)),
    **dict.fromkeys(("new_sales", "churn_90_days"), date(2025, 3, 17)),
}
"""KPI -> the last review; those of customer service have never been reviewed, or too long ago."""


def in_context(kpi: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with the context that somebody has written down for it."""
    added: dict[str, Any] = {}
    if kpi in BENCHMARKS:
        value, source = BENCHMARKS[kpi]
        added["benchmark"] = {"value": value, "source": source}
    if kpi in DEFINITIONS:
        added |= {"definition": DEFINITIONS[kpi], "formula": FORMULAS[kpi]}
    if kpi in REVIEWED:
        added["reviewed"] = {"last": REVIEWED[kpi], "every": "yearly"}
    return {**entry, **added}
