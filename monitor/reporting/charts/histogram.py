"""Draws how records lie around a limit: a bar for each bin, what would lie there without the pile (dashed), and the limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model.words import Language
from monitor.reporting.charts.draw import Pictures
from monitor.reporting.charts.layout import LAYOUTS, Layout
from monitor.reporting.charts.marks import line, path, rect, shortened, svg, text, width_of
from monitor.reporting.charts.scale import Values, value_axis
from monitor.reporting.numbers import number_text

TOP = 46.0
BELOW = 40.0
GAP = 1.0
"""Between bars, in pixels."""


@dataclass(frozen=True)
class Bars:
    """Edges (B + 1,) and counts (B,) of the bins, `expected` empty or (B,); `pile` marks the bars that hold the pile.

    `says` is read in place of the picture. What is written on it is in the reader's language: `title` above, `limit_says` at the
    limit, `met_says` and `missed_says` on its sides, `unit` beside the scale.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    expected: tuple[float, ...]
    pile: tuple[bool, ...]
    limit: float
    met_below: bool
    title: str
    limit_says: str
    met_says: str
    missed_says: str
    unit: str
    says: str
    language: Language


@dataclass(frozen=True)
class _Plan:
    layout: Layout
    axis: Values
    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def histogram(bars: Bars) -> Pictures:
    """The bars, drawn anew for each width."""
    return Pictures(*(_drawn(bars, layout) for layout in LAYOUTS))


def _drawn(bars: Bars, layout: Layout) -> str:
    bottom = TOP + layout.tall
    axis = value_axis([0.0, *bars.counts, *bars.expected], TOP, bottom, True, 3)
    left = max(width_of(number_text(tick, bars.language, axis.decimals)) for tick in axis.ticks) + 10
    plan = _Plan(layout, axis, left, layout.width - 8, bars.edges[0], bars.edges[-1])
    parts = [*_grid(bars, plan), *_columns(bars, plan), *_curve(bars, plan), *_limit(bars, plan), *_scale(bars, plan)]
    return svg(layout.width, bottom + BELOW, layout.css, bars.says, parts)


def _grid(bars: Bars, plan: _Plan) -> Iterator[str]:
    yield text(0, 14, shortened(bars.title, plan.layout.width, True, 14), "t halo")
    for tick in plan.axis.ticks:
        height = plan.axis.y(tick)
        yield line(plan.left, height, plan.right, height, "gr")
        yield text(plan.left - 6, height + 4, number_text(tick, bars.language, plan.axis.decimals), "", "end")


def _columns(bars: Bars, plan: _Plan) -> Iterator[str]:
    for low, high, count, in_pile in zip(bars.edges, bars.edges[1:], bars.counts, bars.pile, strict=False):
        met = (low + high) / 2 < bars.limit if bars.met_below else (low + high) / 2 > bars.limit
        css = "hp" if in_pile else "hm" if met else "hn"
        x, top = plan.x(low), plan.axis.y(count)
        yield rect(x, top, plan.x(high) - x - GAP, plan.axis.bottom - top, css)


def _curve(bars: Bars, plan: _Plan) -> Iterator[str]:
    """What would lie in each bin, as steps from edge to edge."""
    points: list[tuple[float, float]] = []
    for low, high, height in zip(bars.edges, bars.edges[1:], bars.expected, strict=False):
        points += [(plan.x(low), plan.axis.y(height)), (plan.x(high), plan.axis.y(height))]
    yield path(points, "tg")


def _limit(bars: Bars, plan: _Plan) -> Iterator[str]:
    x = plan.x(bars.limit)
    yield line(x, TOP - 8, x, plan.axis.bottom, "on")
    left, right = (bars.met_says, bars.missed_says) if bars.met_below else (bars.missed_says, bars.met_says)
    room = min(x - plan.left, plan.right - x) - 10
    if max(width_of(left), width_of(right)) <= room:
        yield text(x - 7, TOP - 12, left, "halo", "end")
        yield text(x + 7, TOP - 12, right, "halo")


def _scale(bars: Bars, plan: _Plan) -> Iterator[str]:
    """Round values below the bars, the limit in bold; nothing that would touch it."""
    bottom = plan.axis.bottom
    yield line(plan.left, bottom, plan.right, bottom, "ax")
    at, wide = plan.x(bars.limit), width_of(bars.limit_says, True)
    middle = min(max(at, plan.left + wide / 2), plan.right - wide / 2)
    yield text(middle, bottom + 17, bars.limit_says, "b i", "middle")
    most = 8 if plan.right - plan.left > 500 else 4
    for tick in _ticks(plan, most):
        words = number_text(tick, bars.language, _decimals(plan, most))
        x = plan.x(tick)
        if abs(x - middle) > (wide + width_of(words)) / 2 + 8 and plan.left <= x <= plan.right - width_of(words) / 2:
            yield text(x, bottom + 17, words, "", "middle")
    yield text(plan.right, bottom + 34, bars.unit, "", "end")


def _ticks(plan: _Plan, most: int) -> list[float]:
    return [tick for tick in value_axis([plan.low, plan.high], 0, 1, False, most).ticks if plan.low <= tick <= plan.high]


def _decimals(plan: _Plan, most: int) -> int:
    return value_axis([plan.low, plan.high], 0, 1, False, most).decimals
