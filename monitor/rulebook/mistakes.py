"""Turns what pydantic says about a rule file into problems that a person can go to and mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from monitor.errors import Problem
from monitor.model.words import Language
from monitor.rulebook.model import CaseFile, RuleFile, WordsFile
from monitor.rulebook.suggest import did_you_mean, one_of
from monitor.yaml_marks import Marked, Path

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list: [a, b]",
    "dict_type": "keys with values below it",
    "model_type": "keys with values below it",
    "model_attributes_type": "keys with values below it",
}


def problems_of(error: ValidationError, marked: Marked) -> list[Problem]:
    """One problem for each thing that pydantic found, with its place in the file."""
    return [_problem(dict(one), marked) for one in error.errors(include_url=False)]


def _problem(error: Mapping[str, Any], marked: Marked) -> Problem:
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    kind, context = error["type"], error.get("ctx") or {}
    name = path[-1] if path else marked.file
    if kind == "missing":
        says = _says(path)
        return Problem(marked.place(path[:-1]), f"'{name}' is missing", says[:1].lower() + says[1:])
    if kind == "extra_forbidden":
        known = _keys_at(path[:-1])
        return Problem(marked.key_place(path), f"'{name}' is not known here", one_of(known), did_you_mean(name, known))
    if kind in ("enum", "literal_error"):
        return _not_among(error, path, marked, _expected_words(context))
    if kind in _KINDS:
        return Problem(marked.place(path), f"'{name}' is {_shown(error['input'])}", _KINDS[kind])
    if kind == "string_too_short":
        return Problem(marked.place(path), f"'{name}' is empty", "text")
    if kind == "string_pattern_mismatch":
        what = f"'{error['input']}' cannot be an id"
        return Problem(marked.place(path), what, "small letters, digits and hyphens: my-own-rule")
    return Problem(marked.place(path), f"'{name}': {error['msg']}")


def _not_among(error: Mapping[str, Any], path: Path, marked: Marked, words: list[str]) -> Problem:
    where = marked.key_place(path) if error["loc"][-1] == "[key]" else marked.place(path)
    if error["loc"][-1] == "[key]":
        words = [language.value for language in Language]
    return Problem(where, f"{_shown(error['input'])} is not known here", one_of(words), did_you_mean(error["input"], words))


def _expected_words(context: Mapping[str, Any]) -> list[str]:
    said = str(context.get("expected", ""))
    return [word.strip(" '") for word in said.replace(" or ", ",").split(",") if word.strip(" '")]


def _model_at(path: Path) -> type[BaseModel]:
    if path[:1] == ("words",):
        return WordsFile
    return CaseFile if path[:1] == ("cases",) else RuleFile


def _keys_at(path: Path) -> Iterable[str]:
    return _model_at(path).model_fields


def _says(path: Path) -> str:
    field = _model_at(path[:-1]).model_fields.get(str(path[-1]))
    return (field.description or "") if field else ""


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a group of keys"
    return f"'{str(value).lower() if isinstance(value, bool) else value}'"
