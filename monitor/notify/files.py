"""Writes a message as files: the mail as .eml and .html, the JSON as .json. The same delivery always has the same names."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from monitor.model.delivery import Content, Delivery
from monitor.notify.failures import DeliveryFailed
from monitor.notify.message import email_of
from monitor.notify.webhook import body_of


class FolderChannel:
    """One folder, which is made where it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, delivery: Delivery) -> None:
        """Writes one message. Raises DeliveryFailed where the folder cannot be written."""
        try:
            written(delivery, self.folder, "kpi-monitor@localhost")
        except OSError as error:
            what = f"the folder {self.folder} cannot be written ({(error.strerror or str(error)).lower()})"
            raise DeliveryFailed(what, "correct its path or its rights", all=True) from None

    def close(self) -> None:
        """Nothing stays open."""


def written(delivery: Delivery, folder: Path, sender: str) -> list[Path]:
    """Writes a message into a folder, each file in one step, and gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{delivery.as_of}-{_plain(delivery.recipient or delivery.channel)}-{delivery.id[-8:]}"
    files = {
        ".html": page_of(delivery.content).encode(),
        ".json": body_of(delivery),
        ".eml": email_of(delivery, sender).as_bytes(),
    }
    paths = []
    for ending, content in files.items():
        path, beside = folder / f"{name}{ending}", folder / f".{name}{ending}.part"
        beside.write_bytes(content)
        beside.replace(path)
        paths.append(path)
    return paths


def page_of(content: Content) -> str:
    """The HTML with its pictures inside, for a browser."""
    page = content.html
    for one in content.pictures:
        page = page.replace(f"cid:{one.id}", f"data:{one.media};base64,{b64encode(one.content).decode()}")
    return page


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.@_-]+", "-", text).strip("-.") or "message"
