"""Case splitting, from records: more cases in a row for one problem, less work in each, and no more work per problem than before.

A chain are cases of one subject and kind that follow within `gap` days. Weekly courses with the mix of kinds held: x, the log of
cases per chain; m, the mean log of work per case; e, the log of work per chain. Statistic: EB-GLS contrasts on x (up), on
k x / 2 - e (up: added cases bring less than half the work that later cases did before the date, k being theirs over that of first
ones) and on m (down), min(z); and two one-sided tests (Schuirmann 1987) that e moved by less than `margin`, and by less than x
rose. Genuine repeats raise e, efficiency and simpler problems lower it, and growth moves none. Null hypothesis: one leg did not
move its way, or the work per chain changed. Days of outages are left out. Without work the claim is x and the share of cases that
follow within a day, and worth asking about at most. Minimum data: 26 weeks before and after. Source: METHODS 2.5.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from monitor.checks._claims import Judged, Side, leg_of
from monitor.checks._frame import WINDOWS, prior_of
from monitor.checks._pairs import Stayed, Telling, request_of, stayed
from monitor.checks._record_chains import AT_ONCE, GAP, Chains, chains_of
from monitor.checks._record_claims import (
    LOOK_CLOSER,
    SMALLEST,
    Course,
    claims_at,
    conclude,
    judged,
    log_course,
    no_outage,
    onset_day,
    raw_course,
    same_mix,
    share_course,
    side_of,
    too_short,
)
from monitor.checks._record_sources import Source, healthy, held_mix, missing, nothing_there, sources_of
from monitor.checks._scale import Scale
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import (
    N_,
    Day,
    Evidence,
    Explanation,
    Fact,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.panel import Matrix
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier

METHOD = N_(
    "We put cases of one customer and kind that follow within days together as one problem, and compare cases per problem, work "
    "per case and work per problem before and after the date. Splitting is the only change, honest or not, that raises the "
    "first, lowers the second and leaves the third."
)
NO_SUBJECT = N_("the records do not say whose case it is")
LABELS = {
    "cases": N_("Cases per problem"),
    "work": N_("Work per case"),
    "total": N_("Work per problem"),
    "quick": N_("Share of cases that follow within a day"),
}
HALF = 0.5
"""Added cases must bring less than half of the work that genuine later ones brought."""

FAINT = 3
"""Later cases before the date: fewer than this a week, and their work is taken to be that of first ones."""


@dataclass(frozen=True, eq=False)
class _Parts:
    """Courses of cases per problem, work per case and work per problem; or, without work, of cases that follow at once."""

    cases: Course
    work: Course
    total: Matrix | None
    chains: Chains


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of cases."""
    sources = sources_of(situation, call, RecordKind.CASES)
    return [_judged(source, situation, call) for source in sources] or nothing_there(situation, call, RecordKind.CASES)


def _judged(source: Source, situation: Situation, call: Call) -> Outcome:
    if not source.table.has("subject"):
        return missing(source, NO_SUBJECT)
    chains = chains_of(source, call.parameters["gap"], AT_ONCE)
    short = too_short(source, chains.sums)
    if short is not None:
        return short
    parts = _parts(source, chains)

    def sides(start: int) -> tuple[Side, ...]:
        return _sides(source, parts, start)

    cap = Tier.FINDING if parts.total is not None else Tier.WATCH
    verdict = judged(source, claims_at(source, chains.sums, sides, cap), chains.sums, situation)
    if isinstance(verdict, NotAssessed):
        return verdict
    kept = _kept(parts, verdict, situation, call)
    if kept.refuted:
        return healthy(source, verdict.p_value, verdict.power)
    at_most = Tier.FINDING if kept.sure else Tier.WATCH

    def told(found: Judged, ladder: tuple[Explanation, ...]) -> Telling:
        return replace(_told(source, found), cap=at_most)

    outcome = conclude(source, verdict, chains.sums, call, None, told, _first(chains, kept))
    return _with_total(outcome, source, parts, verdict) if isinstance(outcome, Evidence) else outcome


def _parts(source: Source, chains: Chains) -> _Parts:
    columns = chains.sums.columns
    problems = columns["cases"] - columns["linked"]
    cases = log_course("cases", Message(LABELS["cases"]), held_mix(columns["cases"], problems), 1.0, "ratio")
    if not source.table.has("work_minutes"):
        quick = share_course("quick", Message(LABELS["quick"]), held_mix(columns["quick"], columns["cases"]), 1.0)
        return _Parts(cases, quick, None, chains)
    usual = np.exp(held_mix(columns["log_minutes"], columns["worked"]))
    work = log_course("work", Message(LABELS["work"]), usual, 1.0, "minutes")
    return _Parts(cases, work, held_mix(columns["minutes"], problems), chains)


