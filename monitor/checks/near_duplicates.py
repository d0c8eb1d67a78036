"""KPIs of one group of people whose names and formulas are nearly the same.

A fact of the catalogue; no p-value. The Jaccard index of the words of name and own formula is at least `overlap` (METHODS
2.15). The same KPI in two departments, levels or filters is one measure of two units, and names that differ in a number
(answered within 20 or within 60 seconds) are two measures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.checks._catalogue_facts import count, group_fact, level_of
from monitor.checks._clusters import clusters
from monitor.checks.registry import Check, Parameter
from monitor.checks.same_for_all import jaccard
from monitor.model.evidence import Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Severity

_WORD = re.compile(r"\w+")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each cluster of near-duplicates; low where fewer than two of them are main KPIs."""
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    found: list[Outcome] = []
    for ids in clusters(_pairs(kpis, call.parameters["overlap"])):
        same = [situation.catalogue[kpi] for kpi in call.kpis if kpi in ids]
        severity = None if sum(kpi.main for kpi in same) > 1 else Severity.LOW
        found.append(group_fact(same, "|".join(sorted(ids)), call, {"count": count(len(same))}, severity))
    return found


def _pairs(kpis: Sequence[Kpi], overlap: float) -> list[tuple[str, str]]:
    groups: dict[object, list[tuple[Kpi, set[str]]]] = {}
    for kpi in kpis:
        groups.setdefault((level_of(kpi), kpi.department, kpi.records), []).append((kpi, _words(kpi)))
    return [
        (one.id, other.id)
        for group in groups.values()
        for number, (one, words) in enumerate(group)
        for other, others in group[number + 1 :]
        if _alike(words, others, overlap)
    ]


def _alike(words: set[str], others: set[str], overlap: float) -> bool:
    numbers = {word for word in words ^ others if word.isdigit()}
    return not numbers and jaccard(words, others) >= overlap


def _words(kpi: Kpi) -> set[str]:
    formula = kpi.formula if kpi.formula and "formula" in kpi.given else ""
    return set(_WORD.findall(f"{next(iter(kpi.name.values()), kpi.id)} {formula}".casefold()))


CHECK = Check(
    name="near_duplicates",
    says="KPIs with nearly the same name and formula.",
    evaluate=evaluate,
    parameters={"overlap": Parameter(0.8, "from this Jaccard index on, two are nearly the same", minimum=0, maximum=1)},
    numbers={"count": "how many KPIs are nearly the same", "kpis": "their names"},
)
