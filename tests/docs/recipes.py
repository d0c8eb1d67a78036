"""The blocks of a Markdown page that stand for files: `<!-- file: NAME -->` and a fenced block after it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def recipe(name: str, page: str = "CONTRIBUTING.md") -> str:
    """The text of the block for a file. Raises KeyError when the page has none."""
    blocks = {found["name"]: found["text"] for found in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))}
    return blocks[name]


def written(folder: Path, name: str) -> Path:
    """The block of CONTRIBUTING.md for a file, written below a folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(recipe(name), encoding="utf-8")
    return file
