"""Files of records: one, a folder of them, or a glob; what DuckDB reads them with."""

from __future__ import annotations

import codecs
import gzip
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import Problem, ProjectError
from monitor.model.project import EventSource

PARQUET = (".parquet", ".pq")
TEXT = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
_BLOCK = 1 << 22


@dataclass(frozen=True)
class Files:
    """The files of a source. `text`: they are CSV, whose columns are all text."""

    paths: tuple[Path, ...]
    text: bool

    @property
    def comma(self) -> bool:
        """Whether a decimal comma is to be expected: where semicolons are between the columns."""
        return self.text and all(";" in _first_line(path) for path in self.paths)

    @property
    def sql(self) -> str:
        """The table function that reads them."""
        if not self.text:
            return f"read_parquet([{', '.join(map(_text, self.paths))}], union_by_name = true)"
        return "(" + " UNION ALL BY NAME ".join(f"SELECT * FROM {_csv(path)}" for path in self.paths) + ")"


def _csv(path: Path) -> str:
    encoding = "utf-8" if _is_utf8(path) else "latin-1"
    return f"read_csv({_text(path)}, all_varchar = true, header = true, encoding = '{encoding}', store_rejects = true)"


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def files_of(source: EventSource, folder: Path) -> Files:
    """The files that a source names, sorted. Raises ProjectError where there are none, or none that can be read."""
    where, written = source.place("file"), source.file or ""
    path = folder / written
    if path.is_dir():
        found = [one for one in sorted(path.rglob("*")) if one.is_file() and _ending(one)]
        expected = "a folder with .parquet or .csv files"
    elif any(sign in written for sign in "*?["):
        found = sorted(one for one in folder.glob(written) if one.is_file())
        expected = "a pattern that fits some files"
    else:
        found, expected = [path] if path.is_file() else [], "an existing file"
    if not found:
        raise ProjectError([Problem(where, f"there is no file {written}", expected, "paths are relative to the project folder")])
    endings = {_ending(one) for one in found}
    if None in endings:
        what = f"{written}: records of this kind of file cannot be read"
        raise ProjectError([Problem(where, what, ".parquet or .csv (also .csv.gz)", "save it as one of these")])
    if len(endings) > 1:
        raise ProjectError([Problem(where, f"{written} holds both CSV and Parquet files", "files of one kind", "name a pattern")])
    return Files(tuple(one.resolve() for one in found), "text" in endings)


def _ending(path: Path) -> str | None:
    name = path.name.casefold()
    if name.endswith(PARQUET):
        return "parquet"
    return "text" if name.endswith(TEXT) else None


def _first_line(path: Path) -> str:
    with gzip.open(path, "rb") if path.name.casefold().endswith(".gz") else path.open("rb") as file:
        return file.readline(10_000).decode("latin-1")


def _is_utf8(path: Path) -> bool:
    if path.name.casefold().endswith(".gz"):
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
