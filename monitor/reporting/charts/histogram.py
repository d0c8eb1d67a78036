"""Draws how records lie around a limit: what is more than expected solid, what is fewer hatched, the expected as a thin line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model.words import Language
from monitor.reporting.charts.draw import Pictures
from monitor.reporting.charts.layout import LAYOUTS, LINE, Layout
from monitor.reporting.charts.marks import line, path, rect, shortened, svg, text, width_of
from monitor.reporting.charts.scale import Values, value_axis
from monitor.reporting.numbers import number_text

MOST_HATCHED = 0.25
"""Share of the bins, beyond the limit, in which fewer than expected are shown."""


@dataclass(frozen=True)
class Bars:
    """The view: bins with counts, and what would be expected in each (empty where that is not known).

    `inside` are the bins of the pile, `outside` those beyond the limit where records are missing. `more` and `fewer` are said
    beside them, two lines each; empty where there is nothing to say.
    """

    title: str
    note: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    expected: tuple[float, ...]
    limit: float
    limit_label: str
    inside: frozenset[int]
    outside: frozenset[int]
    more: tuple[str, str]
    fewer: tuple[str, str]
    unit_short: str
    says: str
    language: Language


@dataclass(frozen=True)
class _Plan:
    layout: Layout
    left: float
    right: float
    values: Values
    first: float
    last: float

    def x(self, value: float) -> float:
        return self.left + (value - self.first) / (self.last - self.first or 1) * (self.right - self.left)


def histogram(bars: Bars) -> Pictures:
    """The histogram, drawn anew for each width."""
    return Pictures(*(_draw(bars, layout) for layout in LAYOUTS))


def _draw(bars: Bars, layout: Layout) -> str:
    plan = _plan(bars, layout)
    parts = [*_heading(bars, plan), *_axes(bars, plan)]
    for number in range(len(bars.counts)):
        parts += _bar(bars, number, plan)
    parts += [*_expected(bars, plan), *_limit(bars, plan), *_labels(bars, plan)]
    return svg(layout.width, plan.values.bottom + 26, layout.css, bars.says, parts)


def _plan(bars: Bars, layout: Layout) -> _Plan:
    top = 36 + 3 * LINE
    values = value_axis([0.0, *bars.counts, *bars.expected], top, top + layout.tall * 1.1, True, 4)
    left = 8 + max(width_of(number_text(tick, bars.language, values.decimals)) for tick in values.ticks)
    return _Plan(layout, left, layout.width - 12, values, bars.edges[0], bars.edges[-1])


def _heading(bars: Bars, plan: _Plan) -> Iterator[str]:
    room = plan.layout.width
    title = shortened(bars.title, room, True, 14)
    yield text(0, 14, title, "t i")
    beside = width_of(title, True, 14) + 12
    if beside + width_of(bars.note) <= room:
        yield text(beside, 14, bars.note)
    else:
        yield text(0, 14 + LINE, shortened(bars.note, room))


def _axes(bars: Bars, plan: _Plan) -> Iterator[str]:
    values = plan.values
    for tick in values.ticks:
        height = values.y(tick)
        yield line(plan.left, height, plan.right, height, "ax" if tick == values.low else "gr")
        yield text(plan.left - 6, height + 4, number_text(tick, bars.language, values.decimals), "", "end")
    across = value_axis([plan.first, plan.last], 0, 1, False, 4 if plan.layout.terse else 7)
    for tick in across.ticks:
        if plan.first <= tick <= plan.last:
            place, said = plan.x(tick), number_text(tick, bars.language, across.decimals)
            yield line(place, values.bottom, place, values.bottom + 4, "ax")
            end = "end" if place > plan.right - 10 else "middle"
            yield text(place, values.bottom + 19, f"{said}{bars.unit_short}", "i b" if tick == bars.limit else "", end)


def _bar(bars: Bars, number: int, plan: _Plan) -> Iterator[str]:
    left, right = plan.x(bars.edges[number]) + 0.5, plan.x(bars.edges[number + 1]) - 0.5
    count = float(bars.counts[number])
    usual = bars.expected[number] if bars.expected else count
    top, base = plan.values.y(min(count, usual) if number in bars.inside else count), plan.values.bottom
    yield rect(left, top, right - left, base - top, "bm")
    if number in bars.inside:
        start = plan.values.y(usual) if bars.expected else base
        yield rect(left, plan.values.y(count), right - left, start - plan.values.y(count), "xm")
    elif number in bars.outside and usual > count:
        yield _hatched(left, plan.values.y(usual), right, plan.values.y(count))


def _hatched(left: float, top: float, right: float, bottom: float) -> str:
    """Diagonal lines in a rectangle."""
    points: list[tuple[float, float]] = []
    step, wide, high = 5.0, right - left, bottom - top
    for number in range(1, math.ceil((wide + high) / step)):
        along = number * step
        start, end = max(along - wide, 0.0), min(along, high)
        points += [(left + along - end, top + end), (left + along - start, top + start), (math.nan, math.nan)]
    return path(points, "xp") + path([(left, bottom), (left, top), (right, top), (right, bottom)], "xp")


def _expected(bars: Bars, plan: _Plan) -> Iterator[str]:
    middles = [(one + other) / 2 for one, other in zip(bars.edges, bars.edges[1:], strict=False)]
    yield path(((plan.x(x), plan.values.y(y)) for x, y in zip(middles, bars.expected, strict=False)), "xe")


def _limit(bars: Bars, plan: _Plan) -> Iterator[str]:
    place = plan.x(bars.limit)
    yield line(place, 36 + LINE - 10, place, plan.values.bottom, "tg")
    wide = width_of(bars.limit_label, True)
    right = place + 8 + wide <= plan.layout.width
    yield text(place + 8 if right else place - 8, 36 + LINE, bars.limit_label, "i b halo", "start" if right else "end")


def _labels(bars: Bars, plan: _Plan) -> Iterator[str]:
    """What is more and what is fewer, each on its side of the limit where there is room."""
    place, below = plan.x(bars.limit), 36 + 2 * LINE
    inside_left = bool(bars.inside) and max(bars.inside) < len(bars.counts) and bars.edges[max(bars.inside)] < bars.limit
    sides = ((bars.more, inside_left, "cm"), (bars.fewer, not inside_left, "cp"))
    for (bold, plain), left, css in sides:
        if not bold:
            continue
        x, anchor = (place - 8, "end") if left else (place + 8, "start")
        room = x if left else plan.layout.width - x
        tall = below if left else below + LINE
        yield text(x, tall, shortened(bold, room, True), f"b {css} halo", anchor)
        yield text(x, tall + LINE, shortened(plain, room), "halo", anchor)
