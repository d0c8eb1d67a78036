"""Finds the data folders `rules/` and `reports/`: inside the installed package first, then beside it (a checkout)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def folder(name: str) -> Traversable:
    """The folder `rules` or `reports` as a Traversable; works in a wheel, an editable install, a checkout and a zip.

    Raises FileNotFoundError when it is in neither place.
    """
    inside = files("monitor").joinpath(name)
    if inside.is_dir():
        return inside
    beside = Path(__file__).resolve().parent.parent / name
    if beside.is_dir():
        return beside
    raise FileNotFoundError(f"The folder '{name}' is neither in the package nor beside it; install KPI Health Monitor again.")


def text(path: str) -> str:
    """The text of `rules/…` or `reports/…`, such as `reports/templates/leadership.html`."""
    return _at(path).read_text(encoding="utf-8")


def binary(path: str) -> bytes:
    """The bytes of a file below `rules/` or `reports/`."""
    return _at(path).read_bytes()


def walk(path: str, suffix: str) -> Iterator[tuple[str, str]]:
    """All files below `path` whose name ends with `suffix`, as (path, text), in alphabetical order."""
    yield from _walk(_at(path), path, suffix)


def _at(path: str) -> Traversable:
    first, _, rest = path.partition("/")
    found = folder(first)
    for part in rest.split("/") if rest else []:
        found = found.joinpath(part)
    return found


def _walk(node: Traversable, path: str, suffix: str) -> Iterator[tuple[str, str]]:
    for child in sorted(node.iterdir(), key=lambda item: item.name):
        below = f"{path}/{child.name}"
        if child.is_dir():
            yield from _walk(child, below, suffix)
        elif child.name.endswith(suffix):
            yield below, child.read_text(encoding="utf-8")
