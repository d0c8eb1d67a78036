"""Reads all that people write in a project, so that every mistake of every file is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from monitor.catalogue import kpi_file, library, project_file
from monitor.catalogue.suggest import did_you_mean
from monitor.checks import registry
from monitor.errors import Place, Problem, ProjectError
from monitor.model.kpi import Catalogue
from monitor.model.project import Project
from monitor.model.rule import Rule
from monitor.rulebook.parameters import parameter_problems
from monitor.rulebook.read import builtin_rules, read_rules
from monitor.yaml_marks import Marked


@dataclass(frozen=True)
class Everything:
    """A project, its KPIs, and all rules by id: the built-in ones and its own."""

    project: Project
    catalogue: Catalogue
    rules: Mapping[str, Rule]


@dataclass(frozen=True)
class Found:
    """What could be read, and every mistake. `usable`: project and catalogue are there so far that values can be looked at."""

    everything: Everything
    problems: tuple[Problem, ...]
    usable: bool


def read_everything(folder: Path, environment: Mapping[str, str]) -> Everything:
    """The project of a folder with its catalogue and rules.

    Raises ProjectError with every mistake of the project file, the catalogue, the organisation's own rules and the parameters
    that the project sets otherwise.
    """
    found = read_tolerantly(folder, environment)
    if found.problems:
        raise ProjectError(found.problems)
    return found.everything


def read_tolerantly(folder: Path, environment: Mapping[str, str]) -> Found:
    """The same as far as it can be read, so that mistakes of the data can be found together with those that are here.

    Raises ProjectError where there is no project to speak of.
    """
    read = project_file.read_tolerantly(folder, environment)
    if read.project is None:
        raise ProjectError(read.problems)
    kpis = kpi_file.read_tolerantly(read.project, library.load())
    rules, own = _rules(read.project, read.marked)
    problems = [*read.problems, *kpis.problems, *own]
    if not own:
        problems += _override_problems(read.project, rules, read.marked)
    return Found(Everything(read.project, kpis.catalogue, rules), tuple(problems), kpis.whole)


def _rules(project: Project, marked: Marked) -> tuple[dict[str, Rule], tuple[Problem, ...]]:
    missing = [
        _no_rules(number, path, marked) for number, path in enumerate(project.rules) if not (project.folder / path).exists()
    ]
    try:
        own = read_rules([path for path in (project.folder / path for path in project.rules) if path.exists()])
        return builtin_rules() | own, tuple(missing)
    except ProjectError as error:
        return {}, (*missing, *error.problems)


def _no_rules(number: int, path: str, marked: Marked) -> Problem:
    listed = isinstance(marked.content.get("rules"), list)
    where = marked.place(("rules", number) if listed else ("rules",))
    return Problem(where, f"there is no folder '{path}'", "a folder with rules of your own", "make it, or correct `rules:`")


def _override_problems(project: Project, rules: Mapping[str, Rule], marked: Marked) -> Iterator[Problem]:
    """Parameters of rules that there are not, or that their check does not have, or with values that it cannot use."""
    for rule, parameters in project.parameters.items():
        if rule not in rules:
            where = marked.key_place(("parameters", rule))
            mend = did_you_mean(rule, rules) or "see what there is: kpi-monitor rules list"
            yield Problem(where, f"there is no rule '{rule}'", "", mend)
            continue
        check = registry.find(rules[rule].check)
        yield from parameter_problems(check, parameters, partial(_place_of_parameter, marked, rule))


def _place_of_parameter(marked: Marked, rule: str, parameter: str) -> Place:
    return marked.place(("parameters", rule, parameter))
