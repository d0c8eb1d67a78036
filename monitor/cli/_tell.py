"""What a run tells: the report, the JSON, and a few lines on the terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from monitor.cli._job import Done, Step
from monitor.model.words import Letter, Tier


def write_all(done: Done, json_file: Path | None, step: Step, *, report: bool) -> list[Path]:
    """Writes the reports of the project's audiences and, where asked for, the JSON; the paths written."""
    import time

    from monitor.reporting.write import write_reports

    project, written, begun = done.everything.project, list[Path](), time.perf_counter()
    if report:
        step("Writing the report")
        written += write_reports(
            done.result,
            done.situation,
            done.rules,
            project,
            previous=done.previous,
            audience=project.report.audience,
            language=project.language,
            formats=project.report.formats,
            directory=project.folder / project.report.directory,
        )
    if json_file is not None:
        write_json(done, json_file)
    if isinstance(done.phases, dict):
        done.phases["report"] = time.perf_counter() - begun
    return written


def write_json(done: Done, json_file: Path) -> None:
    """The contract's JSON into a file (as a whole or not at all), or on standard output for `-`."""
    from monitor.reporting.findings_json import document

    content = document(done.result, done.rules, done.everything.catalogue, done.everything.project.language)
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if str(json_file) == "-":
        click.echo(text, nl=False)
        return
    beside = json_file.with_name(json_file.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(json_file)


def summary(done: Done, written: Sequence[Path], *, to_screen: bool) -> Iterator[str]:
    """The lines after a run: how many KPIs can be relied on, what is new, where the report is."""
    if not to_screen:
        return
    result = done.result
    letters = Counter(grade.letter for grade in result.grades)
    relied = letters[Letter.A] + letters[Letter.B]
    yield f"{result.organisation}, as of {result.as_of}: {relied} of {result.kpis} KPIs can be relied on"
    tiers = Counter(finding.tier for finding in result.findings)
    new = sum(finding.status.value == "new" for finding in result.findings)
    yield f"{tiers[Tier.FINDING] + tiers[Tier.CONFIRMED]} findings and {tiers[Tier.WATCH]} to ask about, {new} of them new"
    if result.set_aside:
        yield f"{len(result.set_aside)} values or lines were set aside; the controller's report lists them"
    yield from (f"report: {path}" for path in written)
