"""One KPI as a controller sees it: its grade and why, its history, targets and versions, findings, and its context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model.finding import Finding
from monitor.model.kpi import Kpi, Target
from monitor.model.words import Letter, Tier
from monitor.reporting import vocabulary
from monitor.reporting.charts.spark import spark
from monitor.reporting.series import series_of
from monitor.reporting.views.decided import decided
from monitor.reporting.views.history import history_figure
from monitor.reporting.views.material import QUIET, Material
from monitor.reporting.views.matters import certainty
from monitor.reporting.views.overview import Mark, mark
from monitor.reporting.views.trends import Figure
from monitor.reporting.voice import Voice, capital

MOST_BESIDE = 4


@dataclass(frozen=True)
class Dated:
    """A row of the history of a KPI's targets and definitions."""

    since: str
    what: str
    set_on: str
    reason: str


@dataclass(frozen=True)
class About:
    """A finding in a list, with the anchor of its evidence; what a filter asks for is in words of the vocabularies."""

    id: str
    title: str
    certainty: str
    status: str
    severity: str = ""
    weight: str = ""
    """The word of its severity, as a filter asks for it."""
    state: str = ""
    kind: str = ""
    kpi: str = ""


@dataclass(frozen=True)
class Check:
    """One piece of context: there, or missing. `text` says what it is."""

    name: str
    there: bool
    text: str


@dataclass(frozen=True)
class Beside:
    """A counter-metric: what it is called, its newest value, its shape, and the anchor of its page."""

    name: str
    value: str
    picture: str
    anchor: str


@dataclass(frozen=True)
class KpiPage:
    id: str
    name: str
    place: tuple[str, ...]
    where: str
    """The department, or the level where there is none."""
    owner: str
    newest: str
    target: str
    raised: int
    """Findings about it that are open."""
    mark: Mark
    reasons: str
    figure: Figure | None
    line: str
    beside: tuple[Beside, ...]
    history: tuple[Dated, ...]
    findings: tuple[About, ...]
    context: tuple[Check, ...]
    in_place: str


def kpi_page(kpi: Kpi, findings: Sequence[Finding], material: Material, drawn: bool, lined: bool) -> KpiPage:
    """All about one KPI. `drawn`: with a chart; `lined`: with a small line in its place."""
    voice = material.voice
    grade = material.grade_of(kpi.id)
    series, target = series_of(material.situation, kpi.id), kpi.target_on(material.result.as_of)
    context = _context(kpi, material)
    there = sum(one.there for one in context)
    return KpiPage(
        id=kpi.id,
        name=kpi.called(voice.language),
        place=_place(kpi, voice),
        where=_where(kpi, voice),
        owner=kpi.owner or "",
        newest=voice.terse(series.last, kpi.unit) if series else "",
        target=_target(target, kpi, voice) if target else "",
        raised=sum(finding.status not in QUIET for finding in findings),
        mark=mark(grade.letter if grade else Letter.NOT_ASSESSED, voice),
        reasons=" ".join(voice.say(reason) for reason in grade.reasons) if grade else "",
        figure=history_figure(kpi, findings, material) if drawn else None,
        line=_line(kpi, material) if lined and not drawn else "",
        beside=_beside(kpi, material) if drawn else (),
        history=_history(kpi, voice),
        findings=tuple(about(finding, material) for finding in findings),
        context=context,
        in_place=voice.gettext("{n} of {all} in place", n=voice.number(there), all=voice.number(len(context))),
    )


def _place(kpi: Kpi, voice: Voice) -> tuple[str, ...]:
    where = _where(kpi, voice)
    parts = [
        voice.gettext("main") if kpi.main else "",
        voice.gettext(vocabulary.PERSPECTIVES[kpi.perspective]).lower() if kpi.perspective else "",
    ]
    return tuple(text for text in (where, " · ".join(part for part in parts if part)) if text)


def _where(kpi: Kpi, voice: Voice) -> str:
    return kpi.department or (voice.gettext(vocabulary.LEVELS[kpi.level]) if kpi.level else "")


def _line(kpi: Kpi, material: Material) -> str:
    series = series_of(material.situation, kpi.id)
    if series is None:
        return ""
    value = material.voice.with_unit(series.last, kpi.unit, short=True)
    return spark(series, "m", None, f"{kpi.called(material.voice.language)}, {value}")


