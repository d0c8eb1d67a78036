"""People are held to a KPI that, as the catalogue itself says, others move.

A fact of the catalogue; no p-value. Only where both groups are named; graver where money or punishment hangs on the KPI.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, fact, rewarded
from monitor.checks.registry import Check
from monitor.model.evidence import Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation
from monitor.model.words import Severity


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI that measures somebody who is not among those who influence it."""
    found: list[Outcome] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        powerless = _powerless(kpi)
        if powerless:
            numbers = {"measured": ", ".join(powerless), "influencing": ", ".join(kpi.influenced_by)}
            found.append(fact(kpi, call, severity=Severity.HIGH if rewarded(kpi) else None, numbers=numbers))
    return found


def _powerless(kpi: Kpi) -> list[str]:
    moving = {group.strip().casefold() for group in kpi.influenced_by}
    return [group for group in kpi.measured if group.strip().casefold() not in moving] if moving else []


CHECK = Check(
    name="not_influenceable",
    says="The people who are measured are not those who can influence the KPI.",
    evaluate=evaluate,
    parameters={"elsewhere": ELSEWHERE},
    numbers={"measured": "who is measured", "influencing": "who can influence it"},
)
