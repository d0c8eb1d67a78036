"""A delivery as an e-mail: text, HTML with its pictures, attachments. The same delivery always gives the same message."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr

from monitor.model.delivery import Delivery


def email_of(delivery: Delivery, sender: str) -> EmailMessage:
    """The mail that is sent. Its Message-ID follows from run, channel and recipient, so that a second copy can be dropped."""
    content, message = delivery.content, EmailMessage(policy=policy.SMTP)
    message["Subject"] = " ".join(content.subject.split())
    message["From"] = formataddr(parseaddr(sender))
    message["To"] = delivery.recipient
    message["Date"] = format_datetime(delivery.created)
    message["Message-ID"] = f"<{delivery.id}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(content.text, cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    page = message.get_payload()[1]  # type: ignore[index]
    assert isinstance(page, EmailMessage)
    for one in content.pictures:
        _, _, kind = one.media.partition("/")
        page.add_related(one.content, "image", kind, cid=f"<{one.id}>", filename=one.name, disposition="inline")
    for one in content.attachments:
        family, _, kind = one.media.partition("/")
        charset = {"charset": "utf-8"} if family == "text" else {}
        message.add_attachment(one.content, family, kind, filename=one.name, params=charset)
    message["Content-Language"] = content.language  # at the end: what is set before is moved into the first part
    return message


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "kpi-monitor.invalid"
