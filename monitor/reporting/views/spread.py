"""How records lie around a limit, as a figure: from the histogram of an evidence to the chart, its caption and its table."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.evidence import Histogram
from monitor.reporting import units
from monitor.reporting.charts.histogram import MOST_HATCHED, Bars, histogram
from monitor.reporting.numbers import usual_decimals
from monitor.reporting.views.figure import Figure
from monitor.reporting.views.table import Table
from monitor.reporting.voice import Voice

MOST_ROWS = 24
"""Of the table: the bins nearest to the limit."""


@dataclass(frozen=True)
class _Near:
    """The bins of the pile and those beyond the limit, and how many more and fewer lie there than expected."""

    inside: frozenset[int]
    outside: frozenset[int]
    more: float
    fewer: float


def histogram_figure(shown: Histogram, title: str, voice: Voice) -> Figure:
    """The figure of a histogram; `title` says what is counted."""
    near = _near(shown)
    more, fewer = (voice.number(number, _tens(number)) for number in (near.more, near.fewer))
    bars = Bars(
        title=title,
        note=_note(shown, voice),
        edges=shown.edges,
        counts=shown.counts,
        expected=shown.expected,
        limit=shown.limit,
        limit_label=voice.gettext("Limit: {value}", value=voice.with_unit(shown.limit, shown.unit)),
        inside=near.inside,
        outside=near.outside,
        more=_about(near.more, voice.gettext("About {n} more", n=more), voice),
        fewer=_about(near.fewer, voice.gettext("About {n} fewer", n=fewer), voice),
        unit_short=_short(shown.unit, voice),
        says=_says(shown, near, title, voice),
        language=voice.language,
    )
    return Figure(histogram(bars), _caption(shown, voice), _table(shown, title, voice))


def _near(found: Histogram) -> _Near:
    below = found.met == "below"
    zone = found.zone or (found.limit, found.limit)
    middles = [(one + other) / 2 for one, other in zip(found.edges, found.edges[1:], strict=False)]
    inside = frozenset(number for number, middle in enumerate(middles) if zone[0] <= middle <= zone[1])
    beyond = [number for number, middle in enumerate(middles) if (middle > found.limit) == below]
    near = beyond[: _most(found)] if below else beyond[::-1][: _most(found)]
    missing = {number for number in near if found.expected and found.expected[number] > found.counts[number]}
    excess = sum(found.counts[number] - found.expected[number] for number in inside) if found.expected else 0.0
    lacking = sum(found.expected[number] - found.counts[number] for number in missing)
    return _Near(inside, frozenset(missing), max(excess, 0.0), lacking)


def _most(found: Histogram) -> int:
    return max(1, round(len(found.counts) * MOST_HATCHED))


def _tens(number: float) -> int:
    """Two digits of a number of records are known."""
    return min(usual_decimals(number, 2), 0)


def _about(number: float, said: str, voice: Voice) -> tuple[str, str]:
    return (said, voice.gettext("than expected")) if round(number) >= 1 else ("", "")


def _note(found: Histogram, voice: Voice) -> str:
    total = voice.number(sum(found.counts), 0)
    width = voice.with_unit(*_readable(round(found.edges[1] - found.edges[0], 6), found.unit))
    return voice.gettext("{n} records, by {width}", n=total, width=width)


def _readable(width: float, unit: str) -> tuple[float, str]:
    """Parts of an hour as minutes, parts of a day as hours."""
    smaller = {"hours": ("minutes", 60), "days": ("hours", 24), "minutes": ("seconds", 60)}
    if width >= 1 or unit not in smaller:
        return width, unit
    name, times = smaller[unit]
    return round(width * times, 2), name


def _short(unit: str, voice: Voice) -> str:
    written = voice.unit(unit, short=True)
    return f"\N{NO-BREAK SPACE}{written}" if written and len(written) <= 3 and unit not in units.NONE else ""


def _says(found: Histogram, near: _Near, what: str, voice: Voice) -> str:
    limit = voice.with_unit(found.limit, found.unit)
    if not found.expected:
        return voice.gettext("{what} around the limit of {limit}.", what=what, limit=limit)
    return voice.gettext(
        "{what}: just inside the limit of {limit} lie about {more} more than expected, just outside about {fewer} fewer.",
        what=what,
        limit=limit,
        more=voice.number(near.more, _tens(near.more)),
        fewer=voice.number(near.fewer, _tens(near.fewer)),
    )


def _caption(found: Histogram, voice: Voice) -> str:
    if not found.expected:
        return voice.gettext("Solid: the stretch just inside the limit.")
    return voice.gettext("Solid: more than expected. Hatched: fewer than expected. Thin line: what would be expected.")


def _table(found: Histogram, what: str, voice: Voice) -> Table:
    """The bins around the limit; those far away are as expected."""
    middles = [(one + other) / 2 for one, other in zip(found.edges, found.edges[1:], strict=False)]
    nearest = sorted(range(len(middles)), key=lambda number: abs(middles[number] - found.limit))[:MOST_ROWS]
    places = max(usual_decimals(found.edges[1] - found.edges[0], 2), 0)
    rows = tuple(
        (
            f"{voice.number(found.edges[number], places)} – {voice.with_unit(found.edges[number + 1], found.unit, places)}",
            voice.number(found.counts[number], 0),
            *([voice.number(found.expected[number], 0)] if found.expected else []),
        )
        for number in sorted(nearest)
    )
    heads = (voice.gettext("From, to"), what, *([voice.gettext("Expected")] if found.expected else []))
    return Table(voice.gettext("The numbers behind the chart, near the limit"), heads, rows)
