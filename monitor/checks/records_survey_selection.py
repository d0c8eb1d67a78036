"""Survey selection, from records: the score rises, and those who are asked had better cases than all, more than before.

Expected satisfaction of every closed case comes from respondents before the date, by what is known of their cases
(monitor.checks._record_selection). Statistic: EB-GLS contrasts on the weekly score (up) and on the expected satisfaction of those
asked less that of all (up), min(z). Asking fewer of all alike moves the second not at all. Null hypothesis: the score did not
rise, or the asked differ from all as they did before. The same is tried for those who answer of the asked (two claims, paid for);
that is worth asking about at most. Assumes that a case's facts are recorded before it is decided who is asked; what they do not
hold is not seen. Minimum data: 26 weeks before and after, 150 answers before. Sources: METHODS 2.6; Schouten et al. 2009.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from monitor.checks._claims import Claim, Judged, Side
from monitor.checks._legs import effect_at
from monitor.checks._pairs import PAIR_NUMBERS, Telling, pair_numbers
from monitor.checks._record_claims import (
    LOOK_CLOSER,
    SMALLEST,
    Course,
    claims_at,
    conclude,
    dates_in,
    judged,
    raw_course,
    side_of,
    too_short,
)
from monitor.checks._record_selection import LEAST_BEFORE, Groups, asked_as_before, expected, facts_sql, groups_of, rates_of, tilt
from monitor.checks._record_sources import Layout, Source, layout_of, missing, nothing_there, quoted, sources_of, sums_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Explanation, Fact, Message, NotAssessed, Outcome, Quantity, Verdict
from monitor.model.panel import Matrix
from monitor.model.records import ColumnKind, RecordKind, RecordTable
from monitor.model.situation import Call, Situation
from monitor.model.words import Direction, Frequency, Tier
from monitor.statistics.r_indicator import representative

NAMES = ("cases", "chosen", "answered", "outcome", "early", "early_outcome")
EARLY = 2
"""Answers within so many days of the invitation are early ones."""

METHOD = N_(
    "From the answers before the date we know how satisfied customers are whose case went like this one. Week by week we compare "
    "how satisfied those who were asked should be with how satisfied all should be. Both must have risen: this "
    "difference, and the score."
)
NO_CASES = N_("the records hold only answers, not the cases of those who were not asked: no response rate, cannot be judged")
NOT_CLOSED = N_("the records do not say when a case was closed")
NO_COVERAGE = N_("the surveys do not say who was invited")
FEW = N_("needs {needed} answers before the date, has fewer")
LABELS = {
    "score": N_("Score of those who answered"),
    "chosen": N_("Expected score of those asked, above that of all"),
    "answered": N_("Expected score of those who answered, above that of all asked"),
}
KEEPS = 0.7


@dataclass(frozen=True, eq=False)
class _Survey:
    """A survey with its cases: the groups, what to expect of each, and which weeks lie before the date."""

    groups: Groups
    outcome: Matrix
    before: NDArray[np.bool_]
    sign: float
    unit: str
    worst: float


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of surveys."""
    sources = sources_of(situation, call, RecordKind.SURVEYS)
    return [_judged(source, situation, call) for source in sources] or nothing_there(situation, call, RecordKind.SURVEYS)


def _judged(source: Source, situation: Situation, call: Call) -> Outcome:
    cases = _cases_of(source)
    if cases is None:
        return missing(source, NO_CASES)
    if not cases.has("closed"):
        return missing(source, NOT_CLOSED)
    if not source.table.has("score"):
        return missing(source, NO_COVERAGE)
    groups, worst = _groups(source, cases)
    short = too_short(source, groups.sums)
    if short is not None:
        return short
    start = min(dates_in(source, groups.sums).starts)
    before = np.arange(groups.sums.periods) + groups.sums.first < start
    outcome = expected(groups, before)
    if outcome is None:
        return missing(source, FEW, needed=Quantity(LEAST_BEFORE, kind="count"))
    sign = -1.0 if source.kpi is not None and source.kpi.direction is Direction.LOWER else 1.0
    unit = (source.kpi.unit if source.kpi is not None else None) or "points"
    survey = _Survey(groups, outcome, before, sign, unit, worst)
    verdict = judged(source, _claims(source, survey), groups.sums, situation)
    if isinstance(verdict, NotAssessed):
        return verdict

    def told(found: Judged, ladder: tuple[Explanation, ...]) -> Telling:
        return _told(source, survey, found)

    first = _first(source, cases, survey, verdict, call)
    return conclude(source, verdict, groups.sums, call, groups.of("cases").sum(axis=0), told, first)


def _cases_of(source: Source) -> RecordTable | None:
    """The cases that the surveys are about, where both can be put together."""
    tables = source.records.tables.values()
    near = [one for one in tables if one.kind is RecordKind.CASES and source.records.joinable(source.name, one.name)]
    return near[0] if near else None


