"""Reads all values of a project: the one way into `monitor/sources` for observations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.errors import Place, Problem, ProjectError, ServiceError
from monitor.model.finding import SetAside
from monitor.model.kpi import Catalogue
from monitor.model.library import LibraryKpi
from monitor.model.project import FileSource, Project, SqlSource
from monitor.sources.names import kpi_names
from monitor.sources.spelling import meant
from monitor.sources.table import Table

if TYPE_CHECKING:
    import pandas

_KINDS = {
    "csv": (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz"),
    "excel": (".xlsx", ".ods", ".xlsm", ".xlsb", ".xls"),
    "parquet": (".parquet",),
}


@dataclass(frozen=True)
class Read:
    """`observations` has the columns and kinds of `monitor.model.observations`; `set_aside` is what could not be used."""

    observations: pandas.DataFrame
    set_aside: tuple[SetAside, ...]


def read_observations(
    project: Project,
    catalogue: Catalogue,
    library: Mapping[str, LibraryKpi],
    environment: Mapping[str, str],
    left_out: Collection[int] = (),
) -> Read:
    """All values of all sources, every vintage; `left_out` are numbers (from 0) of sources that are not to be read.

    Raises ProjectError with the mistakes of all sources at once, ServiceError when a database cannot be reached.
    """
    from monitor.sources.settle import settle
    from monitor.sources.shape import Shaped, shape

    names = kpi_names(catalogue, library)
    zone = ZoneInfo(project.calendar.timezone)
    shaped: list[Shaped] = []
    problems: list[Problem] = []
    failed: ServiceError | None = None
    for number, source in enumerate(project.observations):
        if number in left_out:
            continue
        where = written_at(project.folder, number)
        try:
            table = open_source(source, _sql_number(project, number), where, project.folder, environment)
            shaped.append(shape(table, source, names, zone, where))
        except ProjectError as error:
            problems.extend(_from_here(problem, source, project.folder) for problem in error.problems)
        except ServiceError as error:
            failed = error
    if problems:
        raise ProjectError(problems)
    if failed is not None:
        raise failed
    settled = settle(_together([part.rows for part in shaped]), catalogue)
    aside = [entry for part in shaped for entry in part.set_aside]
    return Read(settled.observations, (*aside, *settled.set_aside))


def _from_here(problem: Problem, source: FileSource | SqlSource, folder: Path) -> Problem:
    """The problem with the path of its file from where the person stands, as that of the project file is."""
    if isinstance(source, SqlSource) or problem.where.file != source.file:
        return problem
    return replace(problem, where=replace(problem.where, file=(folder / source.file).as_posix()))


def _together(frames: list[pandas.DataFrame]) -> pandas.DataFrame:
    import pandas as pd

    from monitor.sources.shape import no_rows

    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else no_rows()


def _sql_number(project: Project, number: int) -> int:
    """Which SQL source of the project it is, from 1."""
    return sum(isinstance(source, SqlSource) for source in project.observations[: number + 1])


def open_source(source: FileSource | SqlSource, number: int, where: Place, folder: Path, environment: Mapping[str, str]) -> Table:
    """The table of a source as it is. Raises ProjectError and ServiceError."""
    if isinstance(source, SqlSource):
        from monitor.sources.sql import read_sql

        return read_sql(source, number, where, folder, environment)
    path = folder / source.file
    if not path.is_file():
        raise ProjectError([_missing_file(source.file, path, where)])
    try:
        return open_file(path, source.file, source.sheet)
    except OSError as error:
        what = f"{source.file} cannot be read: {error.strerror or error}"
        raise ProjectError([Problem(where, what, "a file that you may read")]) from error


def open_file(path: Path, file: str, sheet: str | None = None) -> Table:
    """The table in a file, by its ending; `file` is its name in messages. Raises ProjectError."""
    name = path.name.casefold()
    kind = next((kind for kind, endings in _KINDS.items() if name.endswith(endings)), None)
    if kind == "csv":
        from monitor.sources.csv_file import read_csv

        return read_csv(path, file)
    if kind == "excel":
        from monitor.sources.excel_file import read_excel

        return read_excel(path, file, sheet)
    if kind == "parquet":
        from monitor.sources.parquet_file import read_parquet

        return read_parquet(path, file)
    expected = ".csv (also .csv.gz), .xlsx, .ods or .parquet"
    raise ProjectError([Problem(Place(file), "files of this kind cannot be read", expected, "save it as one of these")])


def _missing_file(file: str, path: Path, where: Place) -> Problem:
    if path.is_dir():
        return Problem(where, f"{file} is a folder", "a file with values", f"name a file in it: {file}/NAME.csv")
    beside = [other.name for other in path.parent.iterdir() if other.is_file()] if path.parent.is_dir() else []
    near = meant(path.name, beside)
    mend = f"did you mean '{near}'?" if near else "paths are relative to the project folder"
    return Problem(where, f"there is no file {file}", "an existing file", mend)


def written_at(folder: Path, number: int) -> Place:
    """Where source `number` (from 0) stands in the project file; the file alone where that cannot be told."""
    import yaml

    file = folder / "kpi-monitor.yaml"
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"))
        pairs = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
        mark = pairs["observations"].value[number].start_mark
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, IndexError, AttributeError):
        return Place(file.as_posix())
    return Place(file.as_posix(), mark.line + 1, mark.column + 1)
