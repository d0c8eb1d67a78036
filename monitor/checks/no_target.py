"""A KPI for which no target is in force: nobody can tell whether its value is good.

A fact of the catalogue and the data (a target may stand beside the values); no p-value. A target that ended a short while
ago counts as a pause, one that begins later as announced.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, fact, has_target
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI that has no target in force, none announced and none that has just ended."""
    pause = timedelta(days=call.parameters["pause"])
    kpis = [situation.catalogue[kpi] for kpi in call.kpis]
    return [fact(kpi, call) for kpi in kpis if not _targeted(kpi, situation, pause)]


def _targeted(kpi: Kpi, situation: Situation, pause: timedelta) -> bool:
    if has_target(kpi, situation.as_of) or _in_data(kpi, situation):
        return True
    return any(target.until is not None and target.until >= situation.as_of - pause for target in kpi.targets)


def _in_data(kpi: Kpi, situation: Situation) -> bool:
    panel = situation.panel_of(kpi.id)
    row = panel.row(kpi.id) if panel else None
    if panel is None or row is None:
        return False
    year = max(1, round(panel.frequency.per_year))
    return bool(np.isfinite(panel.target[row, -year:]).any())


CHECK = Check(
    name="no_target",
    says="No target is in force, in the catalogue or beside the values.",
    evaluate=evaluate,
    parameters={
        "pause": Parameter(366, "a target that ended so lately counts as a pause", unit="days", minimum=0),
        "elsewhere": ELSEWHERE,
    },
)
