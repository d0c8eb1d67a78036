"""One cause is one finding: what several rules saw of the same KPI at the same time stands under the most specific word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.engine.tiers import Raised
from monitor.model.evidence import Evidence
from monitor.model.finding import Also
from monitor.model.words import Family, Severity, Tier

BREAK = "unexplained-break"
GENERAL = ("paired-divergence", "delayed-harm", BREAK)
"""Patterns that say that something happened; every other Goodhart pattern says how, and stands above them."""


TOGETHER = timedelta(days=92)
"""A break of a counter-metric within a quarter of a finding's onset is that finding seen from its other side; breaks of several
KPIs of a department at the same time are one."""


@dataclass(frozen=True)
class Cause:
    """The evidence that leads, and what else was seen of the same cause."""

    first: Raised
    also: tuple[Also, ...] = ()

    @property
    def key(self) -> str:
        """What makes it the same finding in a later run: no estimate, no rule's name."""
        evidence = self.first.evidence
        segment = ",".join(f"{name}={value}" for name, value in evidence.segment)
        return "|".join((self.first.rule.pattern, evidence.kpi or "", segment, evidence.events or "", evidence.identity))

    @property
    def severity(self) -> Severity:
        return self.first.evidence.severity or self.first.rule.severity


def causes(raised: Iterable[Raised], known: Container[str] = ()) -> list[Cause]:
    """Groups what was raised into causes, the most specific and surest evidence first in each.

    `known`: the keys of earlier runs. Of several breaks at one time one that is known leads: it stays the same finding.
    """
    found: list[Cause] = []
    about: dict[str | None, list[int]] = defaultdict(list)
    for one in sorted(raised, key=lambda one: _rank(one, known)):
        place = next((number for number in about[one.evidence.kpi] if _same(found[number], one)), None)
        if place is None:
            for kpi in (one.evidence.kpi, *one.evidence.related):
                about[kpi].append(len(found))
            found.append(Cause(one))
        else:
            found[place] = _joined(found[place], one)
    return found


def _rank(one: Raised, known: Container[str]) -> tuple[object, ...]:
    general = one.rule.pattern in GENERAL
    severity = (one.evidence.severity or one.rule.severity).rank
    is_break = one.rule.pattern == BREAK
    new, surest = is_break and Cause(one).key not in known, 0.0 if is_break else one.evidence.p_value or 0.0
    return (one.tier is Tier.WATCH, general, new, severity, surest, one.rule.id, one.evidence.kpi or "")


def _same(cause: Cause, one: Raised) -> bool:
    if Cause(one).key == cause.key:
        return True
    first, other = cause.first.evidence, one.evidence
    if first.p_value is None or other.p_value is None or first.segment != other.segment or not _overlap(cause, one):
        return False
    if first.kpi is None:
        return False
    if cause.first.rule.pattern == one.rule.pattern == BREAK:
        return other.kpi in first.related and _began_together(first, other)
    if cause.first.rule.family is not Family.GOODHART:
        return False
    if one.rule.pattern == BREAK:
        return other.kpi in (first.kpi, *first.related) and _began_together(first, other)
    return one.rule.family is Family.GOODHART and first.kpi == other.kpi


def _began_together(first: Evidence, other: Evidence) -> bool:
    return first.onset is not None and other.onset is not None and abs(first.onset - other.onset) <= TOGETHER


def _overlap(cause: Cause, one: Raised) -> bool:
    first, other = cause.first.evidence, one.evidence
    if None in (first.start, first.end, other.start, other.end):
        return False
    return first.start <= other.end and other.start <= first.end  # type: ignore[operator]


def _joined(cause: Cause, one: Raised) -> Cause:
    also = Also(one.rule.id, one.rule.pattern, one.evidence.kpi)
    related = tuple(dict.fromkeys((*cause.first.evidence.related, *one.evidence.related)))
    first = replace(cause.first, evidence=replace(cause.first.evidence, related=_without(related, cause.first.evidence.kpi)))
    return Cause(first, cause.also if also in cause.also else (*cause.also, also))


def _without(names: Sequence[str], kpi: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name != kpi)
