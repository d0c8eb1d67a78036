"""`kpi-monitor demo`: makes sample projects with simulated and real data, runs them, and says where the reports are."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from monitor.cli._options import with_voice
from monitor.cli._voice import Voice
from monitor.model.words import Language


@click.command()
@click.argument("folder", metavar="[DIR]", default="demo", type=click.Path(path_type=Path, file_okay=False))
@click.option("--language", type=click.Choice([str(one) for one in Language]), default="en", help="Of the reports.")
@with_voice
def command(folder: Path, language: str, voice: Voice) -> None:
    """Makes sample projects with simulated and real data, runs them, and says where the reports are.

    DIR is the folder to make; ./demo where it is left out. The first project is run twice, as of two quarters, so that its report
    can say what is new.
    """
    from monitor.cli.demo_project import AS_OF, left_out, write_demo

    for project in write_demo(folder, language):
        for as_of in _days(project.name, AS_OF[project.name]):
            last = _run(project, as_of, voice)
        for line in last:
            voice.say(line)
    missing = left_out()
    if missing:
        voice.note(missing)
    voice.say(f"Open the board's page first: {folder / 'nordlys' / 'report' / 'leadership.html'}")


def _days(name: str, as_of: date) -> tuple[date, ...]:
    """The quarter before, and the quarter of the report; flights have a year only."""
    return (date(2025, 6, 30), as_of) if name == "nordlys" else (as_of,)


def _run(project: Path, as_of: date, voice: Voice) -> list[str]:
    from monitor.cli._job import Wish, do
    from monitor.cli._tell import summary, write_all

    voice.note(f"Running {project} as of {as_of}")
    with voice.steps() as step:
        done = do(Wish(project, os.environ, as_of), step)
        written = write_all(done, project / "findings.json", step, report=True)
    return list(summary(done, written, to_screen=True))
