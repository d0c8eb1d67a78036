"""The heart of a run: rules over a situation become findings, grades, and a list of what could not be said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from monitor.checks.registry import find
from monitor.engine.causes import Cause, causes
from monitor.engine.grades import grade_all
from monitor.engine.life import applied, unjudged
from monitor.engine.noise import learn_noise
from monitor.engine.portfolio import portfolio
from monitor.engine.side_by_side import each_judged
from monitor.engine.tiers import Raised, Sorted, sort_outcomes
from monitor.model.evidence import Outcome
from monitor.model.finding import Finding, Grade, Promise, Remembered, Skipped
from monitor.model.kpi import Catalogue, Note
from monitor.model.portfolio import Portfolio
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.model.words import Consequence, Status
from monitor.rulebook.call import call_of

NEAR = timedelta(weeks=8)
MISSED = frozenset(Status) - {Status.FALSE_ALARM, Status.EXPLAINED, Status.GONE}
"""What is called gone when it is no longer raised: a resolution too, so that its return is seen; a false alarm is no news."""

REWARDED = frozenset({Consequence.BONUS, Consequence.PAY, Consequence.SANCTION})

Identify = Callable[[Iterable[str]], Mapping[str, str]]
"""From finding keys to stable finding ids (the store gives them)."""


@dataclass(frozen=True)
class Judgement:
    """What the rules concluded."""

    findings: tuple[Finding, ...]
    explained: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    grades: tuple[Grade, ...]
    skipped: tuple[Skipped, ...]
    promise: Promise
    portfolio: Portfolio


def evaluate(
    situation: Situation,
    rules: Sequence[Rule],
    overrides: Mapping[str, Mapping[str, Any]],
    identify: Identify,
    remembered: Mapping[str, Remembered],
    earlier: Sequence[Finding] = (),
    *,
    kpis: frozenset[str] | None = None,
    whole: bool = True,
) -> Judgement:
    """Runs all rules and draws the conclusions.

    `remembered` (by key) and `earlier` (the findings of the run before) give the status of each finding, with what people decided
    (engine.life); a false alarm lowers no grade, while whatever is waived or said to be resolved does until it is gone. `kpis`
    limits the run to some KPIs; `whole` is False where rules or KPIs were left out, so that nothing is called gone.
    """
    priors, learnt = learn_noise(situation)
    situation = replace(situation, noise=priors, noise_series=learnt)
    each = each_judged(rules, lambda rule: outcomes_of(rule, situation, overrides, kpis), situation)
    outcomes = [(rule, one) for rule, found in zip(rules, each, strict=True) for one in found]
    judged = sort_outcomes(outcomes, situation)
    found = causes(judged.raised, remembered)
    aside = [Cause(one) for one in judged.explained]
    ids = identify([cause.key for cause in (*found, *aside)])
    findings = tuple(_finding(cause, ids, remembered, situation) for cause in found)
    explained = tuple(replace(_finding(cause, ids, remembered, situation), status=Status.EXPLAINED) for cause in aside)
    now = {one.id for one in (*findings, *explained)}
    carried, gone = _no_longer_raised(earlier, now, judged, situation, remembered) if whole else ((), ())
    ordered = tuple(sorted((*findings, *carried), key=lambda one: _weight(one, situation.catalogue)))
    counting = [one for one in ordered if one.status is not Status.FALSE_ALARM]
    grades, proposal = grade_all(situation, counting, judged), portfolio(situation, counting)
    return Judgement(ordered, explained, gone, grades, _skipped(judged), judged.promise, proposal)


def outcomes_of(
    rule: Rule, situation: Situation, overrides: Mapping[str, Mapping[str, Any]], kpis: frozenset[str] | None
) -> list[Outcome]:
    """What one rule's check says; KPIs outside `kpis` are dropped."""
    valued = frozenset(key.kpi for panel in situation.totals.values() for key in panel.keys)
    check = find(rule.check)
    named = {"name_units": True} if situation.privacy.show_units and "name_units" in check.parameters else {}
    call = call_of(rule, situation.catalogue, {**named, **overrides.get(rule.id, {})}, valued)
    outcomes = check.evaluate(situation, call)
    return [one for one in outcomes if kpis is None or one.kpi is None or one.kpi in kpis]


