"""The library is searched as people write: any case, no accents, misspelt, in another order."""

from __future__ import annotations

import pytest

from monitor.catalogue.library import Library, load
from monitor.catalogue.library_search import fold, key_of, plain
from monitor.model.words import Language


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("Svartid", "first-response-time"),
        ("kundetilfredshed", "csat"),
        ("CSAT", "csat"),
        ("Customer satisfaction (CSAT)", "csat"),
        ("first_response_time", "first-response-time"),
        ("first response time [hours]", "first-response-time"),
        ("Omsætning", "revenue"),
        ("Omsaetning", "revenue"),
        ("OMSÆTNING", "revenue"),
        ("omsattning", "revenue"),
        ("Sygefravær i %", "sickness-absence"),
        ("sykefravaer", "sickness-absence"),
        ("Aabne sager", "backlog"),
        ("Åbne sager", "backlog"),
        ("Loest ved foerste kontakt", "first-contact-resolution"),
        ("kunde-tilfredshed", "csat"),
        ("Likviditetsgrad 1", "current-ratio"),
        ("Likviditetsgrad 2", "quick-ratio"),
        ("On Time Delivery", "on-time-delivery"),
    ],
)
def test_exact_names(library: Library, text: str, kpi: str) -> None:
    found = library.exact(text)
    assert found is not None and found.id == kpi
    first = library.find(text)[0]
    assert (first.entry.id, first.score, first.sure) == (kpi, 1.0, True)


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("frist respons time", "first-response-time"),
        ("kundetilfredhed", "csat"),
        ("Kundetilfredsstillelse", "csat"),
        ("time response first", "first-response-time"),
        ("punktlighed afgang", "on-time-departure"),
        ("sjukfranvaron", "sickness-absence"),
        ("gjenomtrekk", "employee-turnover"),
        ("net promotor score", "nps"),
        ("Omsætnning", "revenue"),
        ("churnrate", "churn-rate"),
        ("oppetd", "uptime"),
        ("handlägningstid", "case-processing-time"),
        ("employe turnover", "employee-turnover"),
    ],
)
def test_misspelt_names_come_first(library: Library, text: str, kpi: str) -> None:
    assert library.find(text)[0].entry.id == kpi


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "()", "zzqqxx", "Kolonne 7", "2024", "id", "dato", "a", "Afdeling", "Kommentar"]
)
def test_what_is_no_kpi_is_never_sure(library: Library, text: str) -> None:
    assert library.exact(text) is None
    assert not any(match.sure for match in library.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "Likviditetsgrad 3",
        "tilfredshed",
        "Turnover",
        "Salg",
        "Lager",
        "cost per",
        "Svinn",
        "Churn 2",
        "NPS mål",
        "Customer satisfaction target",
    ],
)
def test_what_may_mean_several_things_is_not_sure(library: Library, text: str) -> None:
    found = library.find(text)
    assert len(found) > 1
    assert not any(match.sure for match in found)


def test_one_letter_wrong_still_finds_most_names_and_is_never_surely_wrong(library: Library) -> None:
    tried, right, surely_wrong = 0, 0, []
    for number, entry in enumerate(library.values()):
        name = entry.name[list(Language)[number % 4]]
        if number % 4 or len(name) < 8:
            continue
        middle = len(name) // 2
        wrong = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
        first = library.find(wrong, 1)[0]
        tried += 1
        right += first.entry is entry
        if first.sure and first.entry is not entry:
            surely_wrong.append((wrong, first.entry.id))
    assert tried > 50
    assert right >= 0.97 * tried
    assert not surely_wrong


def test_matches_come_best_first_and_once_for_each_kpi(library: Library) -> None:
    found = library.find("customer satisfaction", 10)
    assert len(found) == 10
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert len({match.entry.id for match in found}) == 10
    assert all(0 <= match.score <= 1 for match in found)
    assert found[0].language is Language.EN and found[0].alias == "Customer satisfaction"


def test_folding() -> None:
    assert fold("Løst ved første-kontakt (%)") == ["lost", "ved", "forste", "kontakt"]
    assert key_of("Ærø Åse") == key_of("Aeroe Aase") == key_of("äro ase")
    assert plain("Churn (%)") == "Churn" and plain("Sygefravær i %") == "Sygefravær"
