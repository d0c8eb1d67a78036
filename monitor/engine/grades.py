"""How far each KPI can be trusted: an ordinal grade; the worst serious evidence decides, nothing averages out (METHODS 5).

E: a finding that a person has confirmed. D: a Goodhart finding that nobody has judged yet. C: worth asking about, or essential
context or a working counter-metric is missing. B: nothing found, its context complete, and looked at in at least three ways (its
catalogue, its data, its counter-metric) with enough data to have seen a change that matters. A needs an audit of a sample beside
B, which cannot be recorded yet: it is not given. Not assessed: too few values to say anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from monitor.engine.tiers import Sorted, years_of
from monitor.model.evidence import N_, Healthy, Message
from monitor.model.finding import Finding, Grade
from monitor.model.situation import Situation
from monitor.model.words import Family, Letter, Tier

ESSENTIAL = frozenset(
    {"no-owner", "no-target", "ambiguous-definition", "ambiguous-direction", "stale-data", "gaps", "no-counter-metric"}
    | {"soft-number", "unexplained-break"}
)
"""Context without which a number cannot be relied on."""

LEAST_PERIODS = 12
LEAST_POWER = 0.5


def grade_all(situation: Situation, findings: Sequence[Finding], outcome: Sorted) -> tuple[Grade, ...]:
    """One grade per KPI of the catalogue, in its order."""
    about: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kpi is not None:
            about[finding.kpi].append(finding)
    looked: dict[str, list[Healthy]] = defaultdict(list)
    for _, healthy in outcome.healthy:
        looked[healthy.kpi].append(healthy)
    periods = _periods(situation)
    return tuple(_grade(kpi, about[kpi], looked[kpi], periods.get(kpi, 0)) for kpi in situation.catalogue.kpis)


def _grade(kpi: str, findings: list[Finding], looked: list[Healthy], periods: int) -> Grade:
    gaming = [finding for finding in findings if finding.family is Family.GOODHART]
    confirmed = _ids(finding for finding in gaming if finding.tier is Tier.CONFIRMED)
    if confirmed:
        return Grade(kpi, Letter.E, confirmed, (Message(N_("A person has confirmed the finding.")),))
    doubted = _ids(finding for finding in gaming if finding.tier is Tier.FINDING)
    if doubted:
        return Grade(kpi, Letter.D, doubted, (Message(N_("It does not fit an honest change that we could test.")),))
    if periods < LEAST_PERIODS:
        return Grade(kpi, Letter.NOT_ASSESSED, _ids(findings), (Message(N_("There are too few values to judge it.")),))
    return _with_care(kpi, findings, gaming, looked)


def _with_care(kpi: str, findings: list[Finding], gaming: list[Finding], looked: list[Healthy]) -> Grade:
    missing = [finding for finding in findings if finding.pattern in ESSENTIAL]
    reasons = []
    if gaming:
        reasons.append(Message(N_("Something is worth asking about.")))
    if missing:
        reasons.append(Message(N_("Context that it needs is missing.")))
    compared = [one for one in looked if one.related]
    fired = [finding for finding in gaming if finding.evidence.p_value is not None and finding.evidence.related]
    if not compared and not fired:
        reasons.append(Message(N_("It could not be compared with a counter-metric.")))
    elif not fired and all(one.power is not None and one.power < LEAST_POWER for one in compared):
        reasons.append(Message(N_("It varies too much, or is too short, to have seen a change that matters.")))
    if reasons:
        return Grade(kpi, Letter.C, _ids([*gaming, *missing]), tuple(reasons))
    return Grade(
        kpi, Letter.B, (), (Message(N_("Its context, its data and its counter-metric were looked at; nothing was found.")),)
    )


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings)


def _periods(situation: Situation) -> dict[str, int]:
    """How many periods each KPI spans."""
    years = years_of(situation)
    frequencies = {key.kpi: panel.frequency for panel in situation.totals.values() for key in panel.keys}
    return {kpi: round(years[kpi] * frequency.per_year) for kpi, frequency in frequencies.items()}
