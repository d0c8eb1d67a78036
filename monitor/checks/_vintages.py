"""What was changed after it was first reported: the revisions of one KPI, oriented, with their batches and their targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.period import last_day
from monitor.model.situation import Vintage
from monitor.model.words import Frequency


@dataclass(frozen=True)
class Revision:
    """One change of one published value; `gain` is oriented so that positive helps. `target` is that of its period, or NaN."""

    period: int
    recorded: date | None
    before: float
    after: float
    sign: float
    target: float

    @property
    def gain(self) -> float:
        return self.sign * (self.after - self.before)

    @property
    def flip(self) -> int:
        """+1 when a miss became a hit, -1 when a hit became a miss, else 0."""
        if np.isnan(self.target):
            return 0
        return int(self.sign * self.after >= self.sign * self.target) - int(self.sign * self.before >= self.sign * self.target)


def revisions_of(kpi: Kpi, vintages: Iterable[Vintage], panel: Panel, sign: float) -> list[Revision]:
    """All changes of values, in the order of recording; of the total where it has vintages, else of all segments."""
    known = list(vintages)
    totals = [one for one in known if not one.segment]
    series: dict[tuple[object, int], list[Vintage]] = defaultdict(list)
    for one in totals or known:
        series[one.segment, one.period].append(one)
    return [one for values in series.values() for one in _changes(values, panel, panel.row(kpi.id), sign)]


def _changes(values: list[Vintage], panel: Panel, row: int | None, sign: float) -> Iterator[Revision]:
    for before, after in pairwise(values):
        if np.isclose(before.value, after.value, rtol=1e-9, atol=0.0):
            continue
        column = before.period - panel.first
        inside = row is not None and not before.segment and 0 <= column < panel.periods
        target = float(panel.target[row, column]) if inside else np.nan
        yield Revision(before.period, after.recorded, before.value, after.value, sign, target)


def expected(kpi: Kpi, revision: Revision, frequency: Frequency) -> bool:
    """Whether the catalogue declares such late registrations: in this direction, and within so many days."""
    said = kpi.revisions
    if said is None or said.expected is None:
        return False
    direction = "up" if revision.after > revision.before else "down"
    if said.expected not in ("both", direction):
        return False
    if said.within_days is None or revision.recorded is None:
        return True
    return (revision.recorded - last_day(revision.period, frequency)).days <= said.within_days


def batches(revisions: Iterable[Revision]) -> Mapping[object, list[Revision]]:
    """Revisions by the day of recording; one without a day stands alone."""
    grouped: dict[object, list[Revision]] = defaultdict(list)
    for number, one in enumerate(revisions):
        grouped[one.recorded or number].append(one)
    return grouped
