"""A run as JSON text and back, equal: the model's dataclasses are the schema."""

from __future__ import annotations

from functools import cache

from pydantic import ConfigDict, TypeAdapter

from monitor.model.finding import RunResult


def to_json(result: RunResult) -> str:
    """The run as JSON. Numbers that JSON lacks are written as the texts NaN, Infinity and -Infinity."""
    return _adapter().dump_json((result,), fallback=_plain, warnings="none").decode()


def from_json(text: str) -> RunResult:
    """The inverse of `to_json`. Only what a rule's parameters hold comes back as JSON has it: tuples as lists, dates as texts."""
    return _adapter().validate_json(text)[0]


@cache
def _adapter() -> TypeAdapter[tuple[RunResult]]:
    return TypeAdapter(tuple[RunResult], config=ConfigDict(ser_json_inf_nan="strings"))


def _plain(value: object) -> object:
    """NumPy's numbers, and sets, which JSON does not know."""
    item = getattr(value, "item", None)
    if callable(item):
        return item()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"A run cannot hold a {type(value).__name__}")
