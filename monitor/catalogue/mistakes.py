"""Turns what pydantic says about a file into problems that a person can go to and mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, get_args

from pydantic import BaseModel, ValidationError

from monitor.catalogue.suggest import did_you_mean, listed
from monitor.catalogue.written import OWN, keys_of
from monitor.errors import Place, Problem

Path = tuple[str | int, ...]

_SECRET = {"url", "smtp", "store"}
"""Keys whose values may hold a password: never shown."""

_SYNONYMS = {"no": "nb", "dk": "da", "se": "sv", "until": "to", "to": "until", "start": "from", "end": "to", "date": "on"}
"""Words that people write, and the key that is meant where it is known."""

_LISTS_OF_GROUPS = {"targets", "decisions", "notes", "changes", "notify"}

_MANY = 13
"""Where so many keys are possible, they are listed only if there is nothing better to say."""

_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number that is not infinite",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "keys with a value each",
    "model_type": "keys with a value each",
    "model_attributes_type": "keys with a value each",
}


class Places(Protocol):
    """Knows where the values of a file stand."""

    def place(self, path: Path) -> Place:
        """Where the value at the end of a path stands, or the nearest one above it."""

    def key_place(self, path: Path) -> Place:
        """Where the key at the end of a path stands."""


def problems_of(error: ValidationError, model: type[BaseModel], places: Places, above: Path = ()) -> Iterator[Problem]:
    """One problem for each mistake. `above` leads from the top of the file to the part that was read as `model`."""
    for one in error.errors(include_url=False):
        yield from _problems(dict(one), model, places, above)


def _problems(error: Mapping[str, Any], model: type[BaseModel], places: Places, above: Path) -> Iterator[Problem]:
    inner: Path = tuple(step for step in error["loc"] if step != "[key]")
    path = (*above, *inner)
    kind = error["type"]
    if kind == OWN:
        for one in error["ctx"]["complaints"]:
            yield Problem(places.place((*path, *one["at"])), _sentence(one["what"], path), one["expected"], one["mend"])
    elif kind == "missing":
        yield Problem(_where_missing(places, path), f"'{path[-1]}' is missing{_within(path[:-1])}", _described(model, inner))
    elif kind == "extra_forbidden":
        yield unknown_key(path, keys_at(model, inner[:-1]), places)
    elif kind in ("enum", "literal_error"):
        yield _not_a_word(error, path, places)
    elif kind in ("too_short", "string_too_short"):
        yield Problem(places.place(path), f"{_named(path)} is empty", "", "fill it in, or remove the key")
    else:
        yield _wrong_kind(error, path, places)


def unknown_key(path: Path, known: tuple[str, ...], places: Places) -> Problem:
    """A key that does not exist there, with the one that was probably meant."""
    key = str(path[-1])
    what = f"there is no key '{key}'{_within(path[:-1])}"
    if key == "<<":
        return Problem(places.key_place(path), what, "", "merge keys are not part of YAML 1.2: repeat the keys here")
    meant = _SYNONYMS.get(key)
    mend = f"did you mean '{meant}'?" if meant in known else did_you_mean(key, known)
    expected = "" if mend and len(known) > _MANY else f"one of {listed(known)}"
    return Problem(places.key_place(path), what, expected, mend)


def _not_a_word(error: Mapping[str, Any], path: Path, places: Places) -> Problem:
    words = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    of_key = error["loc"][-1] == "[key]"
    where = places.key_place(path) if of_key else places.place(path)
    value = error["input"]
    if not isinstance(value, str):
        return Problem(where, f"{_named(path)} is {_shown(value, path)}", listed(words))
    meant = _SYNONYMS.get(value)
    mend = f"did you mean '{meant}'?" if meant in words else did_you_mean(value, words)
    what = f"'{value}' is no language" if of_key else f"'{value}' is not possible for {_named(path)}"
    return Problem(where, what, listed(words), mend)


def _wrong_kind(error: Mapping[str, Any], path: Path, places: Places) -> Problem:
    kind, value = error["type"], error["input"]
    expected = _KINDS.get(kind) or _limit(error.get("ctx", {}))
    what = f"{_named(path)} is {_shown(value, path)}"
    return Problem(places.place(path), what, expected, _mend(kind, value, path))


def _limit(context: Mapping[str, Any]) -> str:
    for key, says in (("ge", "at least"), ("gt", "more than"), ("le", "at most")):
        if key in context:
            return f"{says} {context[key]:g}"
    return "another value"


def _mend(kind: str, value: object, path: Path) -> str:
    secret = bool(_SECRET.intersection(map(str, path)))
    match kind:
        case "string_type" if isinstance(value, int | float):
            return f'put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}"'
        case "tuple_type" if path[-1] == "observations" and isinstance(value, str):
            return f"write [{{file: {value}}}]"
        case "tuple_type" if isinstance(value, str) and path[-1] not in _LISTS_OF_GROUPS and not secret:
            return f"write [{value}]"
        case "tuple_type" if isinstance(value, dict):
            return "begin it with '- '"
        case "float_type" | "int_type" if isinstance(value, str) and not secret:
            return _number_meant(value)
        case "bool_type" if isinstance(value, str) and value.lower() in ("yes", "no", "on", "off", "ja", "nei", "nej", "y", "n"):
            return "write true" if value.lower() in ("yes", "on", "ja", "y") else "write false"
        case "model_type" | "model_attributes_type" if isinstance(value, list):
            return "remove the '- ' before its keys"
    return ""


def _number_meant(text: str) -> str:
    if re.fullmatch(r"[-+]?\d+([.,]\d+)?\s*%", text):
        return f"leave out the % sign: {text.rstrip('% ').replace(',', '.')}"
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        return f"write a decimal point: {text.replace(',', '.')}"
    if re.fullmatch(r"[-+]?\d{1,3}([ ._'\u00a0]\d{3})+", text):
        return f"write it without separators: {re.sub(r'[^-+0-9]', '', text)}"
    if re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
        return f"leave out the quotes: {text}"
    return "write the number alone, without a unit"


def _shown(value: object, path: Path) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict | list | tuple):
        return "a group of keys" if isinstance(value, dict) else "a list"
    if _SECRET.intersection(map(str, path)):
        return "something else"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    text = str(value)
    return f"'{text if len(text) <= 60 else text[:59] + '…'}'"


def _named(path: Path) -> str:
    """`'counter'`, or `item 2 of 'counter'`."""
    if path and isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_named(path[:-1])}"
    return f"'{path[-1]}'" if path else "the file"


def _within(path: Path) -> str:
    return f" in {_named(path)}" if path else ""


def _sentence(what: str, path: Path) -> str:
    return f"{_named(path)}: {what}" if path else what


def _where_missing(places: Places, path: Path) -> Place:
    parent = path[:-1]
    return places.place(parent) if parent and isinstance(parent[-1], int) else places.key_place(parent)


def _described(model: type[BaseModel], path: Path) -> str:
    parent = model_at(model, path[:-1])
    for name, field in parent.model_fields.items() if parent else ():
        if (field.alias or name) == path[-1]:
            return field.description or ""
    return ""


def keys_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The keys that are known at a place."""
    found = model_at(model, path)
    return keys_of(found) if found else ()


def model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The group of keys that stands at a place; ids and list positions lead to what is below them."""
    current: type[BaseModel] | None = model
    for step in path:
        fields = {field.alias or name: field for name, field in current.model_fields.items()} if current else {}
        if step in fields:
            current = next(iter(models_in(fields[str(step)].annotation)), None)
    return current


def models_in(annotation: object) -> list[type[BaseModel]]:
    """The groups of keys within a type such as `tuple[TargetWritten, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]
