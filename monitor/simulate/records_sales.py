"""The records of a sales force: what was sold when, by whom, and what was cancelled later.

`kind` says what the bonus on sales brings: the wrong customers (`pushing`), sales that are pulled forward into the month that
ends (`pulling`), or honest changes: `honest` (more sales that last), `campaign` (a new channel whose customers leave more often
anyway), `fault` (a product that disappoints everybody), `month-ends` (customers who always bought at the ends of months).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.model.records import RecordKind
from monitor.simulate._records import MINUTES_A_DAY, MINUTES_A_WEEK, counted_weeks, moments, spread_over_week
from monitor.simulate.entries import entries, targeted
from monitor.simulate.frame import Frame, Series, Whole
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, adoption, chosen, effort

if TYPE_CHECKING:
    import pandas as pd

PRODUCTS = ("basic", "plus", "campaign")
LEAVING = np.array([0.07, 0.05, 0.2])
"""The share that cancels within three months, by product."""

DAYS = 90.0


def records_sales(world: World, *, gaming: float = 1.0, kind: str = "pushing", sales: float = 120.0) -> Simulated:
    """Sales with their cancellations; `sales` per week, weekly frames."""
    rng, frame = world.rng, world.frame
    pushed, better = adoption(world, gaming), effort(world, gaming)
    quiet = np.zeros(frame.periods)
    more, wrong, campaign, fault = chosen(
        {
            "pushing": (0.3 * pushed, 0.3 * pushed / (1 + 0.3 * pushed), quiet, quiet),
            "honest": (0.3 * better, quiet, quiet, quiet),
            "campaign": (0.3 * better, quiet, 0.25 * better, quiet),
            "fault": (quiet, quiet, quiet, 0.06 * better),
            "pulling": (quiet, quiet, quiet, quiet),
            "month-ends": (quiet, quiet, quiet, quiet),
        },
        kind,
    )
    number = rng.poisson(sales * (1 + more) * np.exp(world.noise(0.08)))
    week = np.repeat(np.arange(frame.periods), number)
    product = np.where(rng.random(len(week)) < campaign[week], 2, rng.integers(0, 2, len(week)))
    mood = np.exp(world.noise(0.1))[week]
    chance = (LEAVING[product] + fault[week]) * mood
    misfit = rng.random(len(week)) < wrong[week]
    chance = np.where(misfit, chance + 0.35, chance)
    sold = spread_over_week(rng, week)
    if kind in ("pulling", "month-ends"):
        pulled = adoption(world, 0.6 * gaming)[week] if kind == "pulling" else np.full(len(week), 0.3 * gaming)
        sold = _pulled_forward(rng, frame, sold, pulled)
        week = (sold // MINUTES_A_WEEK).astype(np.int64)
    table = _table(world, sold, product, rng.random(len(week)) < chance)
    left = table["cancelled"].notna().to_numpy()
    within = counted_weeks(frame, week[left])
    kpis = entries(frame, ["sales", "churn_90_days"])
    kpis["sales"] = {**targeted(frame, kpis["sales"], round(1.2 * sales)), "records": {"events": "sales"}}
    series = {"sales": {"value": counted_weeks(frame, week)}, "churn_90_days": {"value": _lagged(within, number)}}
    pattern = {"pushing": "delayed-harm", "pulling": "period-end-push"}.get(kind, "")
    truth = (Truth(pattern, "sales", frame.start, gaming),) if pattern and gaming > 0 else ()
    return history(frame, kpis, series, truth, {"sales": table}, {"sales": RecordKind.SALES})


def _pulled_forward(rng: np.random.Generator, frame: Frame, sold: Series, share: Series) -> Series:
    """Sales of the first five days of a month that are booked in the last days of the month before."""
    days = sold // MINUTES_A_DAY
    of_month = np.array([(frame.day(0) + timedelta(days=int(day))).day for day in range(int(days.max()) + 1)])[days.astype(int)]
    moved = (of_month <= 5) & (days > 8) & (rng.random(len(sold)) < share)
    return np.asarray(np.where(moved, sold - (of_month + rng.integers(0, 4, len(sold))) * MINUTES_A_DAY, sold))


def _table(world: World, sold: Series, product: Whole, leaves: NDArray[np.bool_]) -> pd.DataFrame:
    """The table of sales; who leaves does so at a day within three months, most of them early."""
    import pandas as pd

    rng, frame, number = world.rng, world.frame, len(sold)
    after = DAYS * MINUTES_A_DAY * rng.beta(1.2, 2.0, number)
    return pd.DataFrame(
        {
            "id": [f"o{one}" for one in range(number)],
            "subject": [f"s{one}" for one in rng.integers(0, 10 * number, number)],
            "sold": moments(frame, sold),
            "amount": np.round(rng.lognormal(5, 0.5, number), 2),
            "seller": [f"v{one}" for one in rng.integers(0, 20, number)],
            "product": np.array(PRODUCTS, dtype=object)[product],
            "cancelled": moments(frame, np.where(leaves, sold + after, np.nan)),
        }
    )


def _lagged(within: Series, number: Whole) -> Series:
    """The churn that is published: of those sold a quarter ago."""
    share = 100 * within / np.maximum(number, 1)
    return np.round(np.concatenate([np.full(13, np.nan), share[:-13]]), 2)
