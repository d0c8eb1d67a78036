"""Draws a trend: as recorded (thin), means (thick) on their intervals (tint), targets (dashed), onset (solid, grey zone)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.reporting.charts.labels import between, end_labels, header, place_before
from monitor.reporting.charts.layout import LAYOUTS, Layout, Plan, plan
from monitor.reporting.charts.marks import circle, group, line, path, rect, svg, text
from monitor.reporting.charts.scale import Values, time_ticks
from monitor.reporting.charts.trend import Band, Level, Measure, Trend
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
    """One picture as SVG. What stands at a time is in groups, so that the page's script can enlarge a stretch of it: `z` is
    stretched as a whole, in `x` each mark and label is moved; axes of values, headings and labels at the ends stay.
    """
    drawn = plan(trend, layout)
    panels = list(zip(trend.measures, drawn.axes, strict=True))
    fixed = [part for _, axis in panels for part in _grid(axis, drawn, trend)]
    stretched = [*_zone(trend, drawn), *(part for panel in panels for part in _marks(*panel, drawn))]
    moved = [*_moments(trend, drawn), *(part for panel in panels for part in _placed(*panel, drawn))]
    moved += [*_events(trend, drawn), *_ticks(trend, drawn)]
    after = [part for panel in panels for part in (*_heading(*panel, drawn), *end_labels(*panel, drawn))]
    after.append(line(drawn.left, drawn.bottom, drawn.right, drawn.bottom, "ax"))
    parts = [*fixed, group(stretched, "z"), group(moved, "x"), *after]
    return svg(layout.width, drawn.height, layout.css, trend.says, parts, {"data-plot": _geometry(drawn)})


def _geometry(drawn: Plan) -> str:
    """Left and right of the plot; then, for each panel, its top and bottom and the values there: what the script reads."""
    edges = [f"{drawn.left:.1f} {drawn.right:.1f}"]
    return ";".join([*edges, *(f"{one.top:.1f} {one.bottom:.1f} {one.low:g} {one.high:g}" for one in drawn.axes)])


def _zone(trend: Trend, drawn: Plan) -> Iterator[str]:
    if trend.zone is None:
        return
    left, right = (min(max(drawn.time.x(day), drawn.left), drawn.right) for day in trend.zone)
    if right - left > 1:
        yield rect(left, drawn.header, right - left, drawn.bottom - drawn.header, "oz")


def _grid(axis: Values, drawn: Plan, trend: Trend) -> Iterator[str]:
    for tick in axis.ticks:
        height = axis.y(tick)
        yield line(drawn.left, height, drawn.right, height, "gr")
        yield text(drawn.left - 6, height + 4, number_text(tick, trend.language, axis.decimals), "", "end")


def _marks(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    """The measure as recorded, its means, limits and targets."""
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
    means: tuple[Level | Band, ...] = (*measure.levels, *measure.bands)
    for one in means:
        left, right = between(one, drawn)
        yield line(left, axis.y(one.mean), right, axis.y(one.mean), f"m{measure.tone}")


def _placed(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    """A ring round each period outside the limits, and the labels inside the panel."""
    values = dict(zip(measure.series.days, measure.series.values, strict=True))
    for day in (day for band in measure.bands for day in band.outside):
        yield circle(drawn.time.x(day), axis.y(values[day]), 4.5, "rg")
    yield from place_before(measure, axis, drawn)


def _band(band: Band, axis: Values, drawn: Plan) -> Iterator[str]:
    """The limits of a stretch: grey, with dotted edges."""
    left, right = between(band, drawn)
    top, bottom = axis.y(band.high), axis.y(band.low)
    yield rect(left, top, right - left, bottom - top, "cb")
    for height, is_limit in ((top, band.upper), (bottom, band.lower)):
        if is_limit:
            yield line(left, height, right, height, "cl")


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


def _ticks(trend: Trend, drawn: Plan) -> Iterator[str]:
    bottom = drawn.bottom
    for tick in time_ticks(drawn.time, trend.language, drawn.layout.tick_room):
        x = max(drawn.time.x(tick.day), drawn.left)
        anchor = "start" if x < drawn.left + 14 else "end" if x > drawn.right + drawn.end_room - 16 else "middle"
        yield line(x, bottom, x, bottom + (6 if tick.is_year else 4), "ax")
        yield text(x if anchor != "start" else max(x - 1, 0), bottom + 19, tick.label, "i b" if tick.is_year else "", anchor)
