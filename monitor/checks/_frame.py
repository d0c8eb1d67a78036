"""What the checks of change share: panels on a rhythm that can be judged, windows and minimum data per frequency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Situation
from monitor.model.words import Frequency
from monitor.statistics.noise_prior import default_prior


@dataclass(frozen=True)
class Window:
    """How many periods are looked at, how many are needed before and after a date, and how long a response takes."""

    periods: int
    needs: int
    ramp: int


WINDOWS: Mapping[Frequency, Window] = {
    Frequency.WEEKLY: Window(periods=234, needs=26, ramp=26),
    Frequency.MONTHLY: Window(periods=96, needs=12, ramp=6),
    Frequency.QUARTERLY: Window(periods=48, needs=6, ramp=2),
}
"""The last four and a half years of weeks, eight of months, twelve of quarters; the ramp is half a year (METHODS 1.1)."""


def judged(situation: Situation) -> dict[Frequency, Panel]:
    """The total panels on the rhythm on which change is judged: daily values become weeks, yearly ones are left out."""
    panels = dict(situation.totals)
    panels.pop(Frequency.YEARLY, None)
    daily = panels.pop(Frequency.DAILY, None)
    if daily is None:
        return panels
    weeks = weekly(daily)
    panels[Frequency.WEEKLY] = stacked(panels[Frequency.WEEKLY], weeks) if Frequency.WEEKLY in panels else weeks
    return panels


def prior_of(situation: Situation, frequency: Frequency) -> Matrix:
    """The noise prior of a frequency."""
    return situation.noise.get(frequency, default_prior().weights)


def weekly(daily: Panel) -> Panel:
    """Whole ISO weeks of a daily panel: ratios from summed numerators and denominators, else means of at least four days. The
    days that are there stand for as much of the week as they usually hold: of a missing Sunday, on which little happens, little
    is missing.
    """
    first_week = -(-(daily.first - 1) // 7)
    skip = first_week * 7 + 1 - daily.first
    weeks = (daily.periods - skip) // 7

    def folded(matrix: Matrix) -> Matrix:
        return matrix[:, skip : skip + weeks * 7].reshape(matrix.shape[0], weeks, 7)

    def summed(matrix: Matrix) -> Matrix:
        days = folded(matrix)
        known = ~np.isnan(days)
        held = np.where(known.all(axis=2), 1.0, np.sum(known * _usual_week(days), axis=2))
        enough = (known.sum(axis=2) >= 4) & (held > 0)
        return np.where(enough, np.nansum(days, axis=2) / np.where(enough, held, 1.0), np.nan)

    numerator, denominator = summed(daily.numerator), summed(daily.denominator)
    mean = summed(daily.value) / 7
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = numerator / denominator * _units_of_ratio(daily)
    value = np.where(np.isfinite(ratio), ratio, mean)
    target = folded(daily.target)[:, :, -1]
    return Panel(
        frequency=Frequency.WEEKLY,
        first=first_week,
        keys=daily.keys,
        value=value,
        numerator=numerator,
        denominator=denominator,
        count=summed(daily.count),
        responses=summed(daily.responses),
        invited=summed(daily.invited),
        target=target,
    )


def _usual_week(days: Matrix) -> Matrix:
    """The share of a week that each weekday usually holds, (series, 1, 7), from (series, weeks, 7): a seventh on average over the
    weekdays that are ever known, and for each where values are below zero.
    """
    number = np.sum(~np.isnan(days), axis=1)
    mean = np.nansum(days, axis=1) / np.maximum(number, 1)
    total = mean.sum(axis=1, keepdims=True)
    usable = (total > 0) & (np.nanmin(days, axis=(1, 2), initial=0.0)[:, None] >= 0)
    known = (number > 0).sum(axis=1, keepdims=True)
    return np.asarray(np.where(usable, mean / np.where(usable, total, 1.0) * known / 7, 1 / 7)[:, None, :])


def _units_of_ratio(panel: Panel) -> Matrix:
    """How many units of each KPI one numerator per denominator is, (series, 1): 100 for percentages; NaN where it is unknown."""
    with np.errstate(invalid="ignore", divide="ignore"):
        units = panel.value * panel.denominator / panel.numerator
    found = [np.median(row[np.isfinite(row)]) if np.isfinite(row).any() else np.nan for row in units]
    return np.array([round(one) if np.isfinite(one) and one >= 0.5 else one for one in found], dtype=float)[:, None]


def stacked(one: Panel, other: Panel) -> Panel:
    """Two panels of one frequency as one, over the span of both."""
    first = min(one.first, other.first)
    periods = max(one.first + one.periods, other.first + other.periods) - first

    def both(name: str) -> Matrix:
        matrix = np.full((len(one.keys) + len(other.keys), periods), np.nan)
        matrix[: len(one.keys), one.first - first : one.first - first + one.periods] = getattr(one, name)
        matrix[len(one.keys) :, other.first - first : other.first - first + other.periods] = getattr(other, name)
        return matrix

    names = ("value", "numerator", "denominator", "count", "responses", "invited", "target")
    return Panel(frequency=one.frequency, first=first, keys=one.keys + other.keys, **{name: both(name) for name in names})
