"""`kpi-monitor notify`: sends what waits in the outbox, lists it, or shows the messages as files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli._failures import SERVICE_FAILED
from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice

if TYPE_CHECKING:
    from monitor.cli._job import Done
    from monitor.model.project import Project
    from monitor.notify.send import Sent


@click.command()
@project_folder
@click.option("--pending", is_flag=True, help="Send what waits; the default.")
@click.option("--now", is_flag=True, help="Also what waits for a later try.")
@click.option("--again", is_flag=True, help="Also what was given up.")
@click.option("--list", "listing", is_flag=True, help="List the messages and how far each has come; send nothing.")
@click.option("--all", "everything", is_flag=True, help="With --list: those that were sent, too.")
@click.option(
    "--preview", type=click.Path(path_type=Path), metavar="FOLDER", help="Write the newest run's messages as files; send nothing."
)
@click.option("--from-scratch", is_flag=True, help="With --preview: as if nobody had been told anything before.")
@with_voice
def command(
    folder: Path,
    pending: bool,
    now: bool,
    again: bool,
    listing: bool,
    everything: bool,
    preview: Path | None,
    from_scratch: bool,
    voice: Voice,
) -> int:
    """Sends the messages that wait in the outbox of a project.

    DIR is the project's folder; the current one where it is left out. `run --notify` puts messages there and sends them;
    what could not be sent waits, and is tried again each time this command is called and its time has come.
    """
    _refuse(pending or now or again, listing, everything, preview is not None, from_scratch)
    if listing:
        return _list(folder, everything, voice)
    if preview is not None:
        return _preview(folder, preview, from_scratch, voice)
    return _send(folder, now, again, voice)


def tell_sent(sent: Sent, voice: Voice) -> int:
    """Says what was sent and what was not; the exit code."""
    for delivery in sent.sent:
        voice.say(f"sent: {delivery.recipient or delivery.channel}: {delivery.content.subject}")
    for failure in sent.failures:
        click.echo(failure, err=True)
    if sent.waiting and sent.failures:
        waits = "message waits and is" if sent.waiting == 1 else "messages wait and are"
        click.echo(f"{sent.waiting} {waits} tried again by: kpi-monitor notify --pending; nothing was lost", err=True)
    if sent.given_up:
        kept = "message was" if sent.given_up == 1 else "messages were"
        click.echo(f"{sent.given_up} {kept} given up; see: kpi-monitor notify --list; try: kpi-monitor notify --again", err=True)
    return SERVICE_FAILED if sent.failures else 0


def send_new(done: Done, voice: Voice) -> int:
    """Sends what a run put into the outbox, and what waited there before; the exit code."""
    from monitor.cli._outbox import not_reached, send_waiting

    project = done.everything.project
    for word in not_reached(project, done.everything.catalogue):
        voice.note(word)
    return tell_sent(send_waiting(project, os.environ), voice)


def _refuse(sending: bool, listing: bool, everything: bool, preview: bool, from_scratch: bool) -> None:
    if sending + listing + preview > 1:
        raise click.UsageError("--list and --preview send nothing: ask for one thing at a time.")
    if everything and not listing:
        raise click.UsageError("--all belongs to --list.")
    if from_scratch and not preview:
        raise click.UsageError("--from-scratch belongs to --preview.")


def _send(folder: Path, now: bool, again: bool, voice: Voice) -> int:
    from monitor.catalogue.project_file import read_project
    from monitor.cli._outbox import send_waiting

    project = read_project(folder, os.environ)
    if again:
        _again(project, voice)
    sent = send_waiting(project, os.environ, early=now)
    if not sent.sent and not sent.failures:
        voice.note("nothing waits to be sent")
    return tell_sent(sent, voice)


def _again(project: Project, voice: Voice) -> None:
    from datetime import UTC, datetime

    from monitor.store.store import open_store

    store = open_store(project.store, project.folder)
    try:
        with store.work() as work:
            voice.note(f"taken up again: {work.again(datetime.now(UTC))}")
    finally:
        store.close()


def _list(folder: Path, everything: bool, voice: Voice) -> int:
    from monitor.cli._kept import reading
    from monitor.cli._table import write_table
    from monitor.model.delivery import State

    with reading(folder, os.environ) as (project, store):
        known = {channel.name for channel in project.channels}
        found = [one for one in store.deliveries() if everything or one.state is not State.SENT]
    columns = ("as of", "state", "tries", "next try (UTC)", "channel", "to", "subject", "problem")
    rows = []
    for one in found:
        due = f"{one.due:%Y-%m-%d %H:%M}" if one.due and one.state is State.WAITING else ""
        problem = one.problem if one.channel in known else "the project no longer has this channel"
        subject = one.content.subject
        rows.append((str(one.as_of), str(one.state), str(one.attempts), due, one.channel, one.recipient, subject, problem))
    if rows:
        write_table(columns, rows)
    else:
        voice.say("Nothing waits, and nothing was given up." if not everything else "No message was ever put into the outbox.")
    return 0


def _preview(folder: Path, into: Path, from_scratch: bool, voice: Voice) -> int:
    from monitor.cli._outbox import kept, messages, not_reached
    from monitor.notify.files import written

    with kept(folder, os.environ) as (telling, store):
        found = list(messages(store, telling, from_scratch=from_scratch))
        senders = {channel.name: channel.sender for channel in telling.project.channels}
        for word in not_reached(telling.project, telling.catalogue):
            voice.note(word)
    for delivery in found:
        paths = written(delivery, into, senders[delivery.channel] or "kpi-monitor@localhost")
        voice.say(f"{delivery.recipient or delivery.channel}: {delivery.content.subject}: {paths[0]}")
    if not found:
        voice.say("The newest run has nothing new to tell anybody.")
    return 0
