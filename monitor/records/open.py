"""Opens the sources of records: files and tables become views with standard names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from monitor.errors import Problem, ProjectError, ServiceError
from monitor.model.project import EventSource, Project
from monitor.model.records import ColumnKind, RecordKind, RecordTable
from monitor.records.elapsed import Elapsed
from monitor.records.embedded import Embedded
from monitor.records.engine import Engine, UnusableError
from monitor.records.files import Files, files_of
from monitor.records.holidays import public_holidays
from monitor.records.lay import lay
from monitor.records.view import quoted

if TYPE_CHECKING:
    import pandas

    from monitor.records.database import Database


MOST_KEPT = 100_000
"""Answers with more rows than this are not kept for the next who asks."""


@dataclass(frozen=True)
class Sources:
    """Records of one or more engines. Statements go to the engine that holds the views they name."""

    tables: Mapping[str, RecordTable]
    engines: Mapping[str, Engine] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """Sources that some statement named: those that no rule looked at are told."""
    answered: dict[str, pandas.DataFrame] = field(default_factory=dict)
    """Small answers by statement: several rules ask the same, such as how many records each day has."""

    def joinable(self, one: str, other: str) -> bool:
        """Whether both sources can stand in one statement."""
        return one in self.engines and self.engines[one] is self.engines.get(other)

    def extras(self, name: str) -> tuple[str, ...]:
        """Columns of a view that are no standard ones: filters of KPIs may use them, rules do not."""
        table = self.tables[name]
        local = {f"{column}_local" for column, kind in table.columns.items() if kind is ColumnKind.TIME}
        known = {*table.columns, *table.measures, *local}
        return tuple(column for column in self.engines[name].describe(quoted(name)) if column not in known)

    def ask(self, sql: str) -> pandas.DataFrame:
        """The answer to one SELECT. Raises ServiceError; ValueError where it names sources of different engines."""
        named = [name for name in self.tables if re.search(rf"\b{re.escape(name)}\b", sql)]
        engines = {id(self.engines[name]): self.engines[name] for name in named or self.engines}
        if len(engines) != 1:
            raise ValueError(f"a statement is about sources of one engine, not about {', '.join(named) or 'none'}")
        self.asked.update(named)
        if sql not in self.answered:
            answer = next(iter(engines.values())).ask(sql)
            if len(answer) > MOST_KEPT:
                return answer
            self.answered[sql] = answer
        return self.answered[sql].copy()

    def close(self) -> None:
        """Lets go of connections and of what was read."""
        for engine in {id(engine): engine for engine in self.engines.values()}.values():
            engine.close()


def records_from(
    frames: Mapping[str, pandas.DataFrame],
    kinds: Mapping[str, RecordKind],
    as_of: date,
    timezone: str,
    measures: Mapping[str, Mapping[str, str]] | None = None,
) -> Sources:
    """Records over DataFrames with standard column names: cases of rules, tests, simulators.

    Times without a zone are in `timezone`. `measures`: source -> name -> expression. Raises ProjectError where a table lacks
    what its kind needs.
    """
    engine = Embedded(Elapsed(zone=timezone))
    tables = {}
    for name, frame in frames.items():
        engine.connection.register("frame", frame)
        origin = engine.keep(f"{name}__raw", "SELECT * FROM frame")
        engine.connection.unregister("frame")
        source = EventSource(name, RecordKind(kinds[name]), measures=(measures or {}).get(name, {}))
        tables[name] = lay(engine, source, origin, as_of)
    engine.lock(())
    return Sources(tables, dict.fromkeys(frames, engine))


def open_records(
    project: Project,
    as_of: date,
    environment: Mapping[str, str],
    left_out: Collection[str] = (),
    used: Collection[str] | None = None,
) -> Sources:
    """The records of a project as they were known on `as_of`: views, and counts of what they hold.

    `left_out`: sources that are not to be opened. `used`: names in filters of KPIs; columns of a source that are neither standard
    nor named there or in a measure are not taken in, nor is the name of a record that nothing is joined with; whom a record is
    about is a key, unless it is named (None: all are, as they are).

    Raises ProjectError with every mistake of every source, ServiceError when a database cannot be reached.
    """
    opening = _Opening(project, as_of, environment, used)
    for name, source in project.events.items():
        if name not in left_out:
            opening.open(source)
    return opening.done()


class _Opening:
    """Opens one source after the other, and collects what is wrong with any of them."""

    def __init__(self, project: Project, as_of: date, environment: Mapping[str, str], used: Collection[str] | None) -> None:
        self.project, self.as_of, self.environment = project, as_of, environment
        self.used = None if used is None else {*used, *_named(project), *_joined(project)}
        calendar = project.calendar
        self.problems: list[Problem] = []
        self.elapsed = Elapsed("duckdb", calendar.timezone, calendar.working_hours, self._holidays())
        self.embedded = Embedded(self.elapsed, on_disk=True)
        self.databases: dict[str, Database] = {}
        self.tables: dict[str, RecordTable] = {}
        self.engines: dict[str, Engine] = {}
        self.paths: list[str] = []
        self.failed: ServiceError | None = None

    def _holidays(self) -> tuple[date, ...]:
        """The holidays of the project's country, where some measure asks for working hours."""
        country = self.project.calendar.holidays
        asking = [
            source.place("measures", name)
            for source in self.project.events.values()
            for name, said in source.measures.items()
            if "working_hours" in said.lower()
        ]
        if country is None or not asking:
            return ()
        found = public_holidays(country, self.as_of.year + 1)
        if found is None:
            what = f"the public holidays of {country} are not known, so its working hours cannot be reckoned"
            self.problems.append(Problem(asking[0], what, "", "use hours(), or leave out `holidays` of the calendar"))
        return found or ()

    def open(self, source: EventSource) -> None:
        """Lays the view of one source."""
        try:
            if source.file is not None:
                files = files_of(source, self.project.folder)
                self.paths += [str(path) for path in files.paths]
                self.engines[source.name] = self.embedded
                self.tables[source.name] = _of_files(self.embedded, source, files, self.as_of, self.used)
            else:
                self._open_database(source)
        except ProjectError as error:
            self.problems += error.problems
        except UnusableError:
            what, mend = f"the query of '{source.name}' cannot be used", "try it in the database itself"
            self.problems.append(Problem(source.place("sql" if source.sql else "table"), what, "a query or a table", mend))
        except ServiceError as error:
            self.failed = error

    def _open_database(self, source: EventSource) -> None:
        from monitor.records.database import Database, address_of
        from monitor.records.sqlite import load

        url = address_of(source, self.environment)
        if url.get_backend_name() == "sqlite":
            self.engines[source.name] = self.embedded
            origin = load(self.embedded, source, url, self.project.folder)
            self.tables[source.name] = lay(self.embedded, source, origin, self.as_of, used=self.used)
            self.embedded.run(f"DROP TABLE {origin}")
            return
        key = url.render_as_string(hide_password=False)
        if key not in self.databases:
            self.databases[key] = Database(url, self.elapsed, source)
        engine = self.engines[source.name] = self.databases[key]
        self.tables[source.name] = lay(engine, source, engine.origin(source), self.as_of, used=self.used)

    def done(self) -> Sources:
        """All that was opened. Raises ProjectError, or ServiceError where only a database failed."""
        if self.problems or self.failed is not None:
            self.embedded.close()
            for database in self.databases.values():
                database.close()
            raise ProjectError(self.problems) if self.problems or self.failed is None else self.failed
        self.embedded.lock(self.paths)
        return Sources(self.tables, self.engines)


