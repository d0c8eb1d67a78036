"""A project: what to watch, where the data are, where reports and mails go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.model.channel import Channel
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
class Calendar:
    timezone: str = "UTC"
    holidays: str | None = None
    fiscal_year_starts: int = 1


@dataclass(frozen=True)
class ReportSettings:
    directory: str = "report"
    formats: tuple[str, ...] = ("html",)
    audience: tuple[str, ...] = ("leadership", "controller")


@dataclass(frozen=True)
class Project:
    """The project file, read and checked; paths are relative to `folder`. `notify` and `events` are kept as they were read."""

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
    events: Mapping[str, Any] = field(default_factory=dict)
    notify: tuple[Mapping[str, Any], ...] = ()
    channels: tuple[Channel, ...] = ()
    """What `notify` says, understood."""
