"""Draws a trend: as recorded (thin), means (thick) on their intervals (tint), targets (dashed), onset (solid, grey zone)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.reporting.charts.labels import between, end_labels, header, place_before
from monitor.reporting.charts.layout import LAYOUTS, Layout, Plan, plan
from monitor.reporting.charts.marks import circle, line, path, rect, svg, text
from monitor.reporting.charts.scale import Values, time_ticks
from monitor.reporting.charts.trend import Band, Measure, Trend
from monitor.reporting.numbers import number_text


@dataclass(frozen=True)
class Pictures:
    """The same chart for the screen, a narrow screen and paper; the stylesheet shows one of them."""

    screen: str
    narrow: str
    paper: str

    @property
    def all(self) -> str:
        return self.screen + self.narrow + self.paper


def pictures(trend: Trend) -> Pictures:
    """A trend, drawn anew for each width."""
    return Pictures(*(draw(trend, layout) for layout in LAYOUTS))


def draw(trend: Trend, layout: Layout) -> str:
    """One picture as SVG."""
    drawn = plan(trend, layout)
    parts = [*_zone(trend, drawn)]
    for measure, axis in zip(trend.measures, drawn.axes, strict=True):
        parts += _panel(measure, axis, drawn, trend)
    parts += _moments(trend, drawn)
    for measure, axis in zip(trend.measures, drawn.axes, strict=True):
        parts += _heading(measure, axis, drawn)
    parts += _events(trend, drawn)
    parts += _time(trend, drawn)
    return svg(layout.width, drawn.height, layout.css, trend.says, parts)


def _zone(trend: Trend, drawn: Plan) -> Iterator[str]:
    if trend.zone is None:
        return
    left, right = (min(max(drawn.time.x(day), drawn.left), drawn.right) for day in trend.zone)
    if right - left > 1:
        yield rect(left, drawn.header, right - left, drawn.bottom - drawn.header, "oz")


def _panel(measure: Measure, axis: Values, drawn: Plan, trend: Trend) -> Iterator[str]:
    for tick in axis.ticks:
        height = axis.y(tick)
        yield line(drawn.left, height, drawn.right, height, "gr")
        yield text(drawn.left - 6, height + 4, number_text(tick, trend.language, axis.decimals), "", "end")
    for band in measure.bands:
        yield from _band(band, axis, drawn)
    for level in measure.levels:
        if level.low is not None and level.high is not None:
            left, right = between(level, drawn)
            yield rect(left, axis.y(level.high), right - left, axis.y(level.low) - axis.y(level.high), f"b{measure.tone}")
    yield from _target(measure, axis, drawn)
    points = zip(measure.series.days, measure.series.values, strict=True)
    yield path(
        ((drawn.time.x(day), axis.y(value) if math.isfinite(value) else math.nan) for day, value in points), f"l{measure.tone}"
    )
    for level in measure.levels:
        left, right = between(level, drawn)
        yield line(left, axis.y(level.mean), right, axis.y(level.mean), f"m{measure.tone}")
    yield from _bands(measure, axis, drawn)
    yield from place_before(measure, axis, drawn)
    yield from end_labels(measure, axis, drawn)


def _band(band: Band, axis: Values, drawn: Plan) -> Iterator[str]:
    """The limits of a stretch: grey, with dotted edges."""
    left, right = between(band, drawn)
    top, bottom = axis.y(band.high), axis.y(band.low)
    yield rect(left, top, right - left, bottom - top, "cb")
    for height, is_limit in ((top, band.upper), (bottom, band.lower)):
        if is_limit:
            yield line(left, height, right, height, "cl")


def _bands(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    """Their means, and a ring round each period outside."""
    values = dict(zip(measure.series.days, measure.series.values, strict=True))
    for band in measure.bands:
        left, right = between(band, drawn)
        yield line(left, axis.y(band.mean), right, axis.y(band.mean), f"m{measure.tone}")
        for day in band.outside:
            yield circle(drawn.time.x(day), axis.y(values[day]), 4.5, "rg")


def _heading(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    room, side = drawn.layout.width, drawn.layout.heading(measure.title, measure.direction)
    yield text(0, axis.top - 14, side.title, f"t c{measure.tone} halo")
    if measure.direction and side.beside:
        yield text(side.at, axis.top - 14, measure.direction, "halo")
    elif measure.direction:
        yield text(room, axis.top - 14, side.direction, "halo", "end")


def _target(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    """The target as a step; a vertical piece is the day on which it changed."""
    points: list[tuple[float, float]] = []
    before = math.nan
    for day, target in zip(measure.series.days, measure.series.targets, strict=True):
        x = drawn.time.x(day)
        if math.isfinite(before) and target != before:
            points.append((x, axis.y(before)))
            points.append((x, axis.y(target) if math.isfinite(target) else math.nan))
        elif math.isfinite(target) and not math.isfinite(before):
            points += [(x, math.nan), (x, axis.y(target))]
        before = target
    if math.isfinite(before):
        points.append((drawn.right, axis.y(before)))
    yield path(points, "tg")


def _moments(trend: Trend, drawn: Plan) -> Iterator[str]:
    marked = trend.onset or trend.reference
    if marked is not None and drawn.time.inside(marked.day):
        x = drawn.time.x(marked.day)
        yield line(x, drawn.onset_top, x, drawn.bottom, "on")
    yield from header(trend, drawn)


def _events(trend: Trend, drawn: Plan) -> Iterator[str]:
    """Bracket and numbered ring under the first panel."""
    taken = -math.inf
    below = drawn.axes[0].bottom + drawn.below_first
    for event in trend.events:
        left, right = drawn.time.x(event.start), drawn.time.x(event.end)
        middle = max((left + right) / 2, taken + 20)
        taken = middle
        yield line(min(left, middle - 2), below, max(right, middle + 2), below, "on")
        yield line(middle, below, middle, below + 7, "on")
        yield circle(middle, below + 15, 8, "nt")
        yield text(middle, below + 19.5, str(event.number), "i b", "middle")


def _time(trend: Trend, drawn: Plan) -> Iterator[str]:
    bottom = drawn.bottom
    yield line(drawn.left, bottom, drawn.right, bottom, "ax")
    for tick in time_ticks(drawn.time, trend.language, drawn.layout.tick_room):
        x = max(drawn.time.x(tick.day), drawn.left)
        anchor = "start" if x < drawn.left + 14 else "end" if x > drawn.right + drawn.end_room - 16 else "middle"
        yield line(x, bottom, x, bottom + (6 if tick.is_year else 4), "ax")
        yield text(x if anchor != "start" else max(x - 1, 0), bottom + 19, tick.label, "i b" if tick.is_year else "", anchor)
