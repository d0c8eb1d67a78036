"""The vintages of a table of observations: what checks on corrections look at, without a store in between."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from monitor.model.observations import segment_pairs
from monitor.model.situation import Vintage

if TYPE_CHECKING:
    import pandas as pd

_PERIOD = ["kpi", "frequency", "segment", "period"]


def vintages_in(observations: pd.DataFrame, as_of: date) -> dict[str, tuple[Vintage, ...]]:
    """Per KPI, all vintages recorded by `as_of` of the periods that have more than one, in the order of recording.

    `observations` has the columns of model.observations; a `recorded` of 0 is a day that is not known.
    """
    known = observations[observations["recorded"] <= as_of.toordinal()]
    several = known[known.duplicated(_PERIOD, keep=False)].sort_values("recorded", kind="stable")
    found: dict[str, list[Vintage]] = {}
    rows = zip(*(several[name] for name in ("kpi", "segment", "period", "recorded", "value")), strict=True)
    for kpi, segment, period, recorded, value in rows:
        day = date.fromordinal(int(recorded)) if recorded else None
        found.setdefault(kpi, []).append(Vintage(kpi, segment_pairs(segment), int(period), day, float(value)))
    return {kpi: tuple(vintages) for kpi, vintages in found.items()}
