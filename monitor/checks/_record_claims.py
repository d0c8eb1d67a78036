"""Claims about series made of records: the dates to try, legs that are derived, and evidence of a claim that held."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from monitor.checks._claims import Claim, Judged, Side, judge, with_onset
from monitor.checks._dates import known_starts, searched_starts
from monitor.checks._frame import WINDOWS, prior_of
from monitor.checks._ladder import climb, explained_away
from monitor.checks._pairs import Dates, Telling, evidence_of, onset_of, request_of
from monitor.checks._record_sources import Source, Sums, belonging, healthy, missing
from monitor.checks._scale import Scale
from monitor.model.evidence import N_, Explanation, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.panel import Matrix
from monitor.model.period import first_day
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier

TOO_SHORT = N_("needs {needed}, has {has}")
STILL = N_("the values do not vary, or the change cannot be told from the season")


@dataclass(frozen=True, eq=False)
class Course:
    """One derived series of a source (T,) on its test scale, oriented up = better, and as people read it."""

    column: str
    label: Message
    series: Matrix
    raw: Matrix
    scale: Scale
    unit: str = ""


def share_course(column: str, label: Message, share: Matrix, sign: float) -> Course:
    """A share of 0-1 as percent; tested as logits."""
    inside = np.clip(share, 0.002, 0.998)
    return Course(column, label, sign * np.log(inside / (1 - inside)), 100 * share, Scale.LOGIT, "%")


def log_course(column: str, label: Message, values: Matrix, sign: float, unit: str = "") -> Course:
    """Positive values; tested as logarithms."""
    with np.errstate(invalid="ignore", divide="ignore"):
        series = sign * np.log(np.where(values > 0, values, np.nan))
    return Course(column, label, series, values, Scale.LOG, unit)


def raw_course(column: str, label: Message, values: Matrix, sign: float, unit: str = "") -> Course:
    """Values as they are."""
    return Course(column, label, sign * values, values, Scale.RAW, unit)


def dates_in(source: Source, sums: Sums) -> Dates:
    """The dates of the KPI's targets that lie far enough inside; where there are none, every quarter."""
    window = WINDOWS[sums.frequency]
    known = known_starts(source.kpi, sums.frequency, sums.first, sums.periods, window) if source.kpi is not None else []
    starts = known or searched_starts(sums.frequency, sums.first, sums.periods, window)
    return Dates(tuple(start for start, _ in starts), tuple(day for _, day in starts), bool(known))


def too_short(source: Source, sums: Sums) -> NotAssessed | None:
    """Why a source cannot be compared before and after a date, where it is too short."""
    needs = 2 * WINDOWS[sums.frequency].needs
    if sums.periods >= needs:
        return None
    needed, has = (Quantity(number, sums.frequency, "periods") for number in (needs, sums.periods))
    return missing(source, TOO_SHORT, needed=needed, has=has)


def side_of(role: str, source: Source, course: Course, sums: Sums, start: int, better: bool) -> Side:
    """A derived series as a leg of a claim; `better`: it is claimed to have risen on its oriented scale."""
    request = request_of(course.series, course.raw, course.scale, sums.panel, start, WINDOWS[sums.frequency])
    return Side(role, source.subject, request, better, course.unit, course.column, course.label)


def claims_at(
    source: Source, sums: Sums, sides: Callable[[int], tuple[Side, ...]], cap: Tier = Tier.FINDING, tried: float = 1.0
) -> list[Claim]:
    """The same claim at every date to try; without the date of a target it is worth asking about, no more."""
    dates = dates_in(source, sums)
    at_most = Tier.WATCH if Tier.WATCH in (cap, dates.cap) else Tier.FINDING
    return [
        Claim(source.subject, sides(start), sums.frequency, day if dates.known else None, dates.tried * tried, at_most)
        for start, day in zip(dates.starts, dates.days, strict=True)
    ]


def judged(source: Source, claims: list[Claim], sums: Sums, situation: Situation) -> Judged | NotAssessed:
    """The strongest of the claims about a source."""
    found = judge(claims, {sums.frequency: prior_of(situation, sums.frequency)})
    return found[0] if found else missing(source, STILL)


def conclude(
    source: Source,
    verdict: Judged,
    sums: Sums,
    call: Call,
    volume: Matrix | None,
    telling: Callable[[Judged, tuple[Explanation, ...]], Telling],
    first: Iterable[Explanation] = (),
) -> Outcome:
    """Evidence, where the claim is large enough and no innocent explanation accounts for it; else nothing found."""
    nothing = healthy(source, verdict.p_value, verdict.power)
    if verdict.p_value > call.parameters["look_closer"] or verdict.smallest_size < call.parameters["smallest_effect"]:
        return nothing
    verdict = with_onset(verdict)
    rungs = climb(verdict, source.kpis, volume)
    ladder = (*first, *(rungs if source.kpi is not None else rungs[:-1]))
    if explained_away(ladder):
        return nothing
    said = telling(verdict, ladder)
    return replace(evidence_of(verdict, replace(said, ladder=ladder), sums.panel, call), **belonging(source))


def onset_day(verdict: Judged) -> date:
    """The first day of the period in which the change began."""
    return first_day(onset_of(verdict), verdict.claim.frequency)


def same_mix(categories: int) -> Explanation:
    """The rung of the mix: how it is ruled out, or that nothing is known of it."""
    name = Message(N_("Other kinds of cases than before"))
    if categories > 1:
        held = N_("Every category has the same weight in all periods, so that a change of the mix moves nothing.")
        return Explanation(name, Verdict.RULED_OUT, Message(held))
    return Explanation(name, Verdict.NOT_TESTED, Message(N_("The records do not say of what kind a case is.")))


def no_outage(days: int) -> Explanation:
    """The rung of outages: days with many times the usual number of records were left out."""
    name = Message(N_("An outage or a campaign"))
    if days:
        facts = {"days": Quantity(days, kind="count")}
        return Explanation(
            name, Verdict.RULED_OUT, Message(N_("{days} days with more than three times the usual number are left out."), facts)
        )
    return Explanation(name, Verdict.RULED_OUT, Message(N_("No day has more than three times the usual number.")))


LOOK_CLOSER = "Explanations are tested where the p-value is below this"
SMALLEST = "The smallest change of either leg that matters"
