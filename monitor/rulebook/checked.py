"""What the words of a rule file refer to: patterns, checks, pitfalls, parameters, selectors, placeholders."""

from __future__ import annotations

from typing import Any

from monitor.checks import registry
from monitor.checks.registry import Check
from monitor.errors import Problem
from monitor.model.words import PATTERNS
from monitor.rulebook.parameters import parameter_problems
from monitor.rulebook.placeholders import placeholder_problems
from monitor.rulebook.selector import read_selector
from monitor.rulebook.suggest import did_you_mean, one_of
from monitor.yaml_marks import Marked, Path

PITFALLS = (
    *(f"P{number:02d}" for number in range(1, 14)),
    *(f"P{number}" for number in range(20, 32)),
    *(f"P{number}" for number in range(40, 53)),
)
"""The numbered pitfalls of the domain (docs/reference/rules.md says what each is)."""


def reference_problems(content: dict[str, Any], marked: Marked) -> list[Problem]:
    """Mistakes in what a rule refers to, whatever else is wrong with the file."""
    problems = _pattern(content, marked) + _pitfalls(content, marked)
    check, found = _check(content, marked)
    problems += found
    problems += _selectors(content, check, marked)
    if check is not None:
        problems += parameter_problems(check, _group(content, "parameters"), lambda name: marked.place(("parameters", name)))
        problems += placeholder_problems(_group(content, "words"), check, marked)
    return problems


def _group(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def _pattern(content: dict[str, Any], marked: Marked) -> list[Problem]:
    word = content.get("pattern")
    return [] if not isinstance(word, str) else _among(word, PATTERNS, "pattern", ("pattern",), marked)


def _pitfalls(content: dict[str, Any], marked: Marked) -> list[Problem]:
    named = content.get("pitfalls")
    problems: list[Problem] = []
    for number, word in enumerate(named if isinstance(named, list) else []):
        if isinstance(word, str):
            problems += _among(word, PITFALLS, "pitfall", ("pitfalls", number), marked)
    return problems


def _among(word: str, words: Any, kind: str, path: Path, marked: Marked) -> list[Problem]:
    if word in words:
        return []
    return [Problem(marked.place(path), f"'{word}' is no {kind}", one_of(words), did_you_mean(word, words))]


def _check(content: dict[str, Any], marked: Marked) -> tuple[Check | None, list[Problem]]:
    name = content.get("check")
    if not isinstance(name, str):
        return None, []
    try:
        return registry.find(name), []
    except KeyError:
        return None, _among(name, registry.names(), "check", ("check",), marked)
    except (ImportError, AttributeError, TypeError) as error:
        return None, [Problem(marked.place(("check",)), f"The check '{name}' cannot be loaded: {error}")]


def _selectors(content: dict[str, Any], check: Check | None, marked: Marked) -> list[Problem]:
    problems: list[Problem] = []
    if isinstance(content.get("kpis"), dict):
        read_selector(content["kpis"], ("kpis",), marked, problems.append)
    for role, selector in _group(content, "roles").items():
        if check is not None and role not in check.roles:
            what = f"The check '{check.name}' has no role '{role}'"
            expected = one_of(check.roles) if check.roles else "no roles at all"
            problems.append(Problem(marked.key_place(("roles", role)), what, expected, did_you_mean(role, check.roles)))
        read_selector(selector, ("roles", role), marked, problems.append)
    return problems
