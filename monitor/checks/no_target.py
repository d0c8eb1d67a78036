"""A KPI for which no target is in force: nobody can tell whether its value is good.

A fact of the catalogue and the data (a target may stand beside the values); no p-value. A target that ended a short while
ago counts as a pause, one that begins later as announced. A target that ended before that was dropped, not forgotten, and
is told apart from one that never was.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, fact, has_target
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Message, Outcome
from monitor.model.kpi import Kpi
from monitor.model.situation import Call, Situation

METHOD = Message(N_("Read in the KPI catalogue and beside the values."))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI that has no target in force, none announced and none that has just ended."""
    found = [_untargeted(situation.catalogue[kpi], situation, call) for kpi in call.kpis]
    return [evidence for evidence in found if evidence is not None]


def _untargeted(kpi: Kpi, situation: Situation, call: Call) -> Evidence | None:
    if has_target(kpi, situation.as_of):
        return None
    ended = max((day for day in (_in_catalogue(kpi), _in_data(kpi, situation)) if day is not None), default=None)
    if call.parameters["which"] == "never":
        return fact(kpi, call, METHOD) if ended is None else None
    if ended is None or ended >= situation.as_of - timedelta(days=call.parameters["pause"]) or _still(kpi, situation):
        return None
    return fact(kpi, call, METHOD, numbers={"until": Day(ended)})


def _in_catalogue(kpi: Kpi) -> date | None:
    """The day on which the last target of the catalogue ended."""
    return max((target.until for target in kpi.targets if target.until is not None), default=None)


def _in_data(kpi: Kpi, situation: Situation) -> date | None:
    """The end of the last period with a target."""
    panel = situation.panel_of(kpi.id)
    row = panel.row(kpi.id) if panel else None
    if panel is None or row is None:
        return None
    targeted = np.flatnonzero(np.isfinite(panel.target[row]))
    return panel.end_of(int(targeted[-1])) if len(targeted) else None


def _still(kpi: Kpi, situation: Situation) -> bool:
    """Whether one of the periods of the last year has a target; the values themselves may have stopped."""
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
        "which": Parameter("never", "KPIs that never had a target, or whose target was dropped", choices=("never", "dropped")),
        "pause": Parameter(366, "a target that ended so lately counts as a pause", unit="days", minimum=0),
        "elsewhere": ELSEWHERE,
    },
    numbers={"until": "until when there was a target (dropped)"},
)
