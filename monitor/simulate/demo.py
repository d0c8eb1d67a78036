"""Nordlys Kundeservice A/S: a made-up customer-service organisation over three years, with a story in its numbers.

In September 2024 a bonus is tied to first response time: answers get quicker, satisfaction falls and customers come back. From
April 2025 problems are split into cases. From January 2025 unhappy customers are not asked for a recommendation. Leads are
redefined, one target is moved when its quarter is nearly over, one KPI goes stale, and one blip has its note. Delivery
improves honestly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from monitor.model.records import RecordKind
from monitor.simulate.demo_catalogue import company_entries, delivery_entries, sales_entries
from monitor.simulate.demo_catalogue_service import service_entries, team_entries
from monitor.simulate.demo_context import in_context
from monitor.simulate.demo_records import answered_cases
from monitor.simulate.demo_rest import NEWSLETTER, delivery, monthly, quarterly, sales
from monitor.simulate.demo_service import BONUS, SELECTION, SPLITTING, by_team, service
from monitor.simulate.frame import frame_of
from monitor.simulate.outcome import Simulated, Truth, observation_table
from monitor.simulate.world import World

if TYPE_CHECKING:
    import pandas as pd

AS_OF = date(2025, 9, 30)
_CALM: dict[str, float | str] = {"autocorrelation": 0.3, "drift": 0.0, "tails": "normal", "outliers": 0.0, "season": 0.3}


@dataclass(frozen=True, eq=False)
class Nordlys:
    """`simulated` is the whole; `sections` are its KPIs by heading of the catalogue file, in order."""

    simulated: Simulated
    sections: Mapping[str, tuple[str, ...]]


def nordlys(language: str = "en", seed: int = 2025) -> Nordlys:
    """The organisation, with the texts of its catalogue in Danish (`da`) or in English (any other language)."""
    sections = {
        "Company": company_entries(),
        "Customer service": service_entries(),
        "Teams": team_entries(),
        "Sales": sales_entries(),
        "Delivery": delivery_entries(),
    }
    kpis = {kpi: spoken(in_context(kpi, entry), language) for entries in sections.values() for kpi, entry in entries.items()}
    observations, cases = _observations(seed)
    simulated = Simulated(kpis, observations, _truth(), AS_OF, {"cases": cases}, {"cases": RecordKind.CASES.value})
    return Nordlys(simulated, {heading: tuple(entries) for heading, entries in sections.items()})


def spoken(content: Any, language: str) -> Any:
    """The content with every pair of texts (English, Danish) replaced by the one of this language."""
    match content:
        case tuple():
            return content[1] if language == "da" else content[0]
        case dict():
            return {key: value if key == "name" else spoken(value, language) for key, value in content.items()}
        case list():
            return [spoken(item, language) for item in content]
    return content


def _observations(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All values, and the cases of customer service."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    week = World(rng, frame_of("weekly", date(2022, 10, 3), before=100, after=56, ramp=6), _CALM)
    month = World(rng, frame_of("monthly", date(2022, 10, 1), before=23, after=13, ramp=2), _CALM)
    quarter = World(rng, frame_of("quarterly", date(2022, 10, 1), before=8, after=4, ramp=1), _CALM)
    desk = service(week)
    desk["customers_served"] = desk.pop("customers")
    by_case = World(np.random.default_rng(seed + 1), week.frame, _CALM)
    cases, desk["answered_in_time"] = answered_cases(by_case, desk["cases_closed"]["value"])
    weekly = {(kpi, ""): columns for kpi, columns in {**desk, **sales(week), **delivery(week)}.items()}
    weekly |= {("csat_by_team", team): columns for team, columns in by_team(week, desk["csat"]).items()}
    parts = [observation_table(week.frame, weekly)]
    for world, series in ((month, monthly(month)), (quarter, quarterly(quarter))):
        parts.append(observation_table(world.frame, {(kpi, ""): columns for kpi, columns in series.items()}))
    return pd.concat(parts, ignore_index=True), cases


def _truth() -> tuple[Truth, ...]:
    return (
        Truth("paired-divergence", "first_response_time", BONUS, 1.0, ("csat", "repeat_contacts")),
        Truth("threshold-bunching", "answered_in_time", BONUS, 1.0),
        Truth("case-splitting", "cases_closed", SPLITTING, 1.0, ("average_handling_time", "customers_served", "work_hours")),
        Truth("survey-selection", "nps", SELECTION, 1.0),
        Truth("redefinition", "leads", NEWSLETTER, 1.0, ("conversion",)),
        Truth("target-tampering", "delivery_precision", date(2025, 7, 1), 1.0),
        Truth("stale-data", "sick_leave", date(2025, 6, 30), 1.0),
    )
