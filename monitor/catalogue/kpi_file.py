"""Reads the KPI catalogue: one file, several, or content that has been read already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.catalogue.catalogue_files import catalogue_files, catalogue_problems
from monitor.catalogue.content import fingerprint_of
from monitor.catalogue.kpi_of import kpi_of, usual_counters
from monitor.catalogue.library import Library
from monitor.catalogue.mistakes import Places, problems_of, unknown_key
from monitor.catalogue.references import Entry, reference_problems
from monitor.catalogue.written_kpi import KpiWritten
from monitor.catalogue.yaml_file import Unmarked, as_written, read_yaml
from monitor.errors import Place, Problem, ProjectError
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.project import Project
from monitor.model.words import Language
from monitor.yaml_marks import Marked

_EXPECTED = "`kpis:` and below it one KPI for each id"


@dataclass(frozen=True)
class CatalogueRead:
    """The KPIs that could be read, and all that is wrong. `whole`: every KPI is there, be it only with its names."""

    catalogue: Catalogue
    problems: tuple[Problem, ...]
    whole: bool = True


def read_catalogue(project: Project, library: Library) -> Catalogue:
    """The catalogue of a project, with what its KPIs take from the library.

    Raises ProjectError with every mistake of every file.
    """
    read = read_tolerantly(project, library)
    problems = [*catalogue_problems(project.folder, project.catalogue), *read.problems]
    if problems:
        raise ProjectError(problems)
    return read.catalogue


def catalogue_from(
    content: Mapping[str, Any], library: Library, language: Language = Language.EN, file: str = "case"
) -> Catalogue:
    """The catalogue of what stands below `kpis:`, as our reader or `yaml.safe_load` gives it. `file` is told in mistakes.

    Raises ProjectError with every mistake; places are keys, since there are no lines.
    """
    entries, problems = _entries({"kpis": as_written(content)}, Unmarked(file), language)
    problems += reference_problems(entries, library, None)
    if problems:
        raise ProjectError(problems)
    return _catalogue(entries, library, language, (file,))


def read_tolerantly(project: Project, library: Library) -> CatalogueRead:
    """The catalogue as far as it can be read; files that are not there are told with the project file."""
    problems: list[Problem] = []
    entries: list[Entry] = []
    files: list[Path] = []
    whole = bool(project.catalogue)
    for pattern in project.catalogue:
        found = catalogue_files(project.folder, pattern)
        whole = whole and bool(found)
        for path in found:
            if path not in files:
                files.append(path)
                read, wrong = _entries_of_file(path, project.language)
                entries += read
                problems += wrong
                whole = whole and bool(read)
    problems += _twice(entries)
    problems += reference_problems(entries, library, project)
    names = tuple(path.as_posix() for path in files)
    return CatalogueRead(_catalogue(entries, library, project.language, names), tuple(problems), whole)


def _entries_of_file(path: Path, language: Language) -> tuple[list[Entry], list[Problem]]:
    marked, found = read_yaml(path)
    if marked.content is None and found:
        return [], list(found)
    entries, problems = _entries(marked.content, marked, language)
    return entries, [*found, *problems]


def _entries(content: Any, places: Marked | Unmarked, language: Language) -> tuple[list[Entry], list[Problem]]:
    """The KPIs of the content of a file, with the mistakes of each."""
    if not isinstance(content, Mapping):
        what = "the file is empty" if content is None else "this is no KPI catalogue"
        return [], [Problem(Place(places.file, 1, 1), what, _EXPECTED)]
    problems = [unknown_key((key,), ("kpis",), places) for key in content if key != "kpis"]
    kpis = content.get("kpis")
    if not isinstance(kpis, Mapping) or not kpis:
        return [], [*problems, _no_kpis(content, places)]
    entries = []
    for kpi, raw in kpis.items():
        entry, wrong = _entry(kpi, raw, places, language)
        problems += wrong
        if entry:
            entries.append(entry)
    return entries, problems


def _no_kpis(content: Mapping[str, Any], places: Marked | Unmarked) -> Problem:
    kpis = content.get("kpis")
    if "kpis" not in content:
        return Problem(Place(places.file, 1, 1), "'kpis' is missing", _EXPECTED)
    if isinstance(kpis, list):
        return Problem(places.place(("kpis",)), "'kpis' is a list", _EXPECTED, "write the id as a key instead of '- '")
    return Problem(places.key_place(("kpis",)), "there are no KPIs", _EXPECTED)


def _entry(kpi: str, raw: Any, places: Places, language: Language) -> tuple[Entry | None, list[Problem]]:
    path = ("kpis", kpi)
    if not kpi.strip() or not kpi.isprintable():
        return None, [Problem(places.key_place(path), f"{kpi!r} cannot be the id of a KPI", "letters, digits and _")]
    raw = {} if raw is None else raw
    if not isinstance(raw, Mapping):
        mend = f"write {kpi}: {{name: {raw}}}" if isinstance(raw, str) else ""
        wrong = Problem(places.place(path), f"'{kpi}' is no KPI", "keys such as name, unit and owner below the id", mend)
        return Entry(kpi, {}, None, places), [wrong]
    try:
        written = KpiWritten.model_validate(raw, context={"language": language})
        return Entry(kpi, raw, written, places), []
    except ValidationError as error:
        return Entry(kpi, raw, None, places), list(problems_of(error, KpiWritten, places, path))


def _only_named(entry: Entry, place: Place, library: Library) -> Kpi:
    """A KPI with mistakes, by what the data may call it: so that mistakes of the data can be found together with its own."""
    name, like, others = (entry.raw.get(key) for key in ("name", "like", "source_names"))
    names = list(name.values()) if isinstance(name, Mapping) else [name]
    listed = [*names, *(others if isinstance(others, list) else [others])]
    called = tuple(str(one) for one in listed if isinstance(one, str | int | float))
    return Kpi(entry.id, {}, place, like=like if isinstance(like, str) and like in library else None, source_names=called)


def _twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Ids that stand in two files; within a file the reader has told already."""
    first: dict[str, Place] = {}
    for entry in entries:
        where = entry.places.key_place(entry.path())
        if entry.id in first:
            what = f"the KPI '{entry.id}' is also in {first[entry.id]}"
            yield Problem(where, what, "one KPI for each id", "rename one of them, or remove it")
        first.setdefault(entry.id, where)


def _catalogue(entries: Sequence[Entry], library: Library, language: Language, files: tuple[str, ...]) -> Catalogue:
    kpis: dict[str, Kpi] = {}
    for entry in entries:
        place = entry.places.key_place(entry.path())
        if entry.written is not None:
            kpis[entry.id] = kpi_of(entry.id, entry.written, place, library, language)
        else:
            kpis.setdefault(entry.id, _only_named(entry, place, library))
    usual = usual_counters(kpis.values(), library)
    complete = {kpi.id: replace(kpi, usual_counter=usual[kpi.id]) for kpi in kpis.values()}
    return Catalogue(complete, fingerprint_of(complete), files)
