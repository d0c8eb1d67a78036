"""Opens a YAML file of a project: whatever is wrong with the file itself is told with its mend."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from monitor.errors import Place, Problem
from monitor.yaml_marks import Marked, read_tolerantly
from monitor.yaml_marks import Path as Steps


def read_yaml(path: Path) -> tuple[Marked, tuple[Problem, ...]]:
    """The content of a file with the place of every value, and what is wrong with it. Never raises for a bad file."""
    file = path.as_posix()
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        return Marked(file, None), (_unreadable(path, error),)
    text, problem = decoded(raw, file)
    if problem:
        return Marked(file, None), (problem,)
    return read_tolerantly(text, file)


def decoded(raw: bytes, file: str) -> tuple[str, Problem | None]:
    """The text of a file in UTF-8, with or without a byte order mark; or the problem that it is in another encoding."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Problem(Place(file, 1, 1), "the file is in UTF-16", "UTF-8", "save it again with the encoding UTF-8")
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        where = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        meant = raw[error.start : error.start + 1].decode("cp1252", "replace")
        what = f"the file is not in UTF-8; here is perhaps '{meant}' in the encoding Windows-1252"
        return "", Problem(where, what, "UTF-8", "save it again with the encoding UTF-8")


def _unreadable(path: Path, error: Exception) -> Problem:
    where = Place(path.as_posix())
    if isinstance(error, FileNotFoundError):
        return Problem(where, "there is no such file", "", "check the name, and the folder that it is in")
    if isinstance(error, IsADirectoryError) or _is_folder(path):
        return Problem(where, "this is a folder", "a file", f"for all files in it write '{path.name}/*.yaml'")
    if isinstance(error, PermissionError):
        return Problem(where, "the file may not be read", "", "change its permissions, or run as a user who may read it")
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return Problem(where, f"the file cannot be read: {reason}", "", "check its name")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


@dataclass(frozen=True)
class Unmarked:
    """Content without a file of its own: places are told as the keys that lead there."""

    file: str

    def place(self, path: Steps) -> Place:
        """The keys that lead to a value, such as `case, frt.targets[1].from`."""
        steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path[1:])
        return Place(f"{self.file}, {steps.lstrip('.')}" if steps else self.file)

    def key_place(self, path: Steps) -> Place:
        """The same: without lines, a key and its value have one place."""
        return self.place(path)


def as_written(value: Any) -> Any:
    """What `yaml.safe_load` gives, as our own reader would give it: dates are text, and so are the keys `on` and `no`."""
    if isinstance(value, Mapping):
        return {_key(key): as_written(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [as_written(below) for below in value]
    return value.isoformat() if isinstance(value, date) else value


def _key(key: object) -> str:
    if isinstance(key, bool):
        return "on" if key else "no"
    return key.isoformat() if isinstance(key, date) else str(key)
