"""Names as people write them: which are the same, and which are a slip of the pen away from each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_FILL = re.compile(r"[\s_\-]+")


def plain(name: str) -> str:
    """A name without case, spaces, underscores and hyphens: `Recorded at` and `recorded_at` are the same name."""
    return _FILL.sub("", unicodedata.normalize("NFKC", name).casefold())


def meant(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant: one or two slips away, never a name with other digits (20421 is not 20422)."""
    by_plain = {plain(candidate): candidate for candidate in known}
    for near in get_close_matches(plain(name), by_plain, n=3, cutoff=0.75):
        allowed = 2 if len(near) >= 7 else 1
        if _digits(near) == _digits(name) and len(near) > 2 and _edits(plain(name), near) <= allowed:
            return by_plain[near]
    return None


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


def _edits(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words (Damerau 1964)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            steps = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                steps = min(steps, before[j - 2] + 1)
            row.append(steps)
        before, above = above, row
    return above[-1]
