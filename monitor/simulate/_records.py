"""What the simulators of records share: time within weeks, and moments as timestamps."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.simulate.frame import Frame, Series

if TYPE_CHECKING:
    import pandas as pd

MINUTES_A_DAY = 1440.0
MINUTES_A_WEEK = 7 * MINUTES_A_DAY

Array = NDArray[np.float64]


def spread_over_week(rng: np.random.Generator, week: NDArray[np.int64]) -> Array:
    """Minutes since the first day of the frame: five working days of nine hours, and a little at the weekend."""
    day = rng.choice(7, len(week), p=[0.2, 0.19, 0.19, 0.18, 0.18, 0.03, 0.03])
    return np.asarray(week * MINUTES_A_WEEK + day * MINUTES_A_DAY + rng.uniform(8 * 60, 17 * 60, len(week)))


def moments(frame: Frame, minutes: Array) -> pd.Series:
    """Wall-clock times, to the second; NaN becomes missing."""
    import pandas as pd

    start = pd.Timestamp(datetime.combine(frame.day(0), time()))
    return pd.Series(start + pd.to_timedelta(np.round(minutes * 60), unit="s")).astype("datetime64[us]")


def counted_weeks(frame: Frame, week: NDArray[np.int64]) -> Series:
    """How many records each week has, shape (periods,)."""
    return np.bincount(week, minlength=frame.periods).astype(np.float64)
