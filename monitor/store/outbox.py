"""The outbox: messages wait here until the receiving server has confirmed them. Each is claimed by one sender at a time."""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.model.delivery import Content, Delivery, Enclosure, Letter, Reason, State, Told
from monitor.model.words import Severity, Tier
from monitor.store.tables import attachment, delivery

NOTHING = Content("", "", "", "")


def put(connection: Connection, message: Delivery) -> bool:
    """Puts a message into the outbox; False where the same run has put it there before: then nothing is changed."""
    if connection.execute(sa.select(delivery.c.id).where(delivery.c.id == message.id)).scalar() is not None:
        return False
    names = ("id", "run", "as_of", "channel", "recipient", "attempts", "problem")
    row = {name: getattr(message, name) for name in names}
    connection.execute(
        delivery.insert(),
        row
        | {
            "created": _naive(message.created),
            "due": _naive(message.due or message.created),
            "state": str(message.state),
            "subject": message.content.subject,
            "told": json.dumps([_told_row(told) for told in message.told]),
            "content": _content_text(message.content),
            "attachments": json.dumps([_attach(connection, file) for file in message.content.attachments]),
        },
    )
    return True


def letters(connection: Connection, channel: str, recipient: str, until: date, besides: str) -> list[Letter]:
    """What a recipient was told up to a day, oldest first, leaving out the message with the id `besides`."""
    query = sa.select(delivery.c.as_of, delivery.c.told).where(
        delivery.c.channel == channel, delivery.c.recipient == recipient, delivery.c.as_of <= until, delivery.c.id != besides
    )
    rows = connection.execute(query.order_by(delivery.c.as_of, delivery.c.created, delivery.c.id))
    return [Letter(row.as_of, tuple(_told(one) for one in json.loads(row.told))) for row in rows]


def heads(connection: Connection, states: Iterable[State] = State) -> list[Delivery]:
    """The messages in these states, oldest first, with no more of their content than the subject."""
    columns = [column for column in delivery.c if column.name not in ("content", "attachments", "told")]
    query = sa.select(*columns).where(delivery.c.state.in_([str(state) for state in states]))
    rows = connection.execute(query.order_by(delivery.c.created, delivery.c.as_of, delivery.c.id))
    return [_head(row) for row in rows]


def whole(connection: Connection, id: str) -> Delivery | None:
    """A message with all its content."""
    row = connection.execute(sa.select(delivery).where(delivery.c.id == id)).first()
    if row is None:
        return None
    files = tuple(_attached(connection, one) for one in json.loads(row.attachments))
    content = replace(_content(row.content), attachments=files)
    return replace(_head(row), content=content, told=tuple(_told(one) for one in json.loads(row.told)))


def claim(
    connection: Connection,
    sender: str,
    now: datetime,
    until: datetime,
    channel: str,
    early: bool = False,
    besides: Collection[str] = (),
) -> Delivery | None:
    """The oldest message that is due on a channel, claimed by `sender` until a moment; None where there is none.

    A claim that ran out, because its sender was killed, is open to all again. `early` takes those that wait for a later try too,
    `besides` leaves out those that were tried just now.
    """
    at = _naive(now)
    free = sa.and_(delivery.c.state == str(State.WAITING), sa.true() if early else delivery.c.due <= at)
    left = sa.and_(delivery.c.state == str(State.SENDING), delivery.c.claimed_until <= at)
    query = sa.select(delivery.c.id).where(delivery.c.channel == channel, sa.or_(free, left), delivery.c.id.not_in(besides))
    id = connection.execute(query.order_by(delivery.c.created, delivery.c.as_of, delivery.c.id).limit(1)).scalar()
    if id is None:
        return None
    claimed = {"state": str(State.SENDING), "claimed_by": sender, "claimed_until": _naive(until)}
    connection.execute(sa.update(delivery).where(delivery.c.id == id).values(**claimed, attempts=delivery.c.attempts + 1))
    return whole(connection, id)


def confirm(connection: Connection, id: str, sender: str, now: datetime) -> bool:
    """Marks a claimed message as sent; False where the claim is no longer the sender's."""
    return _settle(connection, id, sender, state=str(State.SENT), sent=_naive(now), problem="")


def postpone(connection: Connection, id: str, sender: str, due: datetime | None, problem: str, counts: bool = True) -> bool:
    """Gives a claimed message back with what went wrong, to be tried at `due`, or never where it is None.

    With `counts` false the attempt is not counted: it was not the message's fault that nothing was tried.
    """
    state = State.GIVEN_UP if due is None else State.WAITING
    values: dict[str, Any] = {"state": str(state), "problem": problem}
    if due is not None:
        values["due"] = _naive(due)
    if not counts:
        values["attempts"] = delivery.c.attempts - 1
    return _settle(connection, id, sender, **values)


def again(connection: Connection, now: datetime) -> int:
    """Lets every message that was given up wait again, with all its attempts before it; how many."""
    query = sa.update(delivery).where(delivery.c.state == str(State.GIVEN_UP))
    return connection.execute(query.values(state=str(State.WAITING), attempts=0, due=_naive(now))).rowcount


def _settle(connection: Connection, id: str, sender: str, **values: Any) -> bool:
    query = sa.update(delivery).where(delivery.c.id == id, delivery.c.claimed_by == sender)
    return connection.execute(query.values(**values, claimed_by=None, claimed_until=None)).rowcount == 1


def _attach(connection: Connection, file: Enclosure) -> str:
    id = hashlib.sha256(file.content).hexdigest()
    if connection.execute(sa.select(attachment.c.id).where(attachment.c.id == id)).scalar() is None:
        row = {"id": id, "name": file.name, "media": file.media, "content": zlib.compress(file.content, 6)}
        connection.execute(attachment.insert(), row)
    return id


def _attached(connection: Connection, id: str) -> Enclosure:
    row = connection.execute(sa.select(attachment).where(attachment.c.id == id)).one()
    return Enclosure(row.id, row.name, row.media, zlib.decompress(row.content))


def _content_text(content: Content) -> str:
    pictures = [{**asdict(one), "content": b64encode(one.content).decode()} for one in content.pictures]
    names = ("subject", "text", "html", "language", "document")
    return json.dumps({**{name: getattr(content, name) for name in names}, "pictures": pictures}, ensure_ascii=False)


def _content(text: str) -> Content:
    read = json.loads(text)
    pictures = tuple(Enclosure(**{**one, "content": b64decode(one["content"])}) for one in read.pop("pictures"))
    return Content(**read, pictures=pictures)


def _told_row(told: Told) -> dict[str, Any]:
    return {**asdict(told), "due": told.due.isoformat() if told.due else None}


def _told(row: dict[str, Any]) -> Told:
    due = date.fromisoformat(row["due"]) if row["due"] else None
    severity, tier = Severity(row["severity"]), Tier(row["tier"])
    return Told(row["finding"], Reason(row["reason"]), severity, tier, row["effect"], due, row["mark"], row["title"])


def _head(row: Any) -> Delivery:
    return Delivery(
        id=row.id,
        run=row.run,
        as_of=row.as_of,
        channel=row.channel,
        recipient=row.recipient,
        created=_utc(row.created),
        content=replace(NOTHING, subject=row.subject),
        state=State(row.state),
        attempts=row.attempts,
        due=_utc(row.due),
        sent=_utc(row.sent) if row.sent else None,
        problem=row.problem,
    )


def _naive(moment: datetime) -> datetime:
    """Without a zone, in UTC: SQLite has no zones."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
