"""Small facts about a panel that several checks need."""

from __future__ import annotations

import numpy as np

from monitor.model.panel import Panel


def span_of(panel: Panel, kpi: str) -> tuple[int, int]:
    """The number of the first period with a value of a KPI, and how many periods there are from it to the last one."""
    row = panel.row(kpi)
    known = np.flatnonzero(np.isfinite(panel.value[row])) if row is not None else np.array([], dtype=int)
    if not len(known):
        return panel.first, 0
    return panel.first + int(known[0]), int(known[-1] - known[0]) + 1
