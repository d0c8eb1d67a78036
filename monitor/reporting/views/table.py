"""The numbers behind a chart, by quarter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.period import first_day, index_of
from monitor.model.words import Frequency
from monitor.reporting.charts.trend import Measure
from monitor.reporting.numbers import usual_decimals
from monitor.reporting.voice import Voice


@dataclass(frozen=True)
class Table:
    """`heads` and `rows` are text; the first column names the row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def quarters(measures: Sequence[Measure], voice: Voice) -> Table:
    """The mean of every measure in every quarter; by year where its values are yearly."""
    yearly = measures[0].series.frequency is Frequency.YEARLY
    size = Frequency.YEARLY if yearly else Frequency.QUARTERLY
    means = [_means(measure, size) for measure in measures]
    periods = sorted({period for one in means for period in one})
    rows = tuple(
        (voice.day(first_day(period, size), size), *(_written(one.get(period, math.nan), voice) for one in means))
        for period in periods
    )
    title = (
        voice.gettext("The numbers behind the chart, by year")
        if yearly
        else voice.gettext("The numbers behind the chart, by quarter")
    )
    return Table(title, (voice.gettext("Period"), *(measure.title for measure in measures)), rows)


def _means(measure: Measure, size: Frequency) -> dict[int, float]:
    sums: dict[int, list[float]] = {}
    for day, value in zip(measure.series.days, measure.series.values, strict=True):
        if math.isfinite(value):
            sums.setdefault(index_of(day, size), []).append(value)
    return {period: sum(values) / len(values) for period, values in sums.items()}


def _written(value: float, voice: Voice) -> str:
    return voice.number(value, max(usual_decimals(value), 0)) if math.isfinite(value) else "–"
