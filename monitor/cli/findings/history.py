"""`kpi-monitor findings history`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice

if TYPE_CHECKING:
    from monitor.model.life import Entry
    from monitor.store.ledger import Sighted
    from monitor.store.store import Reading

COLUMNS = ("day", "what", "who", "until", "entry", "because")


@dataclass(frozen=True)
class Event:
    """One thing that happened to a finding. `entry`: its number in the ledger; for what a run saw, the run."""

    day: str
    what: str
    who: str = ""
    until: str = ""
    entry: str = ""
    because: str = ""


@click.command("history")
@click.argument("finding", metavar="ID")
@project_folder
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the hashes of the entries.")
@with_voice
def command(finding: str, folder: Path, as_json: bool, voice: Voice) -> None:
    """Tells the life of a finding: when runs saw it first, missed it and saw it again, and what people decided.

    ID is the finding's, such as F-3K7Q2; DIR the project's folder.
    """
    from monitor.cli._kept import reading
    from monitor.cli._table import write_table
    from monitor.cli.findings._found import as_written, refuse_unknown

    id = as_written(finding)
    with reading(folder, os.environ) as (_, snapshot):
        refuse_unknown([id], snapshot.ledger())
        events, entries = life(snapshot, id), snapshot.entries(id)
    if as_json:
        hashes = {str(entry.number): entry.hash for entry in entries}
        told = [asdict(event) | {"hash": hashes.get(event.entry, "")} for event in events]
        voice.say(json.dumps({"finding": id, "events": told}, ensure_ascii=False, indent=1))
        return
    write_table(COLUMNS, [tuple(getattr(event, name) for name in COLUMNS) for event in events])


def life(snapshot: Reading, id: str) -> list[Event]:
    """All that happened to a finding, by day; what a run saw on a day comes before what people decided on it."""
    seen = [(event.day, 0, number, event) for number, event in enumerate(_seen(snapshot.sightings(id)))]
    done = [(event.day, 1, number, event) for number, event in enumerate(_done(entry) for entry in snapshot.entries(id))]
    return [event for *_, event in sorted(seen + done, key=lambda one: one[:3])]


def _seen(sightings: list[Sighted]) -> Iterator[Event]:
    """What changed from one run to the next; a run that saw the same is left out."""
    before = ""
    for one in sightings:
        now = one.seen_as if one.seen_as != "raised" else f"raised: {one.severity}, {one.tier}"
        if now != before:
            again = "raised again" if before.startswith(("gone", "explained")) else "raised first" if not before else "raised"
            what = now.replace("raised", again) if now.startswith("raised") else now
            yield Event(one.day.isoformat(), what, entry=one.run)
        before = now


def _done(entry: Entry) -> Event:
    until = entry.until.isoformat() if entry.until else ""
    what = f"assigned to {entry.assignee}" if entry.assignee else str(entry.act)
    return Event(entry.on.isoformat(), what, entry.who, until, str(entry.number), entry.reason)
