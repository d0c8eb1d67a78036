"""Nordlys Kundeservice A/S outside customer service: sales with redefined leads, delivery that honestly improves, and money."""

from __future__ import annotations

from datetime import date

import numpy as np

from monitor.simulate.demo_service import column_of
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Columns, share
from monitor.simulate.sales_floor import Floor, SalesLevers, run_floor
from monitor.simulate.world import World, effort

NEWSLETTER = date(2025, 2, 3)
"""From here on newsletter sign-ups count as leads; the catalogue says so."""
SICK_LEAVE_UNTIL = date(2025, 6, 1)
QUALITY_FROM = date(2025, 1, 1)
EMISSIONS_FROM = date(2024, 7, 1)


def sales(world: World) -> dict[str, Columns]:
    """Weekly KPIs of sales: more leads by definition, hardly more sales."""
    counted = (np.arange(world.frame.periods) >= column_of(world.frame, NEWSLETTER)).astype(float)
    series = run_floor(world, Floor(leads=390, leads_noise=0.04), SalesLevers(junk=0.22 * counted))
    kept = {kpi: series[kpi] for kpi in ("leads", "conversion", "churn_90_days")}
    return {**kept, "new_sales": series["sales"]}


def delivery(world: World) -> dict[str, Columns]:
    """Weekly KPIs of delivery: lead time falls since 2024 because errors became fewer. Both are better, and nothing suffers."""
    better = effort(world, 1.0)
    orders = world.rng.poisson(310 * np.exp(world.noise(0.05))).astype(float)
    return {
        "lead_time": {"value": np.round(6.8 - 1.1 * better + world.noise(0.35), 2), "count": orders},
        "error_rate": _counted(world, orders, 0.034 - 0.012 * better, 0.003),
        "delivery_precision": _counted(world, orders, 0.955 - 0.003 * better, 0.004),
        "overtime": {"value": np.round(np.maximum(42 - 8 * better + world.noise(6), 0))},
    }


def monthly(world: World) -> dict[str, Columns]:
    """Monthly KPIs: money, retention, people, and the two that have only just begun or have stopped."""
    along = np.linspace(0, 1, world.frame.periods)
    season = world.wave(1.0)
    revenue = 15.2 + 1.6 * along + 0.5 * season + world.noise(0.3)
    days = np.array([world.frame.day(column) for column in range(world.frame.periods)])
    sick = np.round(4.6 - 0.5 * along + 0.5 * season + world.noise(0.25), 1)
    quality = np.round(82 + world.noise(2.0), 1)
    customers = world.rng.poisson(4200 + 300 * along).astype(float)
    return {
        "revenue": {"value": np.round(revenue, 2)},
        "ebitda_margin": {"value": np.round(11.4 + 0.9 * along + world.noise(0.7), 1)},
        "gross_margin": {"value": np.round(38.5 + world.noise(0.6), 1)},
        "customer_retention": _counted(world, customers, 0.981 + 0 * customers, 0.0015),
        "on_time_delivery": {"value": np.round(95.4 + world.noise(0.5), 1)},
        "onboarding_score": _answered(world, 4.1 + 0 * along, 34),
        "sick_leave": {"value": np.where(days > SICK_LEAVE_UNTIL, np.nan, sick)},
        "answer_quality": {"value": np.where(days < QUALITY_FROM, np.nan, quality), "count": 60 + 0 * along},
    }


def quarterly(world: World) -> dict[str, Columns]:
    """Quarterly KPIs: cash, and emissions that are measured since the third quarter of 2024."""
    periods = world.frame.periods
    days = np.array([world.frame.day(column) for column in range(periods)])
    emissions = np.round(41 + world.noise(3.0), 1)
    return {
        "operating_cash_flow": {"value": np.round(4.3 + np.linspace(0, 0.7, periods) + world.noise(0.9), 2)},
        "transport_emissions": {"value": np.where(days < EMISSIONS_FROM, np.nan, emissions)},
    }


def _counted(world: World, total: Series, chance: Series, spread: float) -> Columns:
    return share(world.rng.binomial(total.astype(int), np.clip(chance - world.noise(spread), 0.001, 0.999)), total)


def _answered(world: World, mean: Series, answers: int) -> Columns:
    responses = world.rng.poisson(answers, len(mean)).astype(float)
    value = mean + 0.8 * world.rng.standard_normal(len(mean)) / np.sqrt(responses)
    return {"value": np.round(np.clip(value, 1, 5), 2), "responses": responses, "invited": np.round(responses / 0.31)}
