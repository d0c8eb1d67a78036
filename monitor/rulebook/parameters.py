"""Checks the parameters of a rule, or those that a project sets otherwise, against what the check declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from monitor.checks.registry import Check, Parameter
from monitor.errors import Place, Problem
from monitor.rulebook.suggest import did_you_mean, one_of


def parameter_problems(check: Check, given: Mapping[str, Any], place_of: Callable[[str], Place]) -> list[Problem]:
    """What is wrong with parameters: unknown names, wrong kinds, values outside the range that makes sense."""
    problems = []
    for name, value in given.items():
        parameter = check.parameters.get(name)
        if parameter is None:
            known = tuple(check.parameters)
            what = f"The check '{check.name}' has no parameter '{name}'"
            expected = one_of(known) if known else "no parameters at all"
            problems.append(Problem(place_of(name), what, expected, did_you_mean(name, known)))
            continue
        expected = _wrong(parameter, value)
        if expected:
            problems.append(Problem(place_of(name), f"'{name}' is {value!r}", expected, f"it is: {parameter.says}"))
    return problems


def _wrong(parameter: Parameter, value: Any) -> str:
    """What was expected, or an empty text when the value is right."""
    kind = _kind(parameter.default)
    if not _fits(kind, value):
        return kind
    if parameter.choices and any(one not in parameter.choices for one in (value if isinstance(value, list) else [value])):
        return one_of(parameter.choices)
    low, high = parameter.minimum, parameter.maximum
    numbers = [one for one in (value.values() if isinstance(value, dict) else [value]) if _is_number(one)]
    outside = any((low is not None and number < low) or (high is not None and number > high) for number in numbers)
    return _range(low, high) if outside else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"at least {low:g}" if low is not None else f"at most {high:g}"
    return f"from {low:g} to {high:g}"


def _kind(default: Any) -> str:
    if isinstance(default, bool):
        return "true or false"
    if isinstance(default, int):
        return "a whole number"
    if isinstance(default, float):
        return "a number"
    if isinstance(default, list | tuple):
        return "a list of words"
    return "names with numbers" if isinstance(default, Mapping) else "text"


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "true or false":
            return isinstance(value, bool)
        case "a whole number":
            return _is_number(value) and isinstance(value, int)
        case "a number":
            return _is_number(value)
        case "a list of words":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "names with numbers":
            return isinstance(value, dict) and all(_is_number(one) for one in value.values())
    return isinstance(value, str)
