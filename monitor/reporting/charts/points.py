"""The values of a chart as the page's script reads them: what it says at the pointer, and what it stretches."""

from __future__ import annotations

import math

from monitor.reporting.charts.trend import Measure, Trend


def points(trend: Trend) -> str:
    """First and last day; then, for each panel, first day, rhythm and values (five digits, a dot where there is none)."""
    return ";".join([f"{trend.first} {trend.last}", *(_values(measure) for measure in trend.measures)])


def _values(measure: Measure) -> str:
    series = measure.series
    written = (f"{value:.5g}" if math.isfinite(value) else "." for value in series.values)
    return f"{series.days[0]} {series.frequency} {' '.join(written)}"
