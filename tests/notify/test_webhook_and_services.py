"""Webhooks and services against a real HTTP server: signed, never redirected, refusals told without the URL's secret."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor.errors import Place
from monitor.model.channel import Channel, Means
from monitor.notify.failures import DeliveryFailed
from monitor.notify.files import FolderChannel
from monitor.notify.service import ServiceChannel
from monitor.notify.ways import way_of
from monitor.notify.webhook import DELIVERY, SIGNATURE, WebhookChannel
from tests.notify.examples import delivery


@dataclass
class Seen:
    """What the server got; `answer` is what it says."""

    url: str = ""
    answer: int = 200
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def web_server() -> Iterator[Seen]:
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.requests.append((self.path, dict(self.headers), body))
            self.send_response(seen.answer)
            if seen.answer == 302:
                self.send_header("Location", f"{seen.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_gets_json_that_proves_where_it_comes_from() -> None:
    with web_server() as seen:
        WebhookChannel(f"{seen.url}/hook?key=s3cret", "the secret").send(delivery())
    ((path, headers, body),) = seen.requests
    assert path == "/hook?key=s3cret"
    found = {name.lower(): value for name, value in headers.items()}
    moment, signed = (part.split("=")[1] for part in found[SIGNATURE.lower()].split(","))
    assert signed == hmac.new(b"the secret", f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert found[DELIVERY.lower()] == "M-1"
    assert json.loads(body) == {"delivery": "M-1", "items": [], "schema": 1, "text": "Kære læser\n"}


def test_without_a_secret_it_is_not_signed() -> None:
    with web_server() as seen:
        WebhookChannel(seen.url, "").send(delivery())
    assert SIGNATURE.lower() not in {name.lower() for name in seen.requests[0][1]}


@pytest.mark.parametrize(("answer", "for_good"), [(400, True), (410, True), (429, False), (503, False), (302, False)])
def test_a_refusal_is_tried_again_where_that_can_help_and_never_followed_elsewhere(answer: int, for_good: bool) -> None:
    with web_server() as seen:
        seen.answer = answer
        with pytest.raises(DeliveryFailed, match=f"answered {answer}") as told:
            WebhookChannel(f"{seen.url}/hook?key=s3cret", "x").send(delivery())
    assert told.value.for_good is for_good and "s3cret" not in str(told.value)
    assert len(seen.requests) == 1


def test_a_webhook_that_is_not_there_or_is_none() -> None:
    with web_server() as seen:
        url = seen.url
    with pytest.raises(DeliveryFailed, match=r"127\.0\.0\.1 cannot be reached") as told:
        WebhookChannel(f"{url}/?key=s3cret", "").send(delivery())
    assert "s3cret" not in str(told.value)
    with pytest.raises(DeliveryFailed, match="no URL"):
        WebhookChannel("hooks.example", "")


def test_a_service_gets_subject_and_text(caplog: pytest.LogCaptureFixture) -> None:
    with web_server() as seen:
        ServiceChannel(seen.url.replace("http://", "json://user:s3cret@") + "/path").send(delivery())
        seen.answer = 500
        with pytest.raises(DeliveryFailed, match="did not take") as told:
            ServiceChannel(seen.url.replace("http://", "json://user:s3cret@")).send(delivery())
    sent = json.loads(seen.requests[0][2])
    assert sent["title"] == "Nordlys: søvn, and 2 more" and "Kære læser" in sent["message"]
    assert "s3cret" not in str(told.value) + caplog.text


def test_an_address_that_apprise_does_not_know(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(DeliveryFailed, match="none that Apprise knows") as told:
        ServiceChannel("nosuch://s3cret")
    assert "s3cret" not in str(told.value) + caplog.text


def test_a_folder_gets_the_same_files_however_often_it_is_written(tmp_path: Path) -> None:
    way = FolderChannel(tmp_path / "told")
    way.send(delivery())
    way.send(delivery())
    names = sorted(path.name for path in (tmp_path / "told").iterdir())
    assert names == [f"2025-06-30-cfo@nordlys.example-M-1.{kind}" for kind in ("eml", "html", "json")]
    assert "data:image/png;base64," in (tmp_path / "told" / names[1]).read_text()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "told").write_text("a file")
    with pytest.raises(DeliveryFailed, match="cannot be written"):
        FolderChannel(tmp_path / "told").send(delivery())


def test_a_variable_that_is_not_set_is_named_and_the_others_are_not_shown(tmp_path: Path) -> None:
    channel = Channel("hook", Means.WEBHOOK, "https://x.example/${KEY}", Place("kpi-monitor.yaml", 3), secret="${SECRET}")
    with pytest.raises(DeliveryFailed, match="variable SECRET is not set"):
        way_of(channel, tmp_path, {"KEY": "k3y"})
    way = way_of(channel, tmp_path, {"KEY": "k3y", "SECRET": "s"})
    assert isinstance(way, WebhookChannel) and way.url == "https://x.example/k3y"
