"""Facts that many KPIs share, told once: nobody is responsible for 12 KPIs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model.finding import Finding
from monitor.model.words import Family
from monitor.reporting.views.material import Material, weight
from monitor.reporting.wording import Said, title_of_many


@dataclass(frozen=True)
class Group:
    """The findings of one rule that leadership sees as one fact; `lead` is the gravest of them."""

    lead: Finding
    findings: tuple[Finding, ...]
    title: str
    said: Said
    kpis: tuple[str, ...]

    @property
    def many(self) -> bool:
        return len(self.findings) > 1


def groups(findings: Iterable[Finding], material: Material) -> list[Group]:
    """Overload and missing context, by rule; gravest first, then those that concern most KPIs."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.family is not Family.GOODHART:
            key = finding.rule if _can_share(finding, material) else finding.id
            by_rule.setdefault(key, []).append(finding)
    made = [_group(found, material) for found in by_rule.values()]
    return sorted(made, key=lambda group: (group.lead.severity.rank, -len(group.kpis), group.title))


def _can_share(finding: Finding, material: Material) -> bool:
    rule = material.rules.get(finding.rule)
    return rule is not None and bool(rule.said(material.voice.language).plural) and finding.kpi is not None


def _group(findings: list[Finding], material: Material) -> Group:
    lead = min(findings, key=weight)
    words = material.said(lead)
    kpis = tuple(dict.fromkeys(finding.kpi for finding in findings if finding.kpi))
    rule = material.rules.get(lead.rule)
    if len(findings) == 1 or rule is None:
        return Group(lead, tuple(findings), words.title, words, kpis or lead.evidence.related)
    return Group(lead, tuple(findings), title_of_many(rule, kpis, material.voice), words, kpis)
