"""Opens the sources of records: files and tables become views with standard names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from monitor.errors import Problem, ProjectError
from monitor.model.project import EventSource, Project
from monitor.model.records import ColumnKind, RecordKind, RecordTable
from monitor.records.elapsed import Elapsed
from monitor.records.embedded import Embedded
from monitor.records.engine import Engine
from monitor.records.files import Files, files_of
from monitor.records.lay import lay
from monitor.records.view import quoted

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Sources:
    """Records of one or more engines. Statements go to the engine that holds the views they name."""

    tables: Mapping[str, RecordTable]
    engines: Mapping[str, Engine] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """Sources that some statement named: those that no rule looked at are told."""

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
        return next(iter(engines.values())).ask(sql)

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


def open_records(project: Project, as_of: date, environment: Mapping[str, str], left_out: Collection[str] = ()) -> Sources:
    """The records of a project as they were known on `as_of`: views, and counts of what they hold.

    `left_out`: sources that are not to be opened.
    Raises ProjectError with every mistake of every source, ServiceError when a database cannot be reached.
    """
    engine = Embedded(Elapsed(zone=project.calendar.timezone, working=project.calendar.working_hours), on_disk=True)
    tables: dict[str, RecordTable] = {}
    problems: list[Problem] = []
    paths: list[str] = []
    for name, source in project.events.items():
        if name in left_out:
            continue
        try:
            files = files_of(source, project.folder)
            paths += [str(path) for path in files.paths]
            tables[name] = _of_files(engine, source, files, as_of)
        except ProjectError as error:
            problems += error.problems
    if problems:
        engine.close()
        raise ProjectError(problems)
    engine.lock(paths)
    return Sources(tables, dict.fromkeys(tables, engine))


def _of_files(engine: Embedded, source: EventSource, files: Files, as_of: date) -> RecordTable:
    """Parquet is asked where it is; text is read once."""
    if not files.text:
        return lay(engine, source, files.sql, as_of)
    origin = engine.keep(f"{source.name}__raw", f"SELECT * FROM {files.sql}")
    rejected = int(engine.run("SELECT count(DISTINCT (scan_id, file_id, line)) FROM reject_errors")[0][0])
    for table in ("reject_errors", "reject_scans"):
        engine.run(f"DROP TABLE {table}")
    laid = lay(engine, source, origin, as_of, comma=files.comma, rejected=rejected)
    engine.run(f"DROP TABLE {origin}")
    return laid
