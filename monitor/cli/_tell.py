"""What a run tells: the report, the JSON, and a few lines on the terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from monitor.cli._job import Done, Step
from monitor.errors import ServiceError
from monitor.model.words import Letter, Tier


def written_formats(formats: Iterable[str], note: Callable[[str], None]) -> tuple[str, ...]:
    """The formats, without pdf where it cannot be made here, with a word about it; html where nothing is left.

    A project that asks for pdf works on a machine without it: a run that found something must not fail for the want of paper.
    """
    wanted = tuple(dict.fromkeys(formats))
    if "pdf" not in wanted or _paper():
        return wanted
    kept = tuple(one for one in wanted if one != "pdf") or ("html",)
    note(f"PDF needs the extra and Pango: pip install 'kpi-health-monitor[pdf]'; written is {', '.join(kept)}")
    return kept


def _paper() -> bool:
    """Whether WeasyPrint is installed and finds the system's Pango."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        return False
    return HTML is not None


def write_all(
    done: Done, json_file: Path | None, step: Step, *, report: bool, note: Callable[[str], None] | None = None
) -> list[Path]:
    """Writes, where asked for, the JSON, and the reports of the project's audiences; the paths of the reports.

    Raises ServiceError when a report cannot be written; the run is kept then, and the JSON is there.
    """
    import time

    project, written, begun = done.everything.project, list[Path](), time.perf_counter()
    if json_file is not None:
        write_json(done, json_file)
    if report:
        step("Writing the report")
        with report_failures(project.folder):
            written += _write_reports(done, note or step)
    if isinstance(done.phases, dict):
        done.phases["report"] = time.perf_counter() - begun
    return written


def _write_reports(done: Done, note: Callable[[str], None]) -> list[Path]:
    from monitor.reporting.write import write_reports

    project = done.everything.project
    return write_reports(
        done.result,
        done.situation,
        done.rules,
        project,
        previous=done.previous,
        audience=project.report.audience,
        language=project.language,
        formats=written_formats(project.report.formats, note),
        directory=project.folder / project.report.directory,
        named=done.named,
    )


@contextmanager
def report_failures(folder: Path) -> Iterator[None]:
    """Turns a folder that cannot be written into a ServiceError that says what was kept, and how to get the report."""
    try:
        yield
    except OSError as error:
        what = f"The report cannot be written: {error.filename}: {(error.strerror or str(error)).lower()}"
        mend = f"the run itself is kept; correct `report: directory:` or its rights, then: kpi-monitor report {folder}"
        raise ServiceError(what, mend) from error


def write_json(done: Done, json_file: Path) -> None:
    """The contract's JSON into a file (as a whole or not at all), or on standard output for `-`."""
    from monitor.reporting.findings_json import document

    content = document(done.result, done.rules, done.named, done.everything.project.language)
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if str(json_file) == "-":
        click.echo(text, nl=False)
        return
    beside = json_file.with_name(json_file.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(json_file)


def listed(done: Done) -> None:
    """The findings of a run that is not kept, as `findings list` shows those of one that is."""
    from monitor.cli._table import write_table
    from monitor.reporting.findings_json import document

    columns = ("id", "severity", "tier", "status", "kpi", "title")
    content = document(done.result, done.rules, done.named, done.everything.project.language)
    write_table(columns, [tuple(str(one[name] or "") for name in columns) for one in content["findings"]])


def summary(done: Done, written: Sequence[Path], *, to_screen: bool) -> Iterator[str]:
    """The lines after a run: how many KPIs can be relied on, what is new, where the report is."""
    if not to_screen:
        return
    result = done.result
    letters = Counter(grade.letter for grade in result.grades)
    relied = letters[Letter.A] + letters[Letter.B]
    yield f"{result.organisation}, as of {result.as_of}: {relied} of {result.kpis} KPIs can be relied on"
    yield _found(done)
    aside = len(result.set_aside)
    if aside:
        how = "value or line was" if aside == 1 else "values or lines were"
        yield f"{aside} {how} set aside; the controller's report lists them"
    yield from (f"report: {path}" for path in written)


def _found(done: Done) -> str:
    """4 findings in the numbers and 1 to ask about; 19 facts about the catalogue; 3 of all are new.

    Counted as the report shows them: a fact that many KPIs share is one, and what people have dealt with is not counted.
    """
    from monitor.model.words import Family, Language, Status
    from monitor.reporting.views.groups import groups
    from monitor.reporting.views.material import QUIET, Material
    from monitor.reporting.voice import voice_of

    voice = voice_of(Language.EN, done.named)
    material = Material(done.result, done.situation, done.rules, done.everything.project, done.previous, voice)
    open_ones = [finding for finding in done.result.findings if finding.status not in QUIET]
    gaming = [finding for finding in open_ones if finding.family is Family.GOODHART]
    asked = sum(finding.tier is Tier.WATCH for finding in gaming)
    facts = groups(open_ones, material)
    new = sum(finding.status is Status.NEW for finding in gaming)
    new += sum(any(finding.status is Status.NEW for finding in group.findings) for group in facts)
    return (
        f"{_counted(len(gaming) - asked, 'finding')} in the numbers and {asked} to ask about; "
        f"{_counted(len(facts), 'fact')} about the catalogue and the data; {new} of all new"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
