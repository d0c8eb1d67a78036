"""Catalogue entries of simulated KPIs, as they would stand in kpis.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from monitor.simulate.frame import Frame

Entry = dict[str, Any]

_DESK: Mapping[str, Entry] = {
    "first_response_time": {"like": "first-response-time", "name": "First response time", "unit": "hours", "direction": "lower"},
    "csat": {"like": "csat", "name": "Customer satisfaction", "unit": "points", "direction": "higher"},
    "nps": {"like": "nps", "name": "Recommendation score", "unit": "points", "direction": "higher"},
    "repeat_contacts": {"like": "repeat-contacts", "name": "Repeat contacts", "unit": "%", "direction": "lower"},
    "cases_closed": {"like": "cases-closed", "name": "Cases closed", "unit": "cases", "direction": "higher"},
    "customers": {"name": "Customers served", "unit": "customers", "direction": "unclear"},
    "cases_per_customer": {
        "like": "cases-per-customer",
        "name": "Cases per customer",
        "unit": "ratio",
        "direction": "lower",
    },
    "work_hours": {"name": "Hours worked on cases", "unit": "hours", "direction": "unclear"},
    "average_handling_time": {
        "like": "average-handling-time",
        "name": "Handling time",
        "unit": "minutes",
        "direction": "lower",
    },
}
_SALES: Mapping[str, Entry] = {
    "leads": {"like": "leads", "name": "Leads", "unit": "leads", "direction": "higher"},
    "conversion": {"like": "lead-conversion", "name": "Conversion of leads", "unit": "%", "direction": "higher"},
    "sales": {"like": "number-of-sales", "name": "New sales", "unit": "sales", "direction": "higher"},
    "churn_90_days": {"like": "churn-rate", "name": "Churn within 90 days", "unit": "%", "direction": "lower"},
    "returns": {"like": "return-rate", "name": "Returns", "unit": "%", "direction": "lower"},
}
_ALL = {**_DESK, **_SALES}


def entries(frame: Frame, kpis: Iterable[str]) -> dict[str, Entry]:
    """Entries with owner and frequency for these simulated KPIs, still without target."""
    shared = {"frequency": frame.frequency.value, "owner": "head@nordlys.example", "level": "department"}
    return {kpi: {**_ALL[kpi], **shared, "department": "Sales" if kpi in _SALES else "Customer service"} for kpi in kpis}


def entry(frame: Frame, name: str, unit: str, direction: str, **said: Any) -> Entry:
    """The entry of one simulated KPI of the department Operations, with whatever else is said."""
    shared = {"frequency": frame.frequency.value, "owner": "head@nordlys.example", "level": "department"}
    return {"name": name, "unit": unit, "direction": direction, **shared, "department": "Operations", **said}


def targeted(frame: Frame, entry: Entry, value: float, counter: Iterable[str] = (), consequence: str = "bonus") -> Entry:
    """The entry with a target and its consequence from the frame's start on, set a month before."""
    target = {"from": frame.start, "value": value, "set_on": frame.start - timedelta(days=30), "reason": "Board plan"}
    added: Entry = {"targets": [target], "consequence": consequence, "main": True}
    return {**entry, **added, "counter": list(counter)} if counter else {**entry, **added}
