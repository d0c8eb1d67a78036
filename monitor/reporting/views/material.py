"""What every view is made of: a run, what it looked at, its rules, and the voice in which it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.model.finding import Finding, Grade, RunResult
from monitor.model.project import Project
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.model.words import Family, Status, Tier
from monitor.reporting.period import Reviewed
from monitor.reporting.voice import Voice
from monitor.reporting.wording import Said, said_by

QUIET = frozenset({Status.WAIVED, Status.RESOLVED, Status.FALSE_ALARM, Status.EXPLAINED, Status.GONE})
"""Findings that a person has dealt with: told on page one in a line, not as something to decide."""


@dataclass(frozen=True)
class Material:
    result: RunResult
    situation: Situation
    rules: Mapping[str, Rule]
    project: Project
    previous: RunResult | None
    voice: Voice
    period: Reviewed | None = None
    """The period that is reviewed; None for the report of a run."""

    def said(self, finding: Finding) -> Said:
        """The sentences of a finding; where its rule is gone, its pattern is all that can be told."""
        known = self._said.get(id(finding))
        if known is None:
            rule = self.rules.get(finding.rule)
            words = said_by(self.voice, finding, rule) if rule else Said(finding.pattern, "", "", (), "", "", (), "")
            known = self._said[id(finding)] = (finding, words)
        return known[1]

    @cached_property
    def _said(self) -> dict[int, tuple[Finding, Said]]:
        """What was said already; the finding is kept beside it, so that its number stays its own."""
        return {}

    def grade_of(self, kpi: str | None) -> Grade | None:
        return self._grades.get(kpi) if kpi else None

    @cached_property
    def _grades(self) -> Mapping[str, Grade]:
        return {grade.kpi: grade for grade in self.result.grades}

    @property
    def as_of(self) -> str:
        """Of which day the report is: 'Q3 2025 · as of 30 September 2025' for a period."""
        day = self.voice.gettext("as of {day}", day=self.voice.day(self.result.as_of))
        return f"{self.voice.day(self.period.start, self.period.frequency)} · {day}" if self.period else day

    def owner(self, kpi: str | None) -> str:
        """Who answers for a KPI; empty where nobody is named."""
        known = self.voice.catalogue.kpis.get(kpi) if kpi else None
        return (known.owner if known else None) or ""

    def for_leaders(self) -> list[Finding]:
        """What reaches leadership: sure enough, from a rule that is not an experiment, and not dealt with; gravest first."""
        shown = [finding for finding in self.result.findings if self._reaches(finding)]
        return sorted(shown, key=weight)

    def _reaches(self, finding: Finding) -> bool:
        rule = self.rules.get(finding.rule)
        tried = rule is None or rule.status == "stable"
        return tried and finding.tier is not Tier.WATCH and finding.status not in QUIET


def weight(finding: Finding) -> tuple[int, int, int]:
    """Sorts findings: Goodhart effects first, then by severity and how sure they are; else as the run ordered them."""
    sure = {Tier.CONFIRMED: 0, Tier.FINDING: 1, Tier.WATCH: 2}[finding.tier]
    return (finding.family is not Family.GOODHART, finding.severity.rank, sure)
