"""Nordlys' cases themselves: since the bonus of September 2024 many are answered just before four hours are over.

Whoever has no answer yet sends a receipt ("we are looking into it"), and the clock stops; such cases
come back more often. The KPI is computed from the records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from monitor.simulate._records import moments, spread_over_week
from monitor.simulate.demo_service import BONUS, TEAMS, since
from monitor.simulate.frame import Series
from monitor.simulate.outcome import Columns, share
from monitor.simulate.world import World, adoption

if TYPE_CHECKING:
    import pandas as pd

LIMIT = 4.0
"""Hours until the first answer that count as in time."""
_RECEIPTS = 0.5
"""The share of cases between four and seven hours that get a receipt in time, once everybody does it."""
_KINDS = ("billing", "delivery", "account")


def answered_cases(world: World, cases: Series) -> tuple[pd.DataFrame, Columns]:
    """The cases of all weeks, and the share of them that were answered within the limit, by week."""
    import pandas as pd

    week = np.repeat(np.arange(world.frame.periods), np.round(cases).astype(int))
    opened = np.sort(spread_over_week(world.rng, week))
    week = (opened // (7 * 1440)).astype(int)
    waited = world.rng.gamma(2.2, 1.35, len(opened))
    receipt = world.rng.random(len(opened)) < adoption(since(world, BONUS, 6), _RECEIPTS)[week]
    receipt &= (waited > LIMIT) & (waited < 7.0)
    waited = np.where(receipt, LIMIT - world.rng.gamma(1.5, 0.08, len(opened)), waited)
    open_for = waited + world.rng.gamma(1.2, 20.0, len(opened))
    back = world.rng.random(len(opened)) < np.where(receipt, 0.22, 0.04)
    again = np.where(back, open_for + world.rng.gamma(2.0, 30.0, len(opened)), np.nan)
    frame = pd.DataFrame(
        {
            "case_no": np.arange(len(opened)) + 100_000,
            "created_at": moments(world.frame, opened),
            "first_response": moments(world.frame, opened + waited * 60),
            "closed": moments(world.frame, opened + open_for * 60),
            "reopened": moments(world.frame, opened + again * 60),
            "unit": world.rng.choice(TEAMS, len(opened), p=(0.26, 0.22, 0.21, 0.19, 0.12)),
            "category": world.rng.choice(_KINDS, len(opened), p=(0.5, 0.3, 0.2)),
        }
    )
    met = np.bincount(week, waited <= LIMIT, minlength=world.frame.periods)
    return frame, share(met, np.bincount(week, minlength=world.frame.periods))
