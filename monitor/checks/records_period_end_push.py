"""Period-end push, from records: what is sold or closed by day, more at the end of months and less at the beginning of the next.

The records are counted by day (sales: their amounts where the KPI says so), and judged as the series of a KPI of days is
(monitor.checks.period_end_push): end excess and give-back, since the target against before it, or against the months' own
middles. Days of outages stay in, since weekdays and months' middles are robust to single ones. Null hypothesis: the ends did
not rise, or the beginnings of the next months did not fall. Minimum data: 12 months before and 12 after the date, 24 without
one. Sources: Oyer 1998; METHODS 2.9a.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from monitor.checks import period_end_push as series
from monitor.checks._record_sources import Source, belonging, healthy, missing, nothing_there, sources_of
from monitor.checks.registry import Check
from monitor.errors import Place
from monitor.model.evidence import N_, Evidence, Leg, Message, NotAssessed, Outcome
from monitor.model.kpi import Kpi
from monitor.model.panel import Panel, SeriesKey
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Direction, Frequency

DAY = {RecordKind.SALES: "sold_local", RecordKind.CASES: "closed_local"}
LABELS = {RecordKind.SALES: N_("Sales by day"), RecordKind.CASES: N_("Cases closed by day")}
NO_DAY = N_("the records do not say on which day it was")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of sales and of cases."""
    found = [(kind, source) for kind in DAY for source in sources_of(situation, call, kind)]
    return [_judged(kind, source, call) for kind, source in found] or nothing_there(situation, call, RecordKind.SALES)


def _judged(kind: RecordKind, source: Source, call: Call) -> Outcome:
    kpi = source.kpi or Kpi(source.name, {}, Place(""), direction=Direction.HIGHER)
    panel = _panel(kind, source, kpi.id)
    if panel is None:
        return missing(source, NO_DAY)
    (outcome,) = series.judge(panel, [(0, replace(kpi, unit="count", direction=kpi.direction or Direction.HIGHER))], call)
    if isinstance(outcome, Evidence):
        values = tuple(float(one) for one in panel.value[0])
        label = Message(LABELS[kind])
        leg = Leg(kpi.id, "main", "by day", derived=values, derived_first=panel.first, frequency="daily", label=label)
        return replace(outcome, **belonging(source), legs=(leg,), related=source.related)
    if isinstance(outcome, NotAssessed):
        return missing(source, outcome.because.text, **outcome.because.facts)
    return healthy(source, outcome.p_value)


def _panel(kind: RecordKind, source: Source, name: str) -> Panel | None:
    """The number (or the amount) of each day as a panel of one series."""
    import pandas as pd

    day = DAY[kind]
    if not source.table.has(day.removesuffix("_local")):
        return None
    measure = source.kpi.records.measure if source.kpi is not None and source.kpi.records is not None else None
    what = "sum(amount)" if measure == "amount" else "count(*)"
    frame = source.ask(f"SELECT CAST({day} AS DATE) AS day, {what} AS n FROM {source.view} WHERE {day} IS NOT NULL GROUP BY 1")
    if frame.empty:
        return None
    at = np.array([one.toordinal() for one in pd.to_datetime(frame["day"])])
    first = int(at.min())
    value = np.zeros((1, int(at.max()) - first + 1))
    value[0, at - first] = frame["n"].to_numpy(dtype=float)
    empty = np.full_like(value, np.nan)
    return Panel(Frequency.DAILY, first, (SeriesKey(name),), value, *([empty] * 6))


CHECK = Check(
    name="records_period_end_push",
    says="More is sold or closed at the end of months than in their middle, and less at the beginning of the next.",
    evaluate=evaluate,
    parameters=series.CHECK.parameters,
    numbers=series.CHECK.numbers,
    statistical=True,
)
