"""Sends a message to Teams, Slack and the other services that Apprise knows (extra `notify`)."""

from __future__ import annotations

import logging

from monitor.errors import ServiceError
from monitor.model.delivery import Delivery
from monitor.notify.failures import DeliveryFailed

MISSING = "Teams, Slack and other services need the package apprise, which is not installed"


class ServiceChannel:
    """One service, by the URL that Apprise writes for it."""

    def __init__(self, url: str) -> None:
        """Raises ServiceError where Apprise is missing, and DeliveryFailed where the URL is none that it knows."""
        try:
            from apprise import Apprise
        except ImportError:
            raise ServiceError(MISSING, "pip install 'kpi-health-monitor[notify]'") from None
        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would log the URL, which is a secret
        self.service = Apprise()
        if not self.service.add(url):
            mend = "write it as https://github.com/caronc/apprise/wiki lists it, such as msteams://… or slack://…"
            raise DeliveryFailed("the address of the service is none that Apprise knows", mend, all=True)

    def send(self, delivery: Delivery) -> None:
        """Sends one message as text; returns when the service has taken it. Raises DeliveryFailed."""
        from apprise import NotifyFormat

        content = delivery.content
        text = content.text if not content.document.get("link") else f"{content.text}\n{content.document['link']}"
        if not self.service.notify(title=content.subject, body=text, body_format=NotifyFormat.TEXT):
            raise DeliveryFailed("the service did not take the message", "check its address, or try again later", all=True)

    def close(self) -> None:
        """Nothing stays open."""
