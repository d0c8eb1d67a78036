"""Functions that fit on a screen, files that one can read in a sitting, and a word about everything that is public."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import quantiles

from tests.architecture.source import functions_of, name_of, python_files, tree_of

LONGEST_FUNCTION = 60
LONG_FILE = 250


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name_of(file)}:{function.lineno} {function.name}: {_lines(function)} lines"
        for file in python_files()
        for function in functions_of(file)
        if _lines(function) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_nine_files_of_ten_are_short() -> None:
    lengths = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in python_files()}
    longest = sorted(lengths, key=lambda name: -lengths[name])[:10]
    ninety = quantiles(lengths.values(), n=10)[-1]
    assert ninety <= LONG_FILE, "\n".join(f"{name}: {lengths[name]}" for name in longest)


def test_everything_public_says_what_it_gives() -> None:
    files = [file for file in python_files() if _is_public(file)]
    silent = [f"{name_of(file)}:{line} {name}" for file in files for line, name in _silent(tree_of(file))]
    assert not silent, "public and without a docstring:\n" + "\n".join(silent)


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(file) for file in python_files() if file.stat().st_size and not ast.get_docstring(tree_of(file))]
    assert not silent, "no docstring: " + ", ".join(silent)


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _is_public(file: Path) -> bool:
    """Neither a private module nor a migration, whose two functions alembic names."""
    private = file.name.startswith("_") and file.name != "__init__.py"
    return not private and file.parent.name != "versions"


def _silent(tree: ast.Module | ast.ClassDef) -> list[tuple[int, str]]:
    """Public functions of a module, and public methods of its public classes, that have no docstring."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            found += _silent(node)
        elif isinstance(node, ast.FunctionDef) and not _explained(node, in_class=isinstance(tree, ast.ClassDef)):
            found.append((node.lineno, node.name))
    return found


def _explained(function: ast.FunctionDef, in_class: bool) -> bool:
    """A method of one statement describes itself, under the docstring of its class."""
    plain = in_class and len(function.body) == 1
    return function.name.startswith("_") or plain or ast.get_docstring(function) is not None