def _finding(cause: Cause, ids: Mapping[str, str], remembered: Mapping[str, Remembered], situation: Situation) -> Finding:
    before, one = remembered.get(cause.key), cause.first
    first_seen = min(before.first_seen, situation.as_of) if before else situation.as_of
    finding = Finding(
        id=ids[cause.key],
        rule=one.rule.id,
        rule_version=one.rule.version,
        pattern=one.rule.pattern,
        family=one.rule.family,
        severity=cause.severity,
        tier=one.tier,
        evidence=one.evidence,
        q_value=one.q_value,
        also=cause.also,
        notes=_notes_near(situation.catalogue, one),
        pitfalls=one.rule.pitfalls,
        goodhart_type=one.rule.goodhart_type,
        status=Status.NEW if first_seen == situation.as_of else Status.ONGOING,
        first_seen=first_seen,
        last_seen=situation.as_of,
    )
    return applied(finding, before, situation.as_of)


def _notes_near(catalogue: Catalogue, one: Raised) -> tuple[Note, ...]:
    """Known events of the KPIs concerned within the time of the finding, or eight weeks around it."""
    evidence = one.evidence
    if evidence.start is None:
        return ()
    start, end = evidence.start - NEAR, (evidence.end or evidence.start) + NEAR
    concerned = [catalogue[kpi] for kpi in (evidence.kpi, *evidence.related) if kpi in catalogue.kpis] if evidence.kpi else []
    notes = dict.fromkeys(note for kpi in concerned for note in kpi.notes)
    return tuple(note for note in notes if note.start <= end and (note.end or note.start) >= start)


def _no_longer_raised(
    earlier: Sequence[Finding], now: set[str], judged: Sorted, situation: Situation, remembered: Mapping[str, Remembered]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings of the run before that were not raised now: carried on where they could not be assessed, else gone."""
    unassessed = {(rule.id, one.kpi) for rule, one in judged.not_assessed}
    known = {one.id: one for one in remembered.values()}
    carried, gone = [], []
    for finding in earlier:
        if finding.id in now:
            continue
        if (finding.rule, finding.kpi) in unassessed and (finding.kpi is None or finding.kpi in situation.catalogue.kpis):
            still = replace(unjudged(finding, situation.as_of), status=Status.ONGOING)
            carried.append(applied(still, known.get(finding.id), situation.as_of))
        elif finding.status in MISSED:
            standing = known[finding.id].standing if finding.id in known else finding.standing
            gone.append(replace(finding, status=Status.GONE, standing=standing, came_back=None))
    return tuple(carried), tuple(gone)


def _weight(finding: Finding, catalogue: Catalogue) -> tuple[object, ...]:
    """Gravest first; among equals the surest, and what money and main KPIs hang on."""
    order: list[str] = ["goodhart", "overload", "context"]
    sure = {"confirmed": 0, "finding": 1, "watch": 2}[finding.tier.value]
    kpi = catalogue.kpis.get(finding.kpi or "")
    stake = (kpi is None or kpi.consequence not in REWARDED, kpi is None or not kpi.main)
    p_value = finding.evidence.p_value
    known = -1.0 if p_value is None else p_value
    return (
        finding.severity.rank,
        sure,
        order.index(finding.family.value),
        *stake,
        known,
        finding.rule,
        finding.kpi or "",
        finding.id,
    )


def _skipped(judged: Sorted) -> tuple[Skipped, ...]:
    return tuple(Skipped(rule.id, one.kpi, one.because) for rule, one in judged.not_assessed)
