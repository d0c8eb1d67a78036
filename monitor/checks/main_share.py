"""So many of the KPIs are main KPIs that nothing stands out: a choice that leaves nothing out is none.

A fact of the catalogue; no p-value. Counted over the whole catalogue, beside the counts per level that `too_many` makes.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import count, group_fact, share
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact when more than `share` of at least `at_least` KPIs are main KPIs."""
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    main = [kpi for kpi in kpis if kpi.main]
    if len(kpis) < call.parameters["at_least"] or len(main) <= call.parameters["share"] * len(kpis):
        return []
    numbers = {"count": count(len(main)), "all": count(len(kpis)), "share": share(len(main) / len(kpis))}
    return [group_fact(main, "catalogue", call, numbers)]


CHECK = Check(
    name="main_share",
    says="Most KPIs of the catalogue are main KPIs.",
    evaluate=evaluate,
    parameters={
        "share": Parameter(0.6, "the largest share of KPIs that may be main KPIs", minimum=0, maximum=1),
        "at_least": Parameter(15, "smaller catalogues are not judged", unit="KPIs", minimum=2),
    },
    numbers={
        "count": "the number of main KPIs",
        "all": "the number of KPIs",
        "share": "the share of main KPIs",
        "kpis": "the names of the main KPIs",
    },
)
