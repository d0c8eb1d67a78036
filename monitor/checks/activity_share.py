"""Most main KPIs of a group measure what is put in or done, not what comes of it.

A fact of the catalogue; no p-value. Needs `measures` on at least four main KPIs of a level and department.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import by_level_and_department, count, group_fact, share
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Fact, Names, Outcome
from monitor.model.situation import Call, Situation
from monitor.model.words import Measures

_DOING = (Measures.ACTIVITY, Measures.INPUT)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each level and department with too large a share of activity among its main KPIs."""
    chosen = [situation.catalogue[kpi] for kpi in call.kpis]
    main = [kpi for kpi in chosen if kpi.main and kpi.measures is not None]
    found: list[Outcome] = []
    for (level, department), kpis in by_level_and_department(main).items():
        doing = [kpi for kpi in kpis if kpi.measures in _DOING]
        part = len(doing) / len(kpis)
        if len(kpis) >= call.parameters["at_least"] and part > call.parameters["share"]:
            numbers: dict[str, Fact] = {
                "activities": count(len(doing)),
                "count": count(len(kpis)),
                "share": share(part),
                "busy": Names(tuple(kpi.id for kpi in doing)),
            }
            found.append(group_fact(kpis, f"{level}/{department}", call, numbers))
    return found


CHECK = Check(
    name="activity_share",
    says="Most main KPIs measure activity, not results.",
    evaluate=evaluate,
    parameters={
        "share": Parameter(0.6, "the largest share of activity and input among main KPIs", minimum=0, maximum=1),
        "at_least": Parameter(4, "fewer main KPIs than this are not judged", unit="KPIs", minimum=2),
    },
    numbers={
        "activities": "how many measure activity or input",
        "count": "the number of main KPIs",
        "share": "the share of activity",
        "busy": "the names of those that measure activity",
        "kpis": "the names of all main KPIs of the group",
    },
)
