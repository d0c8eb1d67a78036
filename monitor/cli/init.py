"""`kpi-monitor init`: writes a commented project from spreadsheets or tables."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice


class _SeveralFiles(click.Command):
    """Every word after `--from` is one more file, until the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        told: list[str] = []
        after_from = False
        for word in args:
            if word.startswith("-"):
                after_from = word == "--from"
            elif after_from and told[-1] != "--from":
                told.append("--from")
            told.append(word)
        return super().parse_args(ctx, told)


class _Person:
    """Asks on the terminal."""

    def text(self, question: str, default: str) -> str:
        return str(click.prompt(question, default=default, err=True))

    def yes(self, question: str, default: bool) -> bool:
        return click.confirm(question, default=default, err=True)


@click.command(cls=_SeveralFiles)
@project_folder
@click.option(
    "--from",
    "files",
    metavar="FILE…",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Tables with KPIs: .csv, .xlsx, .ods, .parquet. Several may follow: values, and lists that describe the KPIs.",
)
@click.option(
    "--example", type=click.Choice(["customer-service", "hospital"]), help="Instead of files: a good catalogue to learn from."
)
@click.option("--language", type=click.Choice(["en", "da", "nb", "sv"]), help="The language of reports. [default: en]")
@with_voice
def command(folder: Path, files: tuple[Path, ...], example: str | None, language: str | None, voice: Voice) -> None:
    """Writes a commented project from spreadsheets or tables as they are.

    DIR is the folder of the new project; the current one where it is left out. Columns are recognised by their words in four
    languages and matched to the built-in KPI library. What was guessed is marked. Files outside DIR are copied into DIR/data.

    --example writes a catalogue that is as it should be, with made-up values, to read and to copy from.
    """
    if bool(files) is bool(example):
        raise click.UsageError("say what to begin with: --from FILE…, or --example NAME.")
    if example:
        _write_example(folder, example, language or "en", voice)
    else:
        _start(folder, files, language, voice)


def _write_example(folder: Path, name: str, language: str, voice: Voice) -> None:
    from monitor.cli._example import write_example
    from monitor.engine.examples import example
    from monitor.model.words import Language

    for path in write_example(folder, name, Language(language)):
        voice.say(path.as_posix())
    voice.note(f"Read kpis.yaml; then: kpi-monitor run {folder.as_posix()} --as-of {example(name).as_of}")


def _start(folder: Path, files: tuple[Path, ...], language: str | None, voice: Voice) -> None:
    from monitor.catalogue.library import load
    from monitor.model.words import Language
    from monitor.sources.starter import Nobody, start_project

    there = sys.stdin.isatty() and sys.stdout.isatty()
    if language is None and there:
        language = click.prompt("Language of reports", default="en", type=click.Choice(["en", "da", "nb", "sv"]), err=True)
    written = start_project(folder, files, _Person() if there else Nobody(), load(), Language(language or "en"))
    for path in written:
        voice.say(path.as_posix())
    place = folder.as_posix()
    voice.note(f"Read kpis.yaml and fill in what is missing; then: kpi-monitor run {place}; kpi-monitor propose {place}")
