"""The tree of KPIs does not hold together: it ends below the top, or a KPI at the top has nothing that leads to it.

A fact of the catalogue; no p-value. A lower KPI that others support, and that itself leads nowhere, is where a branch ends too
early; its own missing link is not told by `no_goal_link`, which takes such a KPI for a goal. A main KPI of the company that no
other supports is told only where there are lower KPIs that could.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact, level_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Names, Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Level


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI at which the tree breaks off."""
    everybody = list(situation.catalogue.kpis.values())
    branches: dict[str, list[str]] = {}
    for kpi in everybody:
        if kpi.supports:
            branches.setdefault(kpi.supports, []).append(kpi.id)
    chosen = [situation.catalogue[kpi] for kpi in call.kpis]
    if call.parameters["which"] == "no-branches":
        bare = _bare(chosen, everybody, branches, int(call.parameters["lower"]))
        return [fact(kpi, call, numbers={"count": count(0), "below": Names(())}) for kpi in bare]
    return [
        fact(kpi, call, numbers={"count": count(len(branches[kpi.id])), "below": Names(tuple(branches[kpi.id]))})
        for kpi in chosen
        if kpi.id in branches and not (kpi.supports or kpi.goal) and level_of(kpi) is not Level.COMPANY
    ]


def _bare(chosen: Iterable[Kpi], everybody: Iterable[Kpi], branches: dict[str, list[str]], lower: int) -> list[Kpi]:
    """Main KPIs of the company that nothing supports, where enough lower KPIs are there."""
    if sum(level_of(kpi) is not Level.COMPANY for kpi in everybody) < lower or not branches:
        return []
    return [kpi for kpi in chosen if kpi.main and level_of(kpi) is Level.COMPANY and kpi.id not in branches]


CHECK = Check(
    name="goal_tree",
    says="The tree of KPIs ends below the top, or nothing leads to a KPI at the top.",
    evaluate=evaluate,
    parameters={
        "which": Parameter("ends-below", "what the rule is about", choices=("ends-below", "no-branches")),
        "lower": Parameter(
            5, "so many KPIs below the company are needed before one at the top is missed", unit="KPIs", minimum=1
        ),
        "elsewhere": ELSEWHERE,
    },
    numbers={"count": "how many KPIs lead to it", "below": "their names"},
)
