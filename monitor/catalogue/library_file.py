"""Reads one file of the KPI library (rules/library/*.yaml; the format is in rules/library/README.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import yaml

from monitor.catalogue.tags import TAGS, UNITS
from monitor.errors import Place, Problem
from monitor.model.library import BenchmarkRule, LibraryKpi
from monitor.model.words import PATTERNS, Category, Direction, Frequency, Language, Measures, Perspective, Timing

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, type[Direction | Measures | Timing | Perspective | Category | Frequency]] = {
    "direction": Direction,
    "measures": Measures,
    "timing": Timing,
    "perspective": Perspective,
    "category": Category,
    "frequency": Frequency,
}
_NEEDED = {"names", "definition", "formula", "unit", *_WORDS}
_FIELDS = _NEEDED | {"counter", "gaming", "benchmarks", "context", "tags", "note"}


class LibraryFile:
    """The entries of one file by id, and the problems in it. Lines are looked up only where something is wrong."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.entries: dict[str, LibraryKpi] = {}
        self._text = text
        content = self._parsed()
        self._area = content.get("area", "")
        defaults = content["defaults"] if isinstance(content.get("defaults"), dict) else {}
        for kpi, given in (content.get("kpis") or {}).items():
            if isinstance(given, dict):
                self._add(str(kpi), {**defaults, **given})
            else:
                self.complain(str(kpi), "", f"the entry '{kpi}' is no mapping", f"the fields {', '.join(sorted(_NEEDED))}")

    def complain(self, kpi: str, field: str, what: str, expected: str = "") -> None:
        """Notes a problem at the line of a field of an entry, or of the entry."""
        self.problems.append(Problem(Place(self.name, self._line(kpi, field)), what, expected))

    def _parsed(self) -> dict[str, Any]:
        try:
            content = yaml.load(self._text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
            self.problems.append(Problem(place, f"this is no YAML: {error.problem}"))
            return {}
        if isinstance(content, dict) and content.get("area") and isinstance(content.get("kpis"), dict):
            return content
        self.problems.append(Problem(Place(self.name, 1), "no library file", "the keys area, defaults and kpis"))
        return {}

    def _add(self, kpi: str, given: dict[str, Any]) -> None:
        before = len(self.problems)
        self._review(kpi, given)
        if len(self.problems) == before:
            self.entries[kpi] = _entry(kpi, self._area, given)

    def _review(self, kpi: str, given: Mapping[str, Any]) -> None:
        for field in sorted(given.keys() - _FIELDS):
            self.complain(kpi, field, f"'{kpi}' has an unknown field '{field}'", ", ".join(sorted(_FIELDS)))
        for field in sorted(_NEEDED - given.keys()):
            self.complain(kpi, "", f"'{kpi}' has no {field}")
        for field, words in _WORDS.items():
            if field in given and given[field] not in list(words):
                self.complain(kpi, field, f"'{given[field]}' is no {field}", ", ".join(words))
        if "unit" in given and given["unit"] not in list(UNITS):
            self.complain(kpi, "unit", f"'{given['unit']}' is no unit of the library", ", ".join(UNITS))
        self._review_words(kpi, given)
        self._review_languages(kpi, given)

    def _review_words(self, kpi: str, given: Mapping[str, Any]) -> None:
        for field, known in (("tags", TAGS.keys()), ("gaming", PATTERNS.keys()), ("counter", None), ("context", None)):
            words = given.get(field, [])
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                self.complain(kpi, field, f"the {field} of '{kpi}' are no list of words")
            elif known is not None and set(words) - known:
                self.complain(
                    kpi, field, f"'{kpi}' has unknown {field}: {', '.join(sorted(set(words) - known))}", ", ".join(known)
                )

    def _review_languages(self, kpi: str, given: Mapping[str, Any]) -> None:
        for field, fits in (("names", _are_terms), ("definition", _is_text), ("note", _is_text)):
            texts = given.get(field)
            if texts is None:
                continue
            if not isinstance(texts, dict) or set(texts) != set(Language) or not all(fits(text) for text in texts.values()):
                self.complain(kpi, field, f"the {field} of '{kpi}' must be given in {', '.join(Language)}")
        rules = given.get("benchmarks", [])
        if not isinstance(rules, list) or not all(map(_is_benchmark, rules)):
            self.complain(
                kpi, "benchmarks", f"a benchmark of '{kpi}' is incomplete", "text in four languages, source, above or below"
            )

    def _line(self, kpi: str, field: str) -> int:
        node = yaml.compose(self._text, Loader=_Loader)
        line = 1
        for key in ("kpis", kpi, field):
            found = [pair for pair in getattr(node, "value", []) if isinstance(pair, tuple) and pair[0].value == key]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        return line


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_benchmark(rule: object) -> bool:
    if not isinstance(rule, dict) or not isinstance(rule.get("text"), dict) or set(rule["text"]) != set(Language):
        return False
    numbers = [rule[side] for side in ("above", "below") if side in rule]
    return all(map(_is_text, (*rule["text"].values(), rule.get("source")))) and bool(numbers) and all(map(_is_number, numbers))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_terms(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(term) for term in value)


def _entry(kpi: str, area: str, given: Mapping[str, Any]) -> LibraryKpi:
    names = {language: tuple(given["names"][language]) for language in Language}
    words: dict[str, Any] = {field: cast("Callable[[str], Any]", kind)(given[field]) for field, kind in _WORDS.items()}
    return LibraryKpi(
        id=kpi,
        area=area,
        name={language: terms[0] for language, terms in names.items()},
        aliases={language: terms[1:] for language, terms in names.items()},
        definition=_by_language(given["definition"]),
        formula=str(given["formula"]),
        unit=given["unit"],
        counter=tuple(given.get("counter", ())),
        gaming=tuple(given.get("gaming", ())),
        benchmarks=tuple(_benchmark(rule) for rule in given.get("benchmarks", ())),
        context=tuple(given.get("context", ())),
        tags=frozenset(given.get("tags", ())),
        note=_by_language(given["note"]) if "note" in given else None,
        **words,
    )


def _by_language(texts: Mapping[str, str]) -> dict[Language, str]:
    return {language: texts[language].strip() for language in Language}


def _benchmark(rule: Mapping[str, Any]) -> BenchmarkRule:
    return BenchmarkRule(_by_language(rule["text"]), rule["source"], rule.get("above"), rule.get("below"))
