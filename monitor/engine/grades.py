"""How far each KPI can be trusted: an ordinal grade; the worst serious evidence decides, nothing averages out (METHODS 5).

E: a person has confirmed a finding, or an audit found another number. D: a finding that nobody has judged yet, or several
independent looks that together speak as strongly. C: worth asking about, or essential context is missing, or too few ways of
looking were possible; it says what is missing. B: nothing found, its context complete, and looked at in at least three ways (what
the catalogue says is one) that would have seen a change that matters; one of them its counter-metric, where a target or a reward
drives it. A: a B whose link to its outcome was looked at, and an audit within a year agrees. Not assessed: no look could have
seen anything. A waived finding weighs as before; one that a person has called false weighs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.checks._catalogue_facts import has_target, rewarded
from monitor.engine.looks import NO_POWER, Look, Looks, looks_at
from monitor.engine.tiers import Sorted, years_of
from monitor.model.evidence import N_, Day, Fact, Message, Names, Quantity
from monitor.model.finding import Finding, Grade
from monitor.model.kpi import Audit, Kpi
from monitor.model.situation import Situation
from monitor.model.words import Family, Letter, Measures, Severity, Tier

MISSING: Mapping[str, str] = {
    "no-owner": N_("Nobody is named who answers for it."),
    "no-target": N_("It has no target."),
    "ambiguous-definition": N_("Its definition is missing or can be read in more than one way."),
    "ambiguous-direction": N_("Nobody has said whether more of it is good."),
    "stale-data": N_("Its values have stopped coming."),
    "gaps": N_("Periods are missing."),
    "no-counter-metric": N_("It is driven, and no counter-metric stands beside it."),
    "soft-number": N_("It rests on too few answers for the changes that are read into it."),
    "unexplained-break": N_("Its level changed, and no note says why."),
}
"""Context without which a number cannot be relied on, and what is said where it is missing."""

MINOR = frozenset({"no-formula", "no-unit", "count-taken-back"})
"""Rules of these patterns that leave a number readable."""

MORE: Mapping[Look, str] = {
    Look.PAIR: N_("A counter-metric with values of the same rhythm would be one more."),
    Look.COVERAGE: N_("Numerator and denominator, or how many were asked, would be one more."),
    Look.SHAPE: N_("The counts behind it would be one more."),
    Look.UNITS: N_("Its values by unit would be one more."),
    Look.RECORDS: N_("The records behind it would be one more."),
    Look.HISTORY: N_("A longer history would be one more."),
}
"""What would let us look in one more way, the easiest first."""

WAYS = 3
SUGGESTED = 2
LEAST_PERIODS = 12
STRONG, WORTH_ASKING = 3.0, 1.5
"""Sums of log10 e over families: D, and C."""

AUDITED = timedelta(days=366)


@dataclass(frozen=True)
class _Seen:
    """All that the grade of one KPI rests on."""

    kpi: Kpi
    findings: Sequence[Finding]
    looks: Looks
    periods: int
    situation: Situation

    @property
    def gaming(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.family is Family.GOODHART]

    @property
    def missing(self) -> list[Finding]:
        """Essential context that is missing; a target only where the KPI is to be steered by."""
        gaps = [finding for finding in self.findings if finding.pattern in MISSING and finding.rule not in MINOR]
        return [gap for gap in gaps if gap.pattern != "no-target" or gap.severity is not Severity.LOW]

    @property
    def ways(self) -> frozenset[Look]:
        """The ways of looking that count; the catalogue is one where nothing essential is missing in it."""
        return self.looks.enough(self.periods) | ({Look.CATALOGUE} if not self.missing else frozenset())

    @property
    def driven(self) -> bool:
        """Whether something may suffer for it: a reward, or a target on what is no outcome itself."""
        return rewarded(self.kpi) or (has_target(self.kpi, self.situation.as_of) and self.kpi.measures is not Measures.OUTCOME)


def grade_all(situation: Situation, findings: Sequence[Finding], outcome: Sorted) -> tuple[Grade, ...]:
    """One grade per KPI of the catalogue, in its order."""
    about: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kpi is not None:
            about[finding.kpi].append(finding)
    kpis = situation.catalogue.kpis
    looks, periods = looks_at(kpis, findings, outcome), _periods(situation)
    return tuple(_grade(_Seen(kpi, about[name], looks[name], periods.get(name, 0), situation)) for name, kpi in kpis.items())


def _grade(seen: _Seen) -> Grade:
    """The worst that is known decides."""
    return _doubted(seen) or _not_assessed(seen) or _with_care(seen) or _trusted(seen)


def _doubted(seen: _Seen) -> Grade | None:
    kpi, gaming = seen.kpi.id, seen.gaming
    confirmed = _ids(finding for finding in gaming if finding.tier is Tier.CONFIRMED)
    if confirmed:
        return Grade(kpi, Letter.E, confirmed, (Message(N_("A person has confirmed the finding.")),))
    audit = max(seen.kpi.audits, key=lambda one: one.on, default=None)
    if audit is not None and not audit.agrees:
        facts: dict[str, Fact] = {"day": Day(audit.on), "who": audit.by}
        return Grade(kpi, Letter.E, (), (Message(N_("The audit of {day} by {who} found another number."), facts),))
    doubted = _ids(finding for finding in gaming if finding.tier is Tier.FINDING)
    if doubted:
        return Grade(kpi, Letter.D, doubted, (Message(N_("It does not fit an honest change that we could test.")),))
    if seen.looks.evidence >= STRONG and seen.looks.against > 1:
        together = Message(N_("Several independent looks speak against it; together they do not fit an honest change."))
        return Grade(kpi, Letter.D, _ids(gaming), (together,))
    return None


def _not_assessed(seen: _Seen) -> Grade | None:
    kpi, ids = seen.kpi.id, _ids(seen.findings)
    if seen.periods < LEAST_PERIODS:
        return Grade(kpi, Letter.NOT_ASSESSED, ids, (Message(N_("There are too few values to judge it.")),))
    best = seen.looks.best
    if not seen.looks.powers or (best is not None and best < NO_POWER):
        facts = {"times": Quantity(round(10 * (best or 0.0)), kind="count")}
        says = Message(N_("A change of one and a half usual spreads would have shown in about {times} of 10 cases."), facts)
        blind = Message(N_("It varies too much, or is too short, to have seen a change that matters."))
        return Grade(kpi, Letter.NOT_ASSESSED, ids, (blind, says) if seen.looks.powers else (Message(NO_LOOK),))
    return None


NO_LOOK = N_("No rule that looks at values could look at it.")


def _with_care(seen: _Seen) -> Grade | None:
    gaming, missing = seen.gaming, seen.missing
    reasons = [Message(text) for text in dict.fromkeys(MISSING[finding.pattern] for finding in missing)]
    if gaming:
        reasons.insert(0, Message(N_("Something is worth asking about.")))
    elif seen.looks.evidence >= WORTH_ASKING:
        reasons.insert(0, Message(N_("Each look is within what chance does; together they are worth asking about.")))
    reasons += _not_compared(seen)
    if len(seen.ways) < WAYS and not missing:
        reasons += _too_few_ways(seen)
    return Grade(seen.kpi.id, Letter.C, _ids([*gaming, *missing]), tuple(reasons)) if reasons else None


def _not_compared(seen: _Seen) -> Iterator[Message]:
    """A driven KPI has to be held against something that would suffer."""
    if not seen.driven or Look.PAIR in seen.ways or any(one.pattern == "no-counter-metric" for one in seen.missing):
        return
    pairs = tuple(dict.fromkeys((*seen.kpi.counter, *seen.kpi.usual_counter)))
    if not pairs:
        guarded = tuple(kpi.id for kpi in seen.situation.catalogue.kpis.values() if seen.kpi.id in kpi.counter)
        pairs = guarded
    if seen.looks.related:
        yield Message(N_("Beside {kpis} it varies too much, or is too short, to have seen a change that matters."),
                      {"kpis": Names(tuple(sorted(seen.looks.related)))})  # fmt: skip
    elif pairs:
        yield Message(N_("It could not be compared with {kpis}: too few values in common."), {"kpis": Names(pairs)})
    else:
        yield Message(N_("It is driven, and could not be compared with a counter-metric."))


def _too_few_ways(seen: _Seen) -> Iterator[Message]:
    facts = {"ways": Quantity(len(seen.ways), kind="count"), "needed": Quantity(WAYS, kind="count")}
    yield Message(N_("It could be looked at in {ways} of the {needed} independent ways that more trust asks for."), facts)
    dim = len(set(seen.looks.powers) - seen.ways)
    if dim:
        yield Message(N_("Other looks would hardly have seen a change that matters: it varies too much, or is too short."))
    open_ways = [text for look, text in MORE.items() if look not in seen.ways and look not in seen.looks.powers]
    yield from (Message(text) for text in open_ways[: SUGGESTED - (dim > 0)])


def _trusted(seen: _Seen) -> Grade:
    audit = _recent(seen)
    linked = seen.kpi.measures is Measures.OUTCOME or seen.looks.validated
    if audit is not None and linked:
        facts: dict[str, Fact] = {"day": Day(audit.on), "who": audit.by}
        says = N_("The audit of {day} by {who} agrees, and it still tells about its outcome.")
        if seen.kpi.measures is Measures.OUTCOME:
            says = N_("The audit of {day} by {who} agrees, and it is an outcome itself.")
        agrees = Message(says, facts)
        return Grade(seen.kpi.id, Letter.A, (), (_nothing_found(seen), agrees))
    next_step = N_("An audit of a sample by somebody independent would prove it.")
    if audit is not None:
        next_step = N_("An audit agrees; whether it still tells about its outcome could not be looked at.")
    return Grade(seen.kpi.id, Letter.B, (), (_nothing_found(seen), Message(next_step)))


def _nothing_found(seen: _Seen) -> Message:
    facts = {"ways": Quantity(len(seen.ways), kind="count")}
    return Message(N_("It was looked at in {ways} independent ways, and nothing was found."), facts)


def _recent(seen: _Seen) -> Audit | None:
    held = [one for one in seen.kpi.audits if one.agrees and seen.situation.as_of - one.on <= AUDITED]
    return max(held, key=lambda one: one.on, default=None)


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings)


def _periods(situation: Situation) -> dict[str, int]:
    """How many periods each KPI spans."""
    years = years_of(situation)
    frequencies = {key.kpi: panel.frequency for panel in situation.totals.values() for key in panel.keys}
    return {kpi: round(years[kpi] * frequency.per_year) for kpi, frequency in frequencies.items()}
