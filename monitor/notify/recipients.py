"""Who gets a channel's messages, in which language, and about which KPIs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from monitor.model.channel import OWNERS, Channel, Means
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.words import Language


@dataclass(frozen=True)
class Recipient:
    """`own`: the KPIs that they are told about, None for all; `owner`: because they own them."""

    address: str
    language: Language
    own: frozenset[str] | None = None
    owner: bool = False


def recipients(channel: Channel, catalogue: Catalogue) -> list[Recipient]:
    """Everybody who gets the channel's messages, each once. Who is named gets all that is subscribed to, even as an owner."""
    subscribed = _subscribed(channel, catalogue)
    if channel.means is not Means.EMAIL:
        return [Recipient("", channel.language, subscribed)]
    named = [one for one in dict.fromkeys(channel.to) if one != OWNERS]
    found = [Recipient(one, channel.languages.get(one, channel.language), subscribed) for one in named]
    if OWNERS not in channel.to:
        return found
    return [*found, *(one for one in _owners(channel, catalogue, subscribed) if one.address not in named)]


def without_address(channel: Channel, catalogue: Catalogue) -> tuple[str, ...]:
    """The owners to whom nothing can be sent: the catalogue has no address of theirs, and `addresses` has none."""
    if OWNERS not in channel.to:
        return ()
    owners = dict.fromkeys(kpi.owner for kpi in catalogue.kpis.values() if kpi.owner)
    return tuple(owner for owner in owners if not address_of(owner, channel))


def address_of(owner: str, channel: Channel) -> str:
    """The address of an owner, or nothing."""
    return channel.addresses.get(owner) or (owner if "@" in owner else "")


def _owners(channel: Channel, catalogue: Catalogue, subscribed: frozenset[str] | None) -> Iterator[Recipient]:
    own: dict[str, set[str]] = {}
    for kpi in catalogue.kpis.values():
        address = address_of(kpi.owner or "", channel)
        if address and (subscribed is None or kpi.id in subscribed):
            own.setdefault(address, set()).add(kpi.id)
    for address, kpis in own.items():
        yield Recipient(address, channel.languages.get(address, channel.language), frozenset(kpis), owner=True)


def _subscribed(channel: Channel, catalogue: Catalogue) -> frozenset[str] | None:
    """The KPIs that the channel is about; None where it is about all."""
    wanted = channel.subscribe
    tests: list[Callable[[Kpi], bool]] = []
    if wanted.departments:
        tests.append(lambda kpi: kpi.department in wanted.departments)
    if wanted.owners:
        tests.append(lambda kpi: kpi.owner in wanted.owners)
    if wanted.audiences:
        tests.append(lambda kpi: _meet(kpi.audience, wanted.audiences))
    if wanted.kpis:
        tests.append(lambda kpi: kpi.id in wanted.kpis)
    if not tests:
        return None
    return frozenset(kpi.id for kpi in catalogue.kpis.values() if all(test(kpi) for test in tests))


def _meet(one: Iterable[str], other: Iterable[str]) -> bool:
    return not set(one).isdisjoint(other)