def _named(project: Project) -> set[str]:
    """All words of all measures: among them are the columns that they are about."""
    return {word for source in project.events.values() for said in source.measures.values() for word in words_of(said)}


def _joined(project: Project) -> set[str]:
    """The name of a case, where other records are joined with it."""
    kinds = {source.kind for source in project.events.values()}
    return {"id"} if kinds & {RecordKind.TRANSITIONS, RecordKind.SURVEYS} else set()


def words_of(expression: str) -> set[str]:
    """The words of an expression: its columns, and other words."""
    return {*re.findall(r"\w+", expression), *re.findall(r'"([^"]+)"', expression)}


def _of_files(engine: Embedded, source: EventSource, files: Files, as_of: date, used: Collection[str] | None) -> RecordTable:
    """Parquet is read as it is; text, once, before it is looked at."""
    if not files.text:
        return lay(engine, source, files.sql, as_of, used=used)
    origin = engine.keep(f"{source.name}__raw", f"SELECT * FROM {files.sql}")
    rejected = int(engine.run("SELECT count(DISTINCT (scan_id, file_id, line)) FROM reject_errors")[0][0])
    for table in ("reject_errors", "reject_scans"):
        engine.run(f"DROP TABLE {table}")
    laid = lay(engine, source, origin, as_of, used=used, comma=files.comma, rejected=rejected)
    engine.run(f"DROP TABLE {origin}")
    return laid
