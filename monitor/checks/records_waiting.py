"""Waiting that does not count, from records: counted time gets shorter, since more of it is in statuses that do not count.

Per case: the time from its first status change to its last, the part of it in statuses in which the clock does not run, and
whether it came back to a unit that it had left. Statistic: EB-GLS contrasts by the week in which cases began, on the mean log
of the counted time (down) and on the share of time that does not count, or of cases that were sent back and forth (up; both are
tried and paid for); min(z) (Berger 1982). The whole time must not have become shorter too (it is then honest speed). Cases of
the last `SETTLING` weeks are left out, since they are not over. Null hypothesis: one of both did not move its way. It is worth
asking about, no more: customers may really have to be waited for. Minimum data: 26 weeks before and after. Source: METHODS 2.7;
Paszkiewicz & Picard 2013.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from monitor.checks._claims import Claim, Judged, Side
from monitor.checks._frame import WINDOWS, prior_of
from monitor.checks._pairs import PAIR_NUMBERS, Stayed, Telling, pair_numbers, request_of, stayed
from monitor.checks._record_claims import (
    LOOK_CLOSER,
    SMALLEST,
    Course,
    claims_at,
    conclude,
    judged,
    log_course,
    share_course,
    side_of,
    too_short,
)
from monitor.checks._record_sources import OTHER, Source, Sums, healthy, missing, nothing_there, sources_of, sums_of, text
from monitor.checks._scale import Scale
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Fact, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier

SETTLING = 8
LEAST = 5
"""A week with fewer cases has no value."""

NAMES = ("cases", "whole", "waited", "log_net", "log_whole", "returned")
METHOD = N_(
    "For each case we add up the time in which the clock runs and the time in which it does not, by the week in which it "
    "began, and compare both before and after the date. If the counted time falls, the waiting grows and the whole stays, "
    "time has moved."
)
NO_CLOCK = N_("the records do not say in which statuses the clock runs")
LABELS = {
    "net": N_("Counted time of a case"),
    "waited": N_("Share of the time that does not count"),
    "returned": N_("Share of cases that are sent back and forth"),
}


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of status changes."""
    sources = sources_of(situation, call, RecordKind.TRANSITIONS)
    return [_judged(source, situation, call) for source in sources] or nothing_there(situation, call, RecordKind.TRANSITIONS)


def _judged(source: Source, situation: Situation, call: Call) -> Outcome:
    if not source.table.has("counted"):
        return missing(source, NO_CLOCK)
    sums = _sums(source)
    short = too_short(source, sums)
    if short is not None:
        return short
    verdict = judged(source, _claims(source, sums), sums, situation)
    if isinstance(verdict, NotAssessed):
        return verdict
    whole = _whole(sums, verdict, situation)
    if whole.refuted and whole.effect < 0:
        return healthy(source, verdict.p_value, verdict.power)
    name = Message(N_("Work became faster"))
    kept = N_("The whole time of a case did not become shorter with it ({kept}).")
    facts: dict[str, Fact] = {"kept": Quantity(float(np.expm1(whole.effect)), "%+", "share")}
    first = Explanation(name, Verdict.RULED_OUT if whole.sure else Verdict.NOT_TESTED, Message(kept, facts))

    def told(found: Judged, ladder: tuple[Explanation, ...]) -> Telling:
        return _told(source, sums, found)

    return conclude(source, verdict, sums, call, sums.all("cases"), told, (first,))


