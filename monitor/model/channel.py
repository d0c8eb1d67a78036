"""A channel: to whom, how and when the project tells what it found. Read from `notify:` of the project file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.errors import Place
from monitor.model.words import Family, Language, Severity, Tier

OWNERS = "owners"
"""The recipient that stands for each KPI's owner."""


class When(StrEnum):
    """`new`: after each run that found something new, worse or overdue. `always`: after each run. Else a digest per period."""

    NEW = "new"
    ALWAYS = "always"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Means(StrEnum):
    """How a message travels. `service`: Teams, Slack and others, through Apprise."""

    EMAIL = "email"
    SERVICE = "service"
    WEBHOOK = "webhook"
    FOLDER = "folder"


@dataclass(frozen=True)
class Subscription:
    """What a channel is about; an empty field means all. A finding must fit every field that is not empty."""

    departments: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()


@dataclass(frozen=True)
class Channel:
    """`name` is what the store knows it by, and holds no secret. `address` is the mail server, the URL or the folder as it was
    written, with `${NAMES}` in it: it is filled in when something is sent, and never shown. `minimum` and `certainty`: the least
    severity and tier that are told. `most`: how many matters one message tells in full.
    """

    name: str
    means: Means
    address: str
    place: Place
    to: tuple[str, ...] = ()
    sender: str = ""
    secret: str = ""
    when: When = When.NEW
    heartbeat: When | None = None
    minimum: Severity = Severity.MEDIUM
    certainty: Tier = Tier.FINDING
    language: Language = Language.EN
    audience: str = "leadership"
    subscribe: Subscription = field(default_factory=Subscription)
    most: int = 5
    attach: bool = False
    link: str = ""
    languages: Mapping[str, Language] = field(default_factory=dict)
    """Address -> language, where a recipient reads another one than the rest."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Owner as the catalogue writes it -> address, for owners who are titles or names."""
