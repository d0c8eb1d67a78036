"""`kpi-monitor replay`: runs as of every period in turn, and tells what would have been found, and when. Changes nothing."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from monitor.cli._options import as_day, project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import Place, Problem, ProjectError

EVERY = ("weekly", "monthly", "quarterly")


@click.command()
@project_folder
@click.option("--from", "begins", callback=as_day, required=True, metavar="DATE", help="Look from this day on.")
@click.option("--to", "ends", callback=as_day, metavar="DATE", help="The last look; the end of the values where it is left out.")
@click.option(
    "--every", type=click.Choice(EVERY), help="How often to look; as often as most KPIs have values where it is left out."
)
@click.option("--all", "whole", is_flag=True, help="List facts of the catalogue too.")
@click.option("--null", "draws", type=click.IntRange(1, 1000), metavar="N",
              help="Besides, draw N histories in which nothing happens from the noise of these KPIs, look at them every quarter, "
                   "and keep the rate of false flags in the store, for the report.")  # fmt: skip
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the replay as JSON; - prints it."
)
@with_voice
def command(
    folder: Path,
    begins: date,
    ends: date | None,
    every: str | None,
    whole: bool,
    draws: int | None,
    json_file: Path | None,
    voice: Voice,
) -> int:
    """Runs as of every period in turn: what would have been found, and when.

    DIR is the project's folder. Each look sees what was known on its day: values by the day on which they were recorded, targets,
    notes and decisions by theirs; each knows what the looks before it found. The store and its findings stay as they are.
    Records behind the KPIs are not looked at.
    """
    from monitor.cli._past import read_past
    from monitor.cli._read import read_catalogue_and_rules, read_data
    from monitor.cli._replay_days import end_of_values, looks_between, usual_rhythm
    from monitor.cli._replay_told import lines, listed, write_json
    from monitor.cli._replay_work import keep, reached, replayed

    with voice.steps() as step:
        step("Reading the project and its values")
        found = read_catalogue_and_rules(folder, os.environ)
        everything = found.everything
        data = read_data(found, os.environ, ends or date.today(), step)
        if data.records is not None:
            data.records.close()  # they were checked with everything else
        past = read_past(found, data.observations)
        last = ends or end_of_values(past.rows)
        _refuse(begins, last, json_file)
        told = replayed(everything, past, looks_between(begins, last, every or usual_rhythm(past.rows)), step)
        measured = reached(everything, past, looks_between(begins, last, "quarterly"), draws, step) if draws else None
        if measured is not None:
            keep(everything, measured)
    if json_file is not None:
        write_json(told, everything, measured, json_file)
    if json_file is None or str(json_file) != "-":
        listed(told, everything, whole)
        for line in lines(told, everything, measured, whole):
            voice.say(line)
    return 0


def _refuse(begins: date, last: date, json_file: Path | None) -> None:
    """What can be told before the work is done."""
    problems = []
    if begins > last:
        problems.append(Problem(Place("--from"), f"{begins} is after the last look, {last}", "a day before it", "see --to"))
    if json_file is not None and str(json_file) != "-":
        if json_file.is_dir():
            problems.append(Problem(Place("--json"), f"'{json_file}' is a folder", "a file, or -"))
        elif not json_file.parent.is_dir():
            problems.append(Problem(Place("--json"), f"the folder '{json_file.parent}' does not exist", "", "make it first"))
    if problems:
        raise ProjectError(problems)
