"""Finding terms in spite of case, accents, hyphens, word order and misspellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from monitor.model.library import LibraryKpi
from monitor.model.words import Language

SURE = 0.88
"""From this score on, and only with the lead and the letters below, a match may be taken without asking."""
LEAD = 0.06
"""By how much a sure match must be better than the next KPI: Likviditetsgrad 1 and 2 differ in one character."""
LETTERS = 8
"""A sure match has at least so many letters: one letter makes Lager (stock) a Klage (complaint)."""
WORTH_SHOWING = 0.5

_NORDIC = str.maketrans({"å": "a", "ä": "a", "ø": "o", "ö": "o", "æ": "a", "ß": "ss", "ð": "d", "þ": "th", "đ": "d"})
_TWO_LETTERS = re.compile("aa|ae|oe")
_UNIT = re.compile(r"\(.*?\)|\[.*?\]|\s(i|in|per)\s+(%|pct\.?|dkk|nok|sek|eur)\s*$|%", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """A word that a KPI is known by, in a language; `key` is what it is compared by."""

    kpi: str
    language: Language
    text: str
    key: str

    @cached_property
    def trigrams(self) -> frozenset[str]:
        return trigrams(self.key)


@dataclass(frozen=True)
class Match:
    """A KPI that a text may mean: how near (0-1; 1 is the same term), by which term, in which language.

    `sure`: the only KPI of exactly this name, or, from eight letters on, at least 0.88 near and 0.06 nearer than any other KPI.
    """

    entry: LibraryKpi
    score: float
    alias: str
    language: Language
    sure: bool = False


def fold(text: str) -> list[str]:
    """The words of a text in small letters without accents; å is a or aa, ø and ö are o or oe, æ and ä are a or ae."""
    letters = unicodedata.normalize("NFKC", text).casefold().translate(_NORDIC)
    bare = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c)).replace("&", " and ")
    return [_TWO_LETTERS.sub(lambda found: found.group()[0], word) for word in re.findall(r"[a-z0-9]+", bare)]


def key_of(text: str) -> str:
    """The folded words without spaces."""
    return "".join(fold(text))


def plain(text: str) -> str:
    """The text without units and what stands in brackets."""
    return _UNIT.sub(" ", text).strip()


def trigrams(key: str) -> frozenset[str]:
    """All runs of three letters, with the beginning and the end marked by spaces."""
    padded = f"  {key} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def best(text: str, same: Iterable[Term], terms: Iterable[Term], entries: Mapping[str, LibraryKpi], limit: int) -> list[Match]:
    """The best match of each KPI, best first: `same` are the terms that equal the text, `terms` all of them."""
    found = {term.kpi: (1.0, term) for term in reversed(list(same))}
    words = fold(plain(text)) or fold(text)
    for score, term in _near(words, terms):
        if score >= WORTH_SHOWING and score > found.get(term.kpi, (0.0, term))[0]:
            found[term.kpi] = (score, term)
    ranked = sorted(found.values(), key=lambda pair: (-pair[0], pair[1].kpi))
    return [
        Match(entries[term.kpi], round(score, 3), term.text, term.language, position == 0 and _is_sure(ranked))
        for position, (score, term) in enumerate(ranked[:limit])
    ]


def _is_sure(ranked: list[tuple[float, Term]]) -> bool:
    first = ranked[0][0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return second < 1.0 if first == 1.0 else first >= SURE and first - second >= LEAD


def _near(words: list[str], terms: Iterable[Term]) -> list[tuple[float, Term]]:
    """Scores of the terms that share most trigrams with the words; difflib is too slow for all of them."""
    key = "".join(words)
    if not key:
        return []
    grams = trigrams(key)
    shared = ((2 * len(grams & term.trigrams) / (len(grams) + len(term.trigrams)), term) for term in terms)
    candidates = sorted((pair for pair in shared if pair[0] > 0.1), key=lambda pair: -pair[0])[:80]
    inside = [(0.0, term) for term in terms if len(key) > 3 and key in term.key]
    return [(min(_score(words, key, term), 0.99), term) for _, term in (*candidates, *inside)]


def _score(words: list[str], key: str, term: Term) -> float:
    others = fold(term.text)
    one_in_the_other = abs(len(key) - len(term.key)) > 2 and (key in term.key or term.key in key)
    if one_in_the_other or set(words) < set(others) or set(others) < set(words):
        return _part(key, term.key)
    score = _alike(key, term.key)
    if len(words) > 1 and len(others) > 1:
        score = max(score, 0.98 * _alike("".join(sorted(words)), "".join(sorted(others))))
    certain = min(len(key), len(term.key)) >= LETTERS and _digits(key) == _digits(term.key)
    return score if certain else min(score, SURE - 0.01)


def _part(one: str, other: str) -> float:
    """A part of a name is a hint, never sure: 'satisfaction' may be the customers' or the employees'."""
    shorter, longer = sorted((len(one), len(other)))
    return 0.25 * shorter / longer + (0.6 if shorter > 3 else 0.3)


def _digits(key: str) -> str:
    return "".join(letter for letter in key if letter.isdigit())


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
