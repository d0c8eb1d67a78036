"""How many independent KPIs the main KPIs are worth, for each frequency in which there are enough of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.checks._changes import changes_of
from monitor.model.evidence import Interval
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.portfolio import Effective
from monitor.model.situation import Situation
from monitor.statistics.effective_number import effective_number

FEWEST = 5
"""Fewer KPIs than this need no such number: a person sees what they share."""


def effective_numbers(situation: Situation) -> tuple[Effective, ...]:
    """Of the main KPIs, or of all where none is chosen."""
    kpis = situation.catalogue.kpis.values()
    main = [kpi for kpi in kpis if kpi.main] or list(kpis)
    found = [effective_of(panel, main) for panel in situation.totals.values()]
    return tuple(one for one in found if one is not None)


def effective_of(panel: Panel, kpis: Sequence[Kpi]) -> Effective | None:
    """Of those KPIs that have values in a panel; None where fewer than five have more than three periods for each of them."""
    rows = [(row, kpi) for kpi in kpis if (row := panel.row(kpi.id)) is not None]
    if len(rows) < FEWEST:
        return None
    changes = changes_of(panel, [row for row, _ in rows], [kpi for _, kpi in rows])
    chosen = _long_enough(np.isfinite(changes).sum(axis=1))
    if len(chosen) < FEWEST:
        return None
    found = effective_number(changes[chosen])
    if found is None:
        return None
    names = tuple(rows[number][1].id for number in chosen)
    return Effective(names, panel.frequency.value, found.periods, found.ratio, Interval(found.low, found.high))


def _long_enough(known: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
    """The most rows of which each has more than three values for every one of them, in their order."""
    longest = np.argsort(-known, kind="stable")
    many = sum(int(known[row] > 3 * (number + 1)) for number, row in enumerate(longest))
    return sorted(longest[:many].tolist())
