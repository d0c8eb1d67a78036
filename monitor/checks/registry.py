"""Finds checks by name: a built-in check is the module `monitor.checks.NAME`; others come through entry points.

Names are known without importing anything, so that a run imports only the checks that its rules use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules
from typing import Any

from monitor import checks
from monitor.model.evidence import Outcome
from monitor.model.situation import Call, Situation

GROUP = "kpi_monitor.checks"
_NOT_CHECKS = {"registry"}


@dataclass(frozen=True)
class Parameter:
    """A setting of a check: its default, its unit, what it does, and the range that makes sense."""

    default: Any
    says: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One check. `roles` are the roles of other KPIs that a rule may select; `numbers` are the placeholders, beside the names
    of KPIs, that its evidence fills (name -> what it is); `statistical` checks return calibrated p-values.
    """

    name: str
    says: str
    evaluate: Callable[[Situation, Call], list[Outcome]]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    statistical: bool = False


def names() -> tuple[str, ...]:
    """All checks that can be named in a rule."""
    return tuple(sorted(_built_in() | {entry.name for entry in _plug_ins()}))


def find(name: str) -> Check:
    """The check of that name.

    Raises KeyError when there is none, TypeError when a plug-in is not a Check.
    """
    for entry in _plug_ins():
        if entry.name == name:
            return _as_check(entry.load(), name)
    if name not in _built_in():
        raise KeyError(name)
    return _as_check(import_module(f"monitor.checks.{name}").CHECK, name)


@cache
def _built_in() -> frozenset[str]:
    """The checks of this package; looked up once, since it reads the folder."""
    found = {module.name for module in iter_modules(checks.__path__) if not module.name.startswith("_")}
    return frozenset(found - _NOT_CHECKS)


@cache
def _plug_ins() -> tuple[EntryPoint, ...]:
    """The checks of other packages; looked up once, since it reads the metadata of all that is installed."""
    return tuple(entry_points(group=GROUP))


def _as_check(found: object, name: str) -> Check:
    if not isinstance(found, Check):
        raise TypeError(f"The plug-in '{name}' is not a monitor.checks.registry.Check.")
    return found
