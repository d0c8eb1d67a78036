"""The KPI catalogue of Nordlys Kundeservice A/S, with its faults: too many main KPIs, missing owners and targets, no people
or sustainability KPI at company level. A pair of texts is English and Danish.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.simulate.demo_rest import NEWSLETTER
from monitor.simulate.demo_service import BONUS, PHONES, SELECTION, SPLITTING

Entry = dict[str, Any]

COO, HEAD, SALES_DIRECTOR, DELIVERY_HEAD, CFO, CUSTOMER_DIRECTOR, HR = (
    f"{who}@nordlys.example"
    for who in ("coo", "head.of.service", "sales.director", "head.of.delivery", "cfo", "customer.director", "hr")
)
_PHONES = [{"from": PHONES[0], "to": PHONES[1], "what": ("New phone system", "Nyt telefonsystem")}]
_PLAN = ("Board plan", "Bestyrelsens plan")
_LOYALTY = ("Keep our customers", "Vi beholder vores kunder")
_GROWTH = ("Grow with profit", "Lønsom vækst")
_PROMISE = ("Deliver what we promised", "Vi leverer det, vi lovede")
_PLACE = ("A good place to work", "Et godt sted at arbejde")
_CLIMATE = ("Half the emissions by 2030", "Halvér udledningen inden 2030")
_COMPANY = {"level": "company", "category": "strategic", "set_with": ["board"], "audience": ["board", "management"]}
_SERVICE = {"level": "department", "department": "Customer service", "audience": ["service-leads"], "set_with": ["service-leads"]}
_SALES = {"level": "department", "department": "Sales", "audience": ["sales-leads"], "set_with": ["sales-leads"]}
_DELIVERY = {"level": "department", "department": "Delivery", "audience": ["delivery-leads"], "set_with": ["delivery-leads"]}


def _target(begins: date, value: float, **said: Any) -> Entry:
    return {"from": begins, "value": value, **said}


def _year(value: float, set_on: date = date(2024, 12, 10), year: int = 2025) -> list[Entry]:
    return [_target(date(year, 1, 1), value, set_on=set_on, deadline=date(year, 12, 31), reason=_PLAN)]


def _first_response() -> Entry:
    return {
        "like": "first-response-time",
        "unit": "hours",
        "main": True,
        "owner": HEAD,
        "goal": _LOYALTY,
        "supports": "customer_retention",
        "counter": ["csat", "repeat_contacts"],
        "consequence": "bonus",
        "measured": ["service-agents"],
        "influenced_by": ["service-agents", "service-leads"],
        "targets": [
            _target(date(2023, 1, 1), 4, set_on=date(2022, 12, 10), reason=_PLAN),
            _target(BONUS, 2, set_on=date(2024, 8, 12), deadline=date(2025, 12, 31), reason=("Bonus round", "Bonusaftale")),
        ],
        "reviewed": {"last": date(2024, 8, 12), "every": "yearly"},
        "notes": _PHONES,
    }


def service_entries() -> dict[str, Entry]:
    """Customer service: eleven main KPIs."""
    main = {"main": True, "owner": HEAD, "goal": _LOYALTY}
    entries: dict[str, Entry] = {
        "first_response_time": _first_response(),
        "csat": {
            **main,
            "like": "csat",
            "unit": "points",
            "goal": _LOYALTY,
            "supports": "customer_retention",
            "targets": _year(4.1),
        },
        "repeat_contacts": {"like": "repeat-contacts", "main": True, "goal": _LOYALTY, "targets": _year(10)},
        "complaints": {**main, "like": "complaints", "frequency": "weekly"},
        "cases_closed": {
            **main,
            "like": "cases-closed",
            "supports": "first_response_time",
            "counter": ["average_handling_time", "customers_served"],
            "consequence": "review",
            "targets": [_target(SPLITTING, 860, set_on=date(2025, 3, 3), deadline=date(2025, 12, 31), reason=_PLAN)],
        },
        "age_of_backlog": {**main, "like": "age-of-open-cases", "unit": "days", "frequency": "weekly", "targets": _year(6)},
        "calls_answered_30s": {
            "name": {"en": "Calls answered within 30 seconds", "da": "Opkald besvaret inden 30 sekunder"},
            "unit": "%",
            "direction": "higher",
            "perspective": "process",
            "main": True,
            "goal": _LOYALTY,
            "counter": ["first_contact_resolution"],
            "targets": _year(80),
            "notes": _PHONES,
        },
        "average_handling_time": {**main, "like": "average-handling-time", "direction": "lower", "targets": _year(23)},
        "reopened_cases": {"like": "reopened-cases", "main": True, "goal": _LOYALTY, "targets": _year(5)},
        "first_contact_resolution": {"like": "first-contact-resolution", "main": True, "goal": _LOYALTY},
        "answer_quality": {**main, "like": "quality-score", "unit": "points", "frequency": "monthly"},
        "cost_per_case": {"like": "cost-per-contact", "unit": "DKK", "frequency": "weekly", "owner": CFO, "goal": _GROWTH},
        "customers_served": {
            "name": {"en": "Customers served", "da": "Betjente kunder"},
            "unit": "customers",
            "direction": "unclear",
            "goal": _LOYALTY,
            "perspective": "customer",
        },
        "work_hours": {
            "name": {"en": "Hours worked on cases", "da": "Timer brugt på sager"},
            "unit": "hours",
            "direction": "unclear",
            "goal": _GROWTH,
            "perspective": "process",
        },
        "sick_leave": {
            "like": "sickness-absence",
            "frequency": "monthly",
            "owner": HR,
            "goal": _PLACE,
            "targets": _year(4),
        },
    }
    return {kpi: {"frequency": "weekly", **_SERVICE, **entry} for kpi, entry in entries.items()}


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
            "targets": _year(4.1),
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


def company_entries() -> dict[str, Entry]:
    """The company: money, customers, delivery, and nothing on people or sustainability."""
    entries: dict[str, Entry] = {
        "revenue": {
            "like": "revenue",
            "unit": "DKK million",
            "frequency": "monthly",
            "owner": CFO,
            "goal": _GROWTH,
            "targets": _year(16.5),
        },
        "ebitda_margin": {"like": "ebitda-margin", "frequency": "monthly", "owner": CFO, "goal": _GROWTH, "targets": _year(12)},
        "operating_cash_flow": {
            "like": "operating-cash-flow",
            "unit": "DKK million",
            "frequency": "quarterly",
            "counter": ["revenue"],
            "owner": CFO,
            "goal": _GROWTH,
            "targets": _year(4.5),
        },
        "customer_retention": {
            "like": "customer-retention",
            "frequency": "monthly",
            "owner": CUSTOMER_DIRECTOR,
            "goal": _LOYALTY,
            "targets": _year(98),
        },
        "nps": {
            "like": "nps",
            "unit": "points",
            "frequency": "weekly",
            "owner": CUSTOMER_DIRECTOR,
            "goal": _LOYALTY,
            "consequence": "bonus",
            "measured": ["service-leads"],
            "influenced_by": ["service-leads"],
            "counter": ["repeat_contacts"],
            "targets": [_target(SELECTION, 45, set_on=date(2024, 12, 10), deadline=date(2025, 12, 31), reason=_PLAN)],
        },
        "on_time_delivery": {
            "name": {"en": "On-time delivery", "da": "Levering til tiden"},
            "unit": "%",
            "direction": "higher",
            "frequency": "monthly",
            "perspective": "process",
            "owner": COO,
            "goal": _PROMISE,
            "counter": ["error_rate"],
            "targets": _year(95),
        },
    }
    return {kpi: {**_COMPANY, "main": True, **entry} for kpi, entry in entries.items()}


def sales_entries() -> dict[str, Entry]:
    """Sales, with leads that were redefined."""
    redefined = ("Newsletter sign-ups count as leads", "Tilmeldinger til nyhedsbrevet tæller som leads")
    owned = {"main": True, "owner": SALES_DIRECTOR}
    entries: dict[str, Entry] = {
        "new_sales": {
            **owned,
            "like": "number-of-sales",
            "name": {"en": "New sales", "da": "Nye salg"},
            "goal": _GROWTH,
            "consequence": "bonus",
            "measured": ["sellers"],
            "influenced_by": ["sellers"],
            "counter": ["churn_90_days"],
            "targets": _year(84),
        },
        "leads": {
            **owned,
            "like": "leads",
            "version": 2,
            "changes": [{"from": NEWSLETTER, "version": 2, "definition": redefined}],
            "counter": ["conversion"],
            "targets": _year(430),
        },
        "conversion": {"like": "lead-conversion", "main": True, "goal": _GROWTH},
        "churn_90_days": {
            **owned,
            "like": "churn-rate",
            "name": {"en": "Churn within 90 days", "da": "Opsigelser inden 90 dage"},
            "frequency": "weekly",
            "goal": _LOYALTY,
            "targets": _year(8),
        },
        "gross_margin": {
            "like": "gross-margin",
            "frequency": "monthly",
            "owner": SALES_DIRECTOR,
            "goal": _GROWTH,
            "targets": _year(38),
        },
    }
    return {kpi: {"frequency": "weekly", **_SALES, **entry} for kpi, entry in entries.items()}


def delivery_entries() -> dict[str, Entry]:
    """Delivery, which has honestly improved, and whose one target was moved when the quarter was nearly over."""
    late = _target(date(2025, 7, 1), 95, set_on=date(2025, 9, 22), deadline=date(2025, 12, 31), reason=("Adjusted", "Justeret"))
    owned = {"main": True, "owner": DELIVERY_HEAD, "goal": _PROMISE, "perspective": "process"}
    entries: dict[str, Entry] = {
        "lead_time": {
            **owned,
            "like": "lead-time",
            "name": {"en": "Lead time", "da": "Leveringstid"},
            "unit": "days",
            "direction": "lower",
            "supports": "on_time_delivery",
            "counter": ["error_rate"],
            "targets": [
                _target(date(2023, 1, 1), 7, set_on=date(2022, 12, 10), reason=_PLAN),
                _target(date(2024, 9, 2), 6, set_on=date(2024, 8, 12), deadline=date(2025, 12, 31), reason=_PLAN),
            ],
            "decisions": [
                {"on": date(2024, 8, 26), "what": ("Orders are checked before packing", "Ordrer kontrolleres før pakning")}
            ],
        },
        "delivery_precision": {
            **owned,
            "name": {"en": "Delivery precision", "da": "Leveringspræcision"},
            "unit": "%",
            "direction": "higher",
            "supports": "on_time_delivery",
            "counter": ["lead_time"],
            "targets": [*_year(97), late],
        },
        "error_rate": {
            **owned,
            "like": "defect-rate",
            "name": {"en": "Error rate", "da": "Fejlrate"},
            "unit": "%",
            "direction": "lower",
            "targets": _year(3),
        },
        "overtime": {
            "like": "overtime",
            "unit": "hours",
            "goal": _PROMISE,
        },
        "onboarding_score": {
            "like": "csat",
            "name": {"en": "Onboarding score", "da": "Opstartsscore"},
            "unit": "points",
            "frequency": "monthly",
            "owner": CUSTOMER_DIRECTOR,
            "goal": _LOYALTY,
        },
        "transport_emissions": {
            "name": {"en": "Transport emissions", "da": "Udledning fra transport"},
            "unit": "tonnes CO2e",
            "goal": _CLIMATE,
            "direction": "lower",
            "frequency": "quarterly",
            "perspective": "sustainability",
        },
    }
    return {kpi: {"frequency": "weekly", **_DELIVERY, **entry} for kpi, entry in entries.items()}
