"""What people decided, applied to what a run raised: a waiver ends, a wrong stays quiet only as long as it does not grow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.model.evidence import N_, Day, Evidence, Fact, Message, Quantity
from monitor.model.finding import Finding, Remembered
from monitor.model.life import Judged, Standing
from monitor.model.words import Severity, Status, Tier

GROWN = 1.5
"""An effect that has grown by more than half is worse than what was waived."""
EPISODE = timedelta(days=92)
"""An onset more than a quarter from the one that was judged is another episode."""
SETTLING = timedelta(days=92)
"""How long the numbers have, after a person said that it is resolved, to show it. A fact of the catalogue has no such time."""

_ORDER = (Tier.WATCH, Tier.FINDING, Tier.CONFIRMED)

ENDED = N_("The waiver ended on {day}.")
GRAVER = N_("It is graver now than when {name} judged it.")
SURER = N_("It is surer now than when {name} judged it.")
GREW = N_("It has grown by more than half since {name} judged it: from {before} to {after}.")
ANOTHER = N_("It began anew, at another time than what {name} judged.")
RETURNED = N_("It was gone, and is back since {day}.")
STILL_THERE = N_("{name} said on {day} that it was resolved, but it is still there.")


def applied(finding: Finding, before: Remembered | None, as_of: date) -> Finding:
    """The finding with its status on a day, its tier where a person confirmed it, and why it came back where it did.

    `before` is what the store remembers of it, with what people decided up to that day.
    """
    if before is None:
        return finding
    returned = as_of if before.status is Status.GONE else before.returned
    standing = before.standing
    if standing is None:
        return replace(finding, came_back=_back(returned)) if returned else finding
    confirmed = standing.confirmed_on is not None and not _earlier(standing.confirmed_on, returned)
    shown = replace(finding, standing=standing)
    if confirmed:
        shown = replace(shown, tier=Tier.CONFIRMED, raised_as=finding.tier)
    if standing.status is None:
        return replace(shown, came_back=_back(returned)) if returned and not confirmed else shown
    came_back = _why_back(standing, finding, returned, as_of)
    if came_back is None:
        return replace(shown, status=standing.status)
    return replace(shown, status=_open(standing, finding, returned), came_back=came_back)


def unjudged(finding: Finding, as_of: date) -> Finding:
    """The finding as the evidence alone has it in a run: without what people decided."""
    status = Status.NEW if finding.first_seen == as_of else Status.ONGOING
    tier = finding.raised_as or finding.tier
    return replace(finding, status=status, tier=tier, standing=None, came_back=None, raised_as=None)


def worse(then: Judged, finding: Finding, name: str) -> Message | None:
    """In which way a finding is worse than when `name` judged it: graver, surer, or more than half as large again; or None."""
    facts: dict[str, Fact] = {"name": name}
    if finding.severity.rank < Severity(then.severity).rank:
        return Message(GRAVER, facts)
    if _ORDER.index(finding.tier) > _ORDER.index(then.tier):
        return Message(SURER, facts)
    now = finding.evidence.effect
    if then.effect is not None and now is not None and then.effect.kind == now.kind and size(now) > GROWN * size(then.effect):
        return Message(GREW, {**facts, "before": then.effect, "after": now})
    return None


def size(effect: Quantity) -> float:
    """How far an effect is from none: a factor from 1, everything else from 0."""
    return abs(effect.value - 1 if effect.kind == "factor" else effect.value)


def _why_back(standing: Standing, finding: Finding, returned: date | None, as_of: date) -> Message | None:
    """Why a decision no longer holds; None while it does."""
    then, name = standing.judged, standing.by
    again = _back(returned) if _earlier(standing.on, returned) else None
    if standing.status in (Status.ACKNOWLEDGED, Status.ASSIGNED):
        return again
    if standing.status is Status.WAIVED and standing.until is not None and as_of > standing.until:
        return Message(ENDED, {"day": Day(standing.until)})
    if standing.status is Status.RESOLVED:
        unmended = again or _unmended(standing, finding.evidence, finding.last_seen or as_of)
        if unmended is not None:
            return unmended
    if then is None:
        return None
    return worse(then, finding, name) or (Message(ANOTHER, {"name": name}) if _another(then, finding.evidence) else None)


def _unmended(standing: Standing, evidence: Evidence, seen: date) -> Message | None:
    if standing.on is None:
        return None
    patience = timedelta(0) if evidence.p_value is None else SETTLING
    if seen <= standing.on + patience:
        return None
    return Message(STILL_THERE, {"name": standing.by, "day": Day(standing.on)})


def _another(then: Judged, evidence: Evidence) -> bool:
    return then.onset is not None and evidence.onset is not None and abs(evidence.onset - then.onset) > EPISODE


def _open(standing: Standing, finding: Finding, returned: date | None) -> Status:
    """What it is called when a decision no longer holds: whoever had it to follow up still has."""
    assigned = standing.assignee is not None and not _earlier(standing.on, returned)
    return Status.ASSIGNED if assigned else finding.status


def _earlier(on: date | None, returned: date | None) -> bool:
    return on is not None and returned is not None and on < returned


def _back(returned: date | None) -> Message | None:
    return None if returned is None else Message(RETURNED, {"day": Day(returned)})
