"""What is told to whom: the news for one recipient, the message that says it, and its way out of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from monitor.model.finding import Finding
from monitor.model.words import Severity, Tier


class Reason(StrEnum):
    """Why a finding is told: once when it is new, again only when it got worse, came back, or its agreed date has passed."""

    NEW = "new"
    WORSE = "worse"
    BACK = "back"
    OVERDUE = "overdue"
    GONE = "gone"


class State(StrEnum):
    """Where a delivery is. `given-up`: tried too often, or refused for good; it is shown until a person sends it again."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given-up"


@dataclass(frozen=True)
class Told:
    """What a recipient was told of a finding, to know later whether it got worse.

    `due`: the follow-up day that had passed; `mark`: which decision about it no longer held (see `mark_of`); `title`: what it
    was called, in the recipient's language, so that its end can be told too.
    """

    finding: str
    reason: Reason
    severity: Severity
    tier: Tier
    effect: float | None = None
    due: date | None = None
    mark: str = ""
    title: str = ""


@dataclass(frozen=True)
class Letter:
    """What an earlier message to a recipient told, and as of which day."""

    as_of: date
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Item:
    """A finding that is told, why, and what the recipient was told of it before."""

    finding: Finding
    reason: Reason
    before: Told | None = None

    @property
    def told(self) -> Told:
        """What the recipient will have been told of it by this message."""
        found, effect = self.finding, self.finding.evidence.effect
        due = found.standing.follow_up if found.standing and self.reason is Reason.OVERDUE else None
        size = effect.value if effect else None
        return Told(found.id, self.reason, found.severity, found.tier, size, due, mark_of(found))


@dataclass(frozen=True)
class News:
    """What one recipient is told after a run. `own`: the KPIs that the message is limited to, None for all. `gone`: findings
    that they were told and that are no more. `still`: those that are open besides. Without items it is a word that all is calm.
    """

    items: tuple[Item, ...]
    gone: tuple[Told, ...] = ()
    still: tuple[Finding, ...] = ()
    own: frozenset[str] | None = None
    owner: bool = False
    """Whether they get it because they own these KPIs."""
    first: bool = False
    """Whether it is the first message to them."""

    @property
    def told(self) -> tuple[Told, ...]:
        """What the recipient will have been told by this message."""
        return tuple(item.told for item in self.items) + tuple(replace(told, reason=Reason.GONE) for told in self.gone)


def mark_of(finding: Finding) -> str:
    """Which decision of a person about a finding no longer holds, so that its return is told once; empty where none."""
    standing = finding.standing
    if finding.came_back is None or standing is None or standing.status is None:
        return ""
    return f"{standing.status} {standing.on} {standing.until} {finding.came_back.text}"


@dataclass(frozen=True)
class Enclosure:
    """A picture (`id` is its Content-ID) or an attached file."""

    id: str
    name: str
    media: str
    content: bytes


@dataclass(frozen=True)
class Content:
    """A message as it is sent, rendered once: what a channel does not need, it leaves out. `document`: the same as JSON."""

    subject: str
    text: str
    html: str
    language: str
    document: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[Enclosure, ...] = ()
    attachments: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """One message to one recipient, and how far it has come. Moments are in UTC."""

    id: str
    run: str
    as_of: date
    channel: str
    recipient: str
    created: datetime
    content: Content
    told: tuple[Told, ...] = ()
    state: State = State.WAITING
    attempts: int = 0
    due: datetime | None = None
    sent: datetime | None = None
    problem: str = ""
