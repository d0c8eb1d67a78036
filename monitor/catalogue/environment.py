"""Fills `${NAME}` from the environment. The values are secrets: they never stand in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from monitor.errors import Place, Problem

_REFERENCE = re.compile(r"\$\{([^}]*)\}?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def filled(text: str, environment: Mapping[str, str]) -> str:
    """The text with every ${NAME} replaced by its value; one that is not set stays as it is."""
    return _REFERENCE.sub(lambda found: environment.get(found[1]) or found[0], text)


def missing_names(text: str, environment: Mapping[str, str], where: Place) -> Iterator[Problem]:
    """A problem for each ${NAME} that is not set, or that is no name."""
    for found in _REFERENCE.finditer(text):
        name = found[1]
        if not _NAME.fullmatch(name) or not found[0].endswith("}"):
            yield Problem(where, f"'{found[0]}' names no environment variable", "${NAME}", "use letters, digits and _")
        elif not environment.get(name):
            state = "is empty" if name in environment else "is not set"
            yield Problem(where, f"the environment variable {name} {state}", "", f"set it before you run: export {name}=…")
