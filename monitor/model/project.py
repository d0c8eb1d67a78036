"""A project: what to watch, where the data are, where reports and mails go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.errors import Place
from monitor.model.channel import Channel
from monitor.model.records import RecordKind
from monitor.model.words import Language


@dataclass(frozen=True)
class Limits:
    main_kpis_per_level: int = 7
    main_kpis_per_person: int = 7
    false_findings_per_100_kpi_years: float = 1.0


@dataclass(frozen=True)
class FileSource:
    """Values in a file (.csv, .xlsx, .ods, .parquet). `options` are the keys written beside `file`."""

    file: str
    dimensions: tuple[str, ...] = ()
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    """Texts or numbers in the value column that mean 'no value'."""
    missing_targets: tuple[str, ...] = ()
    """The same for the target column: `missing_targets: [0]` where a target of 0 means that there is none."""


@dataclass(frozen=True)
class SqlSource:
    sql: str
    url: str
    """With ${NAMES} still in it; resolved when it is opened, never logged."""
    dimensions: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventSource:
    """Records behind KPIs: a file, a folder or a glob of files; or, in the database at `url`, a query or a table.

    `columns`: standard column -> its name in the source. `measures`: name -> SQL expression over one record, as it is written.
    `places`: where in the project file its keys stand; `()` is the source itself.
    """

    name: str
    kind: RecordKind
    file: str | None = None
    sql: str | None = None
    table: str | None = None
    url: str | None = None
    """With ${NAMES} still in it; resolved when it is opened, never logged."""
    columns: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[tuple[str, ...], Place] = field(default_factory=dict)

    def place(self, *path: str) -> Place:
        """Where a key of the source stands, or the nearest one above it that is known."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Place(f"events.{self.name}")


@dataclass(frozen=True)
class WorkingHours:
    """When work is done: minutes of the day from `start` to `end`, on weekdays (0 is Monday), not on holidays."""

    start: int = 8 * 60
    end: int = 16 * 60
    days: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Calendar:
    timezone: str = "UTC"
    holidays: str | None = None
    fiscal_year_starts: int = 1
    working_hours: WorkingHours = field(default_factory=WorkingHours)


@dataclass(frozen=True)
class Privacy:
    """What findings from records may name. Persons and customers are never named; units (teams, offices) only where this says so,
    and only those that are large enough for a rule to judge.
    """

    show_units: bool = False


@dataclass(frozen=True)
class ReportSettings:
    directory: str = "report"
    formats: tuple[str, ...] = ("html",)
    audience: tuple[str, ...] = ("leadership", "controller")
    templates: str | None = None
    """A folder of the organisation's own templates, beside or in place of the built-in ones."""
    style: str | None = None
    logo: str | None = None


@dataclass(frozen=True)
class Project:
    """The project file, read and checked; paths are relative to `folder`. `notify` is kept as it was read."""

    folder: Path
    organisation: str
    language: Language
    catalogue: tuple[str, ...]
    observations: tuple[FileSource | SqlSource, ...]
    store: str = "sqlite:///kpi-monitor.db"
    rules: tuple[str, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    report: ReportSettings = field(default_factory=ReportSettings)
    limits: Limits = field(default_factory=Limits)
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule id -> parameters that this project sets otherwise."""
    events: Mapping[str, EventSource] = field(default_factory=dict)
    notify: tuple[Mapping[str, Any], ...] = ()
    privacy: Privacy = field(default_factory=Privacy)
    channels: tuple[Channel, ...] = ()
    """What `notify` says, understood."""