def _beside(kpi: Kpi, material: Material) -> tuple[Beside, ...]:
    """Its counter-metrics, as many as fit beside each other."""
    voice, made = material.voice, []
    for name in (kpi.counter or kpi.usual_counter)[:MOST_BESIDE]:
        counter = voice.catalogue.kpis.get(name)
        series = series_of(material.situation, name)
        if counter is not None and series is not None:
            value = voice.terse(series.last, counter.unit)
            picture = spark(series, "p", None, f"{voice.name(name)}, {value}")
            made.append(Beside(voice.name(name), value, picture, f"kpi-{name}"))
    return tuple(made)


def _history(kpi: Kpi, voice: Voice) -> tuple[Dated, ...]:
    """Targets, versions and noted events, newest first."""
    rows: list[tuple[date, Dated]] = []
    for target in kpi.targets:
        set_on = voice.day(target.set_on) if target.set_on else ""
        what = voice.gettext("Target {value}", value=_target(target, kpi, voice))
        rows.append((target.start, Dated(voice.day(target.start), what, set_on, target.reason or "")))
    for change in kpi.changes:
        what = change.what or change.definition or change.formula or ""
        version = voice.gettext("Version {n}", n=change.version) if change.version else voice.gettext("New definition")
        rows.append((change.start, Dated(voice.day(change.start), f"{version}: {what}" if what else version, "", "")))
    for note in kpi.notes:
        rows.append((note.start, Dated(voice.day(note.start), note.what, "", "")))
    return tuple(row for _, row in sorted(rows, key=lambda one: one[0], reverse=True))


def _target(target: Target, kpi: Kpi, voice: Voice) -> str:
    if target.value is not None:
        return voice.with_unit(target.value, kpi.unit)
    edges = [voice.with_unit(edge, kpi.unit) for edge in (target.low, target.high) if edge is not None]
    return " – ".join(edges) or "–"


def about(finding: Finding, material: Material) -> About:
    """A finding as lists show it; how somebody dealt with it stands in place of its bare status."""
    voice = material.voice
    return About(
        finding.id,
        material.said(finding).title,
        certainty(finding, voice),
        decided(finding, material).rstrip(".") or voice.gettext(vocabulary.STATUSES[finding.status]),
        voice.gettext(vocabulary.SEVERITIES[finding.severity]),
        str(finding.severity),
        str(finding.status),
        "watch" if finding.tier is Tier.WATCH else "finding",
        voice.name(finding.kpi) if finding.kpi else "",
    )


def _context(kpi: Kpi, material: Material) -> tuple[Check, ...]:
    """What a reader needs to make use of the number."""
    voice = material.voice
    target = kpi.target_on(material.result.as_of)
    panel = material.situation.panel_of(kpi.id)
    series = series_of(material.situation, kpi.id) if panel else None
    review = kpi.reviewed.last if kpi.reviewed else None
    counters = kpi.counter or kpi.usual_counter
    checks = (
        (voice.gettext("Target"), _target(target, kpi, voice) if target else ""),
        (voice.gettext("History"), _periods(len(series.days), series.frequency, voice) if series else ""),
        (voice.gettext("Owner"), kpi.owner or ""),
        (voice.gettext("Definition"), kpi.definition or ""),
        (voice.gettext("Formula"), kpi.formula or ""),
        (voice.gettext("Benchmark"), _benchmark(kpi, voice)),
        (voice.gettext("Goal above"), kpi.goal or (voice.name(kpi.supports) if kpi.supports else "")),
        (voice.gettext("Counter-metrics"), voice.names(counters, 4)),
        (voice.gettext("Those measured took part"), ", ".join(kpi.set_with)),
        (voice.gettext("Review"), voice.day(review) if review else ""),
        (
            voice.gettext("Follow-up"),
            voice.ngettext("{n} decision", "{n} decisions", len(kpi.decisions)) if kpi.decisions else "",
        ),
    )
    return tuple(Check(name, bool(text), capital(text) if text else voice.gettext("not said")) for name, text in checks)


def _periods(count: int, frequency: str, voice: Voice) -> str:
    from monitor.model.evidence import Quantity

    return voice.quantity(Quantity(count, frequency, "periods"))


def _benchmark(kpi: Kpi, voice: Voice) -> str:
    if kpi.benchmark is None:
        return ""
    value = voice.with_unit(kpi.benchmark.value, kpi.unit)
    return f"{value}, {kpi.benchmark.source}" if kpi.benchmark.source else value
