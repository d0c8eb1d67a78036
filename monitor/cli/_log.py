"""`--log-format json`: each line on standard error is one JSON object, for programs that collect logs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._secrets import without_secrets
from monitor.cli._voice import Voice

if TYPE_CHECKING:
    from monitor.cli._job import Done

FORMATS = ("text", "json")


def _remember(context: click.Context, parameter: click.Parameter, value: str) -> str:
    context.ensure_object(dict)["log_format"] = value
    return value


log_format: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--log-format",
    type=click.Choice(FORMATS),
    default="text",
    is_eager=True,
    callback=_remember,
    help="json: every line on standard error is a JSON object.",
)
"""Decorator: the option --log-format, as `log_format: str`; mistakes of the command line are told in it too."""


@dataclass(frozen=True)
class JsonVoice(Voice):
    """Speaks in events. Nothing is written on standard output but the document of `--json -`."""

    def say(self, text: str) -> None:
        """A result, as an event."""
        event("result", message=text)

    def note(self, text: str) -> None:
        """A word about the work, as an event, unless quiet."""
        if not self.quiet:
            event("note", message=text)

    def detail(self, text: str) -> None:
        """As an event, only when verbose."""
        if self.verbose:
            event("detail", message=text)

    @contextmanager
    def steps(self) -> Iterator[Callable[[str], None]]:
        """What is being done now, as events, unless quiet."""
        yield (lambda text: None) if self.quiet else (lambda text: event("step", message=text))

    def done(self, done: Done, exit_code: int) -> None:
        """What a run came to: one event per phase, and one for the run, always."""
        for phase, seconds in done.phases.items():
            event("phase", run=done.result.id, phase=phase, seconds=round(seconds, 3))
        event("run", **_counts(done), exit_code=exit_code)


def voice_for(voice: Voice, format: str) -> Voice:
    """The voice in a format of the log."""
    return JsonVoice(voice.quiet, voice.verbose) if format == "json" else voice


def event(name: str, level: str = "info", **facts: Any) -> None:
    """Writes one line: when, how grave, what happened, and the facts. No secret leaves."""
    when = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {"time": when, "level": level, "event": name, **facts}
    click.echo(without_secrets(json.dumps(line, ensure_ascii=False, default=str)), err=True)


def _counts(done: Done) -> dict[str, Any]:
    result = done.result
    by = {name: dict(Counter(getattr(one, name).value for one in result.findings)) for name in ("status", "tier", "severity")}
    return {
        "run": result.id,
        "organisation": result.organisation,
        "as_of": result.as_of.isoformat(),
        "version": result.version,
        "seconds": round(sum(done.phases.values()), 3),
        "kpis": result.kpis,
        "observations": result.observations,
        "rules": result.rules,
        "findings": len(result.findings),
        **by,
        "explained": len(result.explained),
        "gone": len(result.gone),
        "skipped": len(result.skipped),
        "set_aside": len(result.set_aside),
        "loosened": len(result.loosened),
        "waivers": len(result.waivers),
    }
