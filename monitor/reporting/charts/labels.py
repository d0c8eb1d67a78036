"""Labels of a trend chart: at the ends of lines, over the means, above the panels. They do not collide."""

from __future__ import annotations

import math
from collections.abc import Iterator

from monitor.reporting.charts.layout import LINE, Plan
from monitor.reporting.charts.marks import shortened, text, width_of
from monitor.reporting.charts.scale import Values, spread
from monitor.reporting.charts.trend import Band, Level, Measure, Moment, Trend


def between(level: Level | Band, drawn: Plan) -> tuple[float, float]:
    """The left and right end of a stretch in the picture."""
    return max(drawn.time.x(level.start), drawn.left), min(drawn.time.x(level.end), drawn.right)


def end_labels(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    """What the last mean and the target are, right of the lines and apart from each other."""
    terse, room = drawn.layout.terse, drawn.end_room - 8
    wanted: list[tuple[float, str, str]] = []
    if measure.levels:
        level = measure.levels[-1]
        wanted.append((axis.y(level.mean), level.short if terse else level.label, f"b c{measure.tone}"))
    if measure.bands:
        wanted += _of_band(measure.bands[-1], measure.tone, axis, terse)
    target = measure.series.targets[-1]
    if math.isfinite(target):
        wanted.append((axis.y(target), measure.target_short if terse else measure.target_label, "i"))
    heights = spread([one[0] for one in wanted], LINE, axis.top, axis.bottom)
    for height, (_, words, css) in zip(heights, wanted, strict=True):
        yield text(drawn.right + 8, height + 4.5, shortened(words, room, "b" in css.split()), css)


def _of_band(band: Band, tone: str, axis: Values, terse: bool) -> list[tuple[float, str, str]]:
    said = [(axis.y(band.mean), band.short if terse else band.label, f"b c{tone}")]
    if not terse:
        edges = ((band.lower, band.low, band.edges[0]), (band.upper, band.high, band.edges[1]))
        said += [(axis.y(height), words, "") for is_limit, height, words in edges if is_limit]
    return said


def place_before(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    """What the mean was before, and what the target was: where the values leave most room."""
    if len(measure.levels) > 1:
        level = measure.levels[0]
        words = level.short if drawn.layout.terse else level.label
        right = between(level, drawn)[1] - 8
        if right - width_of(words, True) > drawn.left:
            height = _free(measure, axis, drawn, right - width_of(words, True), right, axis.y(level.mean))
            yield text(right, height, words, f"b c{measure.tone} halo", "end")
    yield from _place_targets(measure, axis, drawn)


def _place_targets(measure: Measure, axis: Values, drawn: Plan) -> Iterator[str]:
    """The first target where it has changed since; the last one at its end, where it ended before the values do."""
    known = [number for number, target in enumerate(measure.series.targets) if math.isfinite(target)]
    if not known:
        return
    begin = max(drawn.time.x(measure.series.days[known[0]]), drawn.left) + 4
    taken = drawn.right
    if known[-1] + 1 < len(measure.series.targets):
        words = measure.target_short if drawn.layout.terse else measure.target_label
        end = drawn.time.x(measure.series.days[known[-1] + 1])
        taken = max(end - width_of(words), drawn.left)
        yield text(taken, axis.y(measure.series.targets[known[-1]]) - 6, words, "i halo")
    words = measure.first_target_label
    if words and begin + width_of(words) + 8 < taken:
        yield text(begin, axis.y(measure.series.targets[known[0]]) - 6, words, "i halo")


def _free(measure: Measure, axis: Values, drawn: Plan, left: float, right: float, mean: float) -> float:
    """The baseline, above or below all lines between two edges, that is nearest to the mean."""
    near = [mean]
    for day, value, target in zip(measure.series.days, measure.series.values, measure.series.targets, strict=True):
        if left - 6 <= drawn.time.x(day) <= right + 6:
            near += [axis.y(one) for one in (value, target) if math.isfinite(one)]
    above, below = min(near) - 7, max(near) + 16
    fits_above, fits_below = above - 10 >= axis.top - 4, below <= axis.bottom - 2
    if fits_below and (not fits_above or below - mean <= mean - above):
        return below
    return above if fits_above else min(below, axis.bottom - 4)


def header(trend: Trend, drawn: Plan) -> Iterator[str]:
    """What is said about the onset and the day it is measured against."""
    moments = [moment for moment in (trend.reference, trend.onset) if moment is not None]
    if drawn.layout.terse:
        for number, moment in enumerate(moments):
            css = "i b" if moment is trend.onset else ""
            bold = moment is trend.onset
            yield text(drawn.layout.width, 12 + number * LINE, shortened(moment.short, drawn.layout.width, bold), css, "end")
    elif drawn.stacked:
        side = min((_side_of(moment, drawn) for moment in moments), key=lambda one: one[0])
        for number, moment in enumerate(moments):
            yield from _said(moment, drawn, 12 + 2 * number * LINE, side)
    else:
        for moment in moments:
            yield from _said(moment, drawn, 13, _place(moment, trend, drawn))


def _place(moment: Moment, trend: Trend, drawn: Plan) -> tuple[float, str]:
    """Beside the onset line: what came first stands left of it, what came after right."""
    if trend.onset is None or trend.reference is None:
        return _side_of(moment, drawn)
    line = drawn.time.x(trend.onset.day)
    first = trend.reference if trend.reference.day <= trend.onset.day else trend.onset
    if moment is first:
        return min(line, max(drawn.time.x(moment.day), 0.0) if moment is trend.reference else line) - 8, "end"
    return line + 8, "start"


def _side_of(moment: Moment, drawn: Plan) -> tuple[float, str]:
    """Right of its day where there is room, else left."""
    x = drawn.time.x(moment.day)
    wide = max(width_of(moment.title, True), width_of(moment.says))
    return (x + 8, "start") if x + 8 + wide <= drawn.layout.width else (x - 8, "end")


def _said(moment: Moment, drawn: Plan, height: float, place: tuple[float, str]) -> Iterator[str]:
    x, anchor = place
    yield text(x, height, moment.title, "i b", anchor)
    if moment.says:
        yield text(x, height + LINE, moment.says, "", anchor)
