"""Sets single keys of KPIs in the text of a catalogue file. Everything else stays as it is: comments, order, layout, line ends.

Edits are made by the places of YAML's own parser, never by searching for text; the result is read again, and refused unless it
says exactly what the file said before, with the wanted keys changed.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from monitor.errors import Place, Problem, ProjectError
from monitor.yaml_marks import read_marked

Value = bool | tuple[str, ...]
"""What a key may be set to: yes or no, or a list of KPIs."""

_BEFORE = ("main", "department", "level", "unit", "like", "name")
"""A new key is written behind the first of these that the KPI has."""


@dataclass(frozen=True)
class _Cut:
    """A piece of the text, from `start` to `end`, and what stands there instead."""

    start: int
    end: int
    text: str


def edited(text: str, file: str, wanted: Mapping[str, Mapping[str, Value]]) -> str:
    """The text of a catalogue file with keys of its KPIs set: KPI -> key -> value.

    Raises ProjectError where a KPI is written in a way that cannot be changed alone (a *reference, a tag).
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    before = read_marked(text, file).content
    nodes = _kpis(root)
    shared = _shared(root)
    problems = [_refused(kpi, file, nodes.get(kpi)) for kpi in wanted if not _can_be_changed(nodes.get(kpi), shared)]
    if problems:
        raise ProjectError(problems)
    groups = {kpi: node for kpi, node in nodes.items() if isinstance(node, yaml.MappingNode)}
    cuts = [_cut(text, groups[kpi], key, value) for kpi, keys in wanted.items() for key, value in keys.items()]
    after = _with(text, cuts)
    if read_marked(after, file).content != _meant(before, wanted):
        what = "this file is laid out in a way that cannot be changed safely"
        raise ProjectError([Problem(Place(file, 1, 1), what, "", "write the changes by hand; nothing was changed")])
    return after


def _meant(content: Any, wanted: Mapping[str, Mapping[str, Value]]) -> Any:
    meant = copy.deepcopy(content)
    for kpi, keys in wanted.items():
        for key, value in keys.items():
            meant["kpis"][kpi][key] = list(value) if isinstance(value, tuple) else value
    return meant


def _kpis(root: yaml.Node | None) -> dict[str, yaml.Node]:
    """KPI -> the node of its keys."""
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "kpis" and isinstance(value, yaml.MappingNode):
            return {kpi.value: below for kpi, below in value.value}
    return {}


def _shared(root: yaml.Node | None) -> set[int]:
    """Nodes that stand in the file once and are meant more than once."""
    seen: set[int] = set()
    shared: set[int] = set()
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            shared.add(id(node))
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return shared


def _can_be_changed(node: yaml.Node | None, shared: set[int]) -> bool:
    return isinstance(node, yaml.MappingNode) and id(node) not in shared and bool(node.value or node.flow_style)


def _refused(kpi: str, file: str, node: yaml.Node | None) -> Problem:
    where = Place(file, node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else Place(file)
    what = f"'{kpi}' cannot be changed by itself: it is written as a reference to another part, or is not in this file"
    return Problem(where, what, "keys of its own", "write the change by hand; nothing was changed")


def _cut(text: str, node: yaml.MappingNode, key: str, value: Value) -> _Cut:
    for one, below in node.value:
        if one.value == key:
            return _replaced(text, one, below, value)
    return _in_brackets(node, key, value) if node.flow_style else _on_a_line(text, node, key, value)


def _written(value: Value) -> str:
    return f"[{', '.join(_quoted(one) for one in value)}]" if isinstance(value, tuple) else str(value).lower()


def _quoted(kpi: str) -> str:
    """An id as it stands in a list: in quotes where it would otherwise be read as something else."""
    plain = kpi.replace("_", "").replace("-", "").replace(".", "").isalnum() and kpi[0].isalpha()
    return kpi if plain and kpi.lower() not in ("true", "false", "null") else "'" + kpi.replace("'", "''") + "'"


def _replaced(text: str, key: yaml.Node, below: yaml.Node, value: Value) -> _Cut:
    start, end = below.start_mark.index, _end(below)
    if start == end:  # a key with nothing behind it
        colon = text.index(":", key.end_mark.index) + 1
        return _Cut(colon, colon, f" {_written(value)}")
    if isinstance(below, yaml.SequenceNode) and not below.flow_style:
        start = text.index(":", key.end_mark.index) + 1
        return _Cut(start, end, f" {_written(value)}")
    return _Cut(start, end, _written(value))


def _in_brackets(node: yaml.MappingNode, key: str, value: Value) -> _Cut:
    if not node.value:
        at = node.start_mark.index + 1
        return _Cut(at, at, f"{key}: {_written(value)}")
    at = _end(node.value[-1][1])
    return _Cut(at, at, f", {key}: {_written(value)}")


def _on_a_line(text: str, node: yaml.MappingNode, key: str, value: Value) -> _Cut:
    """A line of its own behind a key whose value ends on its line; before the first key where there is none."""
    first = node.value[0][0]
    indent = " " * first.start_mark.column
    line_end = "\r\n" if "\r\n" in text else "\n"
    behind = _behind(node.value)
    if behind is None:
        return _Cut(first.start_mark.index, first.start_mark.index, f"{key}: {_written(value)}{line_end}{indent}")
    at = text.find("\n", _end(behind))
    if at < 0:
        return _Cut(len(text), len(text), f"{line_end}{indent}{key}: {_written(value)}")
    return _Cut(at + 1, at + 1, f"{indent}{key}: {_written(value)}{line_end}")


def _behind(pairs: Sequence[tuple[yaml.Node, yaml.Node]]) -> yaml.Node | None:
    simple = {key.value: below for key, below in pairs if _is_simple(below)}
    return next((simple[key] for key in _BEFORE if key in simple), next(iter(simple.values()), None))


def _is_simple(node: yaml.Node) -> bool:
    """Whether the end of a value is known to the letter: a scalar that is no block, or a list or group in brackets."""
    if isinstance(node, yaml.ScalarNode):
        return node.style not in ("|", ">") and node.start_mark.index < node.end_mark.index
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _end(node: yaml.Node) -> int:
    """Where a value ends; a block ends where the last part of it does, not where the parser notices."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _with(text: str, cuts: Sequence[_Cut]) -> str:
    """The text with all cuts made, the last first; of several at one place the first stays first."""
    for _, cut in sorted(enumerate(cuts), key=lambda one: (one[1].start, one[0]), reverse=True):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text
