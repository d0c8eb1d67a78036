"""The records of an organisation whose cases have a limit of hours each: closed in time or not, and how that was brought about.

Cases take as long as they take, with the rhythm of the day and round entries; near the limit people act on them, or honest habits
make shapes that look like it. The KPI, the share closed within the limit, is computed from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.model.records import RecordKind
from monitor.simulate._records import Array, counted_weeks, moments, spread_over_week
from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Simulated, Truth, history, share
from monitor.simulate.world import World, adoption, chosen, effort

if TYPE_CHECKING:
    import pandas as pd

Flags = NDArray[np.bool_]

COMES_BACK = 0.04
COMES_BACK_UNSOLVED = 0.25
AT_MOST = 20.0
"""No case stays open for longer than so many limits."""


@dataclass(frozen=True)
class Cases:
    """Cases, each of shape (cases,): week and minute of opening, hours until closed, whether it was closed unsolved; `push` is
    how likely people near the limit act on it, from 0 to 1.
    """

    week: NDArray[np.int64]
    opened: Array
    hours: Array
    unsolved: Flags
    push: Array
    limit: float

    def with_hours(self, acted: Flags, hours: Array, unsolved: bool = False) -> Cases:
        """The same cases, where `acted` with these hours (of all cases)."""
        closed = np.where(acted, np.maximum(hours, 0.02), self.hours)
        return Cases(self.week, self.opened, closed, self.unsolved | (acted & unsolved), self.push, self.limit)

    def within(self, low: float, high: float) -> Flags:
        """Cases that take more than `low` and at most `high` limits."""
        return np.asarray((self.hours > low * self.limit) & (self.hours <= high * self.limit))


Act = Callable[[np.random.Generator, Cases], Cases]


def records_bunching(
    world: World,
    *,
    gaming: float = 1.0,
    kind: str = "move",
    cases: float = 160.0,
    limit: float = 24.0,
    median: float = 0.7,
    rhythm: float = 0.3,
    typed: float = 0.1,
    units: int = 4,
) -> Simulated:
    """Cases with a limit of `limit` hours; `cases` per week, `median` of the time they take in limits, `rhythm` of the day (0 to
    1), `typed`: share of closing times that are typed in as quarters and whole hours.

    `kind`: `move` (finished a little late, registered just in time), `early` (closed unsolved before the limit), `correct`
    (times set to the last quarter), `evasive` (moved, and spread over a wide stretch), `rounder` (more times are typed
    in as five minutes); or honest: `honest` (faster work),
    `hours` (whole hours are typed in), `appointments` (work is scheduled for whole hours after the opening), `jobs` (a job
    closes what waits, at the limit and at twice the limit), `urgency` (what is nearly late is taken up first), `always` (a pile
    that was there before the target), `tariff` (contracts have limits of their own), `ceiling` (a system ends at the limit).
    """
    made = chosen(KINDS, kind)
    since = adoption(world, 1.0) / max(float(adoption(world, 1.0).max()), 1e-9)
    flow = _arrivals(world, cases, limit, median, rhythm, gaming * (since if kind in ACTS else np.ones(world.frame.periods)))
    flow = made(world.rng, _quicker(world, flow) if kind == "honest" else flow)
    flow = _entered(world.rng, flow, typed)
    frames = {"cases": _table(world, flow, units)}
    met = np.asarray(flow.hours <= limit + 1e-9)
    number = counted_weeks(world.frame, flow.week)
    series = {"in_time": share(counted_weeks(world.frame, flow.week[met]), number)}
    return history(world.frame, _kpis(world, limit), series, _truth(world, kind, gaming), frames, {"cases": RecordKind.CASES})


def _kpis(world: World, limit: float) -> dict[str, dict[str, object]]:
    said = entry(
        world.frame,
        "Closed in time",
        "%",
        "higher",
        records={"events": "cases", "measure": "open_hours"},
        threshold={"limit": limit, "met": "below"},
    )
    return {"in_time": targeted(world.frame, said, 90.0)}


def _truth(world: World, kind: str, gaming: float) -> tuple[Truth, ...]:
    if kind not in ACTS or gaming <= 0:
        return ()
    pattern = "digit-heaping" if kind == "rounder" else "threshold-bunching"
    return (Truth(pattern, "in_time", world.frame.start, gaming),)


def _arrivals(world: World, number: float, limit: float, median: float, rhythm: float, push: Array) -> Cases:
    """Cases of all weeks: lognormal times, thinned so that they end by the rhythm of the day."""
    rng, periods = world.rng, world.frame.periods
    counts = rng.poisson(number * world.frame.weeks * np.exp(world.noise(0.05)) * 1.6)
    week = np.repeat(np.arange(periods), counts)
    hours = np.minimum(rng.lognormal(np.log(median * limit), 0.9, len(week)), AT_MOST * limit)
    kept = rng.random(len(week)) < (1 + rhythm * np.cos(2 * np.pi * hours / 24)) / 1.6
    week, hours = week[kept], hours[kept]
    return Cases(week, spread_over_week(rng, week), hours, np.zeros(len(week), dtype=bool), push[week], limit)


def _quicker(world: World, flow: Cases) -> Cases:
    """Everything takes a little less time."""
    faster = np.asarray(effort(world, 0.25))[flow.week]
    return flow.with_hours(np.ones(len(flow.week), dtype=bool), flow.hours * np.exp(-faster))


def _entered(rng: np.random.Generator, flow: Cases, typed: float) -> Cases:
    """Some closing times are typed in: as quarters of an hour, half of them as whole hours."""
    drawn = rng.random(len(flow.week))
    quarters = flow.with_hours(drawn < typed, np.round(flow.hours * 4) / 4)
    return quarters.with_hours(drawn < typed / 2, np.round(flow.hours))


def _acting(rng: np.random.Generator, flow: Cases, among: Flags, most: float) -> Flags:
    """The cases on which people act: `most` of those among which they choose, where all of them do so."""
    return np.asarray(among & (rng.random(len(flow.week)) < most * flow.push))


def _moved(rng: np.random.Generator, flow: Cases) -> Cases:
    acted = _acting(rng, flow, flow.within(1.0, 1.12), 0.6)
    return flow.with_hours(acted, flow.limit * (1 - rng.uniform(0.0005, 0.02, len(flow.week))))


def _closed_early(rng: np.random.Generator, flow: Cases) -> Cases:
    acted = _acting(rng, flow, flow.within(1.0, 2.0), 0.25)
    return flow.with_hours(acted, flow.limit * (1 - rng.uniform(0.0005, 0.04, len(flow.week))), unsolved=True)


def _corrected(rng: np.random.Generator, flow: Cases) -> Cases:
    acted = _acting(rng, flow, flow.within(1.0, 1.25), 0.5)
    return flow.with_hours(acted, flow.limit - rng.integers(1, 15, len(flow.week)) / 60)


def _evasive(rng: np.random.Generator, flow: Cases) -> Cases:
    acted = _acting(rng, flow, flow.within(1.0, 1.12), 0.6)
    return flow.with_hours(acted, flow.limit * (1 - rng.uniform(0.0005, 0.15, len(flow.week))))


def _rounder(rng: np.random.Generator, flow: Cases) -> Cases:
    acted = _acting(rng, flow, np.ones(len(flow.week), dtype=bool), 0.25)
    return flow.with_hours(acted, np.round(flow.hours * 12) / 12)


def _untouched(_: np.random.Generator, flow: Cases) -> Cases:
    return flow


def _whole_hours(rng: np.random.Generator, flow: Cases) -> Cases:
    return flow.with_hours(rng.random(len(flow.week)) < 0.4, np.round(flow.hours))


def _appointments(rng: np.random.Generator, flow: Cases) -> Cases:
    """A third is done at a fixed number of whole hours after it came in, at the same time of day more often than not."""
    planned = rng.random(len(flow.week)) < 0.33
    days = rng.random(len(flow.week)) < 0.3
    hour = np.where(days, np.maximum(np.round(flow.hours / 24), 1) * 24, np.maximum(np.round(flow.hours), 1))
    return flow.with_hours(planned, hour + rng.normal(0, 0.05, len(flow.week)))


def _jobs(rng: np.random.Generator, flow: Cases) -> Cases:
    """What waits for the customer is closed by a job, at the limit and at twice the limit."""
    number = len(flow.week)
    at_limit = flow.within(1.0, 9.0) & (rng.random(number) < 0.15)
    later = flow.within(2.0, 9.0) & (rng.random(number) < 0.5) & ~at_limit
    return flow.with_hours(at_limit, np.full(number, flow.limit)).with_hours(later, np.full(number, 2 * flow.limit))


def _urgency(rng: np.random.Generator, flow: Cases) -> Cases:
    """What would be late by up to a third of the limit is taken up in its last hours, and takes as long as such work takes."""
    taken = flow.within(1.0, 1.35) & (rng.random(len(flow.week)) < 0.5 * flow.push)
    return flow.with_hours(taken, flow.limit * (1 - rng.beta(1.5, 4, len(flow.week)) * 0.5))


def _tariff(rng: np.random.Generator, flow: Cases) -> Cases:
    """Contracts promise times of their own, at half, one and a half, two and three limits, and work is planned by them."""
    promised = flow.limit * rng.choice([0.5, 1.0, 1.5, 2.0, 2.5, 3.0], len(flow.week))
    near = np.abs(flow.hours / promised - 1) < 0.15
    planned = near & (rng.random(len(flow.week)) < 0.25)
    return flow.with_hours(planned, promised * (1 - np.abs(rng.normal(0, 0.01, len(flow.week)))))


def _ceiling(rng: np.random.Generator, flow: Cases) -> Cases:
    """The system ends every case at the limit."""
    return flow.with_hours(flow.hours > flow.limit, np.full(len(flow.week), flow.limit))


ACTS: Mapping[str, Act] = {
    "move": _moved,
    "early": _closed_early,
    "correct": _corrected,
    "evasive": _evasive,
    "rounder": _rounder,
}
KINDS: Mapping[str, Act] = {
    **ACTS,
    "honest": _untouched,
    "hours": _whole_hours,
    "appointments": _appointments,
    "jobs": _jobs,
    "urgency": _urgency,
    "always": _moved,
    "tariff": _tariff,
    "ceiling": _ceiling,
}


def _table(world: World, flow: Cases, units: int) -> pd.DataFrame:
    """The table of cases, with the standard names; those that were closed unsolved are opened again more often."""
    import pandas as pd

    rng, number = world.rng, len(flow.week)
    closed = flow.opened + flow.hours * 60
    back = rng.random(number) < np.where(flow.unsolved, COMES_BACK_UNSOLVED, COMES_BACK)
    again = np.where(back, closed + rng.exponential(3 * 1440.0, number), np.nan)
    return pd.DataFrame(
        {
            "id": [f"c{one}" for one in range(number)],
            "opened": moments(world.frame, flow.opened),
            "closed": moments(world.frame, closed),
            "reopened": moments(world.frame, again),
            "unit": [f"team {one}" for one in rng.integers(1, units + 1, number)],
        }
    )
