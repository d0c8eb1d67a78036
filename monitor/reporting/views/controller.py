"""The controller's report: every finding with its evidence, every KPI with its context, and all that was not assessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model.finding import Finding, RunResult
from monitor.model.words import Family, Tier
from monitor.reporting import terms, vocabulary
from monitor.reporting.views.decided import decided
from monitor.reporting.views.evidence import Pair, Proof, listed, proof, shown
from monitor.reporting.views.filters import Choice, finding_filters, kpi_filters
from monitor.reporting.views.groups import Group, groups
from monitor.reporting.views.kpi import About, KpiPage, about, kpi_page
from monitor.reporting.views.leadership import footer
from monitor.reporting.views.material import QUIET, Material, weight
from monitor.reporting.views.missing import Aside, Why, asides, how_sure, whys
from monitor.reporting.voice import Voice

DRAW_ALL = 100
"""Up to so many KPIs, each has a chart of its own; beyond, main KPIs have a small line."""


@dataclass(frozen=True)
class Item:
    """One finding among those of its fact: its id, what it is about with the anchor of its KPI, its status and evidence."""

    id: str
    about: str
    anchor: str
    status: str
    evidence: str


@dataclass(frozen=True)
class Fact:
    """A fact of the catalogue or the data, as the board's page tells it, with each of its findings."""

    title: str
    rule: str
    severity: str
    weight: str
    """The word of its severity, and below the family and the states of its findings, as a filter asks for them."""
    kind: str
    states: str
    method: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class RuleRow:
    id: str
    version: int
    pattern: str
    check: str
    status: str
    parameters: str
    pitfalls: str
    references: str


@dataclass(frozen=True)
class Controller:
    organisation: str
    about: str
    as_of: str
    title: str
    lead: str
    run: tuple[Pair, ...]
    command: str
    summary: str
    """Run, rules and tests in a line."""
    filters: tuple[Choice, ...]
    kpi_filters: tuple[Choice, ...]
    list: tuple[About, ...]
    proofs: tuple[Proof, ...]
    facts: tuple[Fact, ...]
    explained: tuple[Proof, ...]
    gone: tuple[About, ...]
    kpis: tuple[KpiPage, ...]
    unassessed: tuple[Why, ...]
    asides: tuple[Aside, ...]
    rules: tuple[RuleRow, ...]
    sure: tuple[str, ...]
    footer: str


def controller(material: Material, draw_all: bool = False) -> Controller:
    """The whole report as the template prints it; with `draw_all` each KPI has its chart, however many there are."""
    voice, result = material.voice, material.result
    findings = sorted(result.findings, key=weight)
    gaming = [finding for finding in findings if finding.family is Family.GOODHART]
    kpis = _kpis(findings, material, draw_all)
    facts = tuple(_fact(group, material) for group in groups(findings, material))
    return Controller(
        organisation=result.organisation,
        about=voice.gettext("For the controller"),
        as_of=material.as_of,
        title=voice.gettext("Findings, evidence and method"),
        lead=_lead([finding for finding in gaming if finding.status not in QUIET], len(facts), material),
        run=_run(material),
        command=f"kpi-monitor run --as-of {result.as_of}",
        summary=_summary(material),
        filters=finding_filters(findings, voice),
        kpi_filters=kpi_filters(kpis, voice),
        list=tuple(about(finding, material) for finding in gaming),
        proofs=tuple(proof(finding, material) for finding in gaming),
        facts=facts,
        explained=tuple(proof(finding, material) for finding in result.explained),
        gone=tuple(about(finding, material) for finding in result.gone),
        kpis=kpis,
        unassessed=whys(result.skipped, material),
        asides=asides(result.set_aside, voice),
        rules=tuple(_rules(material)),
        sure=how_sure(material),
        footer=footer(material),
    )


def _summary(material: Material) -> str:
    voice, result = material.voice, material.result
    return voice.gettext(
        "Run {run} · {rules} · {tests}",
        run=result.id,
        rules=voice.ngettext("{n} rule", "{n} rules", result.rules),
        tests=voice.ngettext("{n} test", "{n} tests", result.promise.tests),
    )


