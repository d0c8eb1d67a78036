"""Where things go in a trend chart: sizes for screen, narrow screen and paper, and the plan of one picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from monitor.reporting.charts.marks import shortened, width_of
from monitor.reporting.charts.scale import Time, Values, value_axis
from monitor.reporting.charts.trend import Measure, Trend
from monitor.reporting.numbers import number_text


@dataclass(frozen=True)
class Heading:
    title: str
    direction: str
    beside: bool
    at: float


@dataclass(frozen=True)
class Layout:
    """`terse` charts write numbers alone; `tall` is the height of a panel when there are two, in pixels."""

    css: str
    width: float
    tall: float
    terse: bool
    tick_room: float

    def heading(self, title: str, direction: str) -> Heading:
        """The title, and the direction beside it; where there is no room the direction goes right, or shrinks to its arrow."""
        bold = width_of(title, bold=True, size=14)
        if bold + 22 + width_of(direction) <= self.width and not self.terse:
            return Heading(title, direction, True, bold + 22)
        if bold + 14 + width_of(direction) <= self.width:
            return Heading(title, direction, False, 0)
        return Heading(shortened(title, self.width - 24, True, 14), direction[:1], False, 0)


SCREEN = Layout("w", 880, 168, False, 46)
NARROW = Layout("n", 360, 150, True, 44)
PAPER = Layout("p", 760, 108, False, 46)
LAYOUTS = (SCREEN, NARROW, PAPER)

END_STEP = 30.0
"""The room beside the lines grows by so much, so that pictures below each other, and in other languages, are equally wide."""

LINE = 17.0
"""From one line of labels to the next."""


@dataclass(frozen=True)
class Plan:
    """A picture's axes and edges. `header` is where the panels' space begins, under what is said about the moments."""

    layout: Layout
    time: Time
    axes: tuple[Values, ...]
    left: float
    right: float
    header: float
    height: float
    stacked: bool
    below_first: float

    @property
    def bottom(self) -> float:
        return self.axes[-1].bottom

    @property
    def onset_top(self) -> float:
        return self.header if self.stacked else 4

    @property
    def end_room(self) -> float:
        return self.layout.width - self.right


def plan(trend: Trend, layout: Layout) -> Plan:
    """The plan of a picture."""
    stacked = layout.terse or not _beside(trend, layout)
    lines = _header_lines(trend, layout, stacked)
    header = lines * LINE + (6 if lines else 0)
    tall = layout.tall if len(trend.measures) > 1 else layout.tall * 1.25
    axes, top = [], header + 36
    for measure in trend.measures:
        axes.append(_axis(measure, top, top + tall, layout))
        top += tall + (34 if trend.events and len(axes) == 1 else 8) + 50
    left = 8 + max(_widest_tick(axis, trend) for axis in axes)
    right = layout.width - _end_room(trend, layout)
    events = bool(trend.events)
    below = 4.0 if len(axes) > 1 else 24.0
    height = axes[-1].bottom + 26 + (28 if events and len(axes) == 1 else 0)
    return Plan(layout, Time(trend.first, trend.last, left, right), tuple(axes), left, right, header, height, stacked, below)


def _header_lines(trend: Trend, layout: Layout, stacked: bool) -> int:
    moments = [moment for moment in (trend.reference, trend.onset) if moment is not None]
    if not moments:
        return 0
    if layout.terse:
        return len(moments)
    if not stacked:
        return 2
    return 2 * len(moments)


def _beside(trend: Trend, layout: Layout) -> bool:
    """Whether what is said of the two moments fits on either side of the line."""
    if trend.onset is None or trend.reference is None:
        return True
    share = (trend.onset.day - trend.first).days / max((trend.last - trend.first).days, 1)
    x = 32 + share * (layout.width - 32 - 120)
    left, right = (trend.reference, trend.onset) if trend.reference.day <= trend.onset.day else (trend.onset, trend.reference)
    wide = [max(width_of(one.title, True), width_of(one.says)) for one in (left, right)]
    return wide[0] + 16 <= x and x + wide[1] + 12 <= layout.width


def _axis(measure: Measure, top: float, bottom: float, layout: Layout) -> Values:
    edges = [edge for level in measure.levels for edge in (level.low, level.high, level.mean) if edge is not None]
    edges += [edge for band in measure.bands for edge in (band.low, band.high)]
    known = [*measure.series.values, *measure.series.targets, *edges]
    return value_axis(known, top, bottom, measure.from_zero, 3 if bottom - top < 130 else 4)


def _widest_tick(axis: Values, trend: Trend) -> float:
    return max(width_of(number_text(tick, trend.language, axis.decimals)) for tick in axis.ticks)


def _end_room(trend: Trend, layout: Layout) -> float:
    """Room at the right for what is said at the ends of the lines."""
    widths = [0.0]
    for measure in trend.measures:
        if measure.levels:
            last = measure.levels[-1]
            widths.append(width_of(last.short if layout.terse else last.label, bold=True))
        if measure.bands:
            band = measure.bands[-1]
            widths.append(width_of(band.short if layout.terse else band.label, bold=True))
            widths += [] if layout.terse else [width_of(edge) for edge in band.edges]
        if math.isfinite(measure.series.targets[-1]):
            widths.append(width_of(measure.target_short if layout.terse else measure.target_label))
    room = math.ceil((max(widths) + 14) / END_STEP) * END_STEP if any(widths) else 14.0
    return min(room, layout.width * 0.28)