def _groups(source: Source, cases: RecordTable, only_fresh: bool = False) -> tuple[Groups, float]:
    whole = Source(cases, source.records)
    layout = layout_of(whole, "closed_local", "category")
    frame = source.ask(_statement(source, cases, layout, only_fresh))
    assert cases.first is not None and cases.last is not None
    sums = sums_of(frame, NAMES, Frequency.WEEKLY, (cases.first, cases.last))
    worst = float(frame["worst"].min()) if frame["worst"].notna().any() else 0.0
    return groups_of(sums, sorted(frame["category"].astype(str).unique())), worst


def _statement(source: Source, cases: RecordTable, layout: Layout, only_fresh: bool) -> str:
    """Sums per week of closing and group of facts; one scan of the cases joined with their surveys.

    `only_fresh`: without customers who had a case in the month before.
    """
    kinds = source.table.columns
    invited = {ColumnKind.TIME: "s.invited IS NOT NULL", ColumnKind.FLAG: "coalesce(s.invited, FALSE)"}
    sent = invited.get(kinds["invited"], "s.case IS NOT NULL") if "invited" in kinds else "s.case IS NOT NULL"
    times = kinds.get("invited") is ColumnKind.TIME and kinds.get("answered") is ColumnKind.TIME
    early = f"s.answered - s.invited <= INTERVAL '{EARLY} days'" if times else "FALSE"
    again = cases.columns.get("reopened")
    reopened = {ColumnKind.TIME: "c.reopened IS NOT NULL", ColumnKind.FLAG: "coalesce(c.reopened, FALSE)"}
    facts = facts_sql(layout.category("c.category"), "c.open_hours", reopened.get(again, "FALSE") if again else "FALSE")
    columns = ["id", "closed", "closed_local", "open_hours", *(one for one in ("category", "reopened") if cases.has(one))]
    last = "lag(opened) OVER (PARTITION BY subject ORDER BY opened, closed, id)"
    fresh = f", coalesce(opened - {last} > INTERVAL '30 days', TRUE) AS fresh" if only_fresh else ""
    kept = "c.closed IS NOT NULL AND c.fresh" if only_fresh else "c.closed IS NOT NULL"
    return f"""
WITH c AS (SELECT {", ".join(columns)}{fresh} FROM {quoted(cases.name)}),
s AS (SELECT * FROM {source.view}),
told AS (
  SELECT CAST(date_trunc('week', c.closed_local) AS DATE) AS period, {facts} AS category,
         {sent} AS sent, s.score AS score, {early} AS early
  FROM c LEFT JOIN s ON s.case = c.id WHERE {kept}
)
SELECT period, category, count(*) AS cases,
  sum(CASE WHEN sent THEN 1 ELSE 0 END) AS chosen,
  sum(CASE WHEN score IS NOT NULL THEN 1 ELSE 0 END) AS answered,
  sum(coalesce(score, 0)) AS outcome,
  sum(CASE WHEN score IS NOT NULL AND early THEN 1 ELSE 0 END) AS early,
  sum(CASE WHEN early THEN coalesce(score, 0) ELSE 0 END) AS early_outcome,
  min(score) AS worst
FROM told GROUP BY period, category"""


def _claims(source: Source, survey: _Survey) -> list[Claim]:
    """The score with those asked; and with those who answered of them, for what that is worth."""
    groups = survey.groups
    answered, total = groups.of("answered").sum(axis=0), groups.of("outcome").sum(axis=0)
    mean = np.where(answered >= 3, total / np.maximum(answered, 1), np.nan)
    score = raw_course("score", Message(LABELS["score"]), mean, survey.sign, survey.unit)
    claims: list[Claim] = []
    for chosen, of, cap in (("chosen", "cases", Tier.FINDING), ("answered", "chosen", Tier.WATCH)):
        lifted = _lifted(survey, groups, chosen, of)

        def sides(start: int, lifted: Course = lifted) -> tuple[Side, ...]:
            return side_of("main", source, score, groups.sums, start, True), side_of(
                "pair", source, lifted, groups.sums, start, True
            )

        claims += claims_at(source, groups.sums, sides, cap, 2.0)
    return claims


def _lifted(survey: _Survey, groups: Groups, chosen: str, of: str) -> Course:
    series = tilt(groups, survey.outcome, chosen, of)
    return raw_course(chosen, Message(LABELS[chosen]), series, survey.sign, survey.unit)


