"""A finding as a controller checks it: at a glance, its numbers, its method, its parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model.evidence import Evidence, Interval, Leg
from monitor.model.finding import Finding
from monitor.model.words import Family, Frequency
from monitor.reporting import terms, vocabulary
from monitor.reporting.numbers import p_value_text, usual_decimals
from monitor.reporting.views.decided import promised
from monitor.reporting.views.material import Material
from monitor.reporting.views.matters import certainty, who
from monitor.reporting.views.page import Rung, life, rung_of
from monitor.reporting.views.trends import Figure, finding_figure
from monitor.reporting.voice import Voice
from monitor.reporting.wording import Said


@dataclass(frozen=True)
class Pair:
    """A name and what it is. `link` is an anchor of the page."""

    name: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class LegRow:
    """`unit` is that of all its numbers but z and n."""

    name: str
    unit: str
    before: str
    after: str
    change: str
    interval: str
    z: str
    n: str


@dataclass(frozen=True)
class Proof:
    id: str
    title: str
    lead: str
    glance: tuple[tuple[Pair, ...], tuple[Pair, ...]]
    said: Said
    figure: Figure | None
    legs: tuple[LegRow, ...]
    method: str
    statistics: tuple[Pair, ...]
    rungs: tuple[Rung, ...]
    notes: tuple[str, ...]
    command: str


def proof(finding: Finding, material: Material) -> Proof:
    """Everything behind one finding."""
    voice, words, evidence = material.voice, material.said(finding), finding.evidence
    gaming = finding.family is Family.GOODHART
    again = f"kpi-monitor findings explain {finding.id}"
    command = f"kpi-monitor run --as-of {material.result.as_of} --rule {finding.rule} --dry-run"
    return Proof(
        id=finding.id,
        title=words.title,
        lead=words.effect or words.what,
        glance=(_which(finding, voice), _whose(finding, material)),
        said=words,
        figure=finding_figure(finding, material) if gaming else None,
        legs=tuple(_leg(leg, voice) for leg in evidence.legs),
        method=voice.say(evidence.method),
        statistics=_statistics(finding, voice),
        rungs=tuple(rung_of(rung, voice) for rung in evidence.ladder),
        notes=tuple(f"{voice.day(note.start)}: {note.what}" for note in finding.notes),
        command=f"{again}\n{command} --kpi {finding.kpi}" if finding.kpi else f"{again}\n{command}",
    )


def _which(finding: Finding, voice: Voice) -> tuple[Pair, ...]:
    also = ", ".join(dict.fromkeys(one.pattern for one in finding.also))
    rule = voice.gettext("{rule}, version {version}", rule=finding.rule, version=finding.rule_version)
    pairs = (
        Pair(voice.gettext("Pattern"), finding.pattern),
        Pair(voice.gettext("Also"), also),
        Pair(voice.gettext("Rule"), rule, f"rule-{finding.rule}"),
        Pair(voice.gettext("Severity"), voice.gettext(vocabulary.SEVERITIES[finding.severity])),
        Pair(voice.gettext("Certainty"), certainty(finding, voice)),
        Pair(voice.gettext("Pitfall"), ", ".join(finding.pitfalls)),
    )
    return tuple(pair for pair in pairs if pair.text)


def _whose(finding: Finding, material: Material) -> tuple[Pair, ...]:
    voice, evidence = material.voice, finding.evidence
    status = voice.gettext(vocabulary.STATUSES[finding.status])
    seen = (
        voice.gettext("{status}, first seen {day}", status=status, day=voice.day(finding.first_seen))
        if finding.first_seen
        else status
    )
    segment = ", ".join(f"{name} {value}" for name, value in evidence.segment)
    pairs = (
        Pair(voice.gettext("KPI"), voice.name(evidence.kpi) if evidence.kpi else "", f"kpi-{evidence.kpi}"),
        Pair(voice.gettext("Against") if evidence.kpi else voice.gettext("KPIs"), voice.names(evidence.related, 12)),
        Pair(voice.gettext("Segment"), segment),
        Pair(voice.gettext("Records"), evidence.events or ""),
        Pair(voice.gettext("From, to"), _span(evidence, material)),
        Pair(voice.gettext("Status"), seen),
        Pair(voice.gettext("Owner"), who(material.owner(finding.kpi), voice) if evidence.kpi else ""),
        Pair(voice.gettext("Assigned to"), (finding.standing.assignee if finding.standing else None) or ""),
        Pair(voice.gettext("Follow-up"), promised(finding, material)),
        Pair(voice.gettext("Decided"), " ".join(life(finding, material))),
    )
    return tuple(pair for pair in pairs if pair.text)


def _span(evidence: Evidence, material: Material) -> str:
    if evidence.start is None and evidence.end is None:
        return ""
    panel = material.situation.panel_of(evidence.kpi) if evidence.kpi else None
    frequency: Frequency | str = panel.frequency if panel else ""
    return f"{material.voice.day(evidence.start, frequency)} – {material.voice.day(evidence.end, frequency)}"


def _leg(leg: Leg, voice: Voice) -> LegRow:
    places = usual_decimals(leg.change) if leg.change else 2
    places = places if places < -1 else max(places, 0)
    unit = voice.gettext("%; the change in percentage points") if leg.unit == "%" else voice.unit(leg.unit)
    return LegRow(
        name=_leg_name(leg, voice),
        unit=unit,
        before=_level(leg.before, places, voice),
        after=_level(leg.after, places, voice),
        change="–" if leg.change is None else voice.number(leg.change, places, sign=True),
        interval=_interval(leg.change_interval, places, voice),
        z="–" if leg.z is None else voice.number(leg.z, 1, sign=True),
        n=f"{leg.n_before} + {leg.n_after}",
    )


def _leg_name(leg: Leg, voice: Voice) -> str:
    if leg.label is not None:
        return voice.say(leg.label)
    name = voice.name(leg.kpi)
    return name if leg.column == "value" else f"{name} ({_column(leg.column, voice)})"


def _column(column: str, voice: Voice) -> str:
    return {
        "denominator": voice.gettext("denominator"),
        "responses": voice.gettext("answers"),
        "invited": voice.gettext("asked"),
        "coverage": voice.gettext("response rate"),
    }.get(column, column)


def _level(value: float | None, places: int, voice: Voice) -> str:
    return "–" if value is None else voice.number(value, places)


def _interval(interval: Interval | None, places: int, voice: Voice) -> str:
    if interval is None:
        return "–"
    low, high = (voice.number(edge, places, sign=True) for edge in (interval.low, interval.high))
    return voice.gettext("{low} to {high}", low=low, high=high)


def _statistics(finding: Finding, voice: Voice) -> tuple[Pair, ...]:
    evidence = finding.evidence
    pairs = [
        Pair(voice.gettext("Statistic"), shown(evidence.statistic, voice)),
        Pair("p", p_value_text(evidence.p_value, voice.language) if evidence.p_value is not None else ""),
        Pair("q", p_value_text(finding.q_value, voice.language) if finding.q_value is not None else ""),
        Pair("n", voice.number(evidence.n, 0) if evidence.n else ""),
        Pair(voice.gettext("Source"), evidence.source),
        Pair(voice.gettext("Parameters"), listed(evidence.parameters, voice)),
        *details(evidence.details, voice),
    ]
    return tuple(pair for pair in pairs if pair.text)


def details(values: Mapping[str, float], voice: Voice) -> tuple[Pair, ...]:
    """What the check computed on its way, in words; what came out as nothing is left out."""
    return tuple(
        Pair(voice.gettext(terms.DETAILS.get(name, name.replace("_", " "))), voice.exact(value))
        for name, value in values.items()
        if value and math.isfinite(value)
    )


def listed(values: Mapping[str, object], voice: Voice) -> str:
    """smallest_effect 0.3, look_closer 0.05: names as they are written in a rule, numbers as the reader writes them."""
    said = {name: shown(value, voice) for name, value in values.items()}
    return ", ".join(f"{name} {text}" for name, text in said.items() if text)


def shown(value: object, voice: Voice) -> str:
    """A parameter's value: numbers as the reader writes them, lists without brackets."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "; ".join(shown(one, voice) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {shown(one, voice)}" for name, one in value.items())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return voice.exact(value)