def _lead(gaming: Sequence[Finding], facts: int, material: Material) -> str:
    """How many findings there are, apart from what is only worth asking about and from facts of the catalogue."""
    voice, asked = material.voice, sum(finding.tier is Tier.WATCH for finding in gaming)
    found = voice.ngettext("{n} finding in the numbers", "{n} findings in the numbers", len(gaming) - asked)
    parts = [found, voice.ngettext("{n} thing worth asking about", "{n} things worth asking about", asked)] if asked else [found]
    parts.append(voice.ngettext("{n} fact of the catalogue or the data", "{n} facts of the catalogue or the data", facts))
    missed = len(material.result.skipped)
    last = voice.ngettext("Once a rule could not be applied to a KPI.", "{n} times a rule could not be applied to a KPI.", missed)
    return f"{voice.listed(parts)}. {last}" if missed else f"{voice.listed(parts)}."


def _run(material: Material) -> tuple[Pair, ...]:
    voice, result = material.voice, material.result
    pairs = (
        Pair(voice.gettext("Run"), result.id),
        Pair(voice.gettext("As of"), voice.day(result.as_of)),
        Pair(voice.gettext("Started"), f"{voice.day(result.started.date())}, {result.started:%H:%M}"),
        Pair(voice.gettext("KPIs"), voice.number(result.kpis, 0)),
        Pair(voice.gettext("Values"), voice.number(result.observations, 0)),
        Pair(voice.gettext("Rules"), _rules_told(result, voice), "rules"),
        Pair(voice.gettext("Tests"), voice.number(result.promise.tests, 0)),
        Pair(voice.gettext("Version"), result.version),
        Pair(voice.gettext("Data fingerprint"), result.data_fingerprint),
        Pair(voice.gettext("Catalogue fingerprint"), result.catalogue_fingerprint),
        Pair(voice.gettext("The run before"), result.previous or ""),
        *_settings(result.parameters, material),
    )
    return tuple(pair for pair in pairs if pair.text)


def _rules_told(result: RunResult, voice: Voice) -> str:
    return voice.ngettext("{n} rule, with its version", "{n} rules, each with its version", result.rules)


def _settings(parameters: Mapping[str, object], material: Material) -> Iterable[Pair]:
    """The limits of the project, and the parameters that it sets otherwise than the rules do."""
    voice = material.voice
    limits, overrides = (_mapping(parameters.get(name)) for name in ("limits", "overrides"))
    for name, value in limits.items():
        yield Pair(voice.gettext(terms.LIMITS.get(name, name.replace("_", " "))), shown(value, voice))
    for rule, own in overrides.items():
        link = f"rule-{rule}" if rule in material.rules else ""
        yield Pair(voice.gettext("Set by the project"), f"{rule}: {listed(_mapping(own), voice)}", link)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _fact(group: Group, material: Material) -> Fact:
    voice = material.voice
    return Fact(
        title=group.title,
        rule=group.lead.rule if group.lead.rule in material.rules else "",
        severity=voice.gettext(vocabulary.SEVERITIES[group.lead.severity]),
        weight=str(group.lead.severity),
        kind=str(group.lead.family),
        states=" ".join(sorted({str(finding.status) for finding in group.findings})),
        method=voice.say(group.lead.evidence.method),
        items=tuple(_item(finding, bool(group.items), material) for finding in group.findings),
    )


def _item(finding: Finding, titled: bool, material: Material) -> Item:
    """A finding with its own title where its fact has none that names it; what was seen where there are numbers in it."""
    voice, evidence, words = material.voice, finding.evidence, material.said(finding)
    known = evidence.kpi in voice.catalogue.kpis
    return Item(
        id=finding.id,
        about=words.title if titled else voice.name(evidence.kpi) if evidence.kpi else "",
        anchor=f"kpi-{evidence.kpi}" if known else "",
        status=decided(finding, material).rstrip(".") or voice.gettext(vocabulary.STATUSES[finding.status]),
        evidence=words.what if evidence.numbers else "",
    )


def _kpis(findings: Iterable[Finding], material: Material, draw_all: bool) -> tuple[KpiPage, ...]:
    about: dict[str | None, list[Finding]] = {}
    for finding in (*findings, *material.result.explained):
        about.setdefault(finding.kpi, []).append(finding)
    known = material.voice.catalogue.kpis
    drawn = draw_all or len(known) <= DRAW_ALL
    return tuple(kpi_page(kpi, about.get(kpi.id, ()), material, drawn, kpi.main) for kpi in known.values())


def _rules(material: Material) -> Iterable[RuleRow]:
    for rule in sorted(material.rules.values(), key=lambda one: one.id):
        own = material.project.parameters.get(rule.id, {})
        yield RuleRow(
            rule.id,
            rule.version,
            rule.pattern,
            rule.check,
            rule.status,
            listed({**rule.parameters, **own}, material.voice),
            ", ".join(rule.pitfalls),
            "; ".join(rule.references),
        )
