"""Nordlys' KPIs of customer service and its teams: eleven main ones, some without owner or target, one that went stale."""

from __future__ import annotations

from datetime import date

from monitor.simulate.demo_service import BONUS, PHONES, SPLITTING
from monitor.simulate.demo_shared import CFO, GROWTH, HEAD, HR, LOYALTY, PLACE, PLAN, Entry, department, target, year_of

_PHONES = [{"from": PHONES[0], "to": PHONES[1], "what": ("New phone system", "Nyt telefonsystem")}]


def _first_response() -> Entry:
    return {
        "like": "first-response-time",
        "unit": "hours",
        "main": True,
        "owner": HEAD,
        "goal": LOYALTY,
        "supports": "customer_retention",
        "counter": ["csat", "repeat_contacts"],
        "consequence": "bonus",
        "measured": ["service-agents"],
        "influenced_by": ["service-agents", "service-leads"],
        "targets": [
            target(date(2023, 1, 1), 4, set_on=date(2022, 12, 10), reason=PLAN),
            target(BONUS, 2, set_on=date(2024, 8, 12), deadline=date(2025, 12, 31), reason=("Bonus round", "Bonusaftale")),
        ],
        "reviewed": {"last": date(2024, 8, 12), "every": "yearly"},
        "notes": _PHONES,
    }


def service_entries() -> dict[str, Entry]:
    """Customer service: eleven main KPIs."""
    main = {"main": True, "owner": HEAD, "goal": LOYALTY}
    entries: dict[str, Entry] = {
        "first_response_time": _first_response(),
        "csat": {
            **main,
            "like": "csat",
            "unit": "points",
            "goal": LOYALTY,
            "supports": "customer_retention",
            "targets": year_of(4.1),
        },
        "repeat_contacts": {"like": "repeat-contacts", "main": True, "goal": LOYALTY, "targets": year_of(10)},
        "complaints": {**main, "like": "complaints", "frequency": "weekly"},
        "cases_closed": {
            **main,
            "like": "cases-closed",
            "supports": "first_response_time",
            "counter": ["average_handling_time", "customers_served"],
            "consequence": "review",
            "targets": [target(SPLITTING, 860, set_on=date(2025, 3, 3), deadline=date(2025, 12, 31), reason=PLAN)],
        },
        "age_of_backlog": {**main, "like": "age-of-open-cases", "unit": "days", "frequency": "weekly", "targets": year_of(6)},
        "calls_answered_30s": {
            "name": {"en": "Calls answered within 30 seconds", "da": "Opkald besvaret inden 30 sekunder"},
            "unit": "%",
            "direction": "higher",
            "perspective": "process",
            "main": True,
            "goal": LOYALTY,
            "counter": ["first_contact_resolution"],
            "targets": year_of(80),
            "notes": _PHONES,
        },
        "average_handling_time": {**main, "like": "average-handling-time", "direction": "lower", "targets": year_of(23)},
        "reopened_cases": {"like": "reopened-cases", "main": True, "goal": LOYALTY, "targets": year_of(5)},
        "first_contact_resolution": {"like": "first-contact-resolution", "main": True, "goal": LOYALTY},
        "answer_quality": {**main, "like": "quality-score", "unit": "points", "frequency": "monthly"},
        **_others(),
    }
    return {
        kpi: {"frequency": "weekly", **department("Customer service", "service-leads"), **entry} for kpi, entry in entries.items()
    }


def _others() -> dict[str, Entry]:
    """What customer service looks at besides."""
    return {
        "answered_in_time": {
            "name": {"en": "Answered within 4 hours", "da": "Besvaret inden 4 timer"},
            "unit": "%",
            "direction": "higher",
            "perspective": "customer",
            "owner": HEAD,
            "goal": LOYALTY,
            "consequence": "review",
            "definition": (
                "Share of cases in which the customer has a personal answer within four hours",
                "Andel af sager, hvor kunden har fået et personligt svar inden fire timer",
            ),
            "formula": "cases answered within 4 hours / cases",
            "targets": [target(BONUS, 85, set_on=date(2024, 8, 12), deadline=date(2025, 12, 31), reason=PLAN)],
            "records": {"events": "cases", "measure": "first_response_hours"},
            "threshold": {"limit": 4, "met": "below"},
        },
        "cost_per_case": {"like": "cost-per-contact", "unit": "DKK", "frequency": "weekly", "owner": CFO, "goal": GROWTH},
        "customers_served": {
            "name": {"en": "Customers served", "da": "Betjente kunder"},
            "unit": "customers",
            "direction": "unclear",
            "goal": LOYALTY,
            "perspective": "customer",
        },
        "work_hours": {
            "name": {"en": "Hours worked on cases", "da": "Timer brugt på sager"},
            "unit": "hours",
            "direction": "unclear",
            "goal": GROWTH,
            "perspective": "process",
        },
        "sick_leave": {
            "like": "sickness-absence",
            "frequency": "monthly",
            "owner": HR,
            "goal": PLACE,
            "targets": year_of(4),
        },
    }


def team_entries() -> dict[str, Entry]:
    """What teams look at."""
    return {
        "csat_by_team": {
            "like": "csat",
            "name": {"en": "Satisfaction by team", "da": "Tilfredshed pr. team"},
            "unit": "points",
            "frequency": "weekly",
            "level": "team",
            "department": "Customer service",
            "owner": HEAD,
            "supports": "csat",
            "set_with": ["service-leads"],
            "targets": year_of(4.1),
        },
        "calls_per_hour": {
            "name": {"en": "Calls per hour", "da": "Opkald pr. time"},
            "unit": "calls",
            "direction": "higher",
            "frequency": "weekly",
            "level": "team",
            "department": "Customer service",
            "measures": "activity",
        },
    }
