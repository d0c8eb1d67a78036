"""One family of errors. Every mistake says where it is, what is wrong, what was expected and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file that a person can go to; line and column count from 1, 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake of a user, with its place and its mend. `expected` and `mend` may be empty."""

    where: Place
    what: str
    expected: str = ""
    mend: str = ""

    def __str__(self) -> str:
        sentences = [self.what]
        if self.expected:
            sentences.append(f"expected {self.expected}")
        if self.mend:
            sentences.append(self.mend)
        return f"{self.where}: " + "; ".join(sentences)


class MonitorError(Exception):
    """The root of all errors that are told to a person. `exit_code` is that of the contract."""

    exit_code = 2


class ProjectError(MonitorError):
    """The project or its data are wrong: all mistakes at once."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ServiceError(MonitorError):
    """A service (database, mail server) failed; nothing was lost. `mend` says what to try."""

    exit_code = 3

    def __init__(self, what: str, mend: str = "") -> None:
        self.what = what
        self.mend = mend
        super().__init__(f"{what}; {mend}" if mend else what)


class NotEnoughDataError(MonitorError):
    """A statistic cannot be computed from these data; checks turn it into NotAssessed."""
