"""Facts that many KPIs share, told once: nobody is responsible for 12 KPIs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model.finding import Finding
from monitor.model.rule import Rule
from monitor.model.words import Family
from monitor.reporting import vocabulary
from monitor.reporting.views.material import Material, weight
from monitor.reporting.voice import capital, sentence
from monitor.reporting.wording import Said, title_of_many


@dataclass(frozen=True)
class Group:
    """The findings of one rule that leadership sees as one fact; `lead` is the gravest of them."""

    lead: Finding
    findings: tuple[Finding, ...]
    title: str
    said: Said
    kpis: tuple[str, ...]

    items: tuple[str, ...] = ()
    """What the facts are about, one text for each, where they are not simply KPIs."""

    @property
    def many(self) -> bool:
        return len(self.findings) > 1


def groups(findings: Iterable[Finding], material: Material) -> list[Group]:
    """Overload and missing context, by rule; gravest first, then those that concern most KPIs."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.family is not Family.GOODHART:
            by_rule.setdefault(finding.rule if finding.rule in material.rules else finding.id, []).append(finding)
    made = [_group(found, material) for found in by_rule.values()]
    return sorted(made, key=lambda group: (group.lead.severity.rank, -len(group.kpis), group.title))


def _group(findings: list[Finding], material: Material) -> Group:
    lead = min(findings, key=weight)
    words = material.said(lead)
    kpis = tuple(dict.fromkeys(finding.kpi for finding in findings if finding.kpi))
    rule = material.rules.get(lead.rule)
    if len(findings) == 1 or rule is None:
        return Group(lead, tuple(findings), words.title, words, kpis or lead.evidence.related)
    if rule.said(material.voice.language).plural and kpis:
        return Group(lead, tuple(findings), title_of_many(rule, kpis, material.voice), words, kpis)
    return _listed(findings, lead, rule, material)


def _listed(findings: list[Finding], lead: Finding, rule: Rule, material: Material) -> Group:
    """Facts of a rule that has no title for many: '4 groups of KPIs always move together', or the pattern's own name."""
    voice, title = material.voice, rule.said(material.voice.language).title
    together = dict.fromkeys(kpi for finding in findings for kpi in (finding.evidence.related or (finding.kpi or "",)))
    kpis = tuple(kpi for kpi in together if kpi)
    if title.startswith("{kpis}") and title.count("{") == 1:
        many = voice.ngettext("{n} group of KPIs", "{n} groups of KPIs", len(findings))
        items = tuple(voice.inside_all(finding.evidence.related or (finding.kpi or "",)) for finding in findings)
        return Group(lead, tuple(findings), sentence(title, {"kpis": many}), material.said(lead), kpis, items)
    name = capital(voice.gettext(vocabulary.PATTERNS.get(rule.pattern, rule.pattern)))
    items = tuple(material.said(finding).title for finding in findings)
    return Group(lead, tuple(findings), name, material.said(lead), kpis, items)
