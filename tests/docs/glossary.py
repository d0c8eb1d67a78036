"""GLOSSARY.md as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Term:
    word: str
    names: dict[str, str]
    meaning: str


def terms() -> list[Term]:
    """Every line of every table; `word` is '' for terms that are only used in sentences."""
    found = []
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0] not in ("Word", "---"):
            word, *names, meaning = cells
            found.append(Term(word.strip("`–"), dict(zip(("en", "da", "nb", "sv"), names, strict=True)), meaning))
    return found
