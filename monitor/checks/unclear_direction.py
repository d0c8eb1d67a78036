"""A KPI with a target of which nobody has said whether more is better or worse.

A fact of the catalogue; no p-value. A target with a lower and an upper end says it by itself.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, current_target, fact
from monitor.checks.registry import Check
from monitor.model.evidence import Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Direction


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each targeted KPI without a clear direction."""
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    return [fact(kpi, call) for kpi in kpis if kpi.direction in (None, Direction.UNCLEAR) and _one_sided(kpi, situation)]


def _one_sided(kpi: Kpi, situation: Situation) -> bool:
    target = current_target(kpi, situation.as_of)
    return target is not None and (target.low is None or target.high is None)


CHECK = Check(
    name="unclear_direction",
    says="There is a target, but more may be better or worse.",
    evaluate=evaluate,
    parameters={"elsewhere": ELSEWHERE},
)
