"""Reads YAML 1.2 and remembers where everything stands, so that every mistake can be told with file, line and column.

PyYAML speaks YAML 1.1, where `no` is false and `1:30` is ninety. People write country codes, dates and clock times in
their files; so scalars are resolved by the YAML 1.2 core schema here, and dates stay text. Keys are always text.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import yaml

from monitor.errors import Place, Problem, ProjectError
from monitor.yaml_mistakes import character_problem, syntax_problem

Path = tuple[str | int, ...]
"""Keys and list positions from the top of a file down to a value."""

_MOST_NODES = 500_000
_PREFIX = "tag:yaml.org,2002:"
_NULL = re.compile(r"^(?:~|null|Null|NULL|)$")
_BOOL = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_INT = re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$")
_FLOAT = re.compile(r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The fastest parser there is, with the scalars of the YAML 1.2 core schema."""

    yaml_implicit_resolvers: dict[str | None, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own interface


for _name, _pattern, _first in (
    ("null", _NULL, ["~", "n", "N", ""]),
    ("bool", _BOOL, list("tTfF")),
    ("int", _INT, list("-+0123456789")),
    ("float", _FLOAT, list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(_PREFIX + _name, _pattern, _first)


@dataclass(frozen=True)
class Marked:
    """What a file says (`content`: dicts, lists, text, numbers, booleans, None), and where each path of it stands."""

    file: str
    content: Any
    values: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Where the value of a path stands; of the nearest path above it that is in the file, if it is not there."""
        return self._nearest(self.values, path)

    def key_place(self, path: Path) -> Place:
        """Where the key at the end of a path stands: for a key that is wrong."""
        return self.keys.get(path) or self.place(path)

    def _nearest(self, places: Mapping[Path, Place], path: Path) -> Place:
        for length in range(len(path), -1, -1):
            if path[:length] in places:
                return places[path[:length]]
        return Place(self.file, 1, 1)


def read_marked(text: str, file: str) -> Marked:
    """Reads one YAML document.

    Raises ProjectError when it is no YAML, holds the same key twice, or uses tags, keys or references that are not allowed.
    """
    marked, problems = read_tolerantly(text, file)
    if problems:
        raise ProjectError(problems)
    return marked


def read_tolerantly(text: str, file: str) -> tuple[Marked, tuple[Problem, ...]]:
    """Like `read_marked`, but gives what could be read together with the problems, so that more can be found at once."""
    with _no_garbage():
        return _read(text, file)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Every value that is read is kept, so looking for garbage meanwhile only takes time: two thirds of it for a large file."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _read(text: str, file: str) -> tuple[Marked, tuple[Problem, ...]]:
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return Marked(file, None), (syntax_problem(error, text, file),)
    except yaml.reader.ReaderError as error:
        return Marked(file, None), (character_problem(error, text, file),)
    except RecursionError:
        return Marked(file, None), (Problem(Place(file, 1, 1), "The parts of this file are nested too deeply to be read"),)
    if node is None:
        return Marked(file, None), ()
    building = _Building(file)
    try:
        content = building.value(node, ())
    except (_TooMuchError, RecursionError):
        what = "The file refers to its own parts so often that it becomes too large"
        return Marked(file, None), (Problem(Place(file, 1, 1), what, mend="write the parts out instead of using *references"),)
    return Marked(file, content, building.values, building.keys), tuple(building.problems)


class _TooMuchError(Exception):
    pass


class _Building:
    """Turns PyYAML's nodes into plain values and notes where each stands."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.above: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.values[path] = self.place(node)
        if len(self.values) > _MOST_NODES:
            raise _TooMuchError
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if id(node) in self.above:
            self.say(node, "This part contains itself", "write it out instead of using a *reference")
            return None
        self.above.add(id(node))
        made = self.sequence(node, path) if isinstance(node, yaml.SequenceNode) else self.mapping(node, path)
        self.above.discard(id(node))
        return made

    def mapping(self, node: yaml.Node, path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, below in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.say(key, "A key must be a word", "put quotes around it, or check the brackets here")
                continue
            here = (*path, key.value)
            if key.value in made:
                self.say(key, f"'{key.value}' stands here twice, first in line {self.keys[here].line}", "keep one of them")
                continue
            self.keys[here] = self.place(key)
            made[key.value] = self.value(below, here)
        return made

    def sequence(self, node: yaml.SequenceNode, path: Path) -> list[Any]:
        return [self.value(below, (*path, number)) for number, below in enumerate(node.value)]

    def scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.removeprefix(_PREFIX)
        if kind not in ("null", "bool", "int", "float", "str"):
            self.say(node, f"'{node.tag}' is a tag, and tags are not used here", "leave it out")
            return node.value
        try:
            return _plain(kind, node.value)
        except ValueError:
            self.say(node, f"'{node.value}' is no {kind}", "correct it, or leave the tag out")
            return node.value

    def place(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def say(self, node: yaml.Node, what: str, mend: str) -> None:
        self.problems.append(Problem(self.place(node), what, mend=mend))


def _plain(kind: str, text: str) -> Any:
    match kind:
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        case "float":
            return float(text.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf").replace(".nan", "nan").lower())
    return text
