"""From `notify:` of the project file to channels, and what they still need from the environment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.catalogue.environment import missing_names
from monitor.catalogue.written_notify import NotifyWritten
from monitor.errors import Problem
from monitor.model.channel import OWNERS, Channel, Means, Subscription, When
from monitor.model.words import Language, Severity, Tier
from monitor.yaml_marks import Marked

SMTP = "${SMTP_URL}"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def channels_of(written: Iterable[NotifyWritten], language: Language, marked: Marked) -> tuple[Channel, ...]:
    """The channels, each with a name of its own that stays when its settings change."""
    taken: dict[str, int] = {}
    made = []
    for number, one in enumerate(written):
        name = _name(one)
        taken[name] = taken.get(name, 0) + 1
        unique = name if taken[name] == 1 else f"{name} {taken[name]}"
        made.append(Channel(unique, *_means(one), place=marked.place(("notify", number)), **_settings(one, language)))
    return tuple(made)


def channel_problems(channels: Iterable[Channel], environment: Mapping[str, str]) -> Iterator[Problem]:
    """The environment variables that the channels need and that are not set."""
    for channel in channels:
        for text in (channel.address, channel.secret):
            yield from missing_names(text, environment, channel.place)


def _means(written: NotifyWritten) -> tuple[Means, str]:
    if written.email is not None:
        return Means.EMAIL, written.smtp or SMTP
    if written.webhook is not None:
        return Means.WEBHOOK, written.webhook
    if written.folder is not None:
        return Means.FOLDER, written.folder
    return Means.SERVICE, written.url or ""


def _name(written: NotifyWritten) -> str:
    """A name without a secret: of a URL the variable that holds it, or the beginning of its hash."""
    if written.name:
        return written.name
    means, address = _means(written)
    if means is Means.EMAIL:
        return f"email {_chosen(written, 'audience') or 'leadership'}"
    if means is Means.FOLDER:
        return f"folder {address}"
    variable = _VARIABLE.search(address)
    return f"{means} {variable[1] if variable else hashlib.sha256(address.encode()).hexdigest()[:8]}"


def _chosen(written: NotifyWritten, key: str) -> Any:
    """A setting of the mail, or of the channel around it."""
    own = getattr(written.email, key) if written.email is not None else None
    return own if own is not None else getattr(written, key)


def _settings(written: NotifyWritten, language: Language) -> dict[str, Any]:
    mail = written.email
    audience = _chosen(written, "audience") or "leadership"
    link, attach, heartbeat = _chosen(written, "link") or "", _chosen(written, "attach"), _chosen(written, "heartbeat")
    subscribe = mail.subscribe if mail is not None and mail.subscribe.model_fields_set else written.subscribe
    return {
        "to": mail.to if mail else (),
        "sender": (mail.sender if mail else None) or "",
        "languages": mail.languages if mail else {},
        "addresses": mail.addresses if mail else {},
        "secret": written.secret or "",
        "when": _chosen(written, "when") or When.NEW,
        "heartbeat": When(heartbeat) if heartbeat else None,
        "minimum": _chosen(written, "minimum") or Severity.MEDIUM,
        "certainty": _chosen(written, "certainty") or (Tier.WATCH if audience == "controller" else Tier.FINDING),
        "language": _chosen(written, "language") or language,
        "audience": audience,
        "subscribe": Subscription(**subscribe.model_dump()),
        "most": _chosen(written, "most") or 5,
        "link": link,
        "attach": attach if attach is not None else not link and not (mail and OWNERS in mail.to),
    }
