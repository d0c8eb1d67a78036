"""The units below the total: which rows of a panel belong to a KPI, by the dimensions that they are divided by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from monitor.model.panel import Panel
from monitor.model.situation import Situation
from monitor.model.words import Frequency

Rows = NDArray[np.int64]


def divisions_of(situation: Situation, kpis: Iterable[str]) -> dict[str, tuple[Panel, Rows]]:
    """KPI -> the panel and the rows of its division with the most units; KPIs without segments are left out."""
    wanted = frozenset(kpis)
    found: dict[tuple[str, Frequency, tuple[str, ...]], list[int]] = defaultdict(list)
    for frequency, panel in situation.segments.items():
        for number, key in enumerate(panel.keys):
            if key.kpi in wanted:
                found[key.kpi, frequency, tuple(name for name, _ in key.segment)].append(number)
    largest: dict[str, tuple[Panel, Rows]] = {}
    for (kpi, frequency, _), rows in found.items():
        if kpi not in largest or len(rows) > len(largest[kpi][1]):
            largest[kpi] = (situation.segments[frequency], np.asarray(rows, dtype=np.int64))
    return largest


def unit_name(panel: Panel, row: int) -> str:
    """What a unit is called: the values of its dimensions."""
    return ", ".join(value for _, value in panel.keys[row].segment)
