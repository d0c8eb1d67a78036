"""Superficial closing, from records: cases are closed faster (or more of them), and more of them come back.

Statistic: EB-GLS contrasts on the weekly course of the KPI's own measure (the mean logarithm; without a measure, the number of
closings) and on the share of cases that are reopened, or whose subject opens another case of the same kind within two weeks of
the closing; min(z) (intersection-union, Berger 1982). Categories keep their weight, so that the mix moves neither. Null
hypothesis: the cases did not get faster, or did not come back more often, or honest changes of both met by chance. Assumes that a
subject can be told, or that reopening is recorded. Weeks that are younger than the two weeks are not counted. Minimum data:
26 weeks before and after the date of a target. Source: METHODS 2.1 (event version).
"""

from __future__ import annotations

import numpy as np

from monitor.checks._claims import Judged, Side
from monitor.checks._pairs import PAIR_NUMBERS, Telling, pair_numbers
from monitor.checks._record_chains import AT_ONCE, BACK, GAP, Chains, chains_of, measured
from monitor.checks._record_claims import (
    LOOK_CLOSER,
    SMALLEST,
    Course,
    claims_at,
    conclude,
    judged,
    log_course,
    no_outage,
    same_mix,
    share_course,
    side_of,
    too_short,
)
from monitor.checks._record_sources import Source, healthy, held_mix, missing, nothing_there, sources_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Fact, Message, NotAssessed, Outcome, Quantity
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation

METHOD = N_(
    "We compare how fast cases are closed and how many come back, week by week, before and after the date, each with its own "
    "memory and season and the same mix of cases. Both must have moved: the weaker of the two decides."
)
NOTHING_COMES_BACK = N_("the records say neither whose case it is nor whether it was reopened")
NEVER_CLOSED = N_("the records do not say when a case was closed")
LABELS = {
    "back": N_("Share of cases that come back within two weeks"),
    "closings": N_("Cases closed"),
    "measure": N_("Typical time"),
}


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of cases."""
    sources = sources_of(situation, call, RecordKind.CASES)
    return [_judged(source, situation, call) for source in sources] or nothing_there(situation, call, RecordKind.CASES)


def _judged(source: Source, situation: Situation, call: Call) -> Outcome:
    if not source.table.has("closed"):
        return missing(source, NEVER_CLOSED)
    if not (source.table.has("subject") or source.table.has("reopened")):
        return missing(source, NOTHING_COMES_BACK)
    measure = _measure(source)
    chains = chains_of(source, call.parameters["gap"], call.parameters["at_once"], measure or "")
    short = too_short(source, chains.sums)
    if short is not None:
        return short
    faster, back = _faster(chains, measure, source.table.unit_of.get(measure or "", "")), _back(chains)

    def sides(start: int) -> tuple[Side, ...]:
        return (
            side_of("main", source, faster, chains.sums, start, True),
            side_of("pair", source, back, chains.sums, start, False),
        )

    verdict = judged(source, claims_at(source, chains.sums, sides), chains.sums, situation)
    if isinstance(verdict, NotAssessed):
        return verdict
    if verdict.fits[1].change < call.parameters["smallest_rise"]:
        return healthy(source, verdict.p_value, verdict.power)

    def told(found: Judged, ladder: tuple[Explanation, ...]) -> Telling:
        return _told(source, chains, found, faster.unit)

    first = (same_mix(len(chains.layout.categories)), no_outage(len(chains.layout.outages)))
    return conclude(source, verdict, chains.sums, call, chains.sums.all("cases"), told, first)


def _measure(source: Source) -> str | None:
    """The measure whose course is the claim's first leg; None where the KPI counts its records."""
    wanted = source.kpi.records.measure if source.kpi is not None and source.kpi.records is not None else "open_hours"
    return wanted if wanted is not None and source.table.has(wanted) else None


def _faster(chains: Chains, measure: str | None, unit: str) -> Course:
    sums = chains.sums
    if measure is None:
        return log_course("closings", Message(LABELS["closings"]), sums.all("closings"), 1.0)
    number, logarithms = measured(measure)
    usual = np.exp(held_mix(sums.columns[logarithms], sums.columns[number]))
    return log_course(measure, Message(LABELS["measure"]), usual, -1.0, unit)


def _back(chains: Chains) -> Course:
    share = held_mix(chains.sums.columns["back"], chains.sums.columns["closings"])
    return share_course("back", Message(LABELS["back"]), share, -1.0)


def _told(source: Source, chains: Chains, verdict: Judged, unit: str) -> Telling:
    """The share that comes back, before and after, and how many cases a month that is."""
    again = verdict.fits[1]
    closings = chains.sums.all("closings")[-26:].mean() * 52.18 / 12
    extra = max(again.change, 0.0) / 100 * closings
    at_once = chains.sums.all("at_once")[-26:].sum() / max(chains.sums.all("closings")[-26:].sum(), 1.0)
    numbers: dict[str, Fact] = {
        **pair_numbers(verdict, (unit, "%")),
        "extra": Quantity(float(round(extra)), kind="count"),
        "of": Quantity(float(round(closings)), kind="count"),
        "records": source.name,
        "days": Quantity(BACK, kind="days"),
    }
    return Telling(
        related=source.related,
        ladder=(),
        effect=Quantity(again.change, "%", "difference"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.1; Berger 1982",
        details={"closed_at_once": float(at_once)},
    )


CHECK = Check(
    name="records_superficial_closing",
    says="Cases are closed faster, or more of them, and more of them come back.",
    evaluate=evaluate,
    parameters={
        "gap": Parameter(GAP, "Cases of one subject and kind belong together within so many days", "days", 1, 30),
        "at_once": Parameter(AT_ONCE, "A case that is closed within so many minutes is closed at once", "minutes", 1, 240),
        "smallest_rise": Parameter(
            1.0, "The smallest rise of the share that comes back that matters", "percentage points", 0.0, 100.0
        ),
        "smallest_effect": Parameter(0.3, SMALLEST, "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, LOOK_CLOSER, "", 0.0, 1.0),
    },
    numbers={
        **PAIR_NUMBERS,
        "extra": "how many cases a month come back that did not before",
        "of": "how many cases are closed in a month",
        "records": "the source of records",
        "days": "within how many days",
    },
    statistical=True,
)
