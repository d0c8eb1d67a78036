"""`kpi-monitor propose`: which main KPIs the catalogue should have, what to merge, drop, pair and add; writes it, if wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice

if TYPE_CHECKING:
    from monitor.cli._job import Done


@click.command()
@project_folder
@click.option(
    "--accept", is_flag=True, help="Write the main KPIs and their counter-metrics into the catalogue; asks first on a terminal."
)
@click.option("--diff", is_flag=True, help="Show what --accept would change in the catalogue; change nothing.")
@click.option("--language", type=click.Choice(["en", "da", "nb", "sv"]), help="Default: the project's.")
@with_voice
def command(folder: Path, accept: bool, diff: bool, language: str | None, voice: Voice) -> None:
    """Proposes the main KPIs of each level and department: five to seven, with the outcome and every view among them.

    Also what says the same, what could be left out, which counter-metrics to name, what is missing, and whom to ask. DIR is the
    project's folder; the current one where it is left out. --accept changes `main` and `counter` in the catalogue, nothing else,
    and keeps a copy of each file that it changes.
    """
    from monitor.cli._accept import changes_of, difference, write
    from monitor.cli._job import Wish, do

    with voice.steps() as step:
        done = do(Wish(folder, os.environ, dry=True), step)
    if not (accept or diff):
        _tell(done, language, voice)
        return
    texts = changes_of(done.result.portfolio, done.everything.catalogue)
    if not texts:
        voice.say("the catalogue is as it is proposed; nothing to change")
        return
    for path, (before, after) in texts.items():
        for line in difference(path, before, after):
            voice.say(line)
    if accept and _agreed():
        for changed, copy in write(texts):
            voice.say(f"changed: {changed.as_posix()} (before: {copy.as_posix()})")
        _checked(folder, os.environ, voice)
    elif accept:
        voice.note("nothing was changed")


def _agreed() -> bool:
    """Asks on a terminal; elsewhere --accept is the answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    return click.confirm("Write these changes?", default=True, err=True)


def _tell(done: Done, language: str | None, voice: Voice) -> None:
    from monitor.model.words import Language
    from monitor.reporting.proposal import proposal_lines
    from monitor.reporting.voice import voice_of

    said = voice_of(Language(language) if language else done.everything.project.language, done.named)
    for line in proposal_lines(done.result.portfolio, said):
        voice.say(line)
    voice.note("show what would change: --diff; write it: --accept")


def _checked(folder: Path, environment: Mapping[str, str], voice: Voice) -> None:
    """Reads the project again, as `check` does. Raises ProjectError, which cannot be while the changes keep to keys we know."""
    from monitor.engine.together import read_everything

    kpis = read_everything(folder, environment).catalogue.kpis.values()
    voice.say(f"read again, no mistakes: {sum(kpi.main for kpi in kpis)} main KPIs of {len(kpis)}")
