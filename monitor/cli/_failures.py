"""What a person is told when something went wrong, and the exit code that a scheduler sees."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path

import click

from monitor.cli._secrets import without_secrets
from monitor.errors import MonitorError, ProjectError

SERVICE_FAILED = 3
INTERNAL_ERROR = 70
"""EX_SOFTWARE, beside the contract's four: neither the project nor a service is to blame, and a scheduler should see that."""
INTERRUPTED = 130


def told(error: BaseException, verbose: bool, as_json: bool = False) -> int:
    """Tells about an error on standard error, a person or, line by line as JSON, a program; returns the exit code."""
    if isinstance(error, click.ClickException) and not as_json:
        error.show()
        return error.exit_code
    lines, code = _told(error, verbose)
    if as_json:
        from monitor.cli._log import event

        for line in lines:
            event("error", "error", message=line, exit_code=code)
    else:
        click.echo(without_secrets("\n".join(lines)), err=True)
    return code


def _told(error: BaseException, verbose: bool) -> tuple[list[str], int]:
    if isinstance(error, ProjectError):
        return [*map(str, error.problems), _counted(len(error.problems))], error.exit_code
    if isinstance(error, MonitorError):
        return [str(error)], error.exit_code
    if isinstance(error, click.ClickException):
        return [error.format_message()], error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return ["Stopped."], INTERRUPTED
    if isinstance(error, OSError) and error.filename is not None:
        return [f"{error.filename}: {(error.strerror or str(error)).lower()}; nothing was lost"], SERVICE_FAILED
    return [_internal(error, verbose)], INTERNAL_ERROR


def _counted(mistakes: int) -> str:
    return f"{mistakes} {'mistake' if mistakes == 1 else 'mistakes'}; nothing was changed"


def _internal(error: BaseException, verbose: bool) -> str:
    details = without_secrets("".join(traceback.format_exception(error)))
    what = f"An internal error happened ({type(error).__name__})"
    if verbose:
        return f"{details}{what}; this is a fault of KPI Health Monitor, not of your project"
    return f"{what}; it is a fault of KPI Health Monitor, not of your project. Details for a report of it: {_written(details)}"


def _written(details: str) -> str:
    handle, name = tempfile.mkstemp(prefix="kpi-monitor-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(details)
    return str(Path(name))
