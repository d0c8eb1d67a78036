"""Reads a project with its values, so that every mistake of every file is told at once: also those of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from monitor.errors import ProjectError, ServiceError
from monitor.model.finding import SetAside
from monitor.model.project import EventSource, Project, SqlSource
from monitor.model.records import RecordKind

if TYPE_CHECKING:
    import pandas

    from monitor.engine.together import Found
    from monitor.records.open import Sources
    from monitor.sources.read import Read


def read_catalogue_and_rules(folder: Path, environment: Mapping[str, str]) -> Found:
    """Project, catalogue and rules with all their mistakes. Raises ProjectError where there is no project to speak of."""
    from monitor.engine.together import read_tolerantly

    return read_tolerantly(folder, environment)


@dataclass(frozen=True)
class Data:
    """The values of a project, the records behind them (None where it names none), and what of both was set aside."""

    observations: pandas.DataFrame
    records: Sources | None
    set_aside: tuple[SetAside, ...]


def read_data(found: Found, environment: Mapping[str, str], as_of: date, note: Callable[[str], None]) -> Data:
    """Values and records as they are known on `as_of`.

    Raises ProjectError with the mistakes of all files, and ServiceError where only a database fails.
    """
    project, problems, failed = found.everything.project, list(found.problems), list[ServiceError]()
    read, records = None, None
    if found.usable or not problems:
        try:
            read = _values(found, environment)
        except ProjectError as error:
            problems += error.problems
        except ServiceError as error:
            failed.append(error)
        try:
            records = _records(found, environment, as_of)
        except ProjectError as error:
            problems += error.problems
        except ServiceError as error:
            failed.append(error)
    else:
        note("The values were not read: mend these first, then check again.")
    if problems or failed or read is None:
        _close(records)
        raise ProjectError(problems) if problems or not failed else failed[0]
    return Data(read.observations, records, (*read.set_aside, *(_aside(project, records) if records else ())))


def _close(records: Sources | None) -> None:
    if records is not None:
        records.close()


def _values(found: Found, environment: Mapping[str, str]) -> Read:
    from monitor.catalogue.library import load
    from monitor.sources.read import read_observations

    project = found.everything.project
    told = _without_address(project, environment) if found.problems else frozenset()
    return read_observations(project, found.everything.catalogue, load(), environment, told)


def _records(found: Found, environment: Mapping[str, str], as_of: date) -> Sources | None:
    """The records of the sources that can be opened; what keeps the others from it is told already."""
    project = found.everything.project
    if not project.events:
        return None
    from monitor.records.kpis import kpi_problems
    from monitor.records.open import open_records, words_of

    left_out = {name for name, source in project.events.items() if _told(source, environment)} if found.problems else set()
    kpis = found.everything.catalogue.kpis.values()
    used = {word for kpi in kpis if kpi.records for word in words_of(kpi.records.where or "")}
    records = open_records(project, as_of, environment, left_out, used)
    problems = kpi_problems(found.everything.catalogue, records)
    if problems:
        records.close()
        raise ProjectError(problems)
    return records


def _told(source: EventSource, environment: Mapping[str, str]) -> bool:
    """Whether a source is known not to open: it names nothing, no kind, or a variable that is not set."""
    written = source.file or source.url or ""
    named = all(environment.get(name) for name in Template(written).get_identifiers())
    return not written or not named or (source.name not in tuple(RecordKind) and ("kind",) not in source.places)


def _aside(project: Project, records: Sources) -> Iterator[SetAside]:
    """Rows that were set aside, counted by reason: never what stands in them."""
    for name, table in records.tables.items():
        place = str(project.events[name].place())
        for reason, count in table.aside.items():
            yield SetAside(place, None, f"{count:,} {'record' if count == 1 else 'records'} of '{name}' left out: {reason}")


def _without_address(project: Project, environment: Mapping[str, str]) -> frozenset[int]:
    """The sources whose variables are not set, which is told already."""
    written = [one.url if isinstance(one, SqlSource) else one.file for one in project.observations]
    return frozenset(
        number
        for number, text in enumerate(written)
        if not all(environment.get(name) for name in Template(text).get_identifiers())
    )
