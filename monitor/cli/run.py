"""`kpi-monitor run`: loads, evaluates, updates the findings, writes the report."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from monitor.cli._log import JsonVoice, log_format, voice_for
from monitor.cli._options import as_day, project_folder, wait_option, with_voice
from monitor.cli._voice import Voice
from monitor.errors import Place, Problem, ProjectError

SEVERITIES = ("critical", "high", "medium", "low")


@click.command()
@project_folder
@click.option("--as-of", "as_of", callback=as_day, metavar="DATE", help="Look as of this day; what was recorded later is hidden.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the findings as JSON; - prints them."
)
@click.option("--notify", is_flag=True, help="Tell what is new to those under `notify:`.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 when an open finding is as grave as this.")
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Only this rule (may be repeated); the run is not kept.")
@click.option("--kpi", "kpis", multiple=True, metavar="KPI", help="Only this KPI (may be repeated); the run is not kept.")
@click.option("--dry-run", is_flag=True, help="Change nothing: no store, no report; print what would be found.")
@click.option(
    "--metrics", "metrics_file", type=click.Path(path_type=Path), metavar="FILE", help="Write OpenMetrics: seconds and counts."
)
@log_format
@wait_option
@with_voice
def command(
    folder: Path,
    as_of: date | None,
    json_file: Path | None,
    notify: bool,
    fail_on: str | None,
    rules: tuple[str, ...],
    kpis: tuple[str, ...],
    dry_run: bool,
    metrics_file: Path | None,
    log_format: str,
    wait: float,
    voice: Voice,
) -> int:
    """Loads, evaluates, updates the findings and writes the report.

    DIR is the project's folder; the current one where it is left out.
    """
    from monitor.cli._job import Wish, do, severity_reached
    from monitor.cli._metrics import write_metrics
    from monitor.cli._outbox import check_channels
    from monitor.cli._tell import listed, summary, write_all
    from monitor.cli.notify import send_new

    voice = voice_for(voice, log_format)
    _refuse(json_file, metrics_file, notify, bool(dry_run or rules or kpis))
    if notify:
        check_channels(folder, os.environ)
    with voice.steps() as step:
        done = do(Wish(folder, os.environ, as_of, rules, kpis, dry_run, wait, notify=notify), step)
        partly = dry_run or bool(rules or kpis)
        written = write_all(done, json_file, step, report=not partly, note=voice.note)
    to_screen = json_file is None or str(json_file) != "-"
    if partly and to_screen:
        listed(done)
    for line in summary(done, written, to_screen=to_screen):
        voice.say(line)
    for name, seconds in done.phases.items():
        voice.detail(f"{name}: {seconds:.2f} s")
    failed = send_new(done, voice) if notify else 0
    exit_code = failed or (1 if fail_on and severity_reached(done.result, fail_on) else 0)
    if metrics_file is not None and not failed:
        write_metrics(done, metrics_file)
    if isinstance(voice, JsonVoice):
        voice.done(done, exit_code)
    return exit_code


def _refuse(json_file: Path | None, metrics_file: Path | None, notify: bool, partly: bool) -> None:
    """What can be told before any work is done: a run that ends without what was asked for would be a surprise."""
    problems = []
    if notify and partly:
        what = "a run that is not kept (--dry-run, --rule, --kpi) tells nobody"
        mend = "leave it out; see a message with: kpi-monitor notify --preview FOLDER"
        problems.append(Problem(Place("--notify"), what, "", mend))
    if metrics_file is not None and partly:
        what = "a run that is not kept (--dry-run, --rule, --kpi) is no success to be counted"
        problems.append(Problem(Place("--metrics"), what, "", "leave it out"))
    if json_file is not None and str(json_file) != "-":
        problems += _not_writable("--json", json_file, "a file, or -")
    if metrics_file is not None:
        problems += _not_writable("--metrics", metrics_file, "a file")
    if problems:
        raise ProjectError(problems)


def _not_writable(option: str, file: Path, expected: str) -> list[Problem]:
    if file.is_dir():
        return [Problem(Place(option), f"'{file}' is a folder", expected)]
    if not file.parent.is_dir():
        return [Problem(Place(option), f"the folder '{file.parent}' does not exist", "", "make it first")]
    return []
