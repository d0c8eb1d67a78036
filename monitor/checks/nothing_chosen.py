"""A catalogue with many KPIs of which none is marked as a main KPI: nobody has chosen what to steer by.

A fact of the catalogue; no p-value.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import count, group_fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact when there are more KPIs than `at_most` and none of them is a main KPI."""
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    if len(kpis) <= call.parameters["at_most"] or any(kpi.main for kpi in kpis):
        return []
    limit = situation.limits.main_kpis_per_level
    return [group_fact(kpis, "catalogue", call, {"count": count(len(kpis)), "limit": count(limit)})]


CHECK = Check(
    name="nothing_chosen",
    says="Many KPIs, and none is marked as a main KPI.",
    evaluate=evaluate,
    parameters={"at_most": Parameter(12, "so many KPIs need no choice", unit="KPIs", minimum=1)},
    numbers={"count": "the number of KPIs", "limit": "main KPIs per level that the project allows", "kpis": "their names"},
)
