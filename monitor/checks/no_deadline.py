"""A target without a date by which it is to be reached.

A fact of the catalogue; no p-value. A target that ends (`until`) has its time frame, and so has one that another one follows, or
that came within `renewed` days after the one before it: it is renewed each year. Targets that only stand beside the values are
not judged.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, current_target, fact
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Day, Evidence, Outcome
from monitor.model.kpi import Kpi, Target
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI whose target in force, or next target, has neither deadline nor end."""
    found = [_open_ended(situation.catalogue[kpi], situation, call) for kpi in call.kpis]
    return [evidence for evidence in found if evidence is not None]


def _open_ended(kpi: Kpi, situation: Situation, call: Call) -> Evidence | None:
    target = current_target(kpi, situation.as_of)
    if target is None or target.deadline is not None or target.until is not None:
        return None
    if any(other.start > target.start or _renewed(other, target, call) for other in kpi.targets):
        return None
    return fact(kpi, call, numbers={"since": Day(target.start)})


def _renewed(other: Target, target: Target, call: Call) -> bool:
    return 0 < (target.start - other.start).days <= int(call.parameters["renewed"])


CHECK = Check(
    name="no_deadline",
    says="The target has no date by which it is to be reached.",
    evaluate=evaluate,
    parameters={
        "renewed": Parameter(
            400, "a target that came so soon after the one before it is one for the year", unit="days", minimum=0
        ),
        "elsewhere": ELSEWHERE,
    },
    numbers={"since": "the day on which the target began"},
)
