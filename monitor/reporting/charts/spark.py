"""A sparkline: the shape of a measure and where its change starts, without an axis; its name and number stand above it."""

from __future__ import annotations

import math
from datetime import date

from monitor.reporting.charts.marks import line, path, svg
from monitor.reporting.series import Series

WIDTH, HEIGHT, POINTS = 150.0, 32.0, 52


def spark(series: Series, tone: str, onset: date | None, says: str) -> str:
    """The series as a small line, in at most 52 means, with a dotted line at the onset."""
    values = [value for value in _thinned(series.values) if math.isfinite(value)]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) or 1.0
    means = _thinned(series.values)
    step = (WIDTH - 4) / max(len(means) - 1, 1)
    points = [(2 + number * step, HEIGHT - 3 - (mean - low) / room * (HEIGHT - 6)) for number, mean in enumerate(means)]
    parts = []
    if onset is not None and series.days[0] <= onset <= series.days[-1]:
        length = max((series.days[-1] - series.days[0]).days, 1)
        x = 2 + (onset - series.days[0]).days / length * (WIDTH - 4)
        parts.append(line(x, 0, x, HEIGHT, "cl"))
    parts.append(path(points, f"m{tone} s"))
    return svg(WIDTH, HEIGHT, "spark", says, parts)


def _thinned(values: tuple[float, ...]) -> list[float]:
    """Means of equal stretches, so that the line shows the shape and not the noise."""
    size = max(math.ceil(len(values) / POINTS), 1)
    chunks = [[value for value in values[start : start + size] if math.isfinite(value)] for start in range(0, len(values), size)]
    return [sum(chunk) / len(chunk) if chunk else math.nan for chunk in chunks]
