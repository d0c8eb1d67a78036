"""Nordlys' KPIs of the company, of sales and of delivery: nothing on people or sustainability at company level, leads that were
redefined, and a target that was moved late.
"""

from __future__ import annotations

from datetime import date

from monitor.simulate.demo_rest import NEWSLETTER
from monitor.simulate.demo_service import SELECTION
from monitor.simulate.demo_shared import (
    CFO,
    CLIMATE,
    COO,
    CUSTOMER_DIRECTOR,
    DELIVERY_HEAD,
    GROWTH,
    LOYALTY,
    PLAN,
    PROMISE,
    SALES_DIRECTOR,
    Entry,
    department,
    target,
    year_of,
)

_COMPANY = {"level": "company", "category": "strategic", "set_with": ["board"], "audience": ["board", "management"]}


def company_entries() -> dict[str, Entry]:
    """The company: money, customers, delivery, and nothing on people or sustainability."""
    entries: dict[str, Entry] = {
        "revenue": {
            "like": "revenue",
            "unit": "DKK million",
            "frequency": "monthly",
            "owner": CFO,
            "goal": GROWTH,
            "targets": year_of(16.5),
        },
        "ebitda_margin": {"like": "ebitda-margin", "frequency": "monthly", "owner": CFO, "goal": GROWTH, "targets": year_of(12)},
        "operating_cash_flow": {
            "like": "operating-cash-flow",
            "unit": "DKK million",
            "frequency": "quarterly",
            "counter": ["revenue"],
            "owner": CFO,
            "goal": GROWTH,
            "targets": year_of(4.5),
        },
        "customer_retention": {
            "like": "customer-retention",
            "frequency": "monthly",
            "owner": CUSTOMER_DIRECTOR,
            "goal": LOYALTY,
            "targets": year_of(98),
        },
        "nps": {
            "like": "nps",
            "unit": "points",
            "frequency": "weekly",
            "owner": CUSTOMER_DIRECTOR,
            "goal": LOYALTY,
            "consequence": "bonus",
            "measured": ["service-leads"],
            "influenced_by": ["service-leads"],
            "counter": ["repeat_contacts"],
            "targets": [target(SELECTION, 45, set_on=date(2024, 12, 10), deadline=date(2025, 12, 31), reason=PLAN)],
        },
        "on_time_delivery": {
            "name": {"en": "On-time delivery", "da": "Levering til tiden"},
            "unit": "%",
            "direction": "higher",
            "frequency": "monthly",
            "perspective": "process",
            "owner": COO,
            "goal": PROMISE,
            "counter": ["error_rate"],
            "targets": year_of(95),
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
            "goal": GROWTH,
            "consequence": "bonus",
            "measured": ["sellers"],
            "influenced_by": ["sellers"],
            "counter": ["churn_90_days"],
            "targets": year_of(84),
        },
        "leads": {
            **owned,
            "like": "leads",
            "version": 2,
            "changes": [{"from": NEWSLETTER, "version": 2, "definition": redefined}],
            "counter": ["conversion"],
            "targets": year_of(430),
        },
        "conversion": {"like": "lead-conversion", "main": True, "goal": GROWTH},
        "churn_90_days": {
            **owned,
            "like": "churn-rate",
            "name": {"en": "Churn within 90 days", "da": "Opsigelser inden 90 dage"},
            "frequency": "weekly",
            "goal": LOYALTY,
            "targets": year_of(8),
            "audits": [{"on": date(2025, 5, 14), "by": "audit@nordlys.example", "agrees": True}],
        },
        "gross_margin": {
            "like": "gross-margin",
            "frequency": "monthly",
            "owner": SALES_DIRECTOR,
            "goal": GROWTH,
            "targets": year_of(38),
        },
    }
    return {kpi: {"frequency": "weekly", **department("Sales", "sales-leads"), **entry} for kpi, entry in entries.items()}


def delivery_entries() -> dict[str, Entry]:
    """Delivery, which has honestly improved, and whose one target was moved when the quarter was nearly over."""
    late = target(date(2025, 7, 1), 95, set_on=date(2025, 9, 22), deadline=date(2025, 12, 31), reason=("Adjusted", "Justeret"))
    owned = {"main": True, "owner": DELIVERY_HEAD, "goal": PROMISE, "perspective": "process"}
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
                target(date(2023, 1, 1), 7, set_on=date(2022, 12, 10), reason=PLAN),
                target(date(2024, 9, 2), 6, set_on=date(2024, 8, 12), deadline=date(2025, 12, 31), reason=PLAN),
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
            "targets": [*year_of(97), late],
        },
        "error_rate": {
            **owned,
            "like": "defect-rate",
            "name": {"en": "Error rate", "da": "Fejlrate"},
            "unit": "%",
            "direction": "lower",
            "targets": year_of(3),
        },
        **_delivery_others(),
    }
    return {kpi: {"frequency": "weekly", **department("Delivery", "delivery-leads"), **entry} for kpi, entry in entries.items()}


def _delivery_others() -> dict[str, Entry]:
    """What delivery looks at besides."""
    return {
        "overtime": {
            "like": "overtime",
            "unit": "hours",
            "goal": PROMISE,
        },
        "onboarding_score": {
            "like": "csat",
            "name": {"en": "Onboarding score", "da": "Opstartsscore"},
            "unit": "points",
            "frequency": "monthly",
            "owner": CUSTOMER_DIRECTOR,
            "goal": LOYALTY,
        },
        "transport_emissions": {
            "name": {"en": "Transport emissions", "da": "Udledning fra transport"},
            "unit": "tonnes CO2e",
            "goal": CLIMATE,
            "direction": "lower",
            "frequency": "quarterly",
            "perspective": "sustainability",
        },
    }
