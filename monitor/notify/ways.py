"""Opens a channel: fills in its secrets, which then stay in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitor.catalogue.environment import filled, missing_names
from monitor.model.channel import Channel, Means
from monitor.notify.failures import DeliveryFailed
from monitor.notify.files import FolderChannel
from monitor.notify.send import Way
from monitor.notify.service import ServiceChannel
from monitor.notify.smtp import SmtpChannel
from monitor.notify.webhook import WebhookChannel


def way_of(channel: Channel, folder: Path, environment: Mapping[str, str]) -> Way:
    """The way of a channel of the project in `folder`. Raises DeliveryFailed for an address that is none."""
    address, secret = (_filled(text, channel, environment) for text in (channel.address, channel.secret))
    match channel.means:
        case Means.EMAIL:
            return SmtpChannel(address, channel.sender)
        case Means.WEBHOOK:
            return WebhookChannel(address, secret)
        case Means.FOLDER:
            return FolderChannel(folder / address)
        case Means.SERVICE:
            return ServiceChannel(address)


def _filled(text: str, channel: Channel, environment: Mapping[str, str]) -> str:
    """The text with its variables. Raises DeliveryFailed where one is not set."""
    missing = list(missing_names(text, environment, channel.place))
    if missing:
        raise DeliveryFailed(missing[0].what, missing[0].mend, all=True)
    return filled(text, environment)
