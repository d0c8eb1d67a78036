"""A KPI's whole history as a chart: targets, control limits, events and decisions, and where a finding about it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.model.finding import Finding
from monitor.model.kpi import Kpi, Note
from monitor.reporting import dates
from monitor.reporting.charts.trend import Moment
from monitor.reporting.series import Series, series_of
from monitor.reporting.views.limits import Stretch, bands, stretches, variation
from monitor.reporting.views.material import QUIET, Material
from monitor.reporting.views.trends import MOST_EVENTS, Figure, caption_of, figure_of, measure_of, trend_of
from monitor.reporting.voice import Voice, capital


def history_figure(kpi: Kpi, findings: Sequence[Finding], material: Material) -> Figure | None:
    """A KPI's whole history with targets, control limits, notes, and where its gravest finding begins; None without values."""
    series = series_of(material.situation, kpi.id)
    if series is None:
        return None
    voice = material.voice
    parts = stretches(kpi, series)
    measure = replace(measure_of(None, kpi, series, "m", voice), bands=bands(kpi, parts, voice))
    notes = _happened(kpi, series.days[0], material)
    onset = _stands_beside(findings, series, voice)
    trend = trend_of([measure], onset, None, _newest_change(kpi, series, voice), notes, voice)
    caption = f"{caption_of(trend, notes, voice)} {_limits_caption(kpi, parts, voice)}".strip()
    return figure_of(trend, caption, voice, variation(kpi, parts, series, voice))


def _happened(kpi: Kpi, first: date, material: Material) -> tuple[Note, ...]:
    """Noted events and decisions, the newest ones."""
    decided = (Note(one.on, one.what) for one in kpi.decisions)
    inside = (one for one in (*kpi.notes, *decided) if first <= one.start <= material.result.as_of)
    return tuple(sorted(inside, key=lambda one: one.start)[-MOST_EVENTS:])


def _stands_beside(findings: Sequence[Finding], series: Series, voice: Voice) -> Moment | None:
    """Where the first of the findings begins that are in the series."""
    for finding in findings:
        onset = finding.evidence.onset
        if onset and finding.status not in QUIET and series.days[0] <= onset <= series.days[-1]:
            title = voice.gettext("Finding {id} starts", id=finding.id)
            return Moment(onset, title, voice.day(onset, series.frequency), title)
    return None


def _newest_change(kpi: Kpi, series: Series, voice: Voice) -> Moment | None:
    """The last declared change of the definition, after which the limits begin anew."""
    inside = [one for one in kpi.changes if series.days[0] < one.start <= series.days[-1]]
    if not inside:
        return None
    change = max(inside, key=lambda one: one.start)
    says = voice.gettext("version {n} of the definition", n=change.version) if change.version else voice.gettext("new definition")
    written, short = dates.day_text(change.start, voice.language), dates.short_day(change.start, voice.language)
    return Moment(change.start, written, says, f"{capital(says)}, {short}")


def _limits_caption(kpi: Kpi, parts: Sequence[Stretch], voice: Voice) -> str:
    if not parts:
        return ""
    said = [voice.gettext("Grey band: control limits, three standard deviations round the mean; findings are tested otherwise.")]
    if len(parts) > 1:
        said.append(
            voice.gettext(
                "They begin anew where the definition changed, or a new target or noted event moved the level for good."
            )
        )
    if any(part.outside and part.fits for part in parts):
        said.append(voice.gettext("Rings: values outside."))
    return " ".join(said)
