"""The glossary has every word of the contract, in four languages, and the reports use the same names."""

from __future__ import annotations

from collections import Counter

import pytest

from monitor.model import words
from tests.docs.glossary import ROOT, Term, terms

VOCABULARIES = (
    words.Family, words.Severity, words.Tier, words.Status, words.Frequency, words.Direction, words.Level, words.Perspective,
    words.Measures, words.Timing, words.Category, words.Consequence, words.GoodhartType, words.Letter,
)  # fmt: skip


def test_every_word_of_the_contract_is_explained() -> None:
    wanted = {str(word) for vocabulary in VOCABULARIES for word in vocabulary} | set(words.PATTERNS)
    assert wanted == {term.word for term in terms() if term.word}


def test_no_word_is_explained_twice() -> None:
    counted = Counter(term.word for term in terms() if term.word)
    assert not [word for word, times in counted.items() if times > 1]


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.word or term.names["en"])
def test_every_term_has_a_name_in_every_language(term: Term) -> None:
    assert all(term.names.values())


@pytest.mark.parametrize("language", ["da", "nb", "sv"])
def test_the_reports_use_the_names_of_the_glossary(language: str) -> None:
    from babel.messages.pofile import read_po

    catalogue = ROOT / "reports" / "locales" / language / "LC_MESSAGES" / "monitor.po"
    with catalogue.open("rb") as file:
        translated = {str(message.id).lower(): message.string for message in read_po(file) if isinstance(message.id, str)}
    named = {term.names["en"].lower(): term.names[language] for term in terms()}
    shared = {english: name for english, name in named.items() if translated.get(english)}
    assert shared, "the glossary and the translations have not one term in common: is the comparison right?"
    differing = {
        english: (name, translated[english]) for english, name in shared.items() if translated[english].lower() != name.lower()
    }
    assert not differing, f"(glossary, translation): {differing}"


def test_grades_mean_the_same_in_the_report() -> None:
    from monitor.reporting.vocabulary import GRADE_MEANS

    meanings = {term.word: term.meaning.rstrip(".").lower() for term in terms()}
    assert {letter.value: text.lower() for letter, text in GRADE_MEANS.items()} == {
        letter.value: meanings[letter.value] for letter in words.Letter
    }