def _sums(source: Source) -> Sums:
    """Sums per week in which cases began; one scan."""
    unit = "unit" if source.table.has("unit") else "CAST(NULL AS VARCHAR)"
    order = f'PARTITION BY "case" ORDER BY "at", counted, {unit}'  # changes at one moment: not by chance, and without a pause
    hours = "EXTRACT(EPOCH FROM (until_then - moment)) / 3600.0"
    frame = source.ask(
        f'WITH steps AS (SELECT "case", "at" AS moment, at_local, counted, {unit} AS place, '
        f'lead("at") OVER ({order}) AS until_then, '
        f"lag({unit}) OVER ({order}) AS place_before FROM {source.view}), "
        f"per_case AS (SELECT min(at_local) AS began, sum({hours}) AS whole, "
        f"sum(CASE WHEN counted THEN 0 ELSE {hours} END) AS waited, count(DISTINCT place) AS places, "
        f'sum(CASE WHEN place <> place_before THEN 1 ELSE 0 END) AS moves FROM steps GROUP BY "case") '
        f"SELECT CAST(date_trunc('week', began) AS DATE) AS period, {text(OTHER)} AS category, count(*) AS cases, "
        f"sum(whole) AS whole, sum(waited) AS waited, sum(ln(greatest(whole - waited, 0.02))) AS log_net, "
        f"sum(ln(greatest(whole, 0.02))) AS log_whole, sum(CASE WHEN moves > places - 1 THEN 1 ELSE 0 END) AS returned "
        f"FROM per_case WHERE whole > 0 GROUP BY 1"
    )
    assert source.table.first is not None and source.table.last is not None
    return sums_of(frame, NAMES, Frequency.WEEKLY, (source.table.first, source.table.last - timedelta(weeks=SETTLING)))


def _claims(source: Source, sums: Sums) -> list[Claim]:
    cases = np.where(sums.all("cases") >= LEAST, sums.all("cases"), np.nan)
    whole = np.where(sums.all("whole") > 0, sums.all("whole"), np.nan)
    net = log_course("net", Message(LABELS["net"]), np.exp(sums.all("log_net") / cases), -1.0, "hours")
    claims: list[Claim] = []
    shares = {"waited": sums.all("waited") / np.where(np.isfinite(cases), whole, np.nan)}
    if source.table.has("unit"):
        shares["returned"] = sums.all("returned") / cases
    for name, share in shares.items():
        more = share_course(name, Message(LABELS[name]), share, -1.0)

        def sides(start: int, more: Course = more) -> tuple[Side, ...]:
            return side_of("main", source, net, sums, start, True), side_of("pair", source, more, sums, start, False)

        claims += claims_at(source, sums, sides, Tier.WATCH, float(len(shares)))
    return claims


def _whole(sums: Sums, verdict: Judged, situation: Situation) -> Stayed:
    """Whether the whole time stayed as it was, within what the counted time fell."""
    cases = np.where(sums.all("cases") >= LEAST, sums.all("cases"), np.nan)
    series = sums.all("log_whole") / cases
    start = verdict.claim.sides[0].request.start
    request = request_of(series, np.exp(series), Scale.LOG, sums.panel, start, WINDOWS[sums.frequency])
    return stayed(request, prior_of(situation, sums.frequency), abs(verdict.fits[0].effect) / 2)


def _told(source: Source, sums: Sums, verdict: Judged) -> Telling:
    pair, cases = verdict.claim.sides[1], max(float(sums.all("cases").sum()), 1.0)
    waiting = float(sums.all("waited").sum() / max(sums.all("whole").sum(), 1e-9))
    returned = float(sums.all("returned").sum() / cases)
    numbers: dict[str, Fact] = {
        **pair_numbers(verdict, ("hours", "%")),
        "waiting": Quantity(waiting, kind="share"),
        "returned": Quantity(returned, kind="share"),
        "records": source.name,
    }
    return Telling(
        related=source.related,
        ladder=(),
        effect=Quantity(verdict.fits[1].change, "%", "difference"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.7; Berger 1982",
        identity=pair.column,
        cap=Tier.WATCH,
        details={"waiting": waiting, "returned": returned},
    )


CHECK = Check(
    name="records_waiting",
    says="The counted time gets shorter, since more of the time is in statuses that do not count or cases go back and forth.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, SMALLEST, "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, LOOK_CLOSER, "", 0.0, 1.0),
    },
    numbers={
        **PAIR_NUMBERS,
        "waiting": "share of all time that does not count",
        "returned": "share of cases that came back to a unit that they had left",
        "records": "the source of status changes",
    },
    statistical=True,
)
