from dataclasses import replace

import pytest

from monitor.model.finding import Grade, RunResult
from monitor.model.words import Language, Letter
from monitor.reporting.views.material import Material
from monitor.reporting.views.missing import how_sure
from monitor.reporting.views.overview import overview
from monitor.reporting.voice import Voice
from tests.reporting.example import example

EN, DA, NB, SV = Language


def _with(good: int, bad: int, other: int, language: Language, previous: RunResult | None = None) -> Material:
    ready = example(language)
    letters = [Letter.B] * good + [Letter.D] * bad + [Letter.C] * other
    grades = tuple(Grade(f"k{number}", letter) for number, letter in enumerate(letters))
    voice = Voice(language, ready.situation.catalogue)
    return Material(replace(ready.result, grades=grades), ready.situation, ready.rules, ready.project, previous, voice)


@pytest.mark.parametrize(
    ("good", "bad", "other", "first", "second"),
    [
        (23, 3, 8, "23 of 34 KPIs can be relied on.", "Three should not be used as they stand."),
        (1, 1, 0, "1 of 2 KPIs can be relied on.", "One should not be used as it stands."),
        (0, 0, 8, "None of the 8 KPIs can be relied on yet.", "What is missing is context or data."),
        (8, 0, 0, "All 8 KPIs can be relied on.", ""),
        (1, 0, 0, "The KPI can be relied on.", ""),
        (0, 1, 0, "The KPI cannot be relied on yet.", "It should not be used as it stands."),
        (0, 2, 0, "None of the 2 KPIs can be relied on yet.", "None should be used as they stand."),
        (0, 0, 1, "The KPI cannot be relied on yet.", "It lacks context or data."),
        (7, 0, 1, "7 of 8 KPIs can be relied on.", "The other one lacks context or data."),
        (6, 0, 2, "6 of 8 KPIs can be relied on.", "The others lack context or data."),
        (5, 14, 0, "5 of 19 KPIs can be relied on.", "14 should not be used as they stand."),
        (0, 0, 0, "No KPI has been assessed yet.", ""),
    ],
)
def test_the_headline_counts_in_good_grammar(good: int, bad: int, other: int, first: str, second: str) -> None:
    headline = overview(_with(good, bad, other, EN)).headline
    assert headline == ((first, second) if second else (first,))


@pytest.mark.parametrize(
    ("language", "three", "one"),
    [
        (DA, "Tre bør ikke bruges, som de er.", "Én bør ikke bruges, som den er."),
        (NB, "Tre bør ikke brukes slik de er.", "Én bør ikke brukes slik den er."),
        (SV, "Tre bör inte användas som de är.", "En bör inte användas som den är."),
    ],
)
def test_the_headline_is_good_grammar_in_every_language(language: Language, three: str, one: str) -> None:
    assert overview(_with(23, 3, 8, language)).headline[1] == three
    assert overview(_with(23, 1, 8, language)).headline[1] == one


def test_the_lead_compares_with_last_time_only_when_there_was_one() -> None:
    before = replace(example().result, grades=tuple(Grade(f"k{number}", Letter.B) for number in range(25)))
    assert overview(_with(23, 2, 0, EN, before)).lead == "Two fewer than last time. Two KPIs may look better than they are."
    calm = _with(23, 0, 0, EN)
    calm = replace(calm, result=replace(calm.result, findings=()))
    assert overview(calm).lead == "Nothing suggests that a KPI looks better than it is."


def test_what_is_worth_asking_about_is_not_passed_over() -> None:
    said = overview(_with(23, 0, 0, EN)).lead
    assert said == "No finding suggests that a KPI looks better than it is; one thing is worth asking about."


def test_a_thousand_kpis_are_still_a_few_squares() -> None:
    made = overview(_with(900, 3, 97, EN))
    assert max(row.squares for row in made.grades) <= 24 and [row.count for row in made.grades] == [0, 900, 97, 3, 0, 0]
    assert "One square is 50 KPIs." in made.note


@pytest.mark.parametrize(("kpis", "said"), [(34, "about one in 29 years"), (1000, "about one a year"), (5000, "about 5 a year")])
def test_the_alarm_promise_is_told_in_years(kpis: int, said: str) -> None:
    assert said in how_sure(_with(kpis, 0, 0, EN))[0]


def test_a_default_noise_model_is_not_passed_off_as_learnt() -> None:
    material = _with(1, 0, 0, EN)
    default = replace(material, result=replace(material.result, promise=replace(material.result.promise, noise_model="default")))
    assert "learnt from your own history" in how_sure(material)[1]
    assert "experience with many KPIs" in how_sure(default)[1]
