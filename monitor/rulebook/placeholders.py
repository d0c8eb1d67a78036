"""The {placeholders} in a rule's words: only what the check's evidence, its roles and the KPI itself can fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from monitor.checks.registry import Check
from monitor.errors import Problem
from monitor.rulebook.suggest import did_you_mean, one_of
from monitor.yaml_marks import Marked, Path

STANDARD = ("kpi", "unit", "owner")
PLURAL = ("count", "kpis")


def placeholder_problems(words: Mapping[str, Any], check: Check, marked: Marked) -> list[Problem]:
    """Placeholders that nothing would fill, and braces that do not close."""
    problems: list[Problem] = []
    for language, said in words.items():
        for path, text in _sentences(said):
            known = (*STANDARD, *check.roles, *check.numbers, *(PLURAL if path[0] == "plural" else ()))
            problems += _wrong(text, known, ("words", language, *path), marked)
    return problems


def _wrong(text: str, known: tuple[str, ...], path: Path, marked: Marked) -> list[Problem]:
    try:
        used = sorted(names_in(text))
    except ValueError:
        return [Problem(marked.place(path), "A brace is not closed", "a placeholder in braces: {kpi}")]
    return [
        Problem(marked.place(path), f"Nothing fills the placeholder '{{{name}}}'", one_of(known), did_you_mean(name, known))
        for name in used
        if name not in known
    ]


def names_in(text: str) -> set[str]:
    """The placeholders of a text. Raises ValueError when a brace is not closed."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _sentences(words: Any) -> Iterator[tuple[Path, str]]:
    """Every text in the words of one language, with its path below them; other things are not sentences."""
    for name, value in words.items() if isinstance(words, dict) else ():
        if isinstance(value, str):
            yield (name,), value
        elif isinstance(value, list):
            yield from (((name, number), text) for number, text in enumerate(value) if isinstance(text, str))
