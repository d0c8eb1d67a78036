"""From a finding's legs, or a KPI's history, to a chart's view and the table behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from monitor.model.evidence import Evidence, Interval, Leg
from monitor.model.finding import Finding
from monitor.model.kpi import Kpi, Note
from monitor.model.period import index_of
from monitor.model.words import Direction, Frequency, Tier
from monitor.reporting import dates, units
from monitor.reporting.charts.draw import pictures
from monitor.reporting.charts.points import points
from monitor.reporting.charts.trend import Event, Level, Measure, Moment, Trend
from monitor.reporting.numbers import decimals_for_change, usual_decimals
from monitor.reporting.series import Segment, Series, series_of, series_of_leg
from monitor.reporting.views.figure import Figure as Figure
from monitor.reporting.views.material import Material
from monitor.reporting.views.spread import histogram_figure
from monitor.reporting.views.table import quarters
from monitor.reporting.voice import Voice

MOST_PANELS = 2
MOST_EVENTS = 4
BEFORE = timedelta(days=3 * 365)
"""A chart begins at most this long before the onset."""


def finding_figure(finding: Finding, material: Material) -> Figure | None:
    """The chart that shows a finding; None where it is about no values."""
    evidence = finding.evidence
    if evidence.histogram is not None:
        return histogram_figure(evidence.histogram, _counted(evidence, material.voice), material.voice)
    measures = _measures(evidence, material)
    if not measures:
        return None
    voice = material.voice
    notes = _notes(finding, measures, material)
    onset = _onset(evidence, measures[0].series.frequency, finding.tier, voice)
    trend = trend_of(measures, onset, evidence.onset_zone, _reference(evidence, material), notes, voice)
    return figure_of(trend, caption_of(trend, notes, voice), voice)


def _counted(evidence: Evidence, voice: Voice) -> str:
    """What a histogram of the evidence counts: the KPI's records, or those of the source."""
    assert evidence.histogram is not None
    label = evidence.histogram.label
    if label is not None:
        return voice.say(label)
    return voice.gettext("Records behind {kpi}", kpi=voice.name(evidence.kpi) if evidence.kpi else evidence.events or "")


def figure_of(trend: Trend, caption: str, voice: Voice, variation: str = "") -> Figure:
    """A chart with its pictures, the table behind it, and what the page's script reads."""
    names = "\n".join(measure.title for measure in trend.measures)
    return Figure(pictures(trend), caption, quarters(trend.measures, voice), variation, points(trend), names)


def _measures(evidence: Evidence, material: Material) -> list[Measure]:
    legs: Sequence[Leg] = evidence.legs[:MOST_PANELS] or ([Leg(evidence.kpi, "main")] if evidence.kpi else [])
    measures: list[Measure] = []
    for leg in legs:
        kpi = material.voice.catalogue.kpis.get(leg.kpi)
        series = series_of_leg(material.situation, leg, _segment(evidence, leg, material))
        if kpi is None or series is None:
            continue
        shown = series.since(evidence.onset - BEFORE) if evidence.onset else series
        measures.append(measure_of(leg, kpi, shown, "p" if measures else "m", material.voice))
    return measures


def _segment(evidence: Evidence, leg: Leg, material: Material) -> Segment:
    """The finding's segment where the leg has values in it, else the total."""
    if evidence.segment and series_of(material.situation, leg.kpi, leg.column, evidence.segment) is None:
        return ()
    return evidence.segment


def measure_of(leg: Leg | None, kpi: Kpi, series: Series, tone: str, voice: Voice) -> Measure:
    """One panel: the series of a leg, or of the KPI itself."""
    unit = (leg.unit if leg and leg.unit else kpi.unit) or ""
    if leg is not None and leg.label is not None:
        name = voice.say(leg.label)
    elif leg is not None and leg.column == "coverage":
        unit, name = "%", voice.gettext("Response rate")
    else:
        name = kpi.called(voice.language)
    written = voice.unit(unit)
    targets = [target for target in series.targets if math.isfinite(target)]
    moved = bool(targets) and targets[0] != targets[-1]
    shows_target = leg is None or leg.column == "value"
    target = voice.terse(targets[-1], unit) if targets else ""
    first = voice.terse(targets[0], unit) if moved else ""
    return Measure(
        tone=tone,
        title=f"{name}, {written}" if written else name,
        direction=_direction(kpi, voice) if shows_target else "",
        series=series,
        levels=_levels(leg, series, unit, voice) if leg is not None else (),
        from_zero=unit in units.FROM_ZERO,
        target_label=voice.gettext("target {value}", value=target) if target else "",
        target_short=voice.gettext("goal {value}", value=voice.number(targets[-1])) if targets else "",
        first_target_label=voice.gettext("target {value}", value=first) if first else "",
    )


def _direction(kpi: Kpi, voice: Voice) -> str:
    match kpi.direction:
        case Direction.LOWER:
            return voice.gettext("↓ lower is better")
        case Direction.HIGHER:
            return voice.gettext("↑ higher is better")
    return ""


