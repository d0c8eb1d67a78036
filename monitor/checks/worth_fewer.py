"""Main KPIs that together tell little more than a few would: their effective number is less than half of their number.

A fact about the past, not a test, hence no p-value. Participation ratio of the correlation of changes without season, shrunk
towards unrelated series (monitor.statistics.effective_number; METHODS 2.15); the upper end of its 90 % interval counts, so that
few periods speak for the KPIs. Minimum data: `at_least` KPIs of one frequency with more than three changes for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.checks._catalogue_facts import count, group_fact
from monitor.checks._effective import effective_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Message, NotAssessed, Outcome
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel
from monitor.model.situation import Call, Situation

SHORT = Message(N_("too few values to say how many independent ones the main KPIs are worth"))


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each frequency whose main KPIs are worth fewer than half of them."""
    main = [situation.catalogue[kpi] for kpi in call.kpis if situation.catalogue[kpi].main]
    return [one for panel in situation.totals.values() for one in _judged(panel, main, call)]


def _judged(panel: Panel, main: Sequence[Kpi], call: Call) -> list[Outcome]:
    least = int(call.parameters["at_least"])
    if sum(panel.row(kpi.id) is not None for kpi in main) < least:
        return []
    found = effective_of(panel, main)
    if found is None or len(found.kpis) < least:
        return [NotAssessed(None, SHORT)]
    if found.interval.high > call.parameters["share"] * len(found.kpis):
        return []
    by_id = {kpi.id: kpi for kpi in main}
    numbers = {
        "count": count(len(found.kpis)),
        "worth": count(round(found.ratio)),
        "low": count(round(found.interval.low)),
        "high": count(round(found.interval.high)),
    }
    return [group_fact([by_id[kpi] for kpi in found.kpis], panel.frequency.value, call, numbers)]


CHECK = Check(
    name="worth_fewer",
    says="The main KPIs tell hardly more than a few of them would.",
    evaluate=evaluate,
    parameters={
        "share": Parameter(0.5, "worth at most this share of their number", minimum=0, maximum=1),
        "at_least": Parameter(8, "fewer main KPIs of one frequency are not judged", unit="KPIs", minimum=5),
    },
    numbers={
        "count": "the number of main KPIs of one frequency",
        "worth": "how many unrelated KPIs they are worth",
        "low": "the lower end of that number's interval",
        "high": "the upper end of that number's interval",
        "kpis": "their names",
    },
)
