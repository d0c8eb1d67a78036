"""More main KPIs than people can steer by: per level and department, per owner, or per audience.

A fact of the catalogue; no p-value. At most five to seven main KPIs per level; five give focus, twenty-five confuse.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.checks._catalogue_facts import by_level_and_department, count, group_fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Severity


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each group with more main KPIs than the limit of the project."""
    by = call.parameters["by"]
    limits = situation.limits
    limit = limits.main_kpis_per_level if by == "level" else limits.main_kpis_per_person
    main = [situation.catalogue[kpi] for kpi in call.kpis if situation.catalogue[kpi].main]
    return [
        group_fact(
            kpis,
            identity,
            call,
            {"count": count(len(kpis)), "limit": count(limit), "group": name},
            severity=_severity(len(kpis), call),
        )
        for identity, name, kpis in _groups(main, by)
        if len(kpis) > limit
    ]


def _groups(main: Iterable[Kpi], by: str) -> list[tuple[str, str, list[Kpi]]]:
    """(identity, name for the sentence, KPIs) of every group."""
    if by == "level":
        found = by_level_and_department(main).items()
        return [(f"{level}/{department}", department or "—", kpis) for (level, department), kpis in found]
    groups: dict[str, list[Kpi]] = {}
    for kpi in main:
        for person in dict.fromkeys((kpi.owner,) if by == "owner" else kpi.audience):
            if person:
                groups.setdefault(person, []).append(kpi)
    return [(f"{by}/{person}", person, kpis) for person, kpis in groups.items()]


def _severity(number: int, call: Call) -> Severity | None:
    if number >= call.parameters["critical_from"]:
        return Severity.CRITICAL
    return Severity.HIGH if number > call.parameters["high_above"] else None


CHECK = Check(
    name="too_many",
    says="More main KPIs in one group than the project's limit.",
    evaluate=evaluate,
    parameters={
        "by": Parameter("level", "what the KPIs are counted by", choices=("level", "owner", "audience")),
        "high_above": Parameter(12, "the severity is high above this many", unit="KPIs", minimum=1),
        "critical_from": Parameter(25, "the severity is critical from this many on", unit="KPIs", minimum=1),
    },
    numbers={
        "count": "the number of main KPIs",
        "limit": "the most that the project allows",
        "group": "the department, owner or audience",
        "kpis": "the names of the KPIs",
    },
)
