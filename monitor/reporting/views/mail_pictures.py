"""The pictures of a finding in a mail: one small line per measure, on one time axis, with its words beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model.evidence import Evidence, Leg
from monitor.model.finding import Finding
from monitor.reporting.charts.png import HEIGHT, WIDTH, Line, Point, line_png
from monitor.reporting.numbers import decimals_for_change
from monitor.reporting.series import Series, series_of, series_of_leg
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice, capital

BEFORE = timedelta(days=2 * 365)
"""A picture begins at most this long before the change."""


@dataclass(frozen=True)
class Picture:
    """`name` and `value` stand beside it; `says` is its alternative text."""

    id: str
    png: bytes
    tone: str
    name: str
    value: str
    says: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Pictures:
    """The lines of a finding, and what the upright line in them means."""

    lines: tuple[Picture, ...]
    caption: str


def mail_pictures(finding: Finding, material: Material) -> Pictures | None:
    """The pictures of a finding; None where it is about no values."""
    evidence, drawn = finding.evidence, []
    for leg in _legs(evidence):
        series = series_of_leg(material.situation, leg, _segment(evidence, leg, material))
        if series is not None and leg.kpi in material.voice.catalogue.kpis:
            drawn.append((leg, series.since(evidence.onset - BEFORE) if evidence.onset else series))
    if not drawn:
        return None
    first = min(series.days[0] for _, series in drawn)
    last = max(series.days[-1] for _, series in drawn)
    mark = evidence.onset if evidence.onset and first <= evidence.onset <= last else None
    lines = tuple(
        _picture(f"{finding.id}-{number}", leg, series, (first, last), mark, material.voice)
        for number, (leg, series) in enumerate(drawn)
    )
    return Pictures(lines, _caption(first, mark, drawn[0][1], material.voice))


def _legs(evidence: Evidence) -> tuple[Leg, ...]:
    return evidence.legs[:2] or ((Leg(evidence.kpi, "main"),) if evidence.kpi else ())


def _segment(evidence: Evidence, leg: Leg, material: Material) -> tuple[tuple[str, str], ...]:
    known = evidence.segment and series_of(material.situation, leg.kpi, leg.column, evidence.segment) is not None
    return evidence.segment if known else ()


def _picture(id: str, leg: Leg, series: Series, span: tuple[date, date], mark: date | None, voice: Voice) -> Picture:
    name, (value, says) = _name(leg, voice), _value(leg, series, voice)
    tone = "p" if id.endswith("-1") else "m"
    return Picture(id, line_png(_line(leg, series, span, mark), tone), tone, name, value, f"{name}: {says}")


def _name(leg: Leg, voice: Voice) -> str:
    if leg.label is not None:
        return voice.say(leg.label)
    return voice.gettext("Response rate") if leg.column == "coverage" else voice.name(leg.kpi)


def _value(leg: Leg, series: Series, voice: Voice) -> tuple[str, str]:
    """3.4 to 2.2 h; and in words whether it falls or rises."""
    unit = leg.unit or voice.catalogue[leg.kpi].unit
    if leg.before is None or leg.after is None:
        last = voice.terse(series.last, unit)
        return voice.gettext("last {value}", value=last), voice.gettext("last {value}", value=last)
    places = decimals_for_change(leg.after - leg.before)
    facts = {"before": voice.number(leg.before, places), "after": voice.terse(leg.after, unit, places)}
    falls = leg.after < leg.before
    says = voice.gettext("falls from {before} to {after}", **facts)
    return voice.gettext("{before} to {after}", **facts), says if falls else voice.gettext(
        "rises from {before} to {after}", **facts
    )


def _line(leg: Leg, series: Series, span: tuple[date, date], mark: date | None) -> Line:
    known = [value for value in series.values if math.isfinite(value)]
    means = [mean for mean in (leg.before, leg.after) if mean is not None]
    low, high = min(known + means), max(known + means)
    room = (high - low) or 1.0
    days = max((span[1] - span[0]).days, 1)

    def at(day: date, value: float) -> tuple[float, float]:
        return (day - span[0]).days / days, (value - low) / room

    points = tuple(at(day, value) for day, value in zip(series.days, series.values, strict=True))
    stretches: tuple[tuple[Point, Point], ...] = ()
    if leg.before is not None and leg.after is not None:
        until = leg.before_until or leg.after_from or mark or series.days[len(series.days) // 2]
        since = leg.after_from or until
        before = (at(series.days[0], leg.before), at(max(until, series.days[0]), leg.before))
        stretches = (before, (at(since, leg.after), at(series.days[-1], leg.after)))
    return Line(points, stretches, (mark - span[0]).days / days if mark else None)


def _caption(first: date, mark: date | None, series: Series, voice: Voice) -> str:
    since = voice.day(first, "monthly")
    if mark is None:
        return capital(voice.gettext("since {period}.", period=since))
    start = voice.day(mark, series.frequency)
    return voice.gettext("Since {period}. The upright line: where the change starts, {start}.", period=since, start=start)
