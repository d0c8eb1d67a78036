"""The records of a call centre: who took which call and how long it lasted.

Durations are lognormal, longer in some kinds of calls, and agents differ in tempo. `kind` says what else there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from monitor.model.records import RecordKind
from monitor.simulate._records import MINUTES_A_DAY, moments
from monitor.simulate.entries import entry, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.world import World, chosen

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS_OF_CALLS = ("balance", "cards", "loans", "stock")
TEMPO = np.log([90.0, 150.0, 300.0, 240.0])
"""Logarithms of typical seconds of each kind."""

STRONG = 0.15
"""The share of contacts that the worst agent cuts off at gaming 1."""


def records_contacts(
    world: World, *, gaming: float = 1.0, kind: str = "hanging-up", agents: int = 16, contacts: float = 300.0
) -> Simulated:
    """Calls over the frame's weeks, `contacts` per agent and week.

    `kind`: `hanging-up` (a quarter of the agents end some calls after a few seconds), or honest: `tempo` (agents differ much in
    tempo), `wrong-numbers` (all agents have very short calls alike), `simple` (a quarter of the agents takes the simple calls).
    """
    rng, frame = world.rng, world.frame
    number = int(contacts * agents * frame.periods)
    agent = rng.integers(0, agents, number)
    few = agent < max(agents // 4, 1)
    simple = (
        few if chosen({"simple": True, **dict.fromkeys(("hanging-up", "tempo", "wrong-numbers"), False)}, kind) else few & False
    )
    category = np.where(simple, 0, rng.integers(0, 4, number))
    differ = 0.12 * (1 + 3 * gaming * (kind == "tempo"))
    seconds = np.exp(TEMPO[category] + rng.normal(0, differ, agents)[agent] + rng.normal(0, 0.85, number))
    cut = _cut(rng, kind, few, agent, gaming)
    seconds = np.where(cut, rng.gamma(3.0, 1.2, number), seconds)
    opened = np.sort(_moments(rng, number, frame.periods))
    minutes = opened + seconds / 60
    import pandas as pd

    calls = pd.DataFrame(
        {
            "id": [f"k{one}" for one in range(number)],
            "subject": [f"s{one}" for one in rng.integers(0, number, number)],
            "opened": moments(frame, opened),
            "closed": moments(frame, minutes),
            "agent": [f"a{one}" for one in agent],
            "category": np.array(KINDS_OF_CALLS, dtype=object)[category],
        }
    )
    week = (opened // (7 * MINUTES_A_DAY)).astype(int)
    mean = np.bincount(week, seconds, frame.periods) / np.maximum(np.bincount(week, minlength=frame.periods), 1)
    said = entry(frame, "Handling time", "seconds", "lower", like="average-handling-time", records={"events": "calls"})
    kpis = {"handling_time": targeted(frame, said, 150.0)}
    gamed = kind == "hanging-up" and gaming > 0
    truth = (Truth("superficial-closing", "handling_time", frame.start, gaming),) if gamed else ()
    return history(
        frame, kpis, {"handling_time": {"value": np.round(mean, 1)}}, truth, {"calls": calls}, {"calls": RecordKind.CASES}
    )


def _cut(
    rng: np.random.Generator, kind: str, few: NDArray[np.bool_], agent: NDArray[np.int64], gaming: float
) -> NDArray[np.bool_]:
    """Which calls end after a few seconds."""
    share = np.where(few, STRONG * gaming * (1 - 0.2 * agent), 0.0) if kind == "hanging-up" else np.zeros(len(agent))
    share = share + (0.04 * gaming if kind == "wrong-numbers" else 0.004)
    return np.asarray(rng.random(len(agent)) < share)


def _moments(rng: np.random.Generator, number: int, periods: int) -> NDArray[np.float64]:
    day = rng.integers(0, 7 * periods, number)
    return np.asarray(day * MINUTES_A_DAY + rng.uniform(7 * 60, 22 * 60, number))