def _first(source: Source, cases: RecordTable, survey: _Survey, verdict: Judged, call: Call) -> tuple[Explanation, ...]:
    """Whether a cap on how often a customer is asked explains it: the same among those who were not in contact for a month."""
    name = Message(N_("Customers may be asked only every so often"))
    alike = Explanation(
        Message(N_("Fewer are asked, of all alike")),
        Verdict.RULED_OUT,
        Message(N_("Asking fewer at random would not change who is asked; it did change.")),
    )
    pair = verdict.claim.sides[1]
    if pair.column != "chosen" or verdict.p_value > call.parameters["look_closer"]:
        return (alike,)
    part = _among_fresh(source, cases, survey, verdict) if cases.has("subject") else None
    whole = effect_at(pair.request, verdict.fits[1])
    if not whole or part is None:
        return alike, Explanation(name, Verdict.NOT_TESTED, Message(N_("The records do not say whose case it is.")))
    shown: dict[str, Fact] = {"share": Quantity(float(np.clip(part / whole, 0, 1)), kind="share")}
    text = N_("Among customers who were not in contact in the month before, {share} of the change remains.")
    ruled_out = part / whole >= KEEPS
    return alike, Explanation(name, Verdict.RULED_OUT if ruled_out else Verdict.EXPLAINS_SOME, Message(text, shown))


def _among_fresh(source: Source, cases: RecordTable, survey: _Survey, verdict: Judged) -> float | None:
    """The effect of who is asked, among customers without a case in the month before."""
    fresh, _ = _groups(source, cases, only_fresh=True)
    usual = dict(zip(survey.groups.facts, survey.outcome, strict=True))
    middle = float(survey.outcome.mean())
    known = np.array([usual.get(fact, middle) for fact in fresh.facts])
    course = _lifted(replace(survey, outcome=known), fresh, "chosen", "cases")
    request = replace(verdict.claim.sides[1].request, series=course.series, first=fresh.sums.first)
    return effect_at(request, verdict.fits[1])


def _told(source: Source, survey: _Survey, verdict: Judged) -> Telling:
    groups, start = survey.groups, verdict.claim.sides[0].request.start
    after = np.arange(groups.sums.periods) + groups.sums.first >= start + 13
    rates = rates_of(groups, survey.sign * survey.outcome, verdict.claim.sides[1].column, survey.before, after)
    score, low, high = asked_as_before(groups, survey.outcome, survey.worst, survey.before, after)
    less = 1 - (rates.bad_after / max(rates.bad_before, 1e-9)) / max(rates.good_after / max(rates.good_before, 1e-9), 1e-9)
    numbers: dict[str, Fact] = {
        **pair_numbers(verdict, (survey.unit, survey.unit)),
        "less_likely": Quantity(float(np.clip(less, 0, 1)), kind="share"),
        "bad_before": Quantity(rates.bad_before, kind="share"),
        "bad_after": Quantity(rates.bad_after, kind="share"),
        "good_before": Quantity(rates.good_before, kind="share"),
        "good_after": Quantity(rates.good_after, kind="share"),
        "score": Quantity(score, survey.unit),
        "low": Quantity(low, survey.unit),
        "high": Quantity(high, survey.unit),
        "records": source.name,
    }
    return Telling(
        related=source.related,
        ladder=(),
        effect=Quantity(float(np.clip(less, 0, 1)), kind="share"),
        numbers=numbers,
        method=Message(METHOD),
        source="METHODS 2.6; Schouten, Cobben & Bethlehem 2009; Shlomo, Skinner & Schouten 2012",
        details=_details(groups, survey.before, after),
    )


def _details(groups: Groups, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> dict[str, float]:
    """For controllers: R-indicators before and after, and how much less late answers score than early ones."""
    said = {}
    for name, span in (("before", before), ("after", after)):
        found = representative(groups.of("answered")[:, span].sum(axis=1), groups.of("cases")[:, span].sum(axis=1))
        said[f"r_indicator_{name}"] = found.indicator
        said[f"answered_share_{name}"] = found.propensity
    early, total = groups.of("early")[:, after].sum(), groups.of("answered")[:, after].sum()
    if 0 < early < total:
        first = float(groups.of("early_outcome")[:, after].sum() / early)
        rest = float((groups.of("outcome")[:, after].sum() - groups.of("early_outcome")[:, after].sum()) / (total - early))
        said["late_less_early"] = rest - first
    return said


CHECK = Check(
    name="records_survey_selection",
    says="A score rises, and those who are asked had a better case than those who are not, more than before.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.3, SMALLEST, "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, LOOK_CLOSER, "", 0.0, 1.0),
    },
    numbers={
        **PAIR_NUMBERS,
        "less_likely": "by how much less likely a case that is likely to displease is to be asked than before, beside the others",
        "bad_before": "share asked of the third of cases that please least, before",
        "bad_after": "share asked of them after",
        "good_before": "share asked of all others before",
        "good_after": "share asked of all others after",
        "score": "the score after",
        "low": "the lowest that the score could be if all kinds of cases were asked as before",
        "high": "the highest that it could be then",
        "records": "the source of surveys",
    },
    statistical=True,
)
