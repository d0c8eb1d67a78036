"""Writes docs/reference/cli.md from the commands themselves; with --check says whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from monitor.cli.main import main

FILE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"
INTRODUCTION = """# The command

Made from `kpi-monitor --help` by `make cli-reference`. Results go to standard output, everything about the work itself to
standard error: a moving line on a terminal, plain lines elsewhere. `NO_COLOR` is respected.

| exit code | means |
|---|---|
| 0 | done |
| 1 | done, and there are findings at or above `--fail-on` |
| 2 | the project, its data or the command's arguments are wrong; nothing was changed |
| 3 | a service (database, mail server, file system) failed; nothing was lost |
| 70 | an internal error: a fault of the monitor; it says where the details were written |
| 130, 141 | stopped by Ctrl-C; the reader of the output went away |

70 is beside the contract's four, because neither the project nor a service is to blame, and a scheduler should see that.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_sections(main, "kpi-monitor", None)])


def _sections(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, terminal_width=100)
    yield f"## {name}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _sections(found, f"{name} {child}", context)


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    if "--check" in sys.argv:
        sys.exit(FILE.read_text(encoding="utf-8") != reference())
    FILE.write_text(reference(), encoding="utf-8")
