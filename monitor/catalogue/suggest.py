"""'Did you mean': the word that somebody probably wanted to write."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

_LIKELY = 0.6


def nearest(word: str, choices: Iterable[str], cutoff: float = _LIKELY) -> str:
    """The choice most like `word`, whatever the case and the separators, or '' when none is like it."""
    wanted = _plain(word)
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    best, best_score = "", cutoff
    for choice in choices:
        text = _plain(choice)
        if 2 * min(len(text), len(wanted)) < best_score * (len(text) + len(wanted)):
            continue
        matcher.set_seq1(text)
        if matcher.quick_ratio() < best_score:
            continue
        score = matcher.ratio()
        if score > best_score or (score == best_score and not best):
            best, best_score = choice, score
    return best


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A sentence for the mend of a problem, or ''."""
    found = nearest(word, choices)
    return f"did you mean '{found}'?" if found else ""


def listed(words: Iterable[str], conjunction: str = "or") -> str:
    """`a, b or c`."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last


@lru_cache(100_000)
def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("-", " ").replace("_", " ").split())
