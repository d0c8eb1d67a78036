"""`kpi-monitor check`: reads everything, changes nothing, lists every mistake."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import ProjectError


@click.command()
@project_folder
@with_voice
def command(folder: Path, voice: Voice) -> None:
    """Reads everything, changes nothing, and lists every mistake.

    DIR is the project's folder; the current one where it is left out.
    """
    from monitor.catalogue.library import load
    from monitor.engine.together import read_everything
    from monitor.sources.read import read_observations

    try:
        everything = read_everything(folder, os.environ)
    except ProjectError:
        voice.note("The values were not read: mend these first, then check again.")
        raise
    read = read_observations(everything.project, everything.catalogue, load(), os.environ)
    for bad in read.set_aside:
        voice.say(f"{bad.place}: {bad.what}")
    counts = [
        _counted(len(everything.catalogue.kpis), "KPI"),
        _counted(len(everything.rules), "rule"),
        _counted(len(read.observations), "value"),
    ]
    voice.say(f"{', '.join(counts)}; {len(read.set_aside)} set aside; no mistakes; nothing was changed")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