def _levels(leg: Leg, series: Series, unit: str, voice: Voice) -> tuple[Level, ...]:
    """The means before and after, where the leg has them."""
    if leg.before is None or leg.after is None:
        return ()
    places = decimals_for_change(leg.after - leg.before)
    until = leg.before_until or leg.after_from or series.days[len(series.days) // 2]
    since = leg.after_from or until
    before, after = (voice.terse(mean, unit, places) for mean in (leg.before, leg.after))
    return (
        _level(series.days[0], until, leg.before, leg.before_interval, (voice.gettext("before: {value}", value=before), before)),
        _level(since, series.days[-1], leg.after, leg.after_interval, (voice.gettext("now: {value}", value=after), after)),
    )


def _level(start: date, end: date, mean: float, interval: Interval | None, labels: tuple[str, str]) -> Level:
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Level(start, end, mean, low, high, *labels)


def _onset(evidence: Evidence, frequency: Frequency, tier: Tier, voice: Voice) -> Moment | None:
    if evidence.onset is None:
        return None
    period = voice.day(evidence.onset, frequency)
    title = voice.gettext("The change starts in {period}", period=period)
    says = ""
    if evidence.onset_zone is not None and index_of(evidence.onset_zone[0], frequency) != index_of(
        evidence.onset_zone[1], frequency
    ):
        zone = dates.range_text(*evidence.onset_zone, frequency, voice.language)
        says = voice.gettext("Grey: {zone}, where it began with 80 % certainty", zone=zone)
    return Moment(evidence.onset, title, says, voice.gettext("Change starts {period}", period=period))


def _reference(evidence: Evidence, material: Material) -> Moment | None:
    """The day that the change is measured against, and what happened on it."""
    if evidence.reference is None:
        return None
    voice, day = material.voice, evidence.reference
    kpi = voice.catalogue.kpis.get(evidence.kpi or "")
    target = next((one for one in kpi.targets if one.start == day), None) if kpi else None
    says = ""
    if kpi and target is not None and target.value is not None:
        says = voice.gettext("new target, {value}", value=voice.with_unit(target.value, kpi.unit))
    elif kpi and any(one.set_on == day for one in kpi.targets):
        says = voice.gettext("target set on this day")
    elif kpi and any(change.start == day for change in kpi.changes):
        says = voice.gettext("new definition")
    written = dates.day_text(day, voice.language)
    short = dates.short_day(day, voice.language)
    return Moment(day, written, says, f"{says[:1].upper()}{says[1:]}, {short}" if says else short)


def _notes(finding: Finding, measures: Sequence[Measure], material: Material) -> tuple[Note, ...]:
    """The noted events that a chart of the finding shows, the newest ones where there are many."""
    first = measures[0].series.days[0]
    shown = [note for note in finding.notes if first <= note.start <= material.result.as_of]
    return tuple(sorted(shown, key=lambda note: note.start)[-MOST_EVENTS:])


def trend_of(
    measures: list[Measure],
    onset: Moment | None,
    zone: tuple[date, date] | None,
    reference: Moment | None,
    notes: tuple[Note, ...],
    voice: Voice,
) -> Trend:
    """The view of a chart with all that is marked on it."""
    first = min(measure.series.days[0] for measure in measures)
    last = max(measure.series.days[-1] for measure in measures)
    events = tuple(Event(number, note.start, min(note.end or note.start, last)) for number, note in enumerate(notes, 1))
    inside = reference if reference is not None and first <= reference.day <= last else None
    says = _says(measures, first, last, onset, voice)
    return Trend(tuple(measures), first, last, onset, zone, inside, events, says, voice.language)


def _says(measures: Sequence[Measure], first: date, last: date, onset: Moment | None, voice: Voice) -> str:
    """The finding in the chart, for those who do not see it."""
    parts = [
        voice.gettext(
            "From {first} to {last}.", first=dates.month_text(first, voice.language), last=dates.month_text(last, voice.language)
        )
    ]
    for measure in measures:
        parts.append(_measure_says(measure, voice))
    if onset is not None:
        parts.append(f"{onset.title}.")
    return " ".join(parts)


def _measure_says(measure: Measure, voice: Voice) -> str:
    name = measure.title
    target = f" {measure.target_label[:1].upper()}{measure.target_label[1:]}." if measure.target_label else ""
    if len(measure.levels) == 2:
        before, after = measure.levels
        facts = {"name": name, "before": before.short, "after": after.short}
        if after.mean < before.mean:
            return voice.gettext("{name}: falls from {before} to {after}.", **facts) + target
        return voice.gettext("{name}: rises from {before} to {after}.", **facts) + target
    known = [value for value in measure.series.values if math.isfinite(value)]
    if not known:
        return f"{name}."
    low, high, last = (voice.number(value, max(usual_decimals(value, 2), 0)) for value in (min(known), max(known), known[-1]))
    return voice.gettext("{name}: between {low} and {high}, last {last}.", name=name, low=low, high=high, last=last) + target


def caption_of(trend: Trend, notes: Sequence[Note], voice: Voice) -> str:
    """How to read the marks that are there, and the noted events."""
    each = {
        Frequency.DAILY: voice.gettext("Thin line: each day."),
        Frequency.WEEKLY: voice.gettext("Thin line: each week."),
        Frequency.MONTHLY: voice.gettext("Thin line: each month."),
        Frequency.QUARTERLY: voice.gettext("Thin line: each quarter."),
        Frequency.YEARLY: voice.gettext("Thin line: each year."),
    }
    parts = [each[trend.measures[0].series.frequency]]
    if any(measure.levels for measure in trend.measures):
        parts.append(voice.gettext("Thick line with shading: the mean before and after, and where it lies with 95 % confidence."))
    if any(measure.target_label for measure in trend.measures):
        parts.append(voice.gettext("Dashed: target."))
    for number, note in enumerate(notes, 1):
        parts.append(f"{'①②③④'[number - 1]} {note.what}, {dates.days_text(note.start, note.end or note.start, voice.language)}.")
    return " ".join(parts)
