"""What several commands share: the project folder, and how loudly to speak."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from monitor.cli._voice import Voice

Function = TypeVar("Function", bound=Callable[..., Any])

project_folder: Callable[[Function], Function] = click.argument(
    "folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path)
)
"""Decorator: the argument DIR, as `folder: Path`; the current folder where it is left out."""


def with_voice(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: the options --quiet and --verbose, as `voice: Voice`."""

    @click.option("-q", "--quiet", is_flag=True, help="Say only results and mistakes.")
    @click.option("-v", "--verbose", is_flag=True, help="Say more; show where an internal error came from.")
    @wraps(command)
    def speaking(*args: Any, quiet: bool, verbose: bool, **settings: Any) -> Any:
        click.get_current_context().ensure_object(dict)["verbose"] = verbose
        return command(*args, voice=Voice(quiet=quiet, verbose=verbose), **settings)

    return speaking


def as_day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Callback: a day written as 2025-06-30."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a day; write it as 2025-06-30.") from None


wait_option: Callable[[Function], Function] = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another run that works on the store.",
)
"""Decorator: the option --wait, as `wait: float`."""
