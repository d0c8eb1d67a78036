"""Denominator shrink, from records: the share met gets better, and the cases that are left out are more often late than before.

A case counts where its `kpi_status` is the most frequent one (or is not said); the others are left out. Statistic: EB-GLS
contrasts by the week in which cases were due, with the mix of kinds held: on the share closed in time among those that count
(logit, up) and on the lift, that share less the share among all cases (up); min(z) (Berger 1982). Leaving more cases out,
whatever became of them, moves the lift not at all; a rule that always left out late ones does not change it. Null hypothesis:
the share did not get better, or who is left out has as little to do with being late as before. Assumes that `due` is not moved
for cases that are left out. Minimum data: 26 weeks before and after. Source: METHODS 2.8 (exclusion by difficulty, the
difficulty being the outcome itself).
"""

from __future__ import annotations

import numpy as np

from monitor.checks._claims import Judged, Side
from monitor.checks._pairs import PAIR_NUMBERS, Telling, pair_numbers
from monitor.checks._record_claims import (
    LOOK_CLOSER,
    SMALLEST,
    claims_at,
    conclude,
    judged,
    raw_course,
    same_mix,
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
    text,
)
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Fact, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency

NAMES = ("cases", "met", "kept", "kept_met")
METHOD = N_(
    "By the week in which cases were due, we compare the share closed in time among the cases that count with the share among"
    " all of them. Both must have risen: the share, and what leaving cases out adds to it."
)
NO_STATUS = N_("the records do not say which cases count in the KPI")
NO_DUE = N_("the records do not say when cases are due and when they were closed")
LABELS = {"met": N_("Closed in time, of the cases that count"), "lift": N_("What leaving cases out adds to the share")}


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of cases."""
    sources = sources_of(situation, call, RecordKind.CASES)
    return [_judged(source, situation, call) for source in sources] or nothing_there(situation, call, RecordKind.CASES)


def _judged(source: Source, situation: Situation, call: Call) -> Outcome:
    if not source.table.has("kpi_status"):
        return missing(source, NO_STATUS)
    if not source.table.has("due", "closed"):
        return missing(source, NO_DUE)
    layout = layout_of(source, "due_local", "category")
    statuses = layout_of(source, "due_local", "kpi_status").categories
    if len(statuses) < 2:
        return missing(source, NO_STATUS)
    sums = _sums(source, layout, statuses[0])
    short = too_short(source, sums)
    if short is not None:
        return short
    columns = sums.columns
    kept, whole = held_mix(columns["kept_met"], columns["kept"]), held_mix(columns["met"], columns["cases"])
    met = share_course("met", Message(LABELS["met"]), kept, 1.0)
    lift = raw_course("lift", Message(LABELS["lift"]), 100 * (kept - whole), 1.0, "%")

    def sides(start: int) -> tuple[Side, ...]:
        return side_of("main", source, met, sums, start, True), side_of("pair", source, lift, sums, start, True)

    verdict = judged(source, claims_at(source, sums, sides), sums, situation)
    if isinstance(verdict, NotAssessed):
        return verdict
    if verdict.fits[1].change < call.parameters["smallest_lift"]:
        return healthy(source, verdict.p_value, verdict.power)
    alike = Explanation(
        Message(N_("More cases are left out, of all alike")),
        Verdict.RULED_OUT,
        Message(N_("Leaving out cases at random adds nothing to the share; this adds more than before.")),
    )

    def told(found: Judged, ladder: tuple[Explanation, ...]) -> Telling:
        return _told(source, sums, found)

    return conclude(source, verdict, sums, call, sums.all("cases"), told, (alike, same_mix(len(layout.categories))))


def _sums(source: Source, layout: Layout, counts: str) -> Sums:
    kept = f"coalesce(kpi_status = {text(counts)}, TRUE)"
    met = "coalesce(closed <= due, FALSE)"
    assert source.table.first is not None and source.table.last is not None
    frame = source.ask(
        f"SELECT CAST(date_trunc('week', due_local) AS DATE) AS period, {layout.category()} AS category, count(*) AS cases, "
        f"sum(CASE WHEN {met} THEN 1 ELSE 0 END) AS met, sum(CASE WHEN {kept} THEN 1 ELSE 0 END) AS kept, "
        f"sum(CASE WHEN {kept} AND {met} THEN 1 ELSE 0 END) AS kept_met "
        f"FROM {source.view} WHERE due IS NOT NULL GROUP BY 1, 2"
    )
    return sums_of(frame, NAMES, Frequency.WEEKLY, (source.table.first, source.table.last))


def _told(source: Source, sums: Sums, verdict: Judged) -> Telling:
    met, lift = verdict.fits[:2]
    start = verdict.claim.sides[0].request.start - sums.first
    late = sums.all("cases") - sums.all("met")
    left_out = late - (sums.all("kept") - sums.all("kept_met"))

    def share(span: slice) -> float:
        return float(left_out[span].sum() / max(late[span].sum(), 1.0))

    numbers: dict[str, Fact] = {
        **pair_numbers(verdict, ("%", "%")),
        "late_before": Quantity(share(slice(0, start)), kind="share"),
        "late_after": Quantity(share(slice(start + 13, None)), kind="share"),
        "part": Quantity(float(np.clip(lift.change / max(met.change, 1e-9), 0, 1)), kind="share"),
        "records": source.name,
    }
    return Telling(
        related=source.related,
        ladder=(),
        effect=Quantity(lift.change, "%", "difference"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.8; Berger 1982",
    )


CHECK = Check(
    name="records_denominator_shrink",
    says="The share met gets better, and the cases that are left out of it are more often late than before.",
    evaluate=evaluate,
    parameters={
        "smallest_lift": Parameter(0.5, "The smallest rise by leaving out that matters", "percentage points", 0.0, 100.0),
        "smallest_effect": Parameter(0.3, SMALLEST, "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, LOOK_CLOSER, "", 0.0, 1.0),
    },
    numbers={
        **PAIR_NUMBERS,
        "late_before": "share of late cases that was left out before",
        "late_after": "share of late cases that is left out now",
        "part": "the part of the rise that comes from leaving cases out",
        "records": "the source of cases",
    },
    statistical=True,
)
