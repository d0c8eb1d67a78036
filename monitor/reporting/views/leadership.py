"""The leadership report: one page to decide from, then a page for each finding, the portfolio, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.words import Family
from monitor.reporting.views.groups import Group, groups
from monitor.reporting.views.material import Material
from monitor.reporting.views.matters import Matter, matters, shared_action
from monitor.reporting.views.missing import Missing, how_sure, missing
from monitor.reporting.views.overview import Overview, overview
from monitor.reporting.views.page import FindingPage, finding_page
from monitor.reporting.views.portfolio import Portfolio, portfolio
from monitor.reporting.views.proposal import Proposal, proposal
from monitor.reporting.views.since import Since, since
from monitor.reporting.views.told import ToldThen, told_then
from monitor.reporting.voice import Voice, capital

MOST_NAMES, MOST_NAMES_BRIEF = 8, 3
MOST_FULL = 4
"""Facts of a kind that are told in full; the lighter ones after them in two lines."""


@dataclass(frozen=True)
class Shared:
    """Overload or missing context in one line: the fact, which KPIs, what to do."""

    anchor: str
    id: str
    title: str
    kpis: str
    why: str
    action: str
    many: bool
    brief: bool
    """Told in two lines: it weighs less than those before it."""


@dataclass(frozen=True)
class Leadership:
    organisation: str
    about: str
    as_of: str
    overview: Overview
    matters: tuple[Matter, ...]
    since: Since
    pages: tuple[FindingPage, ...]
    overload: tuple[Shared, ...]
    context: tuple[Shared, ...]
    portfolio: Portfolio
    proposal: Proposal
    told: ToldThen
    missing: tuple[Missing, ...]
    set_aside: str
    sure: tuple[str, ...]
    footer: str


def leadership(material: Material) -> Leadership:
    """The whole report as the template prints it."""
    voice, result = material.voice, material.result
    findings = material.for_leaders()
    gaming = [finding for finding in findings if finding.family is Family.GOODHART]
    return Leadership(
        organisation=result.organisation,
        about=voice.gettext("For the board"),
        as_of=material.as_of,
        overview=overview(material),
        matters=matters(findings, material),
        since=since(findings, material),
        pages=tuple(finding_page(number, finding, material) for number, finding in enumerate(gaming, 1)),
        overload=_shared(Family.OVERLOAD, material),
        context=_shared(Family.CONTEXT, material),
        portfolio=portfolio(material),
        proposal=proposal(material),
        told=told_then(material),
        missing=missing(result.skipped, material),
        set_aside=_set_aside(len(result.set_aside), voice),
        sure=how_sure(material),
        footer=footer(material),
    )


def _set_aside(number: int, voice: Voice) -> str:
    if not number:
        return ""
    return voice.ngettext(
        "{n} value could not be used. The others of its KPI were.",
        "{n} values could not be used. The others of their KPIs were.",
        number,
    )


def footer(material: Material) -> str:
    """Which run this is, for whoever wants to make it again."""
    voice, result = material.voice, material.result
    return voice.gettext(
        "KPI Health Monitor {version} · run {run} · data fingerprint {data} · {rules} rules",
        version=result.version,
        run=result.id,
        data=short_fingerprint(result.data_fingerprint),
        rules=voice.number(result.rules),
    )


def short_fingerprint(fingerprint: str) -> str:
    """sha256:6f1c…a94e."""
    kind, colon, digits = fingerprint.partition(":")
    return f"{kind}{colon}{digits[:4]}…{digits[-4:]}" if len(digits) > 12 else fingerprint


def _shared(family: Family, material: Material) -> tuple[Shared, ...]:
    those = [finding for finding in material.for_leaders() if finding.family is family]
    return tuple(
        Shared(
            anchor=f"about-{group.lead.id}",
            id=group.lead.id,
            title=group.title,
            kpis=_whom(group, material, MOST_NAMES if number < MOST_FULL else MOST_NAMES_BRIEF),
            why=group.said.why,
            action=shared_action(group, material) if group.many else group.said.action,
            many=group.many,
            brief=number >= MOST_FULL,
        )
        for number, group in enumerate(groups(those, material))
    )


def _whom(group: Group, material: Material, most: int) -> str:
    """The KPIs of a fact; where it holds for several groups, each of them after the other."""
    if not group.items:
        return material.voice.names(group.kpis, most)
    rest = len(group.items) - most
    more = [material.voice.ngettext("{n} more", "{n} more", rest)] if rest > 0 else []
    return capital("; ".join([*group.items[:most], *more]))
