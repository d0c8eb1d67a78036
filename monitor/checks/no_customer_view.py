"""What the leadership sees holds nothing of the customers' view (or the patients', citizens', members').

A fact of the catalogue; no p-value. Judged where at least three KPIs of the company level have a known perspective; where no
such level is kept apart, on the whole catalogue from five KPIs on.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import count, group_fact, level_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation
from monitor.model.words import Level, Perspective


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """At most one fact: no KPI of the group has the customer perspective, and none of unknown perspective could."""
    chosen = [situation.catalogue[kpi] for kpi in call.kpis]
    company = [kpi for kpi in chosen if level_of(kpi) is Level.COMPANY]
    group, needed = (company, call.parameters["at_least"]) if company else (chosen, call.parameters["at_least_in_all"])
    known = [kpi for kpi in group if kpi.perspective is not None]
    customers = any(kpi.perspective is Perspective.CUSTOMER for kpi in known)
    if len(known) < needed or customers or len(known) < call.parameters["known"] * len(group):
        return []
    return [group_fact(known, "company" if company else "catalogue", call, {"count": count(len(known))})]


CHECK = Check(
    name="no_customer_view",
    says="No KPI of the company level takes the customers' view.",
    evaluate=evaluate,
    parameters={
        "at_least": Parameter(3, "fewer KPIs at company level than this are not judged", unit="KPIs", minimum=1),
        "at_least_in_all": Parameter(5, "the same where no KPI is at company level", unit="KPIs", minimum=1),
        "known": Parameter(0.8, "the share of KPIs whose perspective must be known", minimum=0, maximum=1),
    },
    numbers={"count": "the number of KPIs", "kpis": "their names"},
)
