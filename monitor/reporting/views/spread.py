"""How records lie around a limit, as a figure: from the histogram of an evidence to the chart, its caption and its table."""

from __future__ import annotations

from monitor.model.evidence import N_, Histogram
from monitor.reporting.charts.histogram import Bars, histogram
from monitor.reporting.views.figure import Figure
from monitor.reporting.views.table import Table
from monitor.reporting.voice import Voice

MET = N_("met")
MISSED = N_("not met")


def histogram_figure(shown: Histogram, title: str, voice: Voice) -> Figure:
    """The figure of a histogram; `title` says what is counted."""
    bars = _bars(shown, title, voice)
    return Figure(histogram(bars), _caption(shown, voice), _table(shown, voice))


def _bars(shown: Histogram, title: str, voice: Voice) -> Bars:
    limit = voice.with_unit(shown.limit, shown.unit)
    low, high = shown.zone or (shown.limit, shown.limit)
    middles = [(one + other) / 2 for one, other in zip(shown.edges, shown.edges[1:], strict=False)]
    return Bars(
        edges=shown.edges,
        counts=shown.counts,
        expected=shown.expected,
        pile=tuple(low < middle < high for middle in middles),
        limit=shown.limit,
        met_below=shown.met == "below",
        title=title,
        limit_says=voice.gettext("limit: {limit}", limit=limit),
        met_says=_side(voice.gettext(MET), shown.met == "below"),
        missed_says=_side(voice.gettext(MISSED), shown.met != "below"),
        unit=voice.unit(shown.unit),
        says=_says(shown, title, voice),
        language=voice.language,
    )


def _side(word: str, left: bool) -> str:
    return f"← {word}" if left else f"{word} →"


def _says(shown: Histogram, title: str, voice: Voice) -> str:
    """The picture in words: where the limit is, and how many records the bins on either side of it hold."""
    inside, outside = _beside(shown)
    return voice.gettext(
        "{title}, in bins around the limit of {limit}. The bin just inside it holds {inside}, the one just outside {outside}.",
        title=title,
        limit=voice.with_unit(shown.limit, shown.unit),
        inside=voice.number(inside, 0),
        outside=voice.number(outside, 0),
    )


def _beside(shown: Histogram) -> tuple[int, int]:
    """Records in the bin just inside the limit and in the one just outside."""
    above = next((number for number, edge in enumerate(shown.edges[:-1]) if edge >= shown.limit - 1e-9), len(shown.counts) - 1)
    below = max(above - 1, 0)
    pair = (shown.counts[below], shown.counts[above])
    return pair if shown.met == "below" else (pair[1], pair[0])


def _caption(shown: Histogram, voice: Voice) -> str:
    width = voice.with_unit(*_readable(round(shown.edges[1] - shown.edges[0], 6), shown.unit))
    parts = [voice.gettext("Each bar: records within {width}.", width=width)]
    if shown.zone is not None:
        parts.append(voice.gettext("Dark bars: the pile just inside the limit."))
    if shown.expected:
        parts.append(voice.gettext("Dashed: what would lie there without it."))
    return " ".join(parts)


def _readable(width: float, unit: str) -> tuple[float, str]:
    """Parts of an hour as minutes, parts of a day as hours."""
    smaller = {"hours": ("minutes", 60), "days": ("hours", 24), "minutes": ("seconds", 60)}
    if width >= 1 or unit not in smaller:
        return width, unit
    name, times = smaller[unit]
    return round(width * times, 2), name


def _table(shown: Histogram, voice: Voice) -> Table:
    heads = (voice.gettext("From, to"), voice.gettext("Records"), voice.gettext("Without the pile"))
    places = _places(shown)
    rows = []
    for number, count in enumerate(shown.counts):
        low, high = (voice.number(edge, places) for edge in shown.edges[number : number + 2])
        expected = voice.number(shown.expected[number], 0) if shown.expected else "–"
        rows.append((voice.gettext("{low} to {high}", low=low, high=high), voice.number(count, 0), expected))
    return Table(voice.gettext("The numbers behind the chart"), heads, tuple(rows))


def _places(shown: Histogram) -> int:
    """As many decimals as the width of a bin needs."""
    width = shown.edges[1] - shown.edges[0]
    return next((places for places in range(4) if abs(round(width, places) - width) < 1e-6 * width), 2)
