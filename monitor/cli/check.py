"""`kpi-monitor check`: reads everything, changes nothing, lists every mistake."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice


@click.command()
@project_folder
@with_voice
def command(folder: Path, voice: Voice) -> None:
    """Reads everything, changes nothing, and lists every mistake.

    DIR is the project's folder; the current one where it is left out.
    """
    from monitor.cli._read import read_catalogue_and_rules, read_values

    found = read_catalogue_and_rules(folder, os.environ)
    read, everything = read_values(found, os.environ, voice.note), found.everything
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
