"""The built-in KPI library: standard KPIs by id, found by their names in four languages, with misspellings.

`load()` gives it; `find` is for people (several answers, best first), `exact` for matching columns (one answer or none).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from monitor.catalogue.library_file import LibraryFile
from monitor.catalogue.library_search import Match, Term, best, key_of, plain
from monitor.errors import ProjectError
from monitor.model.library import LibraryKpi
from monitor.model.words import Language
from monitor.resources import text as file_text
from monitor.resources import walk
from monitor.yaml_marks import read_marked

__all__ = ["Library", "Match", "context_words", "load", "read_library"]


class Library(Mapping[str, LibraryKpi]):
    """Library KPIs by id, in the order of their files (one file per area)."""

    def __init__(self, entries: Mapping[str, LibraryKpi]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, kpi: str) -> LibraryKpi:
        return self._entries[kpi]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Every term that a KPI is known by: its id, its names and its aliases."""
        return tuple(term for entry in self._entries.values() for term in _terms(entry))

    @cached_property
    def _by_key(self) -> dict[str, tuple[Term, ...]]:
        grouped: dict[str, list[Term]] = {}
        for term in self.terms:
            grouped.setdefault(term.key, []).append(term)
        return {key: tuple(terms) for key, terms in grouped.items()}

    @cached_property
    def ambiguous(self) -> Mapping[str, tuple[str, ...]]:
        """Terms that mean more than one KPI, and which; `exact` answers none of them."""
        meanings = {terms[0].text: tuple(dict.fromkeys(term.kpi for term in terms)) for terms in self._by_key.values()}
        return {text: kpis for text, kpis in meanings.items() if len(kpis) > 1}

    def exact(self, text: str) -> LibraryKpi | None:
        """The one KPI that is called `text`, apart from case, accents, hyphens, spaces and a unit in brackets; else None."""
        for key in dict.fromkeys((key_of(text), key_of(plain(text)))):
            kpis = {term.kpi for term in self._by_key.get(key, ())}
            if len(kpis) == 1:
                return self._entries[kpis.pop()]
        return None

    def find(self, text: str, limit: int = 5) -> list[Match]:
        """The KPIs whose id, names or aliases are nearest to `text`, best first, at most one match for each KPI.

        An exact term scores 1.0; below 0.5 nothing is returned. See `Match.sure` for what may be taken without asking.
        """
        same = self._by_key.get(key_of(text)) or self._by_key.get(key_of(plain(text))) or ()
        return best(text, same, self.terms, self._entries, limit)


def _terms(entry: LibraryKpi) -> Iterator[Term]:
    for language in Language:
        for text in (entry.name[language], *entry.aliases[language]):
            yield Term(entry.id, language, text, key_of(text))
    yield Term(entry.id, Language.EN, entry.id, key_of(entry.id))


@cache
def load() -> Library:
    """The built-in library. Raises ProjectError with file:line of every mistake in its files."""
    return read_library(dict(walk("rules/library", ".yaml")))


@cache
def context_words() -> Mapping[str, Mapping[Language, str]]:
    """What one must know to read a KPI, in words: English, as entries have it -> each language."""
    said: Mapping[str, list[str]] = read_marked(file_text("rules/words/context.yaml"), "rules/words/context.yaml").content
    others = (Language.DA, Language.NB, Language.SV)
    return {english: {Language.EN: english, **dict(zip(others, words, strict=True))} for english, words in said.items()}


def read_library(texts: Mapping[str, str]) -> Library:
    """The library that the texts of files make, by file name. Raises ProjectError with all mistakes."""
    files = [LibraryFile(name, text) for name, text in texts.items()]
    known = {kpi for file in files for kpi in file.entries}
    entries: dict[str, LibraryKpi] = {}
    for file in files:
        for kpi, entry in file.entries.items():
            if kpi in entries:
                file.complain(kpi, "", f"there are two entries '{kpi}'")
            for counter in entry.counter:
                if counter not in known:
                    file.complain(kpi, "counter", f"'{kpi}' has the counter-metric '{counter}', which is not in the library")
            entries[kpi] = entry
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise ProjectError(problems)
    return Library(entries)
