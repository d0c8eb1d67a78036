"""`kpi-monitor library`, as a person and as a program call it."""

from __future__ import annotations

import json

import pytest

from monitor.catalogue.library import load
from monitor.catalogue.tags import UNITS
from monitor.cli import _library_words as words
from monitor.model.words import Language
from tests.cli.project import kpi_monitor
from tests.docs.glossary import terms


def test_list_by_area_and_tag() -> None:
    lines = kpi_monitor("library", "list").stdout.splitlines()
    assert lines[0].split("\t") == ["id", "area", "name"]
    assert len(lines) == len(load()) + 1
    some = kpi_monitor("library", "list", "--area", "transport", "--tag", "safety", "--language", "sv").stdout.splitlines()[1:]
    assert "collision-rate\ttransport\tKollisioner" in some
    assert all("\ttransport\t" in line for line in some)


def test_find_in_four_languages() -> None:
    rows = kpi_monitor("library", "find", "frist", "respons", "time", "-l", "nb").stdout.splitlines()
    assert rows[1].split("\t")[1:] == ["sure", "first-response-time", "First response time (en)", "Svartid"]


def test_find_for_programs() -> None:
    found = json.loads(kpi_monitor("library", "find", "Svartid", "--limit", "2", "--json").stdout)
    assert len(found) == 2
    assert (found[0]["score"], found[0]["sure"], found[0]["language"]) == (1.0, True, "da")
    assert found[0]["kpi"]["id"] == "first-response-time"
    assert found[0]["kpi"]["counter"][0] == "csat"


def test_find_nothing_says_so() -> None:
    shown = kpi_monitor("library", "find", "zzqqxx")
    assert shown.returncode == 0
    assert "nothing like 'zzqqxx'" in shown.stderr


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            ["First response time", "Time from the customer's", "lower is better", "Customer satisfaction (csat)", "da: Svartid"],
        ),
        ("da", ["Svartid", "Tiden fra kundens", "lavere er bedre", "Kundetilfredshed (csat)", "klumpning ved grænsen"]),
        ("nb", ["Svartid", "Tiden fra kundens", "Vanlige motvekter", "Kundetilfredshet (csat)", "opphopning ved grensen"]),
        ("sv", ["Svarstid", "Tiden från kundens", "lägre är bättre", "Kundnöjdhet (csat)", "anhopning vid gränsen"]),
    ],
)
def test_show_in_a_language(language: str, parts: list[str]) -> None:
    shown = kpi_monitor("library", "show", "first-response-time", "--language", language).stdout
    assert "mean(first_response - opened)" in shown
    assert not [part for part in parts if part not in shown]


def test_show_tells_benchmarks_with_their_source() -> None:
    shown = kpi_monitor("library", "show", "OEE").stdout
    assert "85 %" in shown and "Nakajima 1988" in shown


def test_show_by_name_and_for_programs() -> None:
    document = json.loads(kpi_monitor("library", "show", "Bruttomargin", "--json").stdout)
    assert document["id"] == "gross-margin"
    assert document["name"]["sv"] == "Bruttomarginal"
    assert document["tags"] == ["margin"]


def test_what_is_not_there_is_a_mistake_with_a_mend() -> None:
    shown = kpi_monitor("library", "show", "tilfredshed")
    assert shown.returncode == 2
    assert "did you mean" in shown.stderr and "csat" in shown.stderr
    assert "did you mean 'safety'" in kpi_monitor("library", "list", "--tag", "safty").stderr
    assert "did you mean 'transport'" in kpi_monitor("library", "list", "--area", "trnsport").stderr


def test_the_words_are_those_of_the_glossary() -> None:
    glossary = {term.word: tuple(term.names.values()) for term in terms() if term.word}
    assert {word: glossary[word] for word in words.WORDS} == words.WORDS


def test_every_word_of_the_library_has_its_forms() -> None:
    used = {str(pattern) for entry in load().values() for pattern in entry.gaming}
    for entry in load().values():
        used |= {entry.direction, entry.measures, entry.timing, entry.perspective, entry.category, entry.frequency}
    assert used <= set(words.WORDS)
    assert set(words.UNITS) <= set(UNITS)
    for forms in (*words.LABELS.values(), *words.UNITS.values(), *words.WORDS.values()):
        assert len(forms) == len(Language) and all(forms)
