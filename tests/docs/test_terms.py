"""The key terms of the glossary are said with the same word wherever a sentence speaks of them: rules, reports, library."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from monitor.catalogue.library import load
from monitor.model.words import Language
from monitor.rulebook.read import builtin_rules
from tests.docs.glossary import ROOT

TERMS: dict[str, dict[str, str]] = {
    r"main KPIs?\b": {"da": "hoved-KPI", "nb": "hoved-KPI", "sv": "huvud-KPI"},
    r"counter-metrics?\b": {"da": "modvægt", "nb": "motvekt", "sv": "motvikt"},
    r"\bdenominators?\b": {"da": "nævner", "nb": "nevner", "sv": "nämnare"},
    r"\bresponse rates?\b": {"da": "svarprocent", "nb": "svarprosent", "sv": "svarsfrekvens"},
    r"\bfalse alarms?\b": {"da": "falsk", "nb": "falsk", "sv": "falskt? larm|falska larm"},
    r"\blagging\b": {"da": "bagudrettet|bagudrettede", "nb": "etterslepende", "sv": "släpande"},
}
"""A term as English sentences have it -> how each language says it (part of a word is enough: they are inflected)."""

OTHERS: dict[str, dict[str, str]] = {
    "main KPI": {
        "da": r"\bhovednøgletal|primære KPI",
        "nb": r"\bhovednøkkeltall|primære KPI",
        "sv": r"\bhuvudnyckeltal|primära KPI",
    },
    "counter-metric": {"da": r"modmål|kontramål|modvikt", "nb": r"motmål|kontramål|modvekt|motvikt", "sv": r"motmått|motvekt"},
    "KPI": {"da": r"\bKPIer\b|\bKPI-er\b", "nb": r"\bKPI'er\b|\bKPI:er\b|\bKPIer\b", "sv": r"\bKPI'er\b|\bKPI-er\b|\bKPIer\b"},
}
"""Words that other translators use for the same, or that belong to a neighbour's language."""


def sentences(language: str) -> Iterator[tuple[str, str, str]]:
    """(where, English, the language) of every sentence that is written in both."""
    from babel.messages.pofile import read_po

    with (ROOT / "reports" / "locales" / language / "LC_MESSAGES" / "monitor.po").open("rb") as file:
        for message in read_po(file):
            english, other = message.id, message.string
            pairs = [(english, other)] if isinstance(english, str) else list(zip(english, other or (), strict=False))
            yield from (("reports", one, two) for one, two in pairs if one and two)
    for rule in builtin_rules().values():
        english, other = rule.words[Language.EN], rule.words[Language(language)]
        for field in ("title", "what", "why", "action", "effect", "plural", "apart"):
            yield f"rule {rule.id}", getattr(english, field), getattr(other, field)
    for entry in load().values():
        yield f"library {entry.id}", entry.definition[Language.EN], entry.definition[Language(language)]


@pytest.mark.parametrize("language", ["da", "nb", "sv"])
@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_said_as_the_glossary_has_it(term: str, language: str):
    spoken = [(where, other) for where, english, other in sentences(language) if re.search(term, english) and other]
    wanted = re.compile(TERMS[term][language], re.IGNORECASE)
    assert spoken, f"no sentence speaks of {term}: is it still a term?"
    assert [pair for pair in spoken if not wanted.search(pair[1])] == []


@pytest.mark.parametrize("language", ["da", "nb", "sv"])
@pytest.mark.parametrize("term", OTHERS)
def test_no_other_word_stands_for_a_term(term: str, language: str):
    other = re.compile(OTHERS[term][language], re.IGNORECASE)
    assert [(where, text) for where, _, text in sentences(language) if other.search(text)] == []


LETTERS = {"da": "öä", "nb": "öä", "sv": "øæ"}


@pytest.mark.parametrize("language", LETTERS)
def test_no_letter_of_a_neighbours_language_slips_in(language: str):
    neighbour = re.compile(f"[{LETTERS[language]}]", re.IGNORECASE)
    names = {"Künsch", "Köhler"}
    found = [
        (where, text) for where, _, text in sentences(language) if neighbour.search(text) and not any(n in text for n in names)
    ]
    assert found == []
