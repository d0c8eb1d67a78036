"""Projects on disk with their data, read for real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import Place
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.library import LibraryKpi
from monitor.model.project import FileSource, Project, SqlSource
from monitor.model.words import Category, Direction, Frequency, Language, Measures, Perspective, Timing
from monitor.sources.read import Read, read_observations

Reader = Callable[..., Read]


def kpi(id: str, name: str = "", **fields: object) -> Kpi:
    fields.setdefault("frequency", Frequency.MONTHLY)
    return Kpi(id, {Language.EN: name or id}, Place("kpis.yaml"), **fields)  # type: ignore[arg-type]


def library() -> dict[str, LibraryKpi]:
    entry = LibraryKpi(
        "first-response-time",
        "service",
        {Language.EN: "First response time", Language.DA: "Svartid"},
        {Language.EN: ("FRT",), Language.NB: ("Svartid første henvendelse",), Language.SV: ("Svarstid",)},
        {Language.EN: "…"},
        "mean(first_response - opened)",
        "hours",
        Direction.LOWER,
        Measures.ACTIVITY,
        Timing.LEADING,
        Perspective.CUSTOMER,
        Category.OPERATIONAL,
        Frequency.WEEKLY,
    )
    return {entry.id: entry}


CATALOGUE = (
    kpi("frt", "First answer", like="first-response-time", unit="hours", given=frozenset({"frequency"})),
    kpi("csat", unit="%"),
)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Reads files (name -> text or bytes) or sources with a catalogue."""

    def reader(
        files: dict[str, str | bytes] | str,
        *,
        kpis: tuple[Kpi, ...] = CATALOGUE,
        sources: tuple[FileSource | SqlSource, ...] | None = None,
        environment: dict[str, str] | None = None,
        **options: object,
    ) -> Read:
        files = {"data.csv": files} if isinstance(files, str) else files
        for name, content in files.items():
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        sources = sources or tuple(FileSource(name, **options) for name in files)  # type: ignore[arg-type]
        project = Project(tmp_path, "Test", Language.EN, ("kpis.yaml",), sources)
        catalogue = Catalogue({one.id: one for one in kpis})
        return read_observations(project, catalogue, library(), environment or {})

    return reader
