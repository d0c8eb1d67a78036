"""Sends a message as signed JSON to a URL of the project's own."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from monitor.model.delivery import Delivery
from monitor.notify.failures import DeliveryFailed

SIGNATURE, DELIVERY = "X-KPI-Monitor-Signature", "X-KPI-Monitor-Delivery"
TIMEOUT = 30.0
LATER = (408, 425, 429)
"""Refusals below 500 after which trying again can help."""


def signature(body: bytes, secret: str, moment: int) -> str:
    """`t=1735689600,v1=<hex>`: HMAC-SHA256 of the moment (Unix seconds), a dot and the body, so that a copy grows old."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def body_of(delivery: Delivery) -> bytes:
    """The JSON: what is told, with the delivery's id, by which a receiver knows a second copy."""
    document = {**delivery.content.document, "delivery": delivery.id, "text": delivery.content.text}
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


class WebhookChannel:
    """One URL. `secret` signs what is sent; without one it is not signed."""

    def __init__(self, url: str, secret: str) -> None:
        """Raises DeliveryFailed where the URL is none."""
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise DeliveryFailed("the address of the webhook is no URL", "write it as https://…", all=True)
        self.url, self.secret = url, secret

    def send(self, delivery: Delivery) -> None:
        """Sends one message; returns when the receiver answered 2xx. Raises DeliveryFailed."""
        body = body_of(delivery)
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "kpi-monitor", DELIVERY: delivery.id}
        if self.secret:
            headers[SIGNATURE] = signature(body, self.secret, int(time.time()))
        host = urlsplit(self.url).hostname
        try:
            with build_opener(_NoRedirects).open(Request(self.url, body, headers, method="POST"), timeout=TIMEOUT):
                pass
        except HTTPError as error:
            error.close()
            what = f"the webhook at {host} answered {error.code}"
            good = 400 <= error.code < 500 and error.code not in LATER
            raise DeliveryFailed(what, "see what it expects" if good else "", for_good=good, all=not good) from None
        except TimeoutError:
            raise DeliveryFailed(f"the webhook at {host} did not answer within {TIMEOUT:g} seconds", all=True) from None
        except (URLError, OSError, HTTPException, ValueError):
            raise DeliveryFailed(f"the webhook at {host} cannot be reached", "check its address", all=True) from None

    def close(self) -> None:
        """Nothing stays open."""


class _NoRedirects(HTTPRedirectHandler):
    """A signed message goes where the project says, and nowhere else."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None
