"""Empties the outbox: claims a message, sends it, marks it; one at a time, so that a sender may be killed between any two.

Killed before the claim or after the mark, nothing is amiss. Killed in between, the claim runs out and the message is sent
again with the same Message-ID: at least once always, twice only where the server had confirmed and nobody could note it.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from monitor.errors import ServiceError
from monitor.model.channel import Channel
from monitor.model.delivery import Delivery
from monitor.notify.failures import DeliveryFailed

LEASE = timedelta(minutes=15)
"""How long a sender may be at work on one message before others may take it."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long after each failed attempt the next one is made; after the last of them the message is given up."""


class Outbox(Protocol):
    """The messages that wait, in one short transaction (monitor.store gives it)."""

    def claim(
        self, sender: str, now: datetime, until: datetime, channel: str, early: bool = False, besides: Collection[str] = ()
    ) -> Delivery | None: ...
    def confirm(self, id: str, sender: str, now: datetime) -> bool: ...
    def postpone(self, id: str, sender: str, due: datetime | None, problem: str, counts: bool = True) -> bool: ...


class Way(Protocol):
    """A channel that is open."""

    def send(self, delivery: Delivery) -> None: ...
    def close(self) -> None: ...


@dataclass
class Sent:
    """What a round of sending did. `failures` are sentences for people, without secrets, each told once. `waiting`: messages
    that are still in the outbox, tried in this round or not.
    """

    sent: list[Delivery] = field(default_factory=list)
    waiting: int = 0
    given_up: int = 0
    failures: list[str] = field(default_factory=list)


def send_waiting(
    work: Callable[[], AbstractContextManager[Outbox]],
    channels: Mapping[str, Channel],
    ways: Callable[[Channel], Way],
    *,
    early: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Sent:
    """Sends everything that is due on the channels. `early`: what waits for a later try too; `work` opens a transaction.

    A channel that fails as a whole is left alone for this round. Raises ServiceError when the store fails.
    """
    result, sender = Sent(), _own_name()
    with _opened(ways) as way_of:
        for name, channel in channels.items():
            tried: set[str] = set()
            while True:
                with work() as outbox:
                    delivery = outbox.claim(sender, clock(), clock() + LEASE, name, early=early, besides=tried)
                if delivery is None:
                    break
                tried.add(delivery.id)
                if not _send(delivery, lambda channel=channel: way_of(channel), work, sender, result, clock):  # type: ignore[misc]
                    break
    return result


def _send(
    delivery: Delivery,
    way: Callable[[], Way],
    work: Callable[[], AbstractContextManager[Outbox]],
    sender: str,
    result: Sent,
    clock: Callable[[], datetime],
) -> bool:
    """Sends one message and notes what came of it; False where the rest of the channel need not be tried."""
    try:
        way().send(delivery)
    except DeliveryFailed as failure:
        due = None if failure.for_good else next_try(delivery.attempts, clock())
        with work() as outbox:
            outbox.postpone(delivery.id, sender, due, str(failure))
        result.given_up += due is None
        if str(failure) not in result.failures:
            result.failures.append(str(failure))
        return not failure.all
    except ServiceError as error:
        with work() as outbox:
            outbox.postpone(delivery.id, sender, clock(), str(error), counts=False)
        result.failures.append(str(error))
        return False
    with work() as outbox:
        outbox.confirm(delivery.id, sender, clock())
    result.sent.append(delivery)
    return True


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When a message is tried again after so many attempts; None where it has been tried often enough."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


@contextmanager
def _opened(ways: Callable[[Channel], Way]) -> Iterator[Callable[[Channel], Way]]:
    """Channels, opened when they are first needed and closed at the end."""
    made: dict[str, Way] = {}

    def way(channel: Channel) -> Way:
        if channel.name not in made:
            made[channel.name] = ways(channel)
        return made[channel.name]

    try:
        yield way
    finally:
        for one in made.values():
            one.close()


def _own_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
