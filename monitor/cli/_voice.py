"""How the command speaks: results on standard output; everything about the work itself on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

import click


@dataclass(frozen=True)
class Voice:
    """`quiet`: results and mistakes only. `verbose`: details too."""

    quiet: bool = False
    verbose: bool = False

    def say(self, text: str) -> None:
        """A result: always, on standard output."""
        click.echo(text)

    def note(self, text: str) -> None:
        """A word about the work: on standard error, unless quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """On standard error, only when verbose."""
        if self.verbose:
            click.echo(text, err=True)

    @contextmanager
    def steps(self) -> Iterator[Callable[[str], None]]:
        """Gives a function that says what is being done now: a moving line on a terminal, plain lines elsewhere."""
        if self.quiet:
            yield _nothing
        elif moving(sys.stderr):
            with _moving_line() as step:
                yield step
        else:
            yield self.note


def moving(stream: TextIO) -> bool:
    """Whether lines may move and be redrawn on a stream: only on a terminal that can."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def coloured(stream: TextIO) -> bool:
    """Whether a stream may be coloured: a terminal, and the environment does not say NO_COLOR."""
    return moving(stream) and not os.environ.get("NO_COLOR")


@contextmanager
def _moving_line() -> Iterator[Callable[[str], None]]:
    from rich.console import Console

    console = Console(stderr=True, no_color=not coloured(sys.stderr))
    with console.status("…") as status:
        yield lambda text: status.update(text)


def _nothing(text: str) -> None:
    pass
