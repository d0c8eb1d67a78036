"""What the store keeps of the newest run, with the catalogue and the rules as they were then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from monitor.errors import MonitorError
from monitor.model.finding import Finding, RunResult
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.project import Project
from monitor.model.rule import Rule

if TYPE_CHECKING:
    from monitor.store.store import Reading


@dataclass(frozen=True)
class Kept:
    """A run as it was kept. `rules` are those that its findings speak by; `named` holds the KPIs of earlier catalogues too."""

    project: Project
    result: RunResult
    catalogue: Catalogue
    rules: Mapping[str, Rule]
    named: Catalogue


@contextmanager
def reading(folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[Project, Reading]]:
    """The project of a folder and a snapshot of its store. Raises ProjectError and ServiceError."""
    from monitor.catalogue.project_file import read_project
    from monitor.store.store import open_store

    project = read_project(folder, environment)
    store = open_store(Template(project.store).safe_substitute(environment), project.folder)
    try:
        with store.read() as snapshot:
            yield project, snapshot
    finally:
        store.close()


def newest(project: Project, snapshot: Reading) -> Kept:
    """The newest run. Raises MonitorError when there is none yet."""
    result = snapshot.run()
    if result is None:
        raise MonitorError(f"There is no run of {project.organisation} yet; make one: kpi-monitor run {project.folder}")
    return as_it_was(project, snapshot, result)


def as_it_was(project: Project, snapshot: Reading, result: RunResult) -> Kept:
    """A run, with the catalogue and the rules that it was made with."""
    from monitor.catalogue.content import catalogue_of

    stored = snapshot.catalogue(result.as_of)
    catalogue = catalogue_of(stored.content) if stored else Catalogue({})
    return Kept(project, result, catalogue, dict(_rules(snapshot, result)), with_former(catalogue, snapshot))


def with_former(catalogue: Catalogue, snapshot: Reading) -> Catalogue:
    """The catalogue with the KPIs that were removed from it, as they last were: findings about them still have names."""
    from monitor.catalogue.content import catalogue_of

    former: dict[str, Kpi] = {}
    for version in snapshot.catalogues():
        former.update(catalogue_of(version.content).kpis)
    return replace(catalogue, kpis={**former, **catalogue.kpis})


def everything_in(result: RunResult) -> tuple[Finding, ...]:
    """All findings that a run speaks of: raised, explained and gone."""
    return (*result.findings, *result.explained, *result.gone)


def _rules(snapshot: Reading, result: RunResult) -> Iterator[tuple[str, Rule]]:
    """All rules of the run, those that found nothing or were skipped too, and those of findings that are gone."""
    from monitor.rulebook.read import builtin_rules, read_rule

    builtin = builtin_rules()
    for rule, version in sorted(_versions(result).items()):
        text = snapshot.rule_text(rule, version)
        now = builtin.get(rule)
        if text is None or (now is not None and now.text == text):
            kept = now
        else:
            kept, _ = read_rule(text, f"{rule}.yaml", builtin=False)
        if kept is not None:
            yield rule, kept


def _versions(result: RunResult) -> dict[str, int]:
    """Rule id -> version: those that the findings were made by, and above them those of the run itself."""
    own = result.parameters.get("rules")
    run = {str(rule): int(version) for rule, version in own.items()} if isinstance(own, Mapping) else {}
    return {finding.rule: finding.rule_version for finding in everything_in(result)} | run
