"""Sends mails through an SMTP server: TLS or STARTTLS, a login, and every refusal in words for people."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from monitor.model.delivery import Delivery
from monitor.notify.failures import DeliveryFailed, without
from monitor.notify.message import email_of
from monitor.notify.smtp_address import SmtpAddress, smtp_address

MANY = 50
"""Mails on one connection; servers end those that go on and on."""


class SmtpChannel:
    """One mail server, with a connection that stays open from mail to mail."""

    def __init__(self, url: str, sender: str) -> None:
        """Raises DeliveryFailed where the URL is no address of a mail server. Connects when the first mail is sent."""
        self.address = smtp_address(url)
        self.sender = sender or self.address.sender or _usual_sender(self.address)
        self._open: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, delivery: Delivery) -> None:
        """Sends one mail; returns when the server has confirmed it. Raises DeliveryFailed."""
        message = email_of(delivery, self.sender)
        with _told(self.address, delivery.recipient):
            if self._open is None or self._sent >= MANY:
                self.close()
                self._open, self._sent = _connected(self.address), 0
            try:
                self._open.send_message(message, to_addrs=[delivery.recipient])
                self._sent += 1
            except smtplib.SMTPRecipientsRefused:
                raise
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Says goodbye."""
        connection, self._open = self._open, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()


def _usual_sender(address: SmtpAddress) -> str:
    return address.user if "@" in address.user else f"kpi-monitor@{address.host}"


def _connected(address: SmtpAddress) -> smtplib.SMTP:
    context = _trust(address)
    if address.tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(address.host, address.port, timeout=address.timeout, context=context)
    else:
        connection = smtplib.SMTP(address.host, address.port, timeout=address.timeout)
    try:
        connection.ehlo()
        encrypted = address.tls or _starttls(connection, address, context)
        if address.user:
            _login(connection, address, encrypted)
    except BaseException:
        connection.close()
        raise
    return connection


def _trust(address: SmtpAddress) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=address.ca or None)
    except (OSError, ssl.SSLError):
        raise DeliveryFailed("the file of certificates under 'ca' cannot be read", "correct its path", all=True) from None


def _starttls(connection: smtplib.SMTP, address: SmtpAddress, context: ssl.SSLContext) -> bool:
    if address.starttls == "no":
        return False
    if not connection.has_extn("starttls"):
        if address.starttls == "if-offered":
            return False
        what = f"the mail server {address.shown} offers no encryption (STARTTLS); nothing was sent"
        mend = "use its encrypted port (smtps://…:465), or, in a network you trust, end the address with ?starttls=no"
        raise DeliveryFailed(what, mend, all=True)
    connection.starttls(context=context)
    connection.ehlo()
    return True


def _login(connection: smtplib.SMTP, address: SmtpAddress, encrypted: bool) -> None:
    if not encrypted and address.starttls != "no":
        what = f"the mail server {address.shown} offers no encryption (STARTTLS), so no password was sent to it"
        raise DeliveryFailed(what, "use its encrypted port, or end the address with ?starttls=no", all=True)
    connection.login(address.user, address.password)


@contextmanager
def _told(address: SmtpAddress, recipient: str) -> Iterator[None]:
    """Turns whatever may go wrong into words, and into whether trying again can help."""
    server, secrets = f"the mail server {address.shown}", (address.password, address.user)
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (550, b""))
        raise _refused(server, f"refused the recipient {recipient}", code, said, secrets) from None
    except smtplib.SMTPAuthenticationError as error:
        mend = "check the user and the password in the address (percent-encode letters such as @ : /)"
        raise DeliveryFailed(f"{server} refused the user or the password ({error.smtp_code})", mend, all=True) from None
    except smtplib.SMTPSenderRefused as error:
        what = f"refused the sender {error.sender}"
        failure = _refused(server, what, error.smtp_code, error.smtp_error, secrets)
        raise DeliveryFailed(failure.what, "write one that it accepts as `from:` of the mail", all=True) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(server, "refused the mail", error.smtp_code, error.smtp_error, secrets) from None
    except smtplib.SMTPNotSupportedError:
        what = f"{server} offers no login, although the address has a user"
        raise DeliveryFailed(what, "remove user and password, or use the port for submission (587)", all=True) from None
    except ssl.SSLCertVerificationError as error:
        what = f"the certificate of {server} cannot be trusted ({error.verify_message})"
        raise DeliveryFailed(what, "use the name that is in it, or add ?ca=/path/to/certificates.pem", all=True) from None
    except (ssl.SSLError, smtplib.SMTPException, OSError) as error:
        raise _unreached(server, error, address) from None


def _refused(server: str, what: str, code: int, said: bytes | str, secrets: tuple[str, str]) -> DeliveryFailed:
    """A refusal with a code from 500 on is for good (RFC 5321, 4.2.1)."""
    words = without(said.decode("utf-8", "replace") if isinstance(said, bytes) else said, *secrets)
    return DeliveryFailed(f"{server} {what} ({code} {words})", for_good=code >= 500)


def _unreached(server: str, error: Exception, address: SmtpAddress) -> DeliveryFailed:
    if isinstance(error, TimeoutError) or "timed out" in str(error):  # smtplib calls a read that timed out a lost connection
        return DeliveryFailed(f"{server} did not answer within {address.timeout:g} seconds", "it is tried again later", all=True)
    if isinstance(error, ssl.SSLError):
        mend = "smtps:// is for the port that is encrypted from the first byte (465), smtp:// for STARTTLS (587)"
        return DeliveryFailed(f"no encrypted connection to {server}", mend, all=True)
    if isinstance(error, socket.gaierror):
        return DeliveryFailed(
            f"there is no server '{address.host}'", "check the name in the address of the mail server", all=True
        )
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError):
        return DeliveryFailed(f"{server} ended the connection", "it is tried again later", all=True)
    return DeliveryFailed(f"{server} cannot be reached", "check host and port, or try again later", all=True)
