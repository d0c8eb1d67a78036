"""Writes an accepted proposal into the catalogue: keys of KPIs, in place; all files or none, and a copy of each as it was."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from monitor.catalogue.edit import Value, edited
from monitor.errors import MonitorError
from monitor.model.kpi import Catalogue
from monitor.model.portfolio import Portfolio

MARK = b"\xef\xbb\xbf"
"""The byte order mark that some editors of Windows put first."""

Texts = Mapping[Path, tuple[bytes, bytes]]
"""File -> what it holds, and what it is to hold."""


def changes_of(portfolio: Portfolio, catalogue: Catalogue) -> Texts:
    """The catalogue files that the proposal changes. Raises ProjectError where one is laid out so that it cannot be done."""
    wanted = _wanted(portfolio, catalogue)
    by_file: dict[Path, dict[str, Mapping[str, Value]]] = {}
    for kpi, keys in wanted.items():
        by_file.setdefault(Path(catalogue[kpi].place.file), {})[kpi] = keys
    return {path: _changed(path, kpis) for path, kpis in by_file.items()}


def _wanted(portfolio: Portfolio, catalogue: Catalogue) -> dict[str, dict[str, Value]]:
    wanted: dict[str, dict[str, Value]] = {}
    for group in portfolio.groups:
        for seat in group.main:
            if not seat.now:
                wanted.setdefault(seat.kpi, {})["main"] = True
        for seat in group.step_back:
            wanted.setdefault(seat.kpi, {})["main"] = False
    for pair in portfolio.pair:
        if not catalogue[pair.kpi].counter:
            wanted.setdefault(pair.kpi, {})["counter"] = (pair.counter,)
    return wanted


def _changed(path: Path, kpis: Mapping[str, Mapping[str, Value]]) -> tuple[bytes, bytes]:
    before = path.read_bytes()
    mark = MARK if before.startswith(MARK) else b""
    text = before.removeprefix(MARK).decode("utf-8")
    return before, mark + edited(text, path.as_posix(), kpis).encode("utf-8")


def difference(path: Path, before: bytes, after: bytes) -> Iterator[str]:
    """The change of a file as `diff -u` shows it."""
    old, new = (raw.removeprefix(MARK).decode("utf-8").splitlines() for raw in (before, after))
    return difflib.unified_diff(old, new, path.name, f"{path.name} (proposed)", lineterm="", n=2)


def write(texts: Texts) -> list[tuple[Path, Path]]:
    """Writes all files, or none; (file, copy of what it was) of each.

    Raises MonitorError where a file was changed by somebody else meanwhile, or cannot be written.
    """
    for path, (before, _) in texts.items():
        if path.read_bytes() != before:
            raise MonitorError(f"{path.as_posix()} was changed meanwhile; nothing was written; ask for the proposal again")
    written: list[tuple[Path, Path]] = []
    try:
        for path, (_, after) in texts.items():
            copy = _free(path)
            shutil.copy2(path, copy)
            written.append((path, copy))
            beside = path.with_name(path.name + ".part")
            beside.write_bytes(after)
            shutil.copymode(path, beside)
            beside.replace(path)
    except OSError as error:
        for path, copy in written:
            copy.replace(path)
        raise MonitorError(f"{error.filename}: {(error.strerror or str(error)).lower()}; nothing was changed") from error
    return written


def _free(path: Path) -> Path:
    """A name for the copy that is not taken: kpis.yaml.before, then kpis.yaml.before-2."""
    names = (path.with_name(f"{path.name}.before{'' if number == 1 else f'-{number}'}") for number in range(1, 10_000))
    return next(name for name in names if not name.exists())
