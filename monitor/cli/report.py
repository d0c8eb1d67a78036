"""`kpi-monitor report`: writes a report again from the store."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.catalogue.suggest import did_you_mean
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
    from monitor.reporting.period import Reviewed
    from monitor.store.store import Reading

_PERIODS = {
    Frequency.QUARTERLY: re.compile(r"(\d{4})-Q([1-4])"),
    Frequency.MONTHLY: re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    Frequency.WEEKLY: re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])"),
}


@click.command()
@project_folder
@click.option("--period", metavar="PERIOD", help="A review of a period: 2025-Q3, 2025-09, 2025-W37 or 2025.")
@click.option("--run", "run", metavar="RUN", help="The report of a run, by its id; default: the newest.")
@click.option("--language", type=click.Choice([str(one) for one in Language]), help="Default: the project's.")
@click.option(
    "--audience",
    multiple=True,
    type=click.Choice(["leadership", "controller"]),
    help="For whom (may be repeated).",
)
@click.option("--format", "formats", multiple=True, metavar="FORMAT", help="html, pdf, xlsx, site or json (may be repeated).")
@with_voice
def command(
    folder: Path,
    period: str | None,
    run: str | None,
    language: str | None,
    audience: tuple[str, ...],
    formats: tuple[str, ...],
    voice: Voice,
) -> None:
    """Writes a report again from the store, as the run saw it; no data are read anew.

    DIR is the project's folder; the current one where it is left out. With --period it is a review: the numbers of the last run
    in the period, and what happened to the findings since the run before it began.
    """
    from monitor.cli._kept import as_it_was, reading
    from monitor.cli._tell import report_failures, written_formats
    from monitor.reporting.write import write_reports

    if period and run:
        raise ProjectError([Problem(Place("--run"), "a report is that of a run or of a period", "one of them", "leave one out")])
    reviewed = period_of(period) if period else None
    with reading(folder, os.environ) as (project, snapshot):
        told = _told(project, snapshot, reviewed, run)
        kept = as_it_was(project, snapshot, told.result)
        situation = _situation(project, snapshot, kept.catalogue, told.result)
    with report_failures(folder):
        written = write_reports(
            told.result,
            situation,
            kept.rules,
            project,
            previous=told.previous,
            audience=audience or project.report.audience,
            language=Language(language) if language else project.language,
            formats=written_formats(formats or project.report.formats, voice.note),
            directory=project.folder / project.report.directory,
            period=reviewed,
            named=kept.named,
        )
    for path in written:
        voice.say(f"report: {path}")


@dataclass(frozen=True)
class _Told:
    """The run that a report is of, and the one that it is compared with."""

    result: RunResult
    previous: RunResult | None


def _told(project: Project, snapshot: Reading, reviewed: Reviewed | None, run: str | None) -> _Told:
    if reviewed is not None:
        return _reviewed(project, snapshot, reviewed)
    result = snapshot.run(run)
    if result is None and run is not None:
        ids = [head.id for head in snapshot.runs()]
        mend = did_you_mean(run, ids) or f"the newest are: {', '.join(ids[-5:])}"
        raise ProjectError([Problem(Place("--run"), f"there is no run '{run}'", "", mend)])
    if result is None:
        raise _no_run(project, "yet")
    return _Told(result, snapshot.run(before=result.as_of))


def _reviewed(project: Project, snapshot: Reading, reviewed: Reviewed) -> _Told:
    """The newest run in the period, with all that happened since the newest one before it."""
    from monitor.reporting.period import over_period

    heads = [head for head in snapshot.runs() if head.as_of <= reviewed.end]
    inside = [run for head in heads if head.as_of >= reviewed.start and (run := snapshot.run(head.id)) is not None]
    if not inside:
        raise _no_run(project, f"from {reviewed.start} to {reviewed.end}")
    earlier = snapshot.run(before=reviewed.start)
    return _Told(over_period(inside[-1], earlier, inside[:-1]), earlier)


def _no_run(project: Project, when: str) -> MonitorError:
    return MonitorError(f"There is no run of {project.organisation} {when}; make one: kpi-monitor run {project.folder}")


def _situation(project: Project, snapshot: Reading, catalogue: Catalogue, result: RunResult) -> Situation:
    from monitor.cli._situation import lay_situation

    return lay_situation(project, catalogue, snapshot, snapshot.observations(result.as_of), result.as_of)


def period_of(period: str) -> Reviewed:
    """The period that a text names. Raises ProjectError for a text that is none."""
    from monitor.reporting.period import Reviewed

    if re.fullmatch(r"\d{4}", period):
        return Reviewed(date(int(period), 1, 1), date(int(period), 12, 31), Frequency.YEARLY)
    for frequency, pattern in _PERIODS.items():
        found = pattern.fullmatch(period)
        if found and (begin := _begin(frequency, int(found[1]), int(found[2]))):
            return Reviewed(begin, last_day(index_of(begin, frequency), frequency), frequency)
    raise ProjectError([Problem(Place("--period"), f"'{period}' is not a period", "2025-Q3, 2025-09, 2025-W37 or 2025")])


def _begin(frequency: Frequency, year: int, part: int) -> date | None:
    """The first day; None for a week that the year does not have."""
    if frequency is not Frequency.WEEKLY:
        return date(year, 3 * part - 2 if frequency is Frequency.QUARTERLY else part, 1)
    try:
        return date.fromisocalendar(year, part, 1)
    except ValueError:
        return None
