"""The replay of a mailbox: real runs on the demo, everybody's messages counted per quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.mailbox import Role, made, mondays, replayed, roles, table
from tests.notify.examples import delivery


def test_two_weeks_of_the_demo(tmp_path: Path) -> None:
    project = made(tmp_path)
    days = mondays(date(2025, 9, 30), 2)
    assert days == [date(2025, 9, 22), date(2025, 9, 29)]
    replayed(project, days)
    found = {role.name: role for role in roles(project)}
    assert {"director", "controller", "controller, weekly digest", "head.of.service"} <= set(found)
    first = found["director"].mails[0]
    assert first.as_of == days[0] and first.told and first.content.document["run"]["organisation"].startswith("Nordlys")
    assert all(len(role.mails) <= 2 for role in found.values())


def test_quarters_without_any_message_count_too() -> None:
    role = Role("a", (delivery(), replace(delivery("M-2"), as_of=date(2025, 6, 1))))
    assert role.per_quarter(date(2025, 1, 1), date(2025, 9, 30)) == [0, 2, 0]
    *_, line = table([role], date(2025, 1, 1), date(2025, 9, 30))
    assert line == "| a | 2 | 0, 2 | 2 | 0 | 0 | 0 |"
