"""Mails through a real SMTP server: encryption, logins, refusals; every failure in words, none with a secret."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from monitor.notify.failures import DeliveryFailed
from monitor.notify.message import email_of
from monitor.notify.smtp import SmtpChannel
from monitor.notify.smtp_address import smtp_address
from tests.notify.examples import PICTURE, REPORT, delivery
from tests.notify.mail_server import PASSWORD, USER, Server, mail_server, stall

LOGIN = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@"


def send(server: Server, url: str, *messages: str) -> None:
    way = SmtpChannel(url, "KPI health <kpi@nordlys.example>")
    try:
        for id in messages or ("M-1",):
            way.send(delivery(id))
    finally:
        way.close()


def failure(server: Server, url: str) -> DeliveryFailed:
    """What is told, after making sure that nothing was sent and no secret is in it."""
    with pytest.raises(DeliveryFailed) as told:
        send(server, url)
    assert server.box.mails == []
    for secret in (PASSWORD, quote(PASSWORD, safe=""), USER):
        assert secret not in str(told.value)
    return told.value


@pytest.mark.parametrize(("tls", "scheme"), [("starttls", "smtp"), ("tls", "smtps")])
def test_an_encrypted_mail_with_a_login_arrives_whole(tls: str, scheme: str, tmp_path: Path) -> None:
    with mail_server(tmp_path, tls=tls, login=True) as server:
        send(server, server.url(scheme, LOGIN, starttls="required") if tls == "starttls" else server.url(scheme, LOGIN))
    ((recipient, mail),) = server.box.mails
    assert recipient == "cfo@nordlys.example"
    assert mail["Subject"] == "Nordlys: søvn, and 2 more" and mail["Message-ID"] == "<M-1@nordlys.example>"
    text, html = mail.get_body(("plain",)), mail.get_body(("related", "html"))
    assert text is not None and "Kære læser" in text.get_content()
    assert html is not None
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture.get_content() == PICTURE.content and picture["Content-ID"] == "<F-1-0>"
    page = html.get_body(("html",))
    assert page is not None and 'src="cid:F-1-0"' in page.get_content()
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == REPORT.name and attached.get_content() == REPORT.content.decode()


def test_the_same_delivery_is_the_same_mail_byte_for_byte_but_for_its_boundaries() -> None:
    one, other = (email_of(delivery(), "kpi@nordlys.example") for _ in range(2))
    assert [pair for pair in one.items() if pair[0] != "Content-Type"] == [
        pair for pair in other.items() if pair[0] != "Content-Type"
    ]


def test_no_hostile_name_becomes_a_header(tmp_path: Path) -> None:
    content = delivery().content
    hostile = delivery(content=replace(content, subject="Nordlys\r\nBcc: all@nordlys.example\r\n: x"))
    mail = email_of(hostile, "kpi@nordlys.example")
    assert mail["Bcc"] is None and mail["Subject"] == "Nordlys Bcc: all@nordlys.example : x"


def test_several_mails_go_over_one_connection_and_a_refused_one_stops_none(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        server.box.refuse["cfo@nordlys.example"] = "550 no such user here"
        way = SmtpChannel(server.url(), "")
        with pytest.raises(DeliveryFailed, match=r"refused the recipient cfo@nordlys\.example \(550 no such user here\)") as told:
            way.send(delivery())
        way.send(delivery("M-2", recipient="coo@nordlys.example"))
        way.close()
    assert told.value.for_good and not told.value.all
    assert [recipient for recipient, _ in server.box.mails] == ["coo@nordlys.example"]


def test_a_recipient_that_is_refused_for_now_is_tried_again(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        server.box.refuse["cfo@nordlys.example"] = "450 mailbox busy"
        assert not failure(server, server.url()).for_good


def test_a_wrong_password_is_told_without_it(tmp_path: Path) -> None:
    with mail_server(tmp_path, tls="tls", login=True) as server:
        wrong = failure(server, server.url("smtps", LOGIN.replace("%40ss", "%40ssx")))
    assert "refused the user or the password (535)" in wrong.what and wrong.all and not wrong.for_good


def test_a_server_without_encryption_gets_neither_mail_nor_password(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        assert "offers no encryption" in failure(server, server.url(login=LOGIN, starttls="required")).what
        assert "no password was sent" in failure(server, server.url(login=LOGIN, starttls="if-offered")).what


def test_without_encryption_only_where_the_project_says_so(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        send(server, server.url(starttls="if-offered"))
        send(server, server.url(starttls="no"), "M-2")
    assert server.box.ids == ["<M-1@nordlys.example>", "<M-2@nordlys.example>"]


def test_a_certificate_that_nobody_signed_or_of_another_name_is_refused(tmp_path: Path) -> None:
    with mail_server(tmp_path, tls="starttls") as server:
        url = server.url(starttls="required")
        assert "cannot be trusted" in failure(server, url.replace(f"&ca={server.ca}", "")).what
    with mail_server(tmp_path, tls="tls", name="mail.elsewhere.example") as server:
        assert "cannot be trusted" in failure(server, server.url("smtps")).what


def test_the_wrong_kind_of_port_is_explained(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        assert "smtps:// is for the port that is encrypted" in failure(server, server.url("smtps")).mend


def test_a_login_that_is_not_offered(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        assert "offers no login" in failure(server, server.url(login=LOGIN, starttls="no")).what


def test_a_mail_refused_after_it_was_read_is_told_with_the_servers_words(tmp_path: Path) -> None:
    with mail_server(tmp_path, tls="tls", login=True) as server:
        server.box.hook = lambda _mail: f"554 looks like spam to {PASSWORD}"
        refused = failure(server, server.url("smtps", LOGIN))
    assert "refused the mail (554 looks like spam" in refused.what and refused.for_good


def test_a_server_that_stalls_is_left_after_the_timeout(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        server.box.hook = stall(2.5)
        with pytest.raises(DeliveryFailed, match="did not answer within 1 seconds"):
            send(server, server.url().replace("timeout=5", "timeout=1"))


@contextmanager
def _hanging_up() -> Iterator[int]:
    """A server that says hello and ends the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            connection.sendall(b"220 hello\r\n")
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def test_servers_that_hang_up_are_not_there_or_have_no_name() -> None:
    with _hanging_up() as port, pytest.raises(DeliveryFailed, match=r"ended the connection|cannot be reached"):
        SmtpChannel(f"smtp://127.0.0.1:{port}", "").send(delivery())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DeliveryFailed, match=rf"127\.0\.0\.1:{port} cannot be reached"):
        SmtpChannel(f"smtp://127.0.0.1:{port}", "").send(delivery())
    with pytest.raises(DeliveryFailed, match=r"there is no server 'mail\.invalid'|cannot be reached"):
        SmtpChannel("smtp://mail.invalid?starttls=no", "").send(delivery())


@pytest.mark.parametrize(
    "url",
    [
        "https://mail.example",
        "smtp://",
        "smtp://user:pa/ss@mail.example",
        "smtp://user:pa#ss@mail.example",
        "smtp://u:p@mail.example:smtp",
        "smtp://mail.example?tls=1",
        "smtp://mail.example?starttls=maybe",
        "smtp://mail.example?timeout=soon",
        "pa/ss",
    ],
)
def test_an_address_that_is_none_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(DeliveryFailed) as told:
        smtp_address(url)
    said = str(told.value)
    assert told.value.all and not any(part in said for part in ("pa/ss", "pa#ss", "u:p@", "maybe", "soon"))


def test_the_usual_address() -> None:
    address = smtp_address("smtp://kpi%40x.example:p%3Aq@mail.example")
    assert (address.port, address.starttls, address.user, address.password) == (587, "required", "kpi@x.example", "p:q")
    assert "p:q" not in repr(address)
    assert smtp_address("smtps://mail.example").port == 465
    assert smtp_address("smtp://localhost:2525").starttls == "no"
