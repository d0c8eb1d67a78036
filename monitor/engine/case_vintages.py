"""The vintages of a case: values that were reported otherwise before, so that rules about corrections can prove themselves.

`corrected` is a history of what corrections added to each value after it had been reported (0: nothing); each correction is
recorded `corrected_after` days after its period ended (14 where it is not said), or all of them on the day `corrected_on`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from monitor.model.kpi import Catalogue
from monitor.model.period import last_day
from monitor.model.situation import Vintage
from monitor.model.words import Frequency
from monitor.simulate.history import parse_history

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("corrected", "corrected_after", "corrected_on")


def vintages_of(content: Mapping[str, Any], catalogue: Catalogue, observations: pd.DataFrame) -> dict[str, tuple[Vintage, ...]]:
    """Per KPI with `corrected` in its history, two vintages of every period that was corrected.

    Raises ValueError when there are not as many corrections as periods.
    """
    found: dict[str, tuple[Vintage, ...]] = {}
    for kpi, said in (content.get("history") or {}).items():
        if isinstance(said, dict) and "corrected" in said:
            frequency = catalogue[kpi].frequency or Frequency.WEEKLY
            found[kpi] = _of_one(kpi, said, observations[observations["kpi"] == kpi], frequency)
    return found


def _of_one(kpi: str, said: Mapping[str, Any], rows: pd.DataFrame, frequency: Frequency) -> tuple[Vintage, ...]:
    added = parse_history(said["corrected"])
    if len(added) != len(rows):
        raise ValueError(f"'{kpi}' has {len(rows)} values and {len(added)} corrections")
    vintages: list[Vintage] = []
    for period, value, change in zip(rows["period"], rows["value"], added, strict=True):
        if change and np.isfinite(change):
            ended = last_day(int(period), frequency)
            vintages.append(Vintage(kpi, (), int(period), ended + timedelta(days=1), float(value - change)))
            vintages.append(Vintage(kpi, (), int(period), _day(said, ended), float(value)))
    return tuple(vintages)


def _day(said: Mapping[str, Any], ended: date) -> date:
    if said.get("corrected_on"):
        return date.fromisoformat(str(said["corrected_on"]))
    return ended + timedelta(days=int(said.get("corrected_after", 14)))
