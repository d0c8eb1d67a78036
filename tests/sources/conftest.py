"""Projects on disk with their data, read for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.model.kpi import Catalogue, Kpi
from monitor.model.project import FileSource, Project, SqlSource
from monitor.model.words import Language
from monitor.sources.read import Read, read_observations
from tests.sources.examples import CATALOGUE, Reader, library


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
