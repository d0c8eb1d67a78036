"""Reads a selector from a rule file, with all its mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitor.errors import Problem
from monitor.model.rule import Selector
from monitor.rulebook.fields import PRESENCE, Accepts, fields, library_tags
from monitor.rulebook.suggest import did_you_mean, one_of
from monitor.yaml_marks import Marked, Path

Say = Callable[[Problem], None]
_TAGS = ("tags", "all_tags")
_NESTED = ("any", "none")


def read_selector(content: Any, path: Path, marked: Marked, say: Say) -> Selector:
    """A selector; mistakes go to `say`, and what is right is kept."""
    if not isinstance(content, dict):
        say(Problem(marked.place(path), "This selects nothing", "fields with values: {level: [company], tags: [speed]}"))
        return Selector()
    conditions: dict[str, tuple[str, ...]] = {}
    for name, value in content.items():
        if name not in _NESTED:
            conditions[name] = _condition(name, value, (*path, name), marked, say)
    any_of = _alternatives(content, "any", path, marked, say)
    none_of = _alternatives(content, "none", path, marked, say)
    return Selector(conditions, any_of, none_of)


def _alternatives(content: dict[str, Any], name: str, path: Path, marked: Marked, say: Say) -> tuple[Selector, ...]:
    if name not in content:
        return ()
    below = content[name]
    if not isinstance(below, list) or not below:
        say(Problem(marked.place((*path, name)), f"'{name}' needs a list of selectors", "[{level: [team]}, {main: true}]"))
        return ()
    return tuple(read_selector(one, (*path, name, number), marked, say) for number, one in enumerate(below))


def _condition(name: str, value: Any, path: Path, marked: Marked, say: Say) -> tuple[str, ...]:
    if name in _TAGS:
        return _checked(name, _listed(value), Accepts(tuple(library_tags()), presence=False), path, marked, say)
    known = fields()
    if name not in known:
        words = (*known, *_TAGS, *_NESTED)
        say(Problem(marked.key_place(path), f"'{name}' is no catalogue field", one_of(words), did_you_mean(name, words)))
        return ()
    return _checked(name, _listed(value), known[name], path, marked, say)


def _listed(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values if one is not None)


def _checked(name: str, values: tuple[str, ...], accepts: Accepts, path: Path, marked: Marked, say: Say) -> tuple[str, ...]:
    allowed = (*(accepts.words or ()), *(PRESENCE if accepts.presence else ()))
    if not values:
        say(Problem(marked.place(path), f"'{name}' has no value, so that the rule would select nothing", one_of(allowed)))
    for number, value in enumerate(values):
        if accepts.words is not None and value not in allowed:
            where = marked.place((*path, number))
            what = f"'{value}' is no tag of the KPI library" if name in _TAGS else f"'{value}' is not a value of '{name}'"
            say(Problem(where, what, one_of(allowed), did_you_mean(value, allowed)))
    if len(values) > 1 and set(values) & set(PRESENCE):
        say(Problem(marked.place(path), f"'{name}': present and absent stand alone", "a list of values, or present, or absent"))
    return values
