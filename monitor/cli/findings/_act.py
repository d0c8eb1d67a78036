"""What all actions share: who and why, several findings at once, one transaction, and the words after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._options import wait_option, with_voice
from monitor.cli._voice import Voice
from monitor.errors import ProjectError

if TYPE_CHECKING:
    from monitor.ledger.draft import Wanted
    from monitor.model.finding import Finding
    from monitor.model.life import Entry, Seal
    from monitor.store.store import Work

SHORT = 12
"""Characters of a hash that are shown."""


def action(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: ID… [DIR], --by, --because and --wait; the function gives what is Wanted, which is then recorded."""

    @click.argument("words", metavar="ID... [DIR]", nargs=-1, required=True)
    @click.option("--by", required=True, envvar="KPI_MONITOR_USER", metavar="NAME", help="Who decides (or KPI_MONITOR_USER).")
    @click.option("--because", required=True, metavar="TEXT", help="Why: it is kept with the decision.")
    @wait_option
    @with_voice
    @wraps(function)
    def recording(words: tuple[str, ...], wait: float, voice: Voice, **settings: Any) -> None:
        from monitor.cli.findings._found import ids_and_folder

        ids, folder = ids_and_folder(words)
        for line in recorded(function(**settings), ids, folder, wait):
            voice.say(line)
        voice.note("the next run and its report take it into account")

    return recording


def recorded(wanted: Wanted, ids: Iterable[str], folder: Path, wait: float) -> list[str]:
    """Adds the entries, all or none, and gives the lines that say so. Raises ProjectError and ServiceError: nothing changed."""
    from monitor.catalogue.project_file import read_project
    from monitor.cli._ledger import now
    from monitor.ledger.chain import seal_of, sealed
    from monitor.ledger.draft import drafts
    from monitor.store.store import open_store

    project = read_project(folder, os.environ)
    store = open_store(Template(project.store).safe_substitute(os.environ), project.folder, wait)
    try:
        with store.work() as work:
            findings = _asked_for(work, ids, wanted)
            entries = sealed(drafts(wanted, findings, now(), date.today()), work.head())
            work.add_entries(entries)
            seal = seal_of(entries, work.head())
    finally:
        store.close()
    return [*(_line(entry) for entry in entries), shown(seal)]


def _asked_for(work: Work, ids: Iterable[str], wanted: Wanted) -> list[Finding]:
    """The findings as they are now. Raises ProjectError: unknown ids, together with what is wrong with the wish."""
    from monitor.cli.findings._found import now_in_store
    from monitor.ledger.draft import wrong_words

    try:
        return list(now_in_store(work, ids).values())
    except ProjectError as error:
        raise ProjectError([*error.problems, *wrong_words(wanted, date.today())]) from None


def shown(seal: Seal) -> str:
    """The seal of the ledger, to be noted somewhere else: `findings verify --seal` takes it."""
    return f"The ledger has {seal.entries} {'entry' if seal.entries == 1 else 'entries'}; its seal is {seal.entries}:{seal.head}"


def _line(entry: Entry) -> str:
    words = {
        "acknowledge": "acknowledged",
        "assign": f"assigned to {entry.assignee}",
        "waive": "waived",
        "resolve": "resolved",
        "false-alarm": "a false alarm",
        "reopen": "open again",
        "confirm": "confirmed",
    }
    until = f" until {entry.until}" if entry.until else ""
    return f"{entry.finding} is {words[entry.act]}{until}, says {entry.who} (entry {entry.number}, {entry.hash[:SHORT]})"
