"""What the parts of Nordlys' catalogue share: people, goals, targets. A pair of texts is English and Danish."""

from __future__ import annotations

from datetime import date
from typing import Any

Entry = dict[str, Any]

COO, HEAD, SALES_DIRECTOR, DELIVERY_HEAD, CFO, CUSTOMER_DIRECTOR, HR = (
    f"{who}@nordlys.example"
    for who in ("coo", "head.of.service", "sales.director", "head.of.delivery", "cfo", "customer.director", "hr")
)
PLAN = ("Board plan", "Bestyrelsens plan")
LOYALTY = ("Keep our customers", "Vi beholder vores kunder")
GROWTH = ("Grow with profit", "Lønsom vækst")
PROMISE = ("Deliver what we promised", "Vi leverer det, vi lovede")
PLACE = ("A good place to work", "Et godt sted at arbejde")
CLIMATE = ("Half the emissions by 2030", "Halvér udledningen inden 2030")


def department(name: str, leads: str) -> Entry:
    """What all KPIs of a department say."""
    return {"level": "department", "department": name, "audience": [leads], "set_with": [leads]}


def target(begins: date, value: float, **said: Any) -> Entry:
    """A target that holds from a day on."""
    return {"from": begins, "value": value, **said}


def year_of(value: float, set_on: date = date(2024, 12, 10), year: int = 2025) -> list[Entry]:
    """One target for one year, decided before it began."""
    return [target(date(year, 1, 1), value, set_on=set_on, deadline=date(year, 12, 31), reason=PLAN)]
