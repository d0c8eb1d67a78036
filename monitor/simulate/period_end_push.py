"""A monthly target for orders: work of the next month is pulled into this one, or more is sold."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.model.period import first_day, index_of
from monitor.model.words import Frequency
from monitor.simulate.entries import entry, targeted
from monitor.simulate.frame import Frame, Series
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, chosen

Flags = NDArray[np.bool_]

STRONG = 0.3
"""The share of the next month's first week that is pulled into this one at gaming 1."""

LONGER = {Frequency.DAILY: Frequency.MONTHLY, Frequency.WEEKLY: Frequency.QUARTERLY}
WEEK = (1.0, 1.1, 1.05, 1.0, 1.15, 0.25, 0.15)
"""Monday to Sunday."""


def period_end_push(world: World, *, gaming: float = 1.0, kind: str = "pulling", orders: float = 200.0) -> Simulated:
    """Orders by day get a target by the month (by week: by the quarter).

    `kind`: `pulling` (orders of the first week are taken in the last days before it, `gaming` 0 to 1), or what looks like it:
    `month-end` (customers order at the end of the month, and always have), `busier-ends` (they do so since the target, and the
    next month begins as usual), `growth`; then `gaming` is its size. `orders`: on a usual day.
    """
    frame = world.frame
    chosen(dict.fromkeys(("pulling", "month-end", "busier-ends", "growth")), kind)
    begins = _next_first(frame)
    edge = 5 if frame.frequency is Frequency.DAILY else 1
    bucket, left = _buckets(frame)
    ends, starts = left < edge, _age(bucket) < edge
    since = np.array([frame.day(column) >= begins for column in range(frame.periods)], dtype=float)
    level = np.ones(frame.periods)
    if kind == "month-end":
        level += 0.4 * gaming * ends
    if kind == "busier-ends":
        level += STRONG * gaming * ends * since
    if kind == "growth":
        level += 0.5 * gaming * frame.slope
    days = [frame.day(column).weekday() for column in range(frame.periods)]
    usual = (
        np.array([WEEK[day] for day in days]) if frame.frequency is Frequency.DAILY else np.full(frame.periods, 5.7 * frame.weeks)
    )
    come = world.rng.poisson(orders * usual * level * np.exp(0.35 * world.noise(0.1))).astype(float)
    if kind == "pulling":
        come = _pulled(world, come, bucket, ends, starts, STRONG * gaming * since)
    kpis = {"orders": targeted(frame, entry(frame, "Orders", "orders", "higher"), round(1.1 * orders * 5.7 * 4.3))}
    kpis["orders"]["targets"] = [{**kpis["orders"]["targets"][0], "from": begins}]
    gamed = kind == "pulling" and gaming > 0
    truth = (Truth("period-end-push", "orders", begins, gaming),) if gamed else ()
    return history(frame, kpis, {"orders": {"value": come}}, truth)


def _next_first(frame: Frame) -> date:
    """The first day of the longer period that begins at the frame's start, or next."""
    longer = LONGER.get(frame.frequency, Frequency.YEARLY)
    index = index_of(frame.start, longer)
    return frame.start if first_day(index, longer) == frame.start else first_day(index + 1, longer)


def _buckets(frame: Frame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of the longer period of each period, and how many of its periods are left after it."""
    longer = LONGER.get(frame.frequency, Frequency.YEARLY)
    bucket = np.array([index_of(frame.day(column), longer) for column in range(frame.periods + 400)])
    last = {int(number): column for column, number in enumerate(bucket)}
    left = np.array([last[int(number)] - column for column, number in enumerate(bucket)])
    return bucket[: frame.periods], left[: frame.periods]


def _age(bucket: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many periods of its longer period came before each."""
    first = {int(number): column for column, number in reversed(list(enumerate(bucket)))}
    return np.array([column - first[int(number)] for column, number in enumerate(bucket)])


def _pulled(world: World, come: Series, bucket: NDArray[np.int64], ends: Flags, starts: Flags, dose: Series) -> Series:
    """Orders of each first week, spread over the last days of the longer period before it."""
    told = come.copy()
    for number in np.unique(bucket)[1:]:
        into, out = np.flatnonzero(ends & (bucket == number - 1)), np.flatnonzero(starts & (bucket == number))
        if len(into) and len(out):
            taken = world.rng.binomial(come[out].astype(int), dose[out])
            told[out] -= taken
            told[into] += taken.sum() * come[into] / max(come[into].sum(), 1.0)
    return np.round(told)