def _sides(source: Source, parts: _Parts, start: int) -> tuple[Side, ...]:
    sums = parts.chains.sums
    main = side_of("main", source, parts.cases, sums, start, True)
    if parts.total is None:
        return main, side_of("pair", source, parts.work, sums, start, True)
    lacking = HALF * _later_work(parts.chains, start) * parts.cases.series - np.log(parts.total)
    lack = raw_course(f"lacking {start}", Message(LABELS["total"]), lacking, 1.0)
    return main, side_of("pair", source, parts.work, sums, start, False), side_of("lacking", source, lack, sums, start, True)


def _later_work(chains: Chains, start: int) -> float:
    """The work of a case that follows over that of a first one, before the date."""
    before = slice(0, max(start - chains.sums.first, 1))
    total = {name: float(chains.sums.all(name)[before].sum()) for name in ("minutes", "worked", "first_minutes", "first_worked")}
    later, first = total["worked"] - total["first_worked"], total["first_worked"]
    if later < FAINT * before.stop or first <= 0 or total["first_minutes"] <= 0:
        return 1.0
    return float(np.clip((total["minutes"] - total["first_minutes"]) / later / (total["first_minutes"] / first), 0.3, 1.5))


def _kept(parts: _Parts, verdict: Judged, situation: Situation, call: Call) -> Stayed:
    """Whether the work per problem stayed as it was; without work nothing is shown of it."""
    if parts.total is None:
        return Stayed(1.0, 1.0, 0.0, 0.0)
    sums, start = parts.chains.sums, verdict.claim.sides[0].request.start
    series = np.log(parts.total)
    request = request_of(series, parts.total, Scale.LOG, sums.panel, start, WINDOWS[sums.frequency])
    margin = min(call.parameters["margin"], abs(verdict.fits[0].effect))
    return stayed(request, prior_of(situation, sums.frequency), margin)


def _first(chains: Chains, kept: Stayed) -> tuple[Explanation, ...]:
    name = Message(N_("More problems, or faster work"))
    if kept.sure:
        text = N_("The work per problem is about the same ({kept}): real problems would add to it, efficiency would lower it.")
        facts: dict[str, Fact] = {"kept": Quantity(float(np.expm1(kept.effect)), "%+", "share")}
        conserved = Explanation(name, Verdict.RULED_OUT, Message(text, facts))
    else:
        unsure = N_("The data do not show that the work per problem stayed as it was.")
        conserved = Explanation(name, Verdict.NOT_TESTED, Message(unsure))
    return conserved, same_mix(len(chains.layout.categories)), no_outage(len(chains.layout.outages))


def _told(source: Source, verdict: Judged) -> Telling:
    cases, work = verdict.fits[:2]
    on_paper = float(1 - np.exp(-cases.effect))
    numbers: dict[str, Fact] = {
        "cases_before": Quantity(round(cases.before, 3), "ratio"),
        "cases_after": Quantity(round(cases.after, 3), "ratio"),
        "work_change": Quantity(float(-np.expm1(work.effect)), kind="share"),
        "on_paper": Quantity(on_paper, kind="share"),
        "since": Day(onset_day(verdict), verdict.claim.frequency),
        "records": source.name,
    }
    return Telling(
        related=source.related,
        ladder=(),
        effect=Quantity(on_paper, kind="share"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.5; Schuirmann 1987; Berger 1982",
    )


def _with_total(found: Evidence, source: Source, parts: _Parts, verdict: Judged) -> Evidence:
    """The chart shows work per problem in place of the leg that people cannot read."""
    if parts.total is None:
        return found
    frequency = verdict.claim.frequency
    whole = log_course("total", Message(LABELS["total"]), parts.total, 1.0, "minutes")
    side = side_of("volume", source, whole, parts.chains.sums, verdict.claim.sides[0].request.start, True)
    shown = replace(leg_of(side, verdict.fits[0], frequency), before=None, after=None, change=None, z=None, p_value=None)
    bare = replace(shown, before_interval=None, after_interval=None, change_interval=None)
    return replace(found, legs=(*(leg for leg in found.legs if leg.role != "lacking"), bare))


CHECK = Check(
    name="records_case_splitting",
    says="More cases in a row for one problem, less work in each, and no more work per problem than before.",
    evaluate=evaluate,
    parameters={
        "gap": Parameter(GAP, "Cases of one subject and kind belong together within so many days", "days", 1, 30),
        "margin": Parameter(
            0.08, "Work per problem counts as unchanged within this share, or what cases per problem rose", "", 0, 1
        ),
        "smallest_effect": Parameter(0.3, SMALLEST, "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, LOOK_CLOSER, "", 0.0, 1.0),
    },
    numbers={
        "cases_before": "cases per problem before",
        "cases_after": "cases per problem after",
        "work_change": "how much work per case fell, as a share",
        "on_paper": "the share of today's cases that would not be there without splitting",
        "since": "the period in which the change began, as estimated",
        "records": "the source of records",
    },
    statistical=True,
)
