"""A real SMTP server for tests, in this process: TLS, STARTTLS, logins, refusals, and one that stalls or hangs up."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "kpi@nordlys.example", "s3cr/t:p@ss"


@dataclass
class Mailbox:
    """What the server has confirmed. `refuse`: recipients with their answer; `hook`: called before it confirms."""

    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    hook: Callable[[EmailMessage], str | None] = lambda _mail: None

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        answer = self.hook(mail)
        if answer is not None:
            return answer
        self.mails.append((envelope.rcpt_tos[0], mail))
        return "250 taken"

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for _, mail in self.mails]


@dataclass(frozen=True)
class Server:
    box: Mailbox
    host: str
    port: int
    ca: Path

    def url(self, scheme: str = "smtp", login: str = "", **settings: object) -> str:
        """The URL of this server, as `${SMTP_URL}` holds it."""
        query = "&".join(f"{name}={value}" for name, value in {"timeout": 5, "ca": self.ca, **settings}.items())
        return f"{scheme}://{login}{self.host}:{self.port}?{query}"


@contextmanager
def mail_server(folder: Path, *, tls: str = "none", login: bool = False, name: str = "localhost") -> Iterator[Server]:
    """A server that speaks `none`, `starttls` or `tls`, with a certificate for `name`; `login`: it wants user and password."""
    authority, box = trustme.CA(), Mailbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    settings: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0}
    if tls == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    if tls == "tls":
        settings["ssl_context"] = context
    if login:
        settings |= {"authenticator": _known, "auth_required": True, "auth_require_tls": tls == "starttls"}
    controller = _Controller(box, **settings)
    controller.start()
    try:
        yield Server(box, "localhost", controller.server.sockets[0].getsockname()[1], folder / "ca.pem")
    finally:
        controller.stop()


class _Controller(Controller):
    """On any free port: the trial connection that tells that it is up goes there."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _known(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    good = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=good)


def stall(seconds: float) -> Callable[[EmailMessage], None]:
    """A hook that keeps the client waiting for its confirmation."""
    return lambda _mail: time.sleep(seconds)
