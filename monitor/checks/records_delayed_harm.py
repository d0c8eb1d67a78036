"""Delayed harm, from records: more is sold from the date of the target on, and more of what was sold is lost within months.

Sales are followed to a fixed age (`days`): cohorts that are younger are left out, so that no open cohort is compared with a
closed one. Statistic: EB-GLS contrasts on the number of sales (log, up) and on the share that was cancelled, returned or
complained of within that age (logit, worse), by week of sale where there are enough, else by month; min(z) (Berger 1982).
Products keep their weight, so that a new channel or product whose customers leave more often anyway moves nothing. Null
hypothesis: sales did not rise, or the share lost did not. Assumes that the time of the harm is recorded. Minimum data: 12
months before and after of at least 50 sales, or 26 weeks. Shares kept to half and all of the age are Kaplan and Meier's (1958),
without censoring below it. Source: METHODS 2.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from monitor.checks._claims import Claim, Judged, Side
from monitor.checks._pairs import PAIR_NUMBERS, Telling, pair_numbers
from monitor.checks._record_claims import (
    LOOK_CLOSER,
    SMALLEST,
    Course,
    claims_at,
    conclude,
    judged,
    log_course,
    no_outage,
    share_course,
    side_of,
    too_short,
)
from monitor.checks._record_sources import (
    Layout,
    Source,
    Sums,
    healthy,
    held_mix,
    layout_of,
    missing,
    nothing_there,
    sources_of,
    sums_of,
)
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Fact, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.records import ColumnKind, RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency
from monitor.statistics.kitagawa import decompose

HARMS = ("cancelled", "returned", "complained")
ENOUGH = 50
"""A cohort has at least so many sales (METHODS 2.12); where weeks have them, cohorts are weeks."""

METHOD = N_(
    "Each month's (or week's) sales are followed to the same age. We compare how much was sold and which share of it was lost"
    " by that age before and after the date of the target, with the same mix of products. Both must have risen."
)
NO_TIME = N_("the records do not say when something that was sold was cancelled, returned or complained of")
LABELS = {
    "sales": N_("Sales"),
    "cancelled": N_("Share cancelled by that age"),
    "returned": N_("Share returned by that age"),
    "complained": N_("Share complained of by that age"),
}
WORSE_MIX = N_("With products at their weight of before and after, {share} of the change is that of the products themselves.")


@dataclass(frozen=True, eq=False)
class _Cohorts:
    """Sales by product and cohort, those lost by the full and by half the age, for each kind of harm."""

    sums: Sums
    layout: Layout
    harms: tuple[str, ...]


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of sales."""
    sources = sources_of(situation, call, RecordKind.SALES)
    return [_judged(source, situation, call) for source in sources] or nothing_there(situation, call, RecordKind.SALES)


def _judged(source: Source, situation: Situation, call: Call) -> Outcome:
    harms = tuple(one for one in HARMS if source.table.columns.get(one) is ColumnKind.TIME)
    if not harms:
        return missing(source, NO_TIME)
    cohorts = _cohorts(source, harms, int(call.parameters["days"]))
    short = too_short(source, cohorts.sums)
    if short is not None:
        return short
    verdict = judged(source, _claims(source, cohorts), cohorts.sums, situation)
    if isinstance(verdict, NotAssessed):
        return verdict
    if verdict.fits[1].change < call.parameters["smallest_rise"]:
        return healthy(source, verdict.p_value, verdict.power)

    def told(found: Judged, ladder: tuple[Explanation, ...]) -> Telling:
        return _told(source, cohorts, found, call)

    first = (_mix(cohorts, verdict), no_outage(len(cohorts.layout.outages)))
    return conclude(source, verdict, cohorts.sums, call, None, told, first)


def _cohorts(source: Source, harms: tuple[str, ...], days: int) -> _Cohorts:
    """Weekly cohorts where nearly all are large enough, else monthly ones; those of less than the age are left out."""
    layout = layout_of(source, "sold_local", "product")
    names = ["sales", *(f"{harm}_{age}" for harm in harms for age in ("all", "half"))]
    frame = source.ask(_statement(source, layout, harms, days))
    assert source.table.first is not None and source.table.last is not None
    span = (source.table.first, source.table.last - timedelta(days=days))
    weekly = sums_of(frame, names, Frequency.WEEKLY, span)
    if weekly.periods and np.mean(weekly.all("sales") >= ENOUGH) >= 0.8:
        return _Cohorts(weekly, layout, harms)
    return _Cohorts(sums_of(frame, names, Frequency.MONTHLY, span), layout, harms)


