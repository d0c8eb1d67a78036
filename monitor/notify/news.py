"""What a recipient is told after a run: what is new to them, worse, back, or past its agreed day. Nothing is told twice."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model.channel import Channel, When
from monitor.model.delivery import Item, Letter, News, Reason, Told, mark_of
from monitor.model.finding import Finding, RunResult
from monitor.model.period import index_of
from monitor.model.words import QUIET, Family, Frequency, Severity, Status, Tier
from monitor.notify.recipients import Recipient

GROWN = 1.5
"""An effect that grew by more than half since it was told is told again."""
SETTLED = timedelta(days=28)
SETTLED_FACT = timedelta(days=182)
"""What is back sooner than this after it was told as gone has flickered: that is no news. Facts of the catalogue and the data
(too few answers, always moving together) flicker more than effects do."""
CAN_WAIT = timedelta(days=28)
"""How long facts that are not grave wait for company: for a graver matter, or for each other."""
SURENESS = (Tier.WATCH, Tier.FINDING, Tier.CONFIRMED)
TAKEN_UP = frozenset({Status.ACKNOWLEDGED, Status.ASSIGNED})
"""Somebody is at it: it is told again when it gets worse or its day has passed, but never as new."""
GRAVE = Severity.HIGH
PERIODS = {When.WEEKLY: Frequency.WEEKLY, When.MONTHLY: Frequency.MONTHLY, When.QUARTERLY: Frequency.QUARTERLY}
DAYS = {When.WEEKLY: 7, When.MONTHLY: 28, When.QUARTERLY: 90}


@dataclass(frozen=True)
class Past:
    """What a recipient was told last of a finding, and when."""

    told: Told
    as_of: date


def news_for(
    channel: Channel, recipient: Recipient, result: RunResult, letters: Sequence[Letter], experiments: Set[str]
) -> News | None:
    """What a recipient is told after a run, given the letters that they got before; None where there is nothing to send.

    `experiments`: rules on trial, of which only controllers hear.
    """
    if letters and not _is_due(channel.when, letters[-1].as_of, result.as_of):
        return None
    past = {told.finding: Past(told, letter.as_of) for letter in letters for told in letter.told}
    shown = [finding for finding in result.findings if is_for(finding, channel, recipient, experiments)]
    reasons = [(finding, reason_of(finding, past.get(finding.id), result.as_of)) for finding in shown]
    items = tuple(_item(finding, reason, past) for finding, reason in reasons if reason is not None)
    if not items and not _says_calm(channel, letters, result.as_of):
        return None
    if items and channel.when is When.NEW and letters and _wait(items, result.as_of - letters[-1].as_of):
        return None
    still = tuple(finding for finding, reason in reasons if reason is None and finding.status not in QUIET)
    return News(items, _gone(result, past), still, recipient.own, recipient.owner, not letters)


def is_for(finding: Finding, channel: Channel, recipient: Recipient, experiments: Set[str]) -> bool:
    """Whether a finding is grave and sure enough for a channel, and concerns the recipient."""
    grave = finding.severity.rank <= channel.minimum.rank
    sure = SURENESS.index(finding.tier) >= SURENESS.index(channel.certainty)
    tried = channel.audience == "controller" or finding.rule not in experiments
    family = not channel.subscribe.families or finding.family in channel.subscribe.families
    return grave and sure and tried and family and _concerns(finding, recipient.own)


def reason_of(finding: Finding, past: Past | None, as_of: date) -> Reason | None:
    """Why a finding is told now; None where the recipient knows it already, or a person has dealt with it."""
    if finding.status in QUIET:
        return None
    due = finding.standing.follow_up if finding.standing else None
    if finding.overdue(as_of) and (past is None or past.told.due != due):
        return Reason.OVERDUE
    if past is None:
        return _first_time(finding)
    if past.told.reason is Reason.GONE and as_of - past.as_of >= (SETTLED if _is_effect(finding) else SETTLED_FACT):
        return Reason.BACK
    mark = mark_of(finding)
    if mark and mark != past.told.mark:
        return Reason.BACK
    return Reason.WORSE if _is_worse(finding, past.told) else None


def _wait(items: Sequence[Item], since: timedelta) -> bool:
    """Whether everything that is to be told can wait: a missing owner is no reason to write twice in a month."""
    pressing = any(_is_effect(one.finding) or one.finding.severity.rank <= GRAVE.rank for one in items)
    promised = any(one.reason is Reason.OVERDUE for one in items)
    return not pressing and not promised and since < CAN_WAIT


def _is_effect(finding: Finding) -> bool:
    return finding.family is Family.GOODHART


def _first_time(finding: Finding) -> Reason | None:
    if finding.status in TAKEN_UP:
        return None
    return Reason.BACK if mark_of(finding) else Reason.NEW


def _is_worse(finding: Finding, told: Told) -> bool:
    """Graver, surer, or with an effect that grew by more than half in the same direction."""
    if finding.severity.rank < told.severity.rank or SURENESS.index(finding.tier) > SURENESS.index(told.tier):
        return True
    effect = finding.evidence.effect
    if effect is None or told.effect is None:
        return False
    origin = 1.0 if effect.kind == "factor" else 0.0
    return abs(effect.value - origin) > GROWN * abs(told.effect - origin) > 0


def _item(finding: Finding, reason: Reason, past: dict[str, Past]) -> Item:
    before = past.get(finding.id)
    return Item(finding, reason, before.told if before else None)


def _gone(result: RunResult, past: dict[str, Past]) -> tuple[Told, ...]:
    """What the recipient was told and is no more, in this run or one before of which there was nothing to send."""
    there = {finding.id for finding in (*result.findings, *result.explained)}
    return tuple(one.told for id, one in past.items() if one.told.reason is not Reason.GONE and id not in there)


def _concerns(finding: Finding, own: frozenset[str] | None) -> bool:
    if own is None:
        return True
    if finding.kpi is not None:
        return finding.kpi in own
    return any(kpi in own for kpi in finding.evidence.related)


def _is_due(when: When, last: date, as_of: date) -> bool:
    """Whether a digest's next period has begun; a channel that is no digest is always due."""
    frequency = PERIODS.get(when)
    return frequency is None or index_of(as_of, frequency) > index_of(last, frequency)


def _says_calm(channel: Channel, letters: Sequence[Letter], as_of: date) -> bool:
    """Whether a message goes out although nothing is new."""
    if channel.when is When.ALWAYS:
        return True
    if channel.heartbeat is None:
        return False
    return not letters or as_of >= letters[-1].as_of + timedelta(days=DAYS.get(channel.heartbeat, 7))
