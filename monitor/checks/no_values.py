"""A KPI that stands in the catalogue and has no value at all.

A fact of the data; no p-value. Quiet where values may come from records; not assessed where the project has no values at all.
"""

from __future__ import annotations

from monitor.checks._catalogue_facts import ELSEWHERE, fact
from monitor.checks.registry import Check
from monitor.model.evidence import N_, Message, NotAssessed, Outcome
from monitor.model.situation import Call, Situation

METHOD = Message(N_("Looked for in all sources of values."))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each KPI without any value."""
    panels = (*situation.totals.values(), *situation.segments.values())
    valued = {key.kpi for panel in panels for key in panel.keys}
    if not valued:
        return [NotAssessed(None, Message(N_("the project has no values at all")))] if call.kpis else []
    kpis = [situation.catalogue[kpi] for kpi in call.kpis if kpi not in valued]
    return [fact(kpi, call, METHOD) for kpi in kpis if kpi.records is None]


CHECK = Check(
    name="no_values",
    says="The KPI has no value at all.",
    evaluate=evaluate,
    parameters={"elsewhere": ELSEWHERE},
)