def _statement(source: Source, layout: Layout, harms: tuple[str, ...], days: int) -> str:
    """Sums per day and product: weeks and months are made of days afterwards."""
    lost = [
        f"sum(CASE WHEN {harm} - sold <= INTERVAL '{age} days' THEN 1 ELSE 0 END) AS {harm}_{name}"
        for harm in harms
        for name, age in (("all", days), ("half", days // 2))
    ]
    day = "CAST(sold_local AS DATE)"
    return (
        f"SELECT {day} AS period, {layout.category('product')} AS category, count(*) AS sales, {', '.join(lost)} "
        f"FROM {source.view} WHERE {layout.kept(day)} GROUP BY 1, 2"
    )


def _claims(source: Source, cohorts: _Cohorts) -> list[Claim]:
    """Sales with each kind of harm."""
    sums = cohorts.sums
    sales = log_course("sales", Message(LABELS["sales"]), sums.all("sales"), 1.0)
    claims: list[Claim] = []
    for harm in cohorts.harms:
        lost = share_course(harm, Message(LABELS[harm]), held_mix(sums.columns[f"{harm}_all"], sums.columns["sales"]), -1.0)

        def sides(start: int, lost: Course = lost) -> tuple[Side, ...]:
            return side_of("main", source, sales, sums, start, True), side_of("pair", source, lost, sums, start, False)

        claims += claims_at(source, sums, sides, tried=float(len(cohorts.harms)))
    return claims


def _mix(cohorts: _Cohorts, verdict: Judged) -> Explanation:
    """The rung of products and channels: Kitagawa's rate part of the change."""
    name = Message(N_("Other products or channels than before"))
    if len(cohorts.layout.categories) < 2:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("The records do not say which product was sold.")))
    sums, harm = cohorts.sums, verdict.claim.sides[1].column
    cut = max(verdict.claim.sides[0].request.start - sums.first, 1)
    lost, sales = sums.columns[f"{harm}_all"], sums.columns["sales"]
    rate, mix = decompose(*(part.sum(axis=1) for part in (lost[:, :cut], lost[:, cut:], sales[:, :cut], sales[:, cut:])))
    whole = float(rate + mix)
    share = float(np.clip(float(rate) / whole, 0, 1)) if whole > 0 else 1.0
    return Explanation(name, Verdict.RULED_OUT, Message(WORSE_MIX, {"share": Quantity(share, kind="share")}))


def _told(source: Source, cohorts: _Cohorts, verdict: Judged, call: Call) -> Telling:
    lost, harm = verdict.fits[1], verdict.claim.sides[1].column
    numbers: dict[str, Fact] = {
        **pair_numbers(verdict, ("", "%")),
        "more_per_100": Quantity(round(max(lost.change, 0.0), 1)),
        "days": Quantity(float(call.parameters["days"]), kind="days"),
        "records": source.name,
    }
    return Telling(
        related=source.related,
        ladder=(),
        effect=Quantity(lost.change, "%", "difference"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.12; Berger 1982; Kaplan & Meier 1958; Kitagawa 1955",
        identity=harm,
        details=_survival(cohorts, harm, verdict.claim.sides[0].request.start),
    )


def _survival(cohorts: _Cohorts, harm: str, start: int) -> dict[str, float]:
    """The share not yet lost at half and at the full age, before and after."""
    sums = cohorts.sums
    cut = max(start - sums.first, 1)
    found = {}
    for name, part in (("before", slice(0, cut)), ("after", slice(cut, None))):
        sales = max(float(sums.all("sales")[part].sum()), 1.0)
        for age in ("half", "all"):
            found[f"kept_{age}_{name}"] = 1 - float(sums.all(f"{harm}_{age}")[part].sum()) / sales
    return found


CHECK = Check(
    name="records_delayed_harm",
    says="More is sold from the date of the target on, and more of what was sold is lost within months.",
    evaluate=evaluate,
    parameters={
        "days": Parameter(90, "The age to which every sale is followed", "days", 7, 730),
        "smallest_rise": Parameter(1.0, "The smallest rise of the share lost that matters", "percentage points", 0.0, 100.0),
        "smallest_effect": Parameter(0.3, SMALLEST, "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, LOOK_CLOSER, "", 0.0, 1.0),
    },
    numbers={
        **PAIR_NUMBERS,
        "more_per_100": "how many more of 100 sales are lost than before",
        "days": "the age to which sales are followed",
        "records": "the source of sales",
    },
    statistical=True,
)
