"""Every KPI that the rule selects is a finding: for facts that a selector can tell, such as `owner: absent`.

A fact of the catalogue; no p-value.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks.registry import Check
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each selected KPI."""
    return [fact(situation.catalogue[kpi], call) for kpi in call.kpis]


CHECK = Check(
    name="catalogue_fact",
    says="Every KPI that the rule selects is a finding.",
    evaluate=evaluate,
    parameters={"elsewhere": ELSEWHERE},
)
