"""The values behind a chart, taken from the panels of the situation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from monitor.model.evidence import Leg
from monitor.model.panel import Matrix, Panel
from monitor.model.period import first_day
from monitor.model.situation import Situation
from monitor.model.words import Frequency

Segment = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Series:
    """One value and one target for each period, by its first day; NaN where there is none."""

    frequency: Frequency
    days: tuple[date, ...]
    values: tuple[float, ...]
    targets: tuple[float, ...]

    @property
    def last(self) -> float:
        """The newest value."""
        return next((value for value in reversed(self.values) if math.isfinite(value)), math.nan)

    def since(self, day: date) -> Series:
        """The part from a day on."""
        kept = [number for number, start in enumerate(self.days) if start >= day]
        if not kept:
            return self
        cut = slice(kept[0], None)
        return Series(self.frequency, self.days[cut], self.values[cut], self.targets[cut])


def series_of(situation: Situation, kpi: str, column: str = "value", segment: Segment = ()) -> Series | None:
    """The series of a KPI, from its first value to its last; None where it has no values.

    `column` is a matrix of the panel, or `coverage`: responses of invited, in percent.
    """
    found = _row(situation, kpi, segment)
    if found is None:
        return None
    panel, row = found
    values = _column(panel, row, column)
    there = np.flatnonzero(np.isfinite(values))
    if there.size == 0:
        return None
    span = slice(int(there[0]), int(there[-1]) + 1)
    targets = panel.target[row] if column == "value" else np.full(panel.periods, np.nan)
    days = _days(panel.first, panel.periods, panel.frequency)[span]
    return Series(panel.frequency, days, tuple(values[span].tolist()), tuple(targets[span].tolist()))


@lru_cache(maxsize=16)
def _days(first: int, periods: int, frequency: Frequency) -> tuple[date, ...]:
    """The first days of a panel's periods: the same for all its series, in every language."""
    return tuple(first_day(first + column, frequency) for column in range(periods))


def series_of_leg(situation: Situation, leg: Leg, segment: Segment = ()) -> Series | None:
    """The series that a leg of a finding compares: a KPI's own, or the one that the check computed."""
    if not leg.derived:
        return series_of(situation, leg.kpi, leg.column, segment)
    frequency = Frequency(leg.frequency)
    there = [number for number, value in enumerate(leg.derived) if value is not None]
    columns = range(there[0], there[-1] + 1) if there else range(0)
    values = tuple(math.nan if leg.derived[number] is None else float(leg.derived[number] or 0.0) for number in columns)
    days = tuple(first_day(leg.derived_first + number, frequency) for number in columns)
    return Series(frequency, days, values, (math.nan,) * len(values)) if values else None


def _row(situation: Situation, kpi: str, segment: Segment) -> tuple[Panel, int] | None:
    panels = situation.segments if segment else situation.totals
    for panel in panels.values():
        row = panel.row(kpi, segment)
        if row is not None:
            return panel, row
    return None


def _column(panel: Panel, row: int, column: str) -> Matrix:
    if column == "coverage":
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = 100 * panel.responses[row] / panel.invited[row]
        return np.where(np.isfinite(ratio), ratio, np.nan)
    return np.asarray(getattr(panel, column)[row])
