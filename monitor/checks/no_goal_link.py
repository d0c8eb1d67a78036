"""A KPI that leads to no goal: it names neither a goal nor a higher KPI, and no other KPI builds on it.

A fact of the catalogue; no p-value. The head of a tree, which others support, is the goal itself.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks.registry import Check
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI without a link upwards."""
    heads = {kpi.supports for kpi in situation.catalogue.kpis.values() if kpi.supports}
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    return [fact(kpi, call) for kpi in kpis if not kpi.supports and not kpi.goal and kpi.id not in heads]


CHECK = Check(
    name="no_goal_link",
    says="The KPI leads to no goal and to no higher KPI.",
    evaluate=evaluate,
    parameters={"elsewhere": ELSEWHERE},
)
