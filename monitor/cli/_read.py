"""Reads a project with its values, so that every mistake of every file is told at once: also those of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from monitor.errors import ProjectError, ServiceError
from monitor.model.project import Project, SqlSource

if TYPE_CHECKING:
    from monitor.engine.together import Found
    from monitor.sources.read import Read


def read_catalogue_and_rules(folder: Path, environment: Mapping[str, str]) -> Found:
    """Project, catalogue and rules with all their mistakes. Raises ProjectError where there is no project to speak of."""
    from monitor.engine.together import read_tolerantly

    return read_tolerantly(folder, environment)


def read_values(found: Found, environment: Mapping[str, str], note: Callable[[str], None]) -> Read:
    """The values. Raises ProjectError with the mistakes of all files, and ServiceError where only a database fails."""
    from monitor.catalogue.library import load
    from monitor.sources.read import read_observations

    project, problems = found.everything.project, list(found.problems)
    told = _without_address(project, environment) if problems else frozenset()
    try:
        if found.usable or not problems:
            read = read_observations(project, found.everything.catalogue, load(), environment, told)
        else:
            note("The values were not read: mend these first, then check again.")
    except ProjectError as error:
        problems += error.problems
    except ServiceError:
        if not problems:
            raise
    if problems:
        raise ProjectError(problems)
    return read


def _without_address(project: Project, environment: Mapping[str, str]) -> frozenset[int]:
    """The sources whose variables are not set, which is told already."""
    written = [one.url if isinstance(one, SqlSource) else one.file for one in project.observations]
    return frozenset(
        number
        for number, text in enumerate(written)
        if not all(environment.get(name) for name in Template(text).get_identifiers())
    )
