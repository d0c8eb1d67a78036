"""Which of the values that a source states are new, revised or known. Tables in, tables out; no database."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.model.observations import NUMBERS

PERIOD = ["series", "period"]
VINTAGE = ["series", "period", "said"]


@dataclass(frozen=True)
class Loaded:
    """What a load did. `new`: first values of their periods. `revised`: further vintages of a period. `unchanged`: known
    before. `vanished`: periods of these KPIs that are stored but that the source no longer has (they stay stored).
    `repeated`: rows that the source states twice, with the same day of recording; the last one counts.
    """

    new: int
    revised: int
    unchanged: int
    vanished: int = 0
    repeated: int = 0


def sort_out(incoming: pd.DataFrame, stored: pd.DataFrame, today: int) -> tuple[pd.DataFrame, Loaded]:
    """The rows to store, with their day of recording (`recorded`), and the counts.

    `incoming` has series, period, said (day of recording as the source says it, 0: not said), the numbers, note and source;
    `stored` has series, period, recorded, said and the numbers, in the order of recording. A value is compared with the last
    one stored under the same `said`; where there is none, and it does not say a day, with the newest of all. Where it differs, it
    is a revision, recorded `today`, but never before the value that it revises.
    """
    single = incoming.drop_duplicates(VINTAGE, keep="last")
    beside = single.merge(_references(stored, single), on=VINTAGE, how="left", suffixes=("", "_was"))
    known = beside["recorded"].notna()
    differs = known & ~_equal(beside)
    before = beside["recorded"].fillna(0).to_numpy()
    beside["recorded"] = np.where(differs, np.maximum(before, today), beside["said"]).astype("int64")
    rows = beside[~known | differs]
    periods = stored[PERIOD].drop_duplicates()
    new = len(rows[PERIOD].drop_duplicates()) - _shared(rows, periods)
    vanished = len(periods) - _shared(single, periods)
    return rows, Loaded(new, len(rows) - new, len(beside) - len(rows), vanished, len(incoming) - len(single))


def _references(stored: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    """The last value under each `said`; where nothing is stored under 0, the newest of the period stands there.

    Not so where the source tells a day for other values of the same period: then the one without is a vintage of its own.
    """
    same = stored.drop_duplicates(VINTAGE, keep="last")
    if not same["said"].any():
        return same
    dated = single.loc[single["said"] != 0, PERIOD].drop_duplicates()
    newest = stored.drop_duplicates(PERIOD, keep="last").assign(said=0).merge(dated, on=PERIOD, how="left", indicator="dated")
    undated = newest.loc[newest["dated"] == "left_only", list(same)]
    return pd.concat([same, undated]).drop_duplicates(VINTAGE, keep="first")


def _equal(beside: pd.DataFrame) -> pd.Series[bool]:
    """Whether all numbers are the same; missing equals missing."""
    now = beside[list(NUMBERS)].to_numpy(dtype=float)
    was = beside[[f"{name}_was" for name in NUMBERS]].to_numpy(dtype=float)
    same = ((now == was) | (np.isnan(now) & np.isnan(was))).all(axis=1)
    return pd.Series(same, index=beside.index)


def _shared(rows: pd.DataFrame, periods: pd.DataFrame) -> int:
    return len(rows[PERIOD].drop_duplicates().merge(periods, on=PERIOD))
