"""The purchases of an organisation in which a purchase above a limit needs an approval, and how its buyers live with that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.model.records import RecordKind
from monitor.simulate._records import MINUTES_A_DAY, Array, counted_weeks, moments, spread_over_week
from monitor.simulate.entries import entry
from monitor.simulate.outcome import Simulated, Truth, history, share
from monitor.simulate.world import World

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("split", "under", "honest", "regular", "days", "prices")
MEDIAN = 0.25
"""Of the amounts, in limits."""


@dataclass(frozen=True)
class Purchases:
    """Each of shape (purchases,): week, minute, buyer, supplier and amount."""

    week: NDArray[np.int64]
    at: Array
    buyer: NDArray[np.int64]
    supplier: NDArray[np.int64]
    amount: Array


def records_purchases(
    world: World, *, gaming: float = 1.0, kind: str = "split", purchases: float = 220.0, limit: float = 2500.0
) -> Simulated:
    """Purchases per week, with a limit of one amount.

    `kind`: `split` (what is above the limit is bought in two parts within a day), `under` (amounts a little above the limit are
    brought just below it); or honest: `honest`, `regular` (standing orders), `days` (several needs on one day), `prices`
    (price lists with round amounts).
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not '{kind}'")
    made = _bought(world, purchases, limit)
    if kind == "split":
        made = _split(world.rng, made, limit, 0.7 * gaming)
    elif kind == "under":
        made = _under(world.rng, made, limit, 0.6 * gaming)
    elif kind != "honest":
        made = {"regular": _regular, "days": _days, "prices": _prices}[kind](world.rng, made, limit)
    number = counted_weeks(world.frame, made.week)
    within = counted_weeks(world.frame, made.week[made.amount <= limit])
    said = entry(
        world.frame,
        "Purchases within the limit",
        "%",
        "higher",
        records={"events": "purchases", "measure": "amount"},
        threshold={"limit": limit, "met": "below"},
    )
    patterns = {"split": "case-splitting", "under": "threshold-bunching"}
    truth = (Truth(patterns[kind], "within_limit", world.frame.day(0), gaming),) if kind in patterns and gaming > 0 else ()
    frames = {"purchases": _table(world, made)}
    kpis = {"within_limit": said}
    return history(world.frame, kpis, {"within_limit": share(within, number)}, truth, frames, {"purchases": RecordKind.PURCHASES})


def _bought(world: World, number: float, limit: float) -> Purchases:
    """Each buyer has a few suppliers of his own and comes back to them; some buy several things on a day."""
    rng, periods = world.rng, world.frame.periods
    trips = rng.poisson(number * world.frame.weeks * 0.75 * np.exp(world.noise(0.05)))
    week = np.repeat(np.arange(periods), trips)
    things = 1 + rng.binomial(1, 0.25, len(week)) + rng.binomial(1, 0.06, len(week))
    trip = np.repeat(np.arange(len(week)), things)
    at = spread_over_week(rng, week)
    buyer = rng.integers(0, 40, len(week))
    supplier = buyer * 5 + rng.integers(0, 5, len(week))
    amount = rng.lognormal(np.log(MEDIAN * limit), 1.0, len(trip))
    return _with_amount(Purchases(week[trip], at[trip], buyer[trip], supplier[trip], np.asarray(amount)), amount)


def _with_amount(made: Purchases, amount: Array) -> Purchases:
    return Purchases(made.week, made.at, made.buyer, made.supplier, np.asarray(np.round(np.maximum(amount, 1.0), 2)))


def _split(rng: np.random.Generator, made: Purchases, limit: float, most: float) -> Purchases:
    """What lies above the limit, to twice of it, is bought in two parts, the second at once or on the next day."""
    acted = (made.amount > limit) & (made.amount < 1.9 * limit) & (rng.random(len(made.week)) < most)
    part = np.clip(rng.normal(0.5, 0.06, len(made.week)), 0.35, 0.65)
    first = _with_amount(made, np.where(acted, made.amount * part, made.amount))
    later = made.at[acted] + np.where(rng.random(int(acted.sum())) < 0.6, 5.0, MINUTES_A_DAY)
    rest = (made.amount * (1 - part))[acted]
    return Purchases(
        np.concatenate([first.week, made.week[acted]]),
        np.concatenate([first.at, later]),
        np.concatenate([first.buyer, made.buyer[acted]]),
        np.concatenate([first.supplier, made.supplier[acted]]),
        np.round(np.concatenate([first.amount, rest]), 2),
    )


def _under(rng: np.random.Generator, made: Purchases, limit: float, most: float) -> Purchases:
    acted = (made.amount > limit) & (made.amount < 1.3 * limit) & (rng.random(len(made.week)) < most)
    return _with_amount(made, np.where(acted, limit * (1 - rng.uniform(0.0005, 0.04, len(made.week))), made.amount))


def _regular(rng: np.random.Generator, made: Purchases, limit: float) -> Purchases:
    """A third are standing orders: each buyer's amount with a supplier is always about the same."""
    usual = rng.lognormal(np.log(0.4 * limit), 0.5, int(made.supplier.max()) + 1)
    same = rng.random(len(made.week)) < 0.33
    return _with_amount(made, np.where(same, usual[made.supplier] * rng.normal(1, 0.02, len(made.week)), made.amount))


def _days(rng: np.random.Generator, made: Purchases, limit: float) -> Purchases:
    """A tenth of the purchases come with another of the same kind, on the same day, of whatever size."""
    again = rng.random(len(made.week)) < 0.1
    more = made.amount[again] * rng.lognormal(0, 0.5, int(again.sum()))
    return Purchases(
        np.concatenate([made.week, made.week[again]]),
        np.concatenate([made.at, made.at[again] + 30]),
        np.concatenate([made.buyer, made.buyer[again]]),
        np.concatenate([made.supplier, made.supplier[again]]),
        np.round(np.concatenate([made.amount, np.maximum(more, 1.0)]), 2),
    )


def _prices(rng: np.random.Generator, made: Purchases, limit: float) -> Purchases:
    """Half of all prices are round: multiples of a twentieth of the limit, and a hundredth below them."""
    step = limit / 20
    rounded = np.maximum(np.round(made.amount / step), 1) * step - rng.choice([0.0, 0.01], len(made.week)) * step
    return _with_amount(made, np.where(rng.random(len(made.week)) < 0.5, rounded, made.amount))


def _table(world: World, made: Purchases) -> pd.DataFrame:
    """The table of purchases, with the standard names."""
    import pandas as pd

    return pd.DataFrame(
        {
            "id": [f"p{one}" for one in range(len(made.week))],
            "at": moments(world.frame, made.at),
            "amount": made.amount,
            "buyer": [f"b{one}" for one in made.buyer],
            "supplier": [f"s{one}" for one in made.supplier],
            "unit": [f"office {one % 4}" for one in made.buyer],
        }
    )
