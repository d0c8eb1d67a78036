"""`kpi-monitor schedule`: runs on a cron expression and tells what is new."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice

if TYPE_CHECKING:
    from monitor.model.project import Project
    from monitor.schedule import Jobs


@click.command()
@project_folder
@click.option(
    "--cron", metavar="EXPRESSION", help="When: '0 6 * * 1' is Mondays at 6, in the time zone of the project's calendar."
)
@click.option(
    "--health", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a sign of life into this file."
)
@click.option("--healthy", is_flag=True, help="With --health: only say whether the schedule that writes it is well.")
@click.option("--once", is_flag=True, help="Run now, once, and end with the exit code of the run.")
@click.option("--no-catch-up", is_flag=True, help="Do not run at once when a time was missed.")
@with_voice
def command(
    folder: Path, cron: str | None, health: Path | None, healthy: bool, once: bool, no_catch_up: bool, voice: Voice
) -> int:
    """Runs the project at the times of a cron expression, and tells what is new to those under `notify:`.

    DIR is the project's folder; the current one where it is left out. Stop it with SIGTERM or Ctrl-C: a run that is at work
    is finished first. Messages that a mail server refused are tried again until it takes them.
    """
    if healthy:
        return _tell_health(health, voice)
    if cron is None and not once:
        raise click.UsageError("say when with --cron, such as --cron '0 6 * * 1' for Mondays at 6.")
    from monitor.catalogue.project_file import read_project
    from monitor.cron import Cron
    from monitor.schedule import Schedule

    project = read_project(folder, os.environ)
    zone = project.calendar.timezone
    times = Cron(cron or "@daily", zone)
    if cron and times.meets_clock_changes:
        voice.note(f"between 2 and 3 a run may be left out in spring, or come twice in autumn, where clocks change ({zone})")
    schedule = Schedule(times, _jobs(folder, project, voice), voice.note, health)
    if once:
        return schedule.once()
    return schedule.forever(None if no_catch_up else _last_run(project))


def _tell_health(health: Path | None, voice: Voice) -> int:
    from monitor.schedule import SERVICE_FAILED
    from monitor.schedule import healthy as wrong_with

    if health is None:
        raise click.UsageError("--healthy needs --health FILE.")
    wrong = wrong_with(health)
    voice.say(wrong or "well")
    return SERVICE_FAILED if wrong else 0


def _jobs(folder: Path, project: Project, voice: Voice) -> Jobs:
    """The same command that a person would call; it notifies where the project names somebody."""
    from monitor.schedule import Jobs

    quiet = ("--quiet",) if voice.quiet else ()
    command = (sys.executable, "-m", "monitor")
    tell = ("--notify",) if project.channels else ()
    return Jobs((*command, "run", str(folder), *tell, *quiet), (*command, "notify", str(folder), "--pending", *quiet))


def _last_run(project: Project) -> datetime | None:
    """When a run was last begun; None where there was none."""
    from monitor.store.store import open_store

    store = open_store(project.store, project.folder)
    try:
        with store.read() as snapshot:
            return max((head.started for head in snapshot.runs()), default=None)
    finally:
        store.close()
