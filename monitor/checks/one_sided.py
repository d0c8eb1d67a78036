"""All main KPIs look the same way: one perspective only, efficiency only, or backwards only.

A fact of the catalogue; no p-value. Judged for the whole catalogue, and for the company level where the whole is balanced;
not by timing, since results belong at the top and what leads to them below.
Needs the perspective of at least five main KPIs; those whose perspective is unknown are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.checks._catalogue_facts import count, group_fact, level_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Evidence, Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Level, Timing


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """At most one fact: about the whole catalogue, or else about its company level."""
    main = [situation.catalogue[kpi] for kpi in call.kpis if situation.catalogue[kpi].main]
    company = [kpi for kpi in main if level_of(kpi) is Level.COMPANY]
    found = _judged(main, "catalogue", call)
    if found is None and call.parameters["by"] != "timing":
        found = _judged(company, "company", call)
    return [found] if found else []


def _judged(kpis: Sequence[Kpi], identity: str, call: Call) -> Evidence | None:
    by = call.parameters["by"]
    one_way = {"efficiency": _efficient, "timing": _backwards}.get(by, _same_perspective)
    known = [kpi for kpi in kpis if (kpi.timing if by == "timing" else kpi.perspective) is not None]
    if len(known) < call.parameters["at_least"] or not one_way(known, call):
        return None
    return group_fact(known, identity, call, {"count": count(len(known))})


def _same_perspective(kpis: Sequence[Kpi], call: Call) -> bool:
    wanted = call.parameters["perspective"]
    return {kpi.perspective for kpi in kpis} == {kpis[0].perspective} and wanted in ("any", kpis[0].perspective)


def _efficient(kpis: Sequence[Kpi], call: Call) -> bool:
    return all(not kpi.tags.isdisjoint(call.parameters["efficiency_tags"]) for kpi in kpis)


def _backwards(kpis: Sequence[Kpi], call: Call) -> bool:
    return all(kpi.timing is Timing.LAGGING for kpi in kpis)


CHECK = Check(
    name="one_sided",
    says="All main KPIs have one perspective, or measure efficiency, or are lagging.",
    evaluate=evaluate,
    parameters={
        "by": Parameter("perspective", "what is compared", choices=("perspective", "efficiency", "timing")),
        "perspective": Parameter(
            "any",
            "the one perspective that the rule is about",
            choices=("any", "financial", "customer", "process", "people", "sustainability"),
        ),
        "at_least": Parameter(5, "fewer main KPIs than this are not judged", unit="KPIs", minimum=2),
        "efficiency_tags": Parameter(
            ["speed", "throughput", "cost", "productivity", "utilisation", "work-per-case", "waiting", "backlog"],
            "library tags of KPIs that measure efficiency",
        ),
    },
    numbers={"count": "the number of main KPIs whose perspective, or timing, is known", "kpis": "their names"},
)
