"""From people's actions to what holds now: the last decision counts, a confirmation beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from monitor.model.evidence import Quantity
from monitor.model.finding import Finding
from monitor.model.life import Act, Entry, Judged, Standing
from monitor.model.words import Severity, Status, Tier

STATUS_OF: Mapping[Act, Status] = {
    Act.ACKNOWLEDGE: Status.ACKNOWLEDGED,
    Act.ASSIGN: Status.ASSIGNED,
    Act.WAIVE: Status.WAIVED,
    Act.RESOLVE: Status.RESOLVED,
    Act.FALSE_ALARM: Status.FALSE_ALARM,
}


def standings(entries: Iterable[Entry], as_of: date | None = None) -> dict[str, Standing]:
    """Finding id -> what people had decided about it by the end of `as_of` (or by now); what was done later is hidden."""
    found: dict[str, Standing] = {}
    for entry in entries:
        if entry.finding is not None and (as_of is None or entry.on <= as_of):
            found[entry.finding] = _after(found.get(entry.finding, Standing()), entry)
    return found


def judged_of(finding: Finding) -> Judged:
    """How a finding looks now, to be measured against later."""
    evidence = finding.evidence
    tier = finding.raised_as or finding.tier
    return Judged(finding.severity, tier, evidence.p_value is not None, evidence.effect, evidence.onset)


def detail_of(judged: Judged) -> dict[str, object]:
    """The same as plain JSON, for an entry of the ledger."""
    effect = judged.effect
    return {
        "severity": str(judged.severity),
        "tier": str(judged.tier),
        "tested": judged.tested,
        "effect": [_number(effect.value), effect.unit, effect.kind] if effect else None,
        "onset": judged.onset.isoformat() if judged.onset else None,
    }


def judged_from(detail: Mapping[str, Any]) -> Judged | None:
    """The inverse of `detail_of`; None where the entry holds nothing of the kind."""
    if "severity" not in detail:
        return None
    value, unit, kind = detail["effect"] or (None, "", "")
    effect = None if value is None else Quantity(float(value), unit, kind)
    onset = date.fromisoformat(detail["onset"]) if detail["onset"] else None
    return Judged(Severity(detail["severity"]), Tier(detail["tier"]), bool(detail["tested"]), effect, onset)


def _after(before: Standing, entry: Entry) -> Standing:
    if entry.act is Act.CONFIRM:
        cleared = Standing() if before.status is Status.FALSE_ALARM else before
        judged = cleared.judged or judged_from(entry.detail)
        return replace(cleared, judged=judged, confirmed_by=entry.who, confirmed_because=entry.reason, confirmed_on=entry.on)
    if entry.act is Act.REOPEN:
        return _reopened(before, entry)
    if entry.act is Act.FALSE_ALARM:
        before = Standing()
    decided = replace(
        before,
        status=STATUS_OF[entry.act],
        by=entry.who,
        because=entry.reason,
        on=entry.on,
        until=entry.until if entry.act is Act.WAIVE else None,
        judged=judged_from(entry.detail),
    )
    return replace(decided, assignee=entry.assignee, follow_up=entry.until) if entry.act is Act.ASSIGN else decided


def _reopened(before: Standing, entry: Entry) -> Standing:
    """Takes the last decision back; where there is none, the confirmation."""
    taken_back = Standing(by=entry.who, because=entry.reason, on=entry.on)
    if before.status is None:
        return taken_back
    confirmed = (before.confirmed_by, before.confirmed_because, before.confirmed_on)
    return replace(taken_back, confirmed_by=confirmed[0], confirmed_because=confirmed[1], confirmed_on=confirmed[2])


def _number(value: float) -> float | None:
    return float(value) if abs(value) < float("inf") else None
