"""Starts a project from spreadsheets and tables as they are. Nothing is overwritten, and nothing is written half."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from monitor.catalogue.library import Library
from monitor.catalogue.schemas import texts as schema_texts
from monitor.errors import Place, Problem, ProjectError
from monitor.model.words import Language
from monitor.sources.starter_kpis import Source, sources_of
from monitor.sources.starter_kpis_yaml import Like, catalogue_text
from monitor.sources.starter_project_yaml import project_text
from monitor.sources.starter_table import LIST, Understood
from monitor.sources.starter_tidy import understood_or_tidied

_WORTH_ASKING = 0.75


class Asker(Protocol):
    """Somebody who may be asked; answers with the default where nobody is there."""

    def text(self, question: str, default: str) -> str: ...

    def yes(self, question: str, default: bool) -> bool: ...


class Nobody:
    """Asks nobody: every answer is the default."""

    def text(self, question: str, default: str) -> str:
        return default

    def yes(self, question: str, default: bool) -> bool:
        return default


def start_project(folder: Path, files: Sequence[Path], asker: Asker, library: Library, language: Language) -> list[Path]:
    """Writes kpi-monitor.yaml, kpis.yaml and their schemas; returns what was written.

    Files with values are copied into data/, so that the project is whole; those that lie in the folder stay where they are.
    Raises ProjectError when a file cannot be understood or would be overwritten.
    """
    with tempfile.TemporaryDirectory(prefix="kpi-monitor-") as scratch:
        tables, notes = _understood(files, Path(scratch))
        return _started(folder, files, tables, notes, asker, library, language)


def _started(
    folder: Path,
    files: Sequence[Path],
    tables: Sequence[Understood],
    notes: Sequence[str],
    asker: Asker,
    library: Library,
    language: Language,
) -> list[Path]:
    places = _places(folder, [table.path for table in tables if table.kind != LIST])
    _refuse_to_overwrite(folder, [place for path, place in places.items() if not _inside(path, folder)])
    known = {places[source.understood.path]: source for source in sources_of(tables)}
    if not any(source.kpis for source in known.values()):
        raise ProjectError([Problem(Place(files[0].as_posix()), "the tables name no KPI", "at least one line with a KPI")])
    name = folder.resolve().name or "Our organisation"
    organisation = asker.text("The organisation's name", name)
    lists = [table.path.name for table in tables if table.kind == LIST]
    texts = {
        "kpi-monitor.yaml": project_text(organisation, organisation == name, language, known, lists, notes),
        "kpis.yaml": catalogue_text(known, _likes(known, library, asker)),
        **{f"schemas/{name}": text for name, text in schema_texts().items()},
    }
    copies = {place: path for path, place in places.items() if not _inside(path, folder)}
    return _written(folder, texts, copies)


def _understood(files: Sequence[Path], scratch: Path) -> tuple[list[Understood], list[str]]:
    """What each file holds; of one that is laid out for people, the plain tables that are made of it, with a word about each."""
    tables: list[Understood] = []
    notes: list[str] = []
    problems: list[Problem] = []
    for path in files:
        try:
            if not path.is_file():
                raise ProjectError([Problem(Place(path.as_posix()), "there is no such file", "a table with KPIs")])
            found, said = understood_or_tidied(path, scratch)
            tables += found
            notes += said
        except ProjectError as error:
            problems += error.problems
    if not problems and not any(table.kind != LIST for table in tables):
        where = Place(files[0].as_posix() if files else "--from")
        problems.append(Problem(where, "no file has values", "at least one table with KPI, period and value", "name it too"))
    if problems:
        raise ProjectError(problems)
    return tables, notes


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _places(folder: Path, files: Sequence[Path]) -> dict[Path, str]:
    """Where each file is in the project: where it is, or in data/ under its name; of equal names the later get a number."""
    places: dict[Path, str] = {}
    for path in files:
        place = path.resolve().relative_to(folder.resolve()).as_posix() if _inside(path, folder) else f"data/{path.name}"
        stem, dot, ending = path.name.partition(".")
        number = 2
        while place in places.values():
            place, number = f"data/{stem}-{number}{dot}{ending}", number + 1
        places[path] = place
    return places


def _refuse_to_overwrite(folder: Path, copies: Sequence[str]) -> None:
    mend = "choose another folder, or move it away"
    taken = [name for name in ("kpi-monitor.yaml", "kpis.yaml", *copies) if (folder / name).exists()]
    if taken:
        raise ProjectError(
            Problem(Place((folder / name).as_posix()), "the file is there already; it is not overwritten", "", mend)
            for name in taken
        )
    if folder.exists() and not folder.is_dir():
        raise ProjectError([Problem(Place(folder.as_posix()), "this is a file", "a folder, or a name for a new one", mend)])


def _likes(sources: Mapping[str, Source], library: Library, asker: Asker) -> dict[str, Like]:
    """The library entries that the KPIs' names clearly mean; where it is not clear, whoever is there is asked."""
    likes: dict[str, Like] = {}
    for source in sources.values():
        for kpi in source.kpis:
            best = next(iter(library.find(kpi.name, 1)), None)
            if best is None or best.score < _WORTH_ASKING:
                continue
            question = f"Is '{kpi.name}' what the KPI library calls '{best.alias}' ({best.entry.id})?"
            confirmed = not best.sure and asker.yes(question, False)
            if best.sure or confirmed:
                entry = best.entry
                likes[kpi.id] = Like(entry.id, best.alias, best.score, confirmed, entry.unit or "", entry.formula or "")
    return likes


def _written(folder: Path, texts: Mapping[str, str], copies: Mapping[str, Path]) -> list[Path]:
    """Writes all files beside the folder first, then moves them in; on failure, takes those away again that were moved."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    moved: list[Path] = []
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".kpi-monitor-") as scratch:
        for name, text in texts.items():
            _made(Path(scratch) / name).write_text(text, encoding="utf-8")
        for name, path in copies.items():
            shutil.copyfile(path, _made(Path(scratch) / name))
        try:
            for name in (*copies, *texts):
                shutil.move(Path(scratch) / name, _made(folder / name))
                moved.append(folder / name)
        except OSError:
            for path in moved:
                path.unlink(missing_ok=True)
            raise
    return moved


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
