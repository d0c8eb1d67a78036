"""'Did you mean': the nearest of the words that would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: object, words: Iterable[str]) -> str | None:
    """The known word that is most like `word`, or None when none is."""
    known = {one.casefold(): one for one in words}
    found = get_close_matches(str(word).casefold(), list(known), n=1, cutoff=0.6)
    return known[found[0]] if found else None


def did_you_mean(word: object, words: Iterable[str]) -> str:
    """`did you mean 'severity'?`, or an empty text."""
    found = nearest(word, words)
    return f"did you mean '{found}'?" if found else ""


def one_of(words: Iterable[str], most: int = 14) -> str:
    """`one of a, b, c`, shortened when there are many."""
    known = sorted(words)
    listed = ", ".join(known[:most])
    return f"one of {listed}" + (f" and {len(known) - most} more" if len(known) > most else "")
