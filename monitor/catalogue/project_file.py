"""Reads the project file, kpi-monitor.yaml: all its mistakes at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from monitor.catalogue.catalogue_files import FILE_NAME, catalogue_problems
from monitor.catalogue.channels import channels_of
from monitor.catalogue.environment import filled, missing_names
from monitor.catalogue.mistakes import problems_of, unknown_key
from monitor.catalogue.suggest import did_you_mean, listed, nearest
from monitor.catalogue.written_project import (
    COLUMNS,
    WEEKDAYS,
    CalendarWritten,
    EventsWritten,
    ObservationsWritten,
    ProjectWritten,
)
from monitor.catalogue.yaml_file import read_yaml
from monitor.errors import Place, Problem, ProjectError
from monitor.model.project import (
    Calendar,
    EventSource,
    FileSource,
    Limits,
    Privacy,
    Project,
    ReportSettings,
    SqlSource,
    WorkingHours,
)
from monitor.model.records import RecordKind
from monitor.yaml_marks import Marked

_STORE = "a URL such as sqlite:///kpi-monitor.db or postgresql+psycopg://…"
KINDS = (*COLUMNS, "measurements")


@dataclass(frozen=True)
class ProjectRead:
    """What could be read of a project file, and all that is wrong with it. `project` is None where nothing can be used."""

    project: Project | None
    marked: Marked
    problems: tuple[Problem, ...]


def read_project(folder: Path, environment: Mapping[str, str]) -> Project:
    """The project of a folder, with the variables of `store` filled in.

    Raises ProjectError with every mistake: those of the file, and environment variables that a run needs and that are not set.
    """
    read = read_tolerantly(folder, environment)
    if read.project is None or read.problems:
        raise ProjectError(read.problems)
    return read.project


def read_tolerantly(folder: Path, environment: Mapping[str, str]) -> ProjectRead:
    """The project as far as it can be read, so that mistakes of its other files can be found together with its own."""
    path = folder / FILE_NAME
    missing = _no_project(folder, path)
    if missing:
        return ProjectRead(None, Marked(path.as_posix(), None), (missing,))
    marked, found = read_yaml(path)
    problems = list(found)
    if not isinstance(marked.content, dict):
        if not problems:
            problems.append(_no_keys(marked))
        return ProjectRead(None, marked, tuple(problems))
    written, more, wrong = _written(marked)
    problems += [*more, *_events_problems(marked), *_variable_problems(marked, environment)]
    project = _project(folder, written, marked, environment)
    project = replace(project, channels=channels_of(written.notify, written.language, marked))
    if "catalogue" in wrong:
        project = replace(project, catalogue=())
    for number, pattern in enumerate(project.catalogue):
        listed = isinstance(marked.content.get("catalogue"), list)
        problems += catalogue_problems(folder, [pattern], marked.place(("catalogue", number) if listed else ("catalogue",)))
    return ProjectRead(project, marked, tuple(problems))


def _no_project(folder: Path, path: Path) -> Problem | None:
    try:
        if path.exists():
            return None
        what = "the folder holds no project" if folder.is_dir() else "there is no such folder"
    except (OSError, ValueError):
        what = "there is no such folder"
    mend = f"make a project with: kpi-monitor init {folder.as_posix()} --from FILE"
    return Problem(Place(folder.as_posix()), what, f"a folder with the file {FILE_NAME}", mend)


def _no_keys(marked: Marked) -> Problem:
    what = "the file is empty" if marked.content is None else "the file has no keys"
    return Problem(Place(marked.file, 1, 1), what, "organisation, language, catalogue and observations")


def _written(marked: Marked) -> tuple[ProjectWritten, list[Problem], set[str]]:
    """The file as far as it is right; its problems; and the keys that hold mistakes, which are left at their defaults."""
    try:
        return ProjectWritten.model_validate(marked.content), [], set()
    except ValidationError as error:
        problems = list(problems_of(error, ProjectWritten, marked))
        wrong = {str(one["loc"][0]) for one in error.errors(include_url=False) if one["loc"]}
        right = {key: value for key, value in marked.content.items() if key not in wrong}
        return ProjectWritten.model_validate({"organisation": "?", **right}), problems, wrong


def _project(folder: Path, written: ProjectWritten, marked: Marked, environment: Mapping[str, str]) -> Project:
    report, limits, privacy = written.report, written.limits, written.privacy
    notify = marked.content.get("notify")
    return Project(
        folder=folder,
        organisation=written.organisation,
        language=written.language,
        catalogue=written.catalogue,
        observations=tuple(_source(source, environment) for source in written.observations),
        store=filled(written.store, environment),
        rules=written.rules or (),
        calendar=_calendar(written.calendar),
        report=ReportSettings(report.directory, report.formats, report.audience, report.templates, report.style, report.logo),
        limits=Limits(limits.main_kpis_per_level, limits.main_kpis_per_person, limits.false_findings_per_100_kpi_years),
        parameters=written.parameters,
        events={name: _events(name, source, marked, environment) for name, source in _written_events(marked).items()},
        notify=tuple(notify) if isinstance(notify, list) else (),
        privacy=Privacy(privacy.show_units),
    )


def _calendar(written: CalendarWritten) -> Calendar:
    work = written.working_hours
    hours = WorkingHours(work.start, work.end, tuple(sorted(WEEKDAYS.index(day) for day in work.days)))
    return Calendar(written.timezone, written.holidays, written.fiscal_year_starts, hours)


def _written_events(marked: Marked) -> dict[str, EventsWritten]:
    """Every source of records by name; one with mistakes says nothing, so that the others and the KPIs can be looked at."""
    events, found = marked.content.get("events"), {}
    for name, source in events.items() if isinstance(events, dict) else ():
        try:
            found[name] = EventsWritten.model_validate(source)
        except ValidationError:
            found[name] = EventsWritten.model_construct()
    return found


def _events(name: str, written: EventsWritten, marked: Marked, environment: Mapping[str, str]) -> EventSource:
    """One source of records, with the places of its keys; of an unknown kind, which is told elsewhere, any will do."""
    kind = written.kind or name
    above = ("events", name)
    places = {tuple(map(str, path[2:])): place for path, place in marked.values.items() if path[:2] == above}
    return EventSource(
        name,
        RecordKind(kind if kind in KINDS else "measurements"),
        filled(written.file, environment) if written.file else None,
        written.sql,
        written.table,
        written.url,
        written.columns,
        written.measures,
        {**places, (): marked.key_place(above)},
    )


def _source(written: ObservationsWritten, environment: Mapping[str, str]) -> FileSource | SqlSource:
    if written.sql is not None:
        return SqlSource(
            written.sql, written.url or "", written.dimensions, written.columns, written.missing, written.missing_targets
        )
    return FileSource(
        filled(written.file or "", environment),
        written.dimensions,
        written.sheet,
        written.columns,
        written.missing,
        written.missing_targets,
    )


def _variable_problems(marked: Marked, environment: Mapping[str, str]) -> Iterator[Problem]:
    """Variables that every run needs: of the store and the observations. Those of `notify` are looked up when sending."""
    store, sources = marked.content.get("store"), marked.content.get("observations")
    needed: dict[tuple[str | int, ...], object] = {("store",): store}
    for number, source in enumerate(sources if isinstance(sources, list) else []):
        for key in ("file", "url") if isinstance(source, dict) else ():
            needed["observations", number, key] = source.get(key)
    events = marked.content.get("events")
    for name, source in events.items() if isinstance(events, dict) else ():
        for key in ("file", "url") if isinstance(source, dict) else ():
            needed["events", name, key] = source.get(key)
    for path, text in needed.items():
        if isinstance(text, str):
            yield from missing_names(text, environment, marked.place(path))
    if isinstance(store, str):
        yield from _store_problems(filled(store, environment), marked.place(("store",)))


def _store_problems(store: str, where: Place) -> Iterator[Problem]:
    """A store that cannot be one; what is wrong is told without what a variable stands for."""
    scheme, there, _ = store.partition("://")
    if "${" in store:
        return
    if not there:
        yield Problem(where, "'store' is no URL of a database", _STORE)
    elif scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        yield Problem(where, f"the store cannot be kept in '{scheme}'", _STORE)


def _events_problems(marked: Marked) -> Iterator[Problem]:
    """Sources of records whose kind is not known, and standard columns that their kind does not have."""
    events = marked.content.get("events")
    for name, source in events.items() if isinstance(events, dict) else ():
        if not isinstance(source, dict):
            continue
        kind = source.get("kind") or name
        if source.get("kind") is None and name not in KINDS:
            meant = nearest(name, KINDS, 0.75)
            mend = f"did you mean '{meant}'?" if meant else "write `kind:` below it"
            yield Problem(marked.key_place(("events", name)), f"'{name}' is no kind of records", listed(KINDS), mend)
        columns = source.get("columns")
        for column in columns if isinstance(columns, dict) and kind in COLUMNS else ():
            if column not in COLUMNS[kind]:
                yield unknown_key(("events", name, "columns", column), COLUMNS[kind], marked)


def event_names_problem(name: str, project: Project, where: Place) -> Problem | None:
    """The problem that a KPI's `records` name a source that the project does not have, or None."""
    if name in project.events:
        return None
    expected = f"one of {listed(project.events)}" if project.events else "a source under `events:` of the project file"
    return Problem(where, f"the project has no events '{name}'", expected, did_you_mean(name, project.events))
