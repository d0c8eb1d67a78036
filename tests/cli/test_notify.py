"""`run --notify` and `kpi-monitor notify`, as a person calls them."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli.project import kpi_monitor, project
from tests.notify.mail_server import mail_server

FOLDER = "notify: [{folder: told, minimum: low}]\n"
MAIL = "notify: [{email: {to: [cfo@nordlys.example], minimum: low, language: sv}}]\n"


def made(folder: Path, notify: str) -> Path:
    there = project(folder)
    with (there / "kpi-monitor.yaml").open("a", encoding="utf-8") as file:
        file.write(notify)
    return there


def run(folder: Path, *more: object, as_of: str = "2025-12-31") -> tuple[int, str, str]:
    shown = kpi_monitor("run", folder, "--as-of", as_of, "--notify", *more)
    return shown.returncode, shown.stdout, shown.stderr


def test_what_is_new_is_told_and_then_nothing_more(tmp_path: Path) -> None:
    folder = made(tmp_path, FOLDER)
    code, told, _ = run(folder)
    assert code == 0 and "sent: folder told: Nordlys: " in told
    assert len(list((folder / "told").glob("*.html"))) == 1
    code, told, _ = run(folder, as_of="2026-01-07")
    assert code == 0 and "sent:" not in told
    assert len(list((folder / "told").glob("*.html"))) == 1


def test_a_mail_has_the_report_in_the_recipients_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(tmp_path) as server:
        monkeypatch.setenv("SMTP_URL", server.url())
        assert run(made(tmp_path / "nordlys", MAIL))[0] == 0
    ((recipient, mail),) = server.box.mails
    (report,) = mail.iter_attachments()
    assert recipient == "cfo@nordlys.example" and mail["Content-Language"] == "sv"
    assert report.get_filename() == "leadership-2025-12-31.html" and '<html lang="sv"' in report.get_content()
    text = mail.get_body(("plain",))
    assert text is not None and "Rapporten är bifogad." in text.get_content()


def test_what_cannot_be_sent_is_told_with_3_and_the_report_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://kpi:s3cret@127.0.0.1:1")
    folder = made(tmp_path, MAIL)
    code, out, err = run(folder, "--fail-on", "low")
    assert code == 3 and "127.0.0.1:1 cannot be reached" in err and "nothing was lost" in err
    assert "s3cret" not in out + err and (folder / "report" / "leadership.html").exists()
    listed = kpi_monitor("notify", folder, "--list").stdout
    assert "waiting" in listed and "cfo@nordlys.example" in listed and "s3cret" not in listed
    assert b"s3cret" not in (folder / "kpi-monitor.db").read_bytes()


def test_fail_on_still_holds_when_all_was_sent(tmp_path: Path) -> None:
    assert run(made(tmp_path, FOLDER), "--fail-on", "low")[0] == 1


@pytest.mark.parametrize(
    ("notify", "more", "says"),
    [
        ("", (), "nobody is to be told"),
        (MAIL, (), "variable SMTP_URL is not set"),
        (FOLDER, ("--dry-run",), "tells nobody"),
        (FOLDER, ("--kpi", "frt"), "tells nobody"),
    ],
)
def test_what_stands_in_the_way_is_told_before_anything_is_done(
    notify: str, more: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMTP_URL", raising=False)
    folder = made(tmp_path, notify)
    code, _, err = run(folder, *more)
    assert code == 2 and says in err and not (folder / "kpi-monitor.db").exists()


def test_a_preview_writes_the_messages_and_sends_none(tmp_path: Path) -> None:
    folder = made(tmp_path / "nordlys", MAIL.replace("to: [", "to: [owners, "))
    assert kpi_monitor("run", folder, "--as-of", "2025-12-31").returncode == 0
    shown = kpi_monitor("notify", folder, "--preview", tmp_path / "seen")
    assert shown.returncode == 0 and "cfo@nordlys.example: Nordlys: " in shown.stdout and "coo@nordlys.example" in shown.stdout
    (mail,) = (tmp_path / "seen").glob("*cfo*.eml")
    assert message_from_bytes(mail.read_bytes(), policy=policy.default)["To"] == "cfo@nordlys.example"
    assert kpi_monitor("notify", folder, "--list").stdout == "Nothing waits, and nothing was given up.\n"


def test_an_owner_without_an_address_is_named_and_the_others_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path / "nordlys", "notify: [{email: {to: owners, minimum: low}}]\n")
    kpis = (folder / "kpis.yaml").read_text(encoding="utf-8")
    (folder / "kpis.yaml").write_text(
        kpis.replace("name: Satisfaction,", "name: Satisfaction, owner: Head of Service,"), encoding="utf-8"
    )
    with mail_server(tmp_path) as server:
        monkeypatch.setenv("SMTP_URL", server.url())
        code, _, err = run(folder)
    assert code == 0 and "the owner 'Head of Service' has no address" in err
    ((recipient, mail),) = server.box.mails
    assert recipient == "coo@nordlys.example" and list(mail.iter_attachments()) == []


def test_a_preview_can_be_as_if_nobody_had_been_told(tmp_path: Path) -> None:
    folder = made(tmp_path / "nordlys", FOLDER)
    run(folder)
    assert kpi_monitor("run", folder, "--as-of", "2026-01-07").returncode == 0
    assert "nothing new to tell" in kpi_monitor("notify", folder, "--preview", tmp_path / "seen").stdout
    assert "folder told" in kpi_monitor("notify", folder, "--preview", tmp_path / "seen", "--from-scratch").stdout


def test_messages_of_a_channel_that_is_gone_are_listed_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    folder = made(tmp_path, MAIL)
    run(folder)
    text = (folder / "kpi-monitor.yaml").read_text(encoding="utf-8")
    (folder / "kpi-monitor.yaml").write_text(text.replace(MAIL, FOLDER), encoding="utf-8")
    assert kpi_monitor("notify", folder, "--now").returncode == 0
    assert "no longer has this channel" in kpi_monitor("notify", folder, "--list").stdout


@pytest.mark.parametrize("arguments", [("--all",), ("--from-scratch",), ("--list", "--now"), ("--list", "--preview", "x")])
def test_options_that_do_not_go_together(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert kpi_monitor("notify", made(tmp_path, FOLDER), *arguments).returncode == 2
