"""`notify:` of the project file as people write it: mails and other channels."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from monitor.catalogue.written import Text, TextOrTexts, Texts, Whole, Written, YesNo, complain, complaint
from monitor.model.channel import OWNERS, When
from monitor.model.words import Family, Language, Severity, Tier

MEANS = ("email", "url", "webhook", "folder")
ADDRESS = "an address such as cfo@nordlys.example"


def _addresses(to: tuple[str, ...]) -> tuple[str, ...]:
    found = [complaint(f"'{one}' is no address", f"{ADDRESS}, or `{OWNERS}`") for one in to if one != OWNERS and not _is_one(one)]
    if found:
        raise complain(*found)
    return to


def _is_one(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at and host) and not any(letter.isspace() or letter in "<>,;" for letter in text)


def _sender(text: str) -> str:
    """An address, alone or as `Name <address>`; anything else would end in the head of a mail."""
    from email.utils import parseaddr

    if "\n" in text or not _is_one(parseaddr(text)[1]):
        raise complain(complaint(f"'{text}' is no sender", f"{ADDRESS}, or 'KPI health <kpi@nordlys.example>'"))
    return text


def _link(text: str) -> str:
    if not text.startswith(("https://", "http://", "file://")):
        raise complain(complaint(f"'{text}' is no link", "https://…"))
    unknown = [name for name in _names_in(text) if name not in LINK_NAMES]
    if unknown:
        what = f"a link has no {{{unknown[0]}}}"
        raise complain(complaint(what, " or ".join(f"{{{name}}}" for name in LINK_NAMES)))
    return text


LINK_NAMES = ("audience", "language", "as_of", "run")


def _names_in(text: str) -> list[str]:
    from re import findall

    return [str(name) for name in findall(r"\{([^{}]*)\}", text)]


class SubscribeWritten(Written):
    departments: Texts = Field((), description="only KPIs of these departments")
    owners: Texts = Field((), description="only KPIs of these owners")
    audiences: Texts = Field((), description="only KPIs that these audiences get (`audience` of the KPI)")
    kpis: Texts = Field((), description="only these KPIs")
    families: tuple[Family, ...] = Field((), description="only findings of these families")


class _Choice(Written):
    when: When | None = Field(
        None,
        description="`new`: after a run with something new, worse or overdue; `always`: after each run; `weekly`, `monthly`, "
        "`quarterly`: one digest in each of these periods, if there is something",
    )
    heartbeat: Literal["weekly", "monthly", "quarterly"] | None = Field(
        None, description="a word that all is calm, when nothing was sent for so long"
    )
    minimum: Severity | None = Field(None, description="the lowest severity that is sent; `medium` if it is not said")
    certainty: Tier | None = Field(
        None, description="the lowest tier that is sent; `finding`, and `watch` for the audience controller, if it is not said"
    )
    language: Language | None = Field(None, description="the language of the message; the project's if it is not said")
    audience: Literal["leadership", "controller"] | None = Field(
        None, description="for whom it is written, and the report that goes with it; `leadership` if it is not said"
    )
    subscribe: SubscribeWritten = Field(SubscribeWritten(), description="what it is about; everything if it is not said")
    most: Whole | None = Field(None, ge=1, le=50, description="how many matters are told in full; 5 if it is not said")
    attach: YesNo | None = Field(
        None, description="whether the report is attached; it is where there is no link, but never to `owners` unless it is said"
    )
    link: Annotated[Text, AfterValidator(_link)] | None = Field(
        None, description="where the report is read: https://…/{audience}.html; {language}, {as_of} and {run} may stand in it too"
    )


class EmailWritten(_Choice):
    to: Annotated[TextOrTexts, AfterValidator(_addresses)] = Field(
        description="who gets it; `owners` stands for each KPI's owner, who is told about their KPIs only"
    )
    sender: Annotated[Text, AfterValidator(_sender)] | None = Field(
        None, alias="from", description="who it comes from; the user of the mail server if it is not said"
    )
    languages: dict[Text, Language] = Field({}, description="address -> language, for those who read another one")
    addresses: dict[Text, Text] = Field({}, description="owner -> address, where the catalogue names owners without one")


class NotifyWritten(_Choice):
    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [means]} for means in MEANS]})

    name: Text | None = Field(None, description="what the channel is called in lists; it remembers what was told by this name")
    email: EmailWritten | None = Field(None, description="a mail")
    smtp: Text | None = Field(
        None,
        description="the mail server of the mail, `${SMTP_URL}` if it is not said: smtp://user:password@host:587 or smtps://…",
    )
    url: Text | None = Field(None, description="Teams, Slack and other services, as Apprise writes them: ${TEAMS_WEBHOOK}")
    webhook: Text | None = Field(None, description="a URL that gets the message as JSON")
    secret: Text | None = Field(None, description="what the JSON of the webhook is signed with: ${WEBHOOK_SECRET}")
    folder: Text | None = Field(None, description="a folder in which each message is written as files")

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        found = []
        if sum(getattr(self, means) is not None for means in MEANS) != 1:
            found.append(complaint("a channel is one of 'email', 'url', 'webhook' and 'folder'", "", "write one of them"))
        if self.smtp and self.email is None:
            found.append(complaint("'smtp' belongs to an 'email'", "", "remove it", ("smtp",)))
        if self.secret and self.webhook is None:
            found.append(complaint("'secret' belongs to a 'webhook'", "", "remove it", ("secret",)))
        if found:
            raise complain(*found)
        return self
