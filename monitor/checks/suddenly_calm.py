"""Suddenly calm: since its target a KPI moves far less from period to period than before.

Statistic: mean log of the absolute changes, since against before (monitor.statistics.calming), on the KPI's test scale; what more
cases behind each value explain is taken out. Null hypothesis: it moves as much as before. Worth asking about, no more: better
processes are calmer too. Not judged: rounded values that repeat, and percentages without their cases near the end of their
scale, whose spread shrinks by itself. Of several target dates the best counts, p times their number. Minimum data: half a year
on both sides, 24 changes each. Source: METHODS 2.9e.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.checks._dates import known_starts
from monitor.checks._facts import span_of
from monitor.checks._frame import WINDOWS, judged
from monitor.checks._scale import Scale, scaled
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import (
    N_,
    Day,
    Evidence,
    Explanation,
    Healthy,
    Leg,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.statistics.calming import Calming, calming
from monitor.statistics.carry import carry

NEAR_THE_END = (10.0, 90.0)
LOOKS = 4.0
"""What looking again every four weeks costs, and a spread that wanders by itself.

Honest series (3,000 each, three years of weeks, a target after the first, looks from half a year after it on) came below the cut
in some look 2.7 to 4.3 times as often as the cut allowed without memory, and 2.1 to 2.3 times with memory .6, for cuts of .01 to
.001 that grow with the years.
"""

AVERAGED = 0.5
"""By so much more do values carry over since the date than before it when an average was introduced."""

METHOD = N_(
    "We compare how much the values move from one period to the next since the target with how much they moved before it."
)
NO_DATE = N_("has no target date with half a year of values on both sides")
REPEATS = N_("the values repeat, or there are too few of them")
BOUNDED = N_("its values come so near the end of their scale that they become calmer by themselves")


@dataclass(frozen=True)
class _Found:
    """The calming since one date, with the number of dates tried; `carried` is how much more values carry over since."""

    result: Calming
    since: date
    tried: int
    carried: float
    cases_known: bool

    @property
    def p_value(self) -> float:
        return min(1.0, self.result.p_value * self.tried * LOOKS)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI."""
    panels = judged(situation)
    outcomes: list[Outcome] = []
    for kpi in (situation.catalogue[one] for one in call.kpis):
        panel = next((one for one in panels.values() if one.row(kpi.id) is not None), None)
        outcomes.append(NotAssessed(kpi.id, Message(NO_DATE)) if panel is None else _judged(kpi, panel, call))
    return outcomes


def _judged(kpi: Kpi, panel: Panel, call: Call) -> Outcome:
    first, periods = span_of(panel, kpi.id)
    starts = known_starts(kpi, panel.frequency, first, periods, WINDOWS[panel.frequency])
    row = panel.row(kpi.id)
    if not starts or row is None:
        return NotAssessed(kpi.id, Message(NO_DATE))
    series = scaled(kpi, panel.value[row], panel.denominator[row], 1.0)
    found = [_since(panel, row, series.values, start, day, len(starts)) for start, day in starts]
    known = [one for one in found if one is not None]
    if not known:
        return NotAssessed(kpi.id, Message(REPEATS))
    best = min(known, key=lambda one: one.p_value)
    if best.p_value > call.parameters["look_closer"] or best.result.ratio > call.parameters["largest_ratio"]:
        return Healthy(kpi.id, best.p_value)
    if kpi.unit == "%" and series.scale is Scale.RAW and _near_the_end(panel.value[row]):
        return NotAssessed(kpi.id, Message(BOUNDED))
    return _evidence(kpi, panel, best, call)


def _since(panel: Panel, row: int, series: Matrix, start: int, day: date, tried: int) -> _Found | None:
    pivot = start - panel.first
    cases = next((one[row] for one in (panel.denominator, panel.responses, panel.count) if np.isfinite(one[row]).any()), None)
    try:
        result = calming(series, pivot, _from_cases(cases, pivot))
    except NotEnoughDataError:
        return None
    before, after = (float(carry(part[None, :])[0]) for part in (series[:pivot], series[pivot:]))
    return _Found(result, day, tried, after - before, cases is not None)


def _from_cases(cases: Matrix | None, pivot: int) -> float:
    """By how much more cases since the date make the log size of the changes smaller; 0 where they are not known."""
    if cases is None:
        return 0.0
    before, after = (part[np.isfinite(part) & (part > 0)] for part in (cases[:pivot], cases[pivot:]))
    if not len(before) or not len(after):
        return 0.0
    return min(0.0, -0.5 * float(np.log(after).mean() - np.log(before).mean()))


def _near_the_end(values: Matrix) -> bool:
    low, high = np.nanquantile(values, (0.1, 0.9))
    return bool(low < NEAR_THE_END[0] or high > NEAR_THE_END[1])


def _evidence(kpi: Kpi, panel: Panel, found: _Found, call: Call) -> Evidence:
    first, periods = span_of(panel, kpi.id)
    ratio = Quantity(found.result.ratio, kind="share")
    return Evidence(
        kpi=kpi.id,
        identity=f"calm:{found.since.isoformat()}",
        start=found.since,
        end=panel.end_of(first + periods - 1 - panel.first),
        reference=found.since,
        p_value=found.p_value,
        statistic=found.result.ratio,
        n=found.result.before + found.result.after,
        effect=ratio,
        cap=Tier.WATCH,
        numbers={"ratio": ratio, "since": Day(found.since)},
        legs=(Leg(kpi.id, "main", unit=kpi.unit or ""),),
        ladder=_ladder(found),
        method=Message(METHOD),
        source="Ibragimov & Müller 2010; METHODS 2.9e",
        parameters=dict(call.parameters),
        details={"carried": found.carried},
    )


def _ladder(found: _Found) -> tuple[Explanation, ...]:
    averaged = found.carried > AVERAGED
    yes = N_("Since the date each value carries over much of the one before, as averages over several periods do.")
    no = N_("The values do not carry over more than before.")
    known = N_("What more cases explain is taken out.")
    unknown = N_("The data do not say how many cases are behind each value.")
    return (
        Explanation(
            Message(N_("An average over several periods is reported since")),
            Verdict.EXPLAINS_SOME if averaged else Verdict.RULED_OUT,
            Message(yes if averaged else no),
        ),
        Explanation(
            Message(N_("More cases make steadier values")),
            Verdict.RULED_OUT if found.cases_known else Verdict.NOT_TESTED,
            Message(known if found.cases_known else unknown),
        ),
        Explanation(
            Message(N_("The work has become steadier")),
            Verdict.NOT_TESTED,
            Message(N_("The values cannot show it: ask how the number is made.")),
        ),
    )


CHECK = Check(
    name="suddenly_calm",
    says="Since its target a KPI moves far less from period to period than before.",
    evaluate=evaluate,
    parameters={
        "largest_ratio": Parameter(0.65, "Changes larger than this share of those before are usual", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={"ratio": "the size of changes since, as a share of that before", "since": "the date of the target"},
    statistical=True,
)
