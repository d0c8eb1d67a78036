"""The command `kpi-monitor`. Imports nothing heavy: each command is imported when it is called."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

import click

from monitor import __version__
from monitor.cli._lazy import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("monitor.cli.demo", "Make a sample project, run it and say where the report is."),
    "init": ("monitor.cli.init", "Make a project from a spreadsheet or table."),
    "check": ("monitor.cli.check", "Read everything, change nothing, list every mistake."),
    "run": ("monitor.cli.run", "Load, evaluate, update the findings and write the report."),
    "propose": ("monitor.cli.propose", "Propose the main KPIs of each level; write them, if wanted."),
    "report": ("monitor.cli.report", "Write a report again from the store."),
    "notify": ("monitor.cli.notify", "Send what waits in the outbox, list it, or show the messages."),
    "schedule": ("monitor.cli.schedule", "Run on a cron expression, and tell what is new."),
    "findings": ("monitor.cli.findings", "List, explain and decide about findings."),
    "replay": ("monitor.cli.replay", "Run as of every period in turn: what would have been found."),
    "rules": ("monitor.cli.rules", "List, show, test and write rules."),
    "library": ("monitor.cli.library", "The built-in KPI library, in four languages."),
}
"""Name -> (module, one-line help), in the order in which a newcomer meets them."""


EXIT_CODES = (
    "Exit codes: 0 done; 1 done, and there are findings at or above --fail-on; 2 the project or its data are wrong; "
    "3 a service (database, mail server) failed, nothing lost."
)


@click.group(
    "kpi-monitor",
    cls=LazyGroup,
    table=COMMANDS,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="kpi-monitor", message="%(prog)s %(version)s")
def main() -> None:
    """Says which KPIs to trust, which not, why, and what to do about it."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code; errors become messages for people."""
    _one_thread_for_small_matrices()
    _never_fail_to_print()
    _no_warnings_of_arithmetic()
    shared: dict[str, Any] = {}
    try:
        result = main.main(arguments, prog_name="kpi-monitor", standalone_mode=False, obj=shared)
    except (Exception, KeyboardInterrupt) as error:
        from monitor.cli._failures import told

        return told(error, bool(shared.get("verbose")), shared.get("log_format") == "json")
    return result if isinstance(result, int) else 0


def _one_thread_for_small_matrices() -> None:
    """Our matrices are small: threads cost three times what they bring (measured), and the last digits would depend on them.

    Has to happen before numpy is imported; what the user set stands.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _no_warnings_of_arithmetic() -> None:
    """Empty means and overflows are told as 'not assessed' or set aside; the libraries' own warnings mean nothing to a person."""
    if not sys.warnoptions:
        warnings.filterwarnings("ignore", category=RuntimeWarning)


def _never_fail_to_print() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
