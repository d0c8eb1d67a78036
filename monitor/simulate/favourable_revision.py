"""Figures that are corrected after they were told: whenever they missed the target, or whenever somebody made a mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from monitor.model.period import last_day
from monitor.simulate.entries import Entry, entry, targeted
from monitor.simulate.frame import Frame, Series, Whole
from monitor.simulate.outcome import Simulated, Truth, observation_table
from monitor.simulate.world import World, chosen

if TYPE_CHECKING:
    import pandas as pd

STRONG = 0.9
"""The share of misses that is corrected until the target is met, at gaming 1."""

TARGET = 90.0


def favourable_revision(world: World, *, gaming: float = 1.0, kind: str = "helping") -> Simulated:
    """Delivered on time is told after each period, and corrected within two months where that is done.

    `kind`: `helping` (misses become hits, `gaming` 0 to 1, beside honest corrections), or what looks like it: `mending` (as many
    corrections hurt as help), `late-entries` (nearly all rise when late entries come, as the catalogue says), `undeclared`
    (the same, and the catalogue does not say it), `migration` (all past figures change on one day); then `gaming` is its size.
    """
    frame, rng = world.frame, world.rng
    chosen(dict.fromkeys(("helping", "mending", "late-entries", "undeclared", "migration")), kind)
    told = np.round(TARGET + 0.2 + world.noise(2.0), 1)
    mended = np.where(rng.random(frame.periods) < 0.25, np.round(rng.normal(0, 0.8, frame.periods), 1), 0.0)
    change = mended
    if kind == "helping":
        helped = (told < TARGET) & (told > TARGET - 3) & (rng.random(frame.periods) < STRONG * gaming * frame.step)
        change = np.where(helped, np.round(TARGET + rng.uniform(0.0, 0.5, frame.periods) - told, 1), mended)
    if kind in ("late-entries", "undeclared"):
        change = np.round(rng.gamma(2.0, 0.4 * max(gaming, 0.1), frame.periods), 1)
    days = rng.integers(10, 60, frame.periods)
    table = _vintages(frame, told, change, days)
    if kind == "migration":
        table = _joined(table, _rebuilt(table, frame, gaming))
    kpis: dict[str, Entry] = {"on_time": targeted(frame, entry(frame, "Delivered on time", "%", "higher"), TARGET)}
    if kind == "late-entries":
        kpis["on_time"] = {**kpis["on_time"], "revisions": {"expected": "up", "within": "9 weeks"}}
    gamed = kind == "helping" and gaming > 0
    truth = (Truth("favourable-revision", "on_time", frame.start, gaming),) if gamed else ()
    return Simulated(kpis, table, truth, frame.as_of)


def _vintages(frame: Frame, told: Series, change: Series, days: Whole) -> pd.DataFrame:
    """The first figure of each period, told on the day after it, and the corrected one so many days later."""
    ends = np.array([last_day(frame.first + column, frame.frequency).toordinal() for column in range(frame.periods)])
    first = observation_table(frame, {("on_time", ""): {"value": told}}).assign(recorded=ends + 1)
    later = observation_table(frame, {("on_time", ""): {"value": np.round(told + change, 1)}}).assign(recorded=ends + 1 + days)
    later = later[(change != 0) & (later["recorded"].to_numpy() <= frame.as_of.toordinal())]
    return _joined(first, later)


def _rebuilt(table: pd.DataFrame, frame: Frame, gaming: float) -> pd.DataFrame:
    """All figures of the first half, as a new system computes them on one day."""
    day = (frame.day(frame.periods // 2) + timedelta(days=5)).toordinal()
    newest = table[table["recorded"] < day].sort_values("recorded", kind="stable").drop_duplicates("period", keep="last")
    rebuilt: pd.DataFrame = newest.assign(value=np.round(newest["value"] + 0.4 * gaming, 1), recorded=day)
    return rebuilt


def _joined(first: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([first, later], ignore_index=True)
