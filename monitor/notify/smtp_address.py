"""The address of a mail server: smtp://user:password@host:587?starttls=… or smtps://user:password@host:465."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from monitor.notify.failures import DeliveryFailed

EXPECTED = "write it as smtp://user:password@host:587 or smtps://user:password@host:465"
ENCODE = f"{EXPECTED}; letters such as @ : / # ? in a user or password are written as %40 %3A %2F %23 %3F"
LOCAL = ("localhost", "127.0.0.1", "::1")
STARTTLS = ("required", "if-offered", "no")
KEYS = ("starttls", "timeout", "ca", "from")


@dataclass(frozen=True)
class SmtpAddress:
    """`tls`: from the first byte. `starttls`: `required` unless the server is this machine. `ca`: a file of certificates to
    trust, for a server whose certificate a company signed itself. `timeout`: seconds that each answer may take.
    """

    host: str
    port: int
    tls: bool
    starttls: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    ca: str = ""
    sender: str = ""

    @property
    def shown(self) -> str:
        """The server in words that hold no secret."""
        return f"{self.host}:{self.port}"


def smtp_address(url: str) -> SmtpAddress:
    """The address that a URL means. Raises DeliveryFailed, without repeating the URL, where it is none."""
    try:
        read = urlsplit(url)
        port, host = read.port, read.hostname
    except ValueError:
        raise _wrong("the address of the mail server is not understood") from None
    if read.scheme not in ("smtp", "smtps"):
        raise _wrong("the address of the mail server begins with neither smtp:// nor smtps://")
    if not host or read.path.strip("/") or read.fragment:
        raise _wrong("the address of the mail server is not understood")
    settings = _settings(read.query)
    tls = read.scheme == "smtps"
    starttls = settings.get("starttls") or ("no" if tls or host in LOCAL else "required")
    if starttls not in STARTTLS:
        raise DeliveryFailed(f"the mail server's 'starttls' is none of {', '.join(STARTTLS)}", EXPECTED, for_good=False, all=True)
    return SmtpAddress(
        host,
        port or (465 if tls else 587),
        tls,
        starttls,
        unquote(read.username or ""),
        unquote(read.password or ""),
        _seconds(settings.get("timeout", "30")),
        settings.get("ca", ""),
        settings.get("from", ""),
    )


def _settings(query: str) -> dict[str, str]:
    settings = {key: values[-1] for key, values in parse_qs(query).items()}
    unknown = [key for key in settings if key not in KEYS]
    if unknown:
        raise _wrong("the address of the mail server has a setting that is not known", f"one of {', '.join(KEYS)}")
    return settings


def _seconds(text: str) -> float:
    try:
        return min(max(float(text), 1.0), 300.0)
    except ValueError:
        raise _wrong("the mail server's 'timeout' is no number of seconds") from None


def _wrong(what: str, mend: str = ENCODE) -> DeliveryFailed:
    return DeliveryFailed(what, mend, all=True)
