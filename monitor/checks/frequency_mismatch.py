"""A KPI that is measured too seldom for the decisions it is to steer, or too often for what it can show.

A fact of the catalogue; no p-value. Operational KPIs belong to days and weeks, financial ones to months and quarters, strategic
ones to quarters and years. One step slower is a small matter, two or more are not; only strategic KPIs can be too fast. A
category that comes from the KPI library (`like`) is nobody's word about this KPI: it is not judged.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Evidence, Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Category, Frequency, Severity

_SLOWEST = {
    Category.OPERATIONAL: Frequency.WEEKLY,
    Category.FINANCIAL: Frequency.QUARTERLY,
    Category.STRATEGIC: Frequency.YEARLY,
}
_FASTEST = {Category.STRATEGIC: Frequency.MONTHLY}
_ORDER = list(Frequency)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI whose frequency does not fit its category."""
    found = [_mismatch(situation.catalogue[kpi], situation, call) for kpi in call.kpis]
    return [evidence for evidence in found if evidence is not None]


def _mismatch(kpi: Kpi, situation: Situation, call: Call) -> Evidence | None:
    panel = situation.panel_of(kpi.id)
    frequency = kpi.frequency or (panel.frequency if panel else None)
    if frequency is None or kpi.category is None or "category" not in kpi.given:
        return None
    fast = call.parameters["which"] == "too-fast"
    steps = _too_fast(frequency, kpi.category) if fast else _too_slow(frequency, kpi.category)
    if steps <= 0:
        return None
    return fact(kpi, call, severity=Severity.LOW if steps == 1 else None)


def _too_slow(frequency: Frequency, category: Category) -> int:
    return _ORDER.index(frequency) - _ORDER.index(_SLOWEST[category])


def _too_fast(frequency: Frequency, category: Category) -> int:
    return _ORDER.index(_FASTEST[category]) - _ORDER.index(frequency) if category in _FASTEST else 0


CHECK = Check(
    name="frequency_mismatch",
    says="The frequency does not fit what the KPI is to steer.",
    evaluate=evaluate,
    parameters={
        "which": Parameter("too-slow", "which mismatch the rule is about", choices=("too-slow", "too-fast")),
        "elsewhere": ELSEWHERE,
    },
)
