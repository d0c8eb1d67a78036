"""What the ledger tells the next report: which waivers there are, and how many alarms the organisation found to be false."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from monitor.model.finding import Finding
from monitor.model.life import FalseAlarms, Standing, Waiver, WaiverState
from monitor.model.words import Status, Tier


def waivers(findings: Iterable[Finding], as_of: date) -> tuple[Waiver, ...]:
    """The waivers of what a run raised, the one that ends first in front."""
    found = [waiver for finding in findings if (waiver := _waiver(finding, as_of))]
    return tuple(sorted(found, key=lambda one: (one.until, one.finding)))


def false_alarms(standings: Mapping[str, Standing], raised: Iterable[Finding], kpi_years: float) -> FalseAlarms:
    """Counts what people judged, of all findings that there ever were; `raised` are those of this run."""
    false = Counter(_kind(one) for one in standings.values() if one.status is Status.FALSE_ALARM)
    confirmed = sum(one.confirmed_on is not None for one in standings.values())
    open_ones = [one for one in raised if one.evidence.p_value is not None]
    unjudged = sum(one.status is not Status.FALSE_ALARM and one.tier is not Tier.CONFIRMED for one in open_ones)
    return FalseAlarms(kpi_years, false["watch"], false["finding"], false["fact"], confirmed, unjudged)


def _waiver(finding: Finding, as_of: date) -> Waiver | None:
    said = finding.standing
    if said is None or said.status is not Status.WAIVED or said.until is None or said.on is None:
        return None
    over = WaiverState.ENDED if as_of > said.until else WaiverState.BROKEN
    state = WaiverState.RUNNING if finding.status is Status.WAIVED else over
    return Waiver(finding.id, finding.rule, finding.kpi, said.by, said.because, said.on, said.until, state)


def _kind(standing: Standing) -> str:
    judged = standing.judged
    if judged is None or not judged.tested:
        return "fact"
    return "watch" if judged.tier is Tier.WATCH else "finding"
