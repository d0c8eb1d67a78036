"""In how many independent ways a KPI was looked at, and how strongly all looks together speak against it (METHODS 5).

Rules are gathered into families of evidence. Inside a family p-values are correlated: their e-values are averaged, which is one
e-value whatever the dependence. Across families log10 e adds up (Vovk & Wang 2021, Annals of Statistics 49:1736-1754; calibrator
e = 1 / (2 sqrt p)).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log10, sqrt

from monitor.engine.tiers import Sorted
from monitor.model.evidence import Healthy
from monitor.model.finding import Finding

ENOUGH_POWER = 0.5
"""A look that would have seen a change that matters less often than this is none."""

NO_POWER = 0.3
"""Below this in every look the silence says nothing."""

LONG = 24
"""Periods from which on a look whose power is not known counts."""


class Look(StrEnum):
    """A family of evidence: an independent way of looking at a KPI."""

    CATALOGUE = "catalogue"
    PAIR = "pair"
    SHAPE = "shape"
    RECORDS = "records"
    COVERAGE = "coverage"
    HISTORY = "history"
    UNITS = "units"


FAMILIES: Mapping[str, Look] = {
    **dict.fromkeys(("paired-divergence", "superficial-closing", "delayed-harm", "proxy-decay", "cascade-break"), Look.PAIR),
    **dict.fromkeys(("spillover", "displacement"), Look.PAIR),
    **dict.fromkeys(("threshold-bunching", "target-hugging", "too-smooth", "digit-heaping", "period-end-push"), Look.SHAPE),
    **dict.fromkeys(("case-splitting", "reclassification"), Look.RECORDS),
    **dict.fromkeys(("survey-selection", "denominator-shrink", "mix-shift"), Look.COVERAGE),
    **dict.fromkeys(("redefinition", "favourable-revision", "target-tampering", "unexplained-break"), Look.HISTORY),
    "unit-outlier": Look.UNITS,
}
"""Pattern -> family. Facts of the catalogue and of targets are the family of the catalogue, and carry no p-value."""


CHANGED = "unexplained-break"
"""A look at the history, but no evidence of its own: every other pattern that found a change has seen the same one."""


@dataclass(frozen=True)
class Looks:
    """`powers`: the best power in each family that was looked at, None where the check does not tell it. `related`: the KPIs
    that it was compared with. `evidence`: the sum of log10 e over families; `against`: in how many e is above 1. `validated`: its
    link to the outcome was looked at, and holds.
    """

    powers: Mapping[Look, float | None]
    related: frozenset[str]
    evidence: float
    against: int
    validated: bool

    def enough(self, periods: int) -> frozenset[Look]:
        """The families in which a change that matters would have been seen."""
        return frozenset(look for look, power in self.powers.items() if _enough(power, periods))

    @property
    def best(self) -> float | None:
        """The best power, None where some look does not tell its own, 0 where there was none."""
        known = [power for power in self.powers.values() if power is not None]
        return None if len(known) < len(self.powers) else max(known, default=0.0)


def _enough(power: float | None, periods: int) -> bool:
    return periods >= LONG if power is None else power >= ENOUGH_POWER


def looks_at(kpis: Iterable[str], findings: Sequence[Finding], outcome: Sorted) -> dict[str, Looks]:
    """How each KPI was looked at. Findings that a person has called false are not among `findings`, and weigh nothing."""
    healthy: dict[str, list[tuple[str, Healthy]]] = defaultdict(list)
    for rule, one in outcome.healthy:
        if rule.pattern in FAMILIES:
            healthy[one.kpi].append((rule.pattern, one))
    raised: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kpi is not None and finding.pattern in FAMILIES and finding.evidence.p_value is not None:
            raised[finding.kpi].append(finding)
    return {kpi: _looks(healthy[kpi], raised[kpi]) for kpi in kpis}


def _looks(healthy: Sequence[tuple[str, Healthy]], raised: Sequence[Finding]) -> Looks:
    powers: dict[Look, float | None] = {FAMILIES[finding.pattern]: 1.0 for finding in raised}
    values: dict[Look, list[float]] = defaultdict(list)
    for pattern, one in healthy:
        look = FAMILIES[pattern]
        powers[look] = _better(powers[look], one.power) if look in powers else one.power
        if one.p_value is not None and pattern != CHANGED:
            values[look].append(e_value(one.p_value))
    for finding in (one for one in raised if one.pattern != CHANGED):
        values[FAMILIES[finding.pattern]].append(e_value(finding.evidence.p_value or 0.0))
    means = [sum(found) / len(found) for found in values.values()]
    related = frozenset(other for _, one in healthy for other in one.related)
    related |= {other for finding in raised for other in finding.evidence.related}
    validated = any(pattern == "proxy-decay" for pattern, _ in healthy)
    return Looks(powers, related, sum(log10(mean) for mean in means), sum(mean > 1 for mean in means), validated)


def _better(one: float | None, other: float | None) -> float | None:
    """The larger of two powers; one that is known and enough beats one that is not known."""
    known = [power for power in (one, other) if power is not None]
    best = max(known, default=None)
    return best if len(known) == 2 or (best is not None and best >= ENOUGH_POWER) else None


def e_value(p_value: float) -> float:
    """A p-value as an e-value: 1 / (2 sqrt p); p = .01 gives 5."""
    return 0.5 / sqrt(max(p_value, 1e-12))
