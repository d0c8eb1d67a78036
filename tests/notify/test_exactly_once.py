"""Killed at every step, two senders at once, a server away for an hour: nothing is lost, nothing confirmed comes twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.catalogue.project_file import read_project
from monitor.cli._outbox import SENDING
from monitor.model.delivery import State
from monitor.notify import send
from monitor.notify.ways import way_of
from monitor.store.store import open_store
from tests.cli.project import kpi_monitor, project
from tests.notify.dying import STEPS
from tests.notify.mail_server import Server, mail_server

ROOT = Path(__file__).parents[2]
TO = ("cfo@nordlys.example", "coo@nordlys.example", "ceo@nordlys.example")
NOTIFY = f"notify: [{{email: {{to: [{', '.join(TO)}], minimum: low, attach: false}}}}]\n"
UNSURE = ("after the server has confirmed", "while it is marked")
"""The server has the message and the store does not know it: no protocol can close this gap, the Message-ID tells the copy."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with mail_server(tmp_path) as server:
        monkeypatch.setenv("SMTP_URL", server.url())
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = project(tmp_path / "nordlys")
    with (made / "kpi-monitor.yaml").open("a", encoding="utf-8") as file:
        file.write(NOTIFY)
    return made


def process(step: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.notify.dying", step, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def states(folder: Path) -> Counter[State]:
    store = open_store("sqlite:///kpi-monitor.db", folder)
    with store.read() as reading:
        found = Counter(one.state for one in reading.deliveries())
    store.close()
    return found


@pytest.mark.parametrize("step", [step for step in STEPS if step != "never"])
def test_killed_at_every_step_all_arrive_and_what_was_confirmed_arrives_once(step: str, folder: Path, server: Server) -> None:
    run = ("run", folder, "--as-of", "2025-12-31", "--notify")
    dying = process(step, *run)
    dying.communicate()
    assert dying.returncode == -signal.SIGKILL
    again = kpi_monitor(*run)
    assert again.returncode == 0, again.stderr
    arrived = Counter(server.box.ids)
    assert len(arrived) == 3 and {recipient for recipient, _ in server.box.mails} == set(TO)
    assert sum(arrived.values()) == (4 if step in UNSURE else 3)
    assert states(folder) == {State.SENT: 3}
    assert kpi_monitor("notify", folder).stdout == "" and len(server.box.mails) == sum(arrived.values())


@pytest.mark.postgres
@pytest.mark.parametrize("step", ["after the last message is put", "before a message is sent", "after it is marked"])
def test_the_same_on_postgresql(step: str, folder: Path, server: Server, postgres_url: str) -> None:
    with (folder / "kpi-monitor.yaml").open("a", encoding="utf-8") as file:
        file.write(f"store: {postgres_url}\n")
    run = ("run", folder, "--as-of", "2025-12-31", "--notify")
    dying = process(step, *run)
    dying.communicate()
    assert dying.returncode == -signal.SIGKILL
    again = kpi_monitor(*run)
    assert again.returncode == 0, again.stderr
    assert sorted(Counter(server.box.ids).values()) == [1, 1, 1]


def test_two_senders_at_once_share_the_work(folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    assert kpi_monitor("run", folder, "--as-of", "2025-12-31", "--notify").returncode == 3
    assert states(folder) == {State.WAITING: 3}
    monkeypatch.setenv("SMTP_URL", server.url())
    server.box.hook = lambda _mail: time.sleep(0.3)
    command = [sys.executable, "-m", "monitor", "notify", str(folder), "--now"]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    outputs = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0, 0], outputs
    assert sorted(Counter(server.box.ids).values()) == [1, 1, 1]
    assert states(folder) == {State.SENT: 3}


def test_a_server_that_is_away_for_an_hour(folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is ours; the server is real, and not there at first."""
    there = server.url()
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    told = kpi_monitor("run", folder, "--as-of", "2025-12-31", "--notify")
    assert told.returncode == 3 and "cannot be reached" in told.stderr and "nothing was lost" in told.stderr
    begun, tries, minutes = datetime.now(UTC), 0, 0
    while states(folder)[State.WAITING] and minutes < 240:
        minutes += 1
        url = there if minutes > 60 else "smtp://127.0.0.1:1"
        sent = _round(folder, url, begun + timedelta(minutes=minutes))
        tries += bool(sent.failures)
    assert sorted(Counter(server.box.ids).values()) == [1, 1, 1] and minutes <= 90
    assert tries <= 12, "the waits grow: the server is not asked each minute"


def _round(folder: Path, url: str, now: datetime) -> send.Sent:
    known = read_project(folder, {})
    store = open_store(known.store, folder, SENDING)
    channels = {channel.name: channel for channel in known.channels}
    try:
        return send.send_waiting(store.work, channels, lambda one: way_of(one, folder, {"SMTP_URL": url}), clock=lambda: now)
    finally:
        store.close()


def test_it_gives_up_in_the_end_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    kpi_monitor("run", folder, "--as-of", "2025-12-31", "--notify")
    for _ in range(3 * (len(send.WAITS) + 1)):
        kpi_monitor("notify", folder, "--now")
    assert states(folder) == {State.GIVEN_UP: 3}
    listed = kpi_monitor("notify", folder, "--list").stdout
    assert listed.count("given-up") == 3 and listed.count("cannot be reached") == 3
    again = kpi_monitor("notify", folder, "--again")
    assert again.returncode == 3 and states(folder) == {State.WAITING: 3}
