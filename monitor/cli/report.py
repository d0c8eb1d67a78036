"""`kpi-monitor report`: writes a report again from the store."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import MonitorError, Place, Problem, ProjectError
from monitor.model.finding import RunResult
from monitor.model.period import index_of, last_day
from monitor.model.words import Frequency, Language

if TYPE_CHECKING:
    from monitor.model.kpi import Catalogue
    from monitor.model.project import Project
    from monitor.model.situation import Situation
    from monitor.store.store import Reading

_PERIODS = {
    Frequency.QUARTERLY: re.compile(r"(\d{4})-Q([1-4])"),
    Frequency.MONTHLY: re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    Frequency.WEEKLY: re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])"),
}


@click.command()
@project_folder
@click.option("--period", metavar="PERIOD", help="The last run as of this period: 2025-Q3, 2025-09, 2025-W37 or 2025.")
@click.option("--language", type=click.Choice([str(one) for one in Language]), help="Default: the project's.")
@click.option(
    "--audience",
    multiple=True,
    type=click.Choice(["leadership", "controller"]),
    help="For whom (may be repeated).",
)
@click.option("--format", "formats", multiple=True, metavar="FORMAT", help="html (may be repeated).")
@with_voice
def command(
    folder: Path, period: str | None, language: str | None, audience: tuple[str, ...], formats: tuple[str, ...], voice: Voice
) -> None:
    """Writes a report again from the store, as the run saw it; no data are read anew.

    DIR is the project's folder; the current one where it is left out.
    """
    from monitor.cli._kept import as_it_was, reading
    from monitor.cli._tell import report_failures, written_formats
    from monitor.reporting.write import write_reports

    with reading(folder, os.environ) as (project, snapshot):
        result = _run_of(project, snapshot, _end_of(period) if period else None)
        kept = as_it_was(project, snapshot, result)
        situation = _situation(project, snapshot, kept.catalogue, result)
        previous = snapshot.run(before=result.as_of)
    with report_failures(folder):
        written = write_reports(
            result,
            situation,
            kept.rules,
            project,
            previous=previous,
            audience=audience or project.report.audience,
            language=Language(language) if language else project.language,
            formats=written_formats(formats or project.report.formats, voice.note),
            directory=project.folder / project.report.directory,
        )
    for path in written:
        voice.say(f"report: {path}")


def _situation(project: Project, snapshot: Reading, catalogue: Catalogue, result: RunResult) -> Situation:
    from monitor.cli._situation import lay_situation

    return lay_situation(project, catalogue, snapshot, snapshot.observations(result.as_of), result.as_of)


def _run_of(project: Project, snapshot: Reading, until: date | None) -> RunResult:
    heads = [head for head in snapshot.runs() if until is None or head.as_of <= until]
    if not heads:
        when = f" as of {until} or earlier" if until else ""
        raise MonitorError(f"There is no run of {project.organisation}{when} yet; make one: kpi-monitor run {project.folder}")
    found = snapshot.run(heads[-1].id)
    assert found is not None
    return found


def _end_of(period: str) -> date:
    """The last day of a period. Raises ProjectError for a text that is no period."""
    if re.fullmatch(r"\d{4}", period):
        return date(int(period), 12, 31)
    for frequency, pattern in _PERIODS.items():
        found = pattern.fullmatch(period)
        if found:
            return last_day(index_of(_begin(frequency, int(found[1]), int(found[2])), frequency), frequency)
    raise ProjectError([Problem(Place("--period"), f"'{period}' is not a period", "2025-Q3, 2025-09, 2025-W37 or 2025")])


def _begin(frequency: Frequency, year: int, part: int) -> date:
    if frequency is Frequency.WEEKLY:
        return date.fromisocalendar(year, part, 1)
    return date(year, 3 * part - 2 if frequency is Frequency.QUARTERLY else part, 1)
