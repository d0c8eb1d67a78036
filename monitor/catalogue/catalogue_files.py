"""Finds the files that `catalogue` of the project file means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.catalogue.suggest import did_you_mean
from monitor.errors import Place, Problem

FILE_NAME = "kpi-monitor.yaml"


def catalogue_files(folder: Path, pattern: str) -> list[Path]:
    """The files that a name or a pattern means, in alphabetical order; what is not there is left out.

    Only a pattern skips folders and the project file: a name means what it says, and is told as a mistake.
    """
    path = folder / pattern
    try:
        if not _is_pattern(pattern):
            return [path] if path.exists() else []
        top = Path(path.anchor) if Path(pattern).is_absolute() else folder
        found = top.glob(path.relative_to(top).as_posix())
        return sorted(one for one in found if one.is_file() and one.name != FILE_NAME)
    except (ValueError, NotImplementedError, OSError):
        return []


def catalogue_problems(folder: Path, patterns: Iterable[str], where: Place | None = None) -> Iterator[Problem]:
    """The names and patterns that lead to no file. `where` they are written; the project file where it is not known."""
    for pattern in patterns:
        if catalogue_files(folder, pattern):
            continue
        place = where or Place((folder / FILE_NAME).as_posix())
        if _is_pattern(pattern):
            yield Problem(place, f"no file matches '{pattern}'", "at least one KPI catalogue", "check the pattern and the folder")
        else:
            mend = did_you_mean(pattern, _yaml_files(folder)) or "make it, or correct `catalogue`"
            yield Problem(place, f"there is no file '{pattern}'", "the KPI catalogue", mend)


def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def _yaml_files(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir() if one.suffix in (".yaml", ".yml") and one.name != FILE_NAME]
    except OSError:
        return []
