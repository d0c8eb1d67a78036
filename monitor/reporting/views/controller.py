"""The controller's report: every finding with its evidence, every KPI with its context, and all that was not assessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model.finding import Finding
from monitor.model.words import Family
from monitor.reporting import vocabulary
from monitor.reporting.views.evidence import Pair, Proof, listed, proof
from monitor.reporting.views.kpi import About, KpiPage, kpi_page
from monitor.reporting.views.leadership import footer
from monitor.reporting.views.material import Material, weight
from monitor.reporting.views.matters import certainty
from monitor.reporting.views.missing import Aside, asides, how_sure

DRAW_ALL = 100
"""Up to so many KPIs, each has a chart of its own; beyond, main KPIs have a small line."""


@dataclass(frozen=True)
class Fact:
    """A finding of the catalogue, in a row of a table."""

    id: str
    title: str
    kpi: str
    anchor: str
    severity: str
    status: str
    method: str
    numbers: str


@dataclass(frozen=True)
class Unassessed:
    """A rule and a reason, and every KPI that they concern."""

    rule: str
    because: str
    kpis: str


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
    list: tuple[About, ...]
    proofs: tuple[Proof, ...]
    facts: tuple[Fact, ...]
    explained: tuple[Proof, ...]
    gone: tuple[About, ...]
    kpis: tuple[KpiPage, ...]
    unassessed: tuple[Unassessed, ...]
    asides: tuple[Aside, ...]
    rules: tuple[RuleRow, ...]
    sure: tuple[str, ...]
    footer: str


def controller(material: Material) -> Controller:
    """The whole report as the template prints it."""
    voice, result = material.voice, material.result
    findings = sorted(result.findings, key=weight)
    gaming = [finding for finding in findings if finding.family is Family.GOODHART]
    return Controller(
        organisation=result.organisation,
        about=voice.gettext("For the controller"),
        as_of=voice.gettext("as of {day}", day=voice.day(result.as_of)),
        title=voice.gettext("Findings, evidence and method"),
        lead=_lead(gaming, findings, material),
        run=_run(material),
        command=f"kpi-monitor run --as-of {result.as_of}",
        list=tuple(_about(finding, material) for finding in gaming),
        proofs=tuple(proof(finding, material) for finding in gaming),
        facts=tuple(_fact(finding, material) for finding in findings if finding.family is not Family.GOODHART),
        explained=tuple(proof(finding, material) for finding in result.explained),
        gone=tuple(_about(finding, material) for finding in result.gone),
        kpis=_kpis(findings, material),
        unassessed=_unassessed(material),
        asides=asides(result.set_aside, voice),
        rules=tuple(_rules(material)),
        sure=how_sure(material),
        footer=footer(material),
    )


def _lead(gaming: Sequence[Finding], findings: Sequence[Finding], material: Material) -> str:
    voice = material.voice
    first = voice.ngettext("{n} finding in the numbers", "{n} findings in the numbers", len(gaming))
    second = voice.ngettext("{n} in the catalogue", "{n} in the catalogue", len(findings) - len(gaming))
    third = voice.ngettext(
        "{n} rule could not be applied to a KPI.", "{n} times a rule could not be applied to a KPI.", len(material.result.skipped)
    )
    return f"{first}, {second}. {third}"


def _run(material: Material) -> tuple[Pair, ...]:
    voice, result = material.voice, material.result
    pairs = (
        Pair(voice.gettext("Run"), result.id),
        Pair(voice.gettext("As of"), voice.day(result.as_of)),
        Pair(voice.gettext("Started"), f"{voice.day(result.started.date())}, {result.started:%H:%M}"),
        Pair(voice.gettext("KPIs"), voice.number(result.kpis, 0)),
        Pair(voice.gettext("Values"), voice.number(result.observations, 0)),
        Pair(voice.gettext("Rules"), voice.number(result.rules, 0)),
        Pair(voice.gettext("Tests"), voice.number(result.promise.tests, 0)),
        Pair(voice.gettext("Version"), result.version),
        Pair(voice.gettext("Data fingerprint"), result.data_fingerprint),
        Pair(voice.gettext("Catalogue fingerprint"), result.catalogue_fingerprint),
        Pair(voice.gettext("The run before"), result.previous or ""),
        Pair(voice.gettext("Parameters"), listed(result.parameters, voice)),
    )
    return tuple(pair for pair in pairs if pair.text)


def _about(finding: Finding, material: Material) -> About:
    voice = material.voice
    return About(
        finding.id, material.said(finding).title, certainty(finding, voice), voice.gettext(vocabulary.STATUSES[finding.status])
    )


def _fact(finding: Finding, material: Material) -> Fact:
    voice, evidence = material.voice, finding.evidence
    return Fact(
        id=finding.id,
        title=material.said(finding).title,
        kpi=voice.name(evidence.kpi) if evidence.kpi else "",
        anchor=f"kpi-{evidence.kpi}" if evidence.kpi else "",
        severity=voice.gettext(vocabulary.SEVERITIES[finding.severity]),
        status=voice.gettext(vocabulary.STATUSES[finding.status]),
        method=voice.say(evidence.method),
        numbers="; ".join(f"{name}: {voice.fact(fact)}" for name, fact in evidence.numbers.items()),
    )


def _kpis(findings: Iterable[Finding], material: Material) -> tuple[KpiPage, ...]:
    about: dict[str | None, list[Finding]] = {}
    for finding in (*findings, *material.result.explained):
        about.setdefault(finding.kpi, []).append(finding)
    known = material.voice.catalogue.kpis
    few = len(known) <= DRAW_ALL
    return tuple(kpi_page(kpi, about.get(kpi.id, ()), material, few, kpi.main) for kpi in known.values())


def _unassessed(material: Material) -> tuple[Unassessed, ...]:
    voice = material.voice
    found: dict[tuple[str, str], list[str]] = {}
    for one in material.result.skipped:
        found.setdefault((one.rule, voice.say(one.because)), []).append(one.kpi or "")
    everything = voice.gettext("the whole project")
    return tuple(
        Unassessed(rule, because, ", ".join(voice.name(kpi) if kpi else everything for kpi in dict.fromkeys(kpis)))
        for (rule, because), kpis in sorted(found.items())
    )


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
