"""A table on standard output: laid out on a terminal, one line a row with tabs elsewhere, so that other programs can read it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from monitor.cli._voice import coloured


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes the rows under the names of their columns."""
    if sys.stdout.isatty():
        _laid_out(columns, rows)
        return
    for row in (columns, *rows):
        click.echo("\t".join(" ".join(cell.split()) for cell in row))


def _laid_out(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    *names, last = columns
    for name in names:
        table.add_column(name, no_wrap=True)
    table.add_column(last, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(no_color=not coloured(sys.stdout), highlight=False).print(table)
