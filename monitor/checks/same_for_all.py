"""Several audiences receive the same set of KPIs, whatever their work is.

A fact of the catalogue; no p-value. Two audiences are the same when the Jaccard index of their KPI sets is above `overlap`
(METHODS 2.15).
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import count, group_fact
from monitor.checks._clusters import clusters
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Fact, Outcome
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each cluster of audiences that all receive the same KPIs."""
    received: dict[str, set[str]] = {}
    for kpi in call.kpis:
        for audience in situation.catalogue[kpi].audience:
            received.setdefault(audience, set()).add(kpi)
    long = [audience for audience, kpis in received.items() if len(kpis) >= call.parameters["at_least_kpis"]]
    same = [
        (one, other)
        for number, one in enumerate(long)
        for other in long[number + 1 :]
        if jaccard(received[one], received[other]) > call.parameters["overlap"]
    ]
    found: list[Outcome] = []
    for audiences in clusters(same):
        if len(audiences) >= call.parameters["at_least_audiences"]:
            kpis = [situation.catalogue[kpi] for kpi in call.kpis if kpi in received[audiences[0]]]
            numbers: dict[str, Fact] = {
                "audiences": ", ".join(audiences),
                "number": count(len(audiences)),
                "count": count(len(kpis)),
            }
            found.append(group_fact(kpis, "|".join(sorted(audiences)), call, numbers))
    return found


def jaccard(one: set[str], other: set[str]) -> float:
    """Size of the intersection divided by the size of the union, 0-1."""
    return len(one & other) / len(one | other) if one or other else 0.0


CHECK = Check(
    name="same_for_all",
    says="Several audiences receive the same KPIs.",
    evaluate=evaluate,
    parameters={
        "overlap": Parameter(0.9, "above this Jaccard index two sets of KPIs are the same", minimum=0, maximum=1),
        "at_least_audiences": Parameter(3, "so many audiences make a finding", minimum=2),
        "at_least_kpis": Parameter(5, "shorter lists may well be the same for all", unit="KPIs", minimum=1),
    },
    numbers={
        "audiences": "the audiences",
        "number": "how many audiences",
        "count": "how many KPIs they receive",
        "kpis": "the names of the KPIs",
    },
)
