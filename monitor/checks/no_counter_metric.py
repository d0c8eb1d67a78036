"""A KPI with a target or a reward and nothing beside it that would show the price of reaching it.

A fact of the catalogue; no p-value. Quiet when a counter-metric is named, when the KPI itself is the counter-metric of another,
or when a usual counter-metric of the KPI library stands in the same catalogue for the same department. Source: Grove 1983.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, fact, has_target, rewarded
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Measures, Severity


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each rewarded or targeted KPI that is not paired."""
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    counters = {counter for kpi in situation.catalogue.kpis.values() for counter in kpi.counter}
    return [
        fact(kpi, call, severity=_severity(kpi, call))
        for kpi in kpis
        if (rewarded(kpi) or has_target(kpi, situation.as_of)) and kpi.id not in counters and not _paired(kpi, situation)
    ]


def _paired(kpi: Kpi, situation: Situation) -> bool:
    usual = [situation.catalogue[other] for other in kpi.usual_counter if other in situation.catalogue.kpis]
    return bool(kpi.counter) or any(_near(kpi, other) for other in usual)


def _near(kpi: Kpi, other: Kpi) -> bool:
    return other.id != kpi.id and (not kpi.department or not other.department or kpi.department == other.department)


def _severity(kpi: Kpi, call: Call) -> Severity | None:
    """High when rewarded; the rule's when a busy activity is targeted as a main KPI; else low."""
    if rewarded(kpi):
        return Severity.HIGH
    driven = kpi.measures in (Measures.ACTIVITY, Measures.INPUT) or not kpi.tags.isdisjoint(call.parameters["easily_overdriven"])
    return None if kpi.main and driven else Severity(call.parameters["elsewhere"])


CHECK = Check(
    name="no_counter_metric",
    says="A target or a reward, and no counter-metric beside it.",
    evaluate=evaluate,
    parameters={
        "easily_overdriven": Parameter(
            ["speed", "throughput", "volume", "activity", "sales", "leads", "cost", "utilisation", "productivity"],
            "library tags of KPIs that a target easily overdrives",
        ),
        "elsewhere": ELSEWHERE,
    },
)
