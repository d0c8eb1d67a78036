"""An area of the organisation that no KPI covers, main or not: what the role `covering` selects is not in the catalogue.

A fact of the catalogue; no p-value. Quiet in small catalogues, and where most KPIs say neither what they are like in the library
nor their perspective: then nobody can tell what they cover.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import count, group_fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """At most one fact: about the catalogue as a whole."""
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    known = [kpi for kpi in kpis if kpi.like or kpi.perspective or kpi.tags]
    telling = len(known) >= call.parameters["at_least"] and len(known) >= call.parameters["share"] * len(kpis)
    if not telling or any(kpi.id in call.roles.get("covering", frozenset()) for kpi in kpis):
        return []
    return [group_fact(known, "catalogue", call, {"count": count(len(known))})]


CHECK = Check(
    name="nobody_covers",
    says="No KPI covers an area.",
    evaluate=evaluate,
    roles=("covering",),
    parameters={
        "at_least": Parameter(8, "fewer KPIs than this cannot cover everything", unit="KPIs", minimum=2),
        "share": Parameter(0.6, "so many of the KPIs have to tell what they are about", minimum=0, maximum=1),
    },
    numbers={"count": "the number of KPIs that tell what they are about", "kpis": "their names"},
)
