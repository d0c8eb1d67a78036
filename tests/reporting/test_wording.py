from dataclasses import replace

import pytest

from monitor.model.evidence import Message, Names, Quantity
from monitor.model.words import Language
from monitor.reporting.voice import Voice, sentence
from monitor.reporting.wording import message, said, title_of_many
from tests.reporting.example import example
from tests.reporting.example_catalogue import example_catalogue
from tests.reporting.example_rules import RULES

EN, DA, NB, SV = Language
HARD = "\N{NO-BREAK SPACE}"
CATALOGUE = example_catalogue()
FOUND = {finding.id: finding for finding in example().result.findings}
SPEED = FOUND["F-3K7Q2"]


def test_a_finding_is_said_with_names_and_rounded_numbers() -> None:
    words = said(SPEED, RULES["speed-without-quality"], CATALOGUE, EN)
    assert words.title == "First response time is faster, but customer satisfaction is worse"
    assert words.effect == f"First response time is 1.2{HARD}hours shorter, and customer satisfaction is 0.4{HARD}points lower."
    assert f"from 3.4{HARD}hours to 2.2{HARD}hours" in words.what
    assert len(words.readings) == 2 and words.apart


@pytest.mark.parametrize(("language", "number"), [(DA, "3,4"), (NB, "3,4"), (SV, "3,4")])
def test_a_finding_is_said_in_every_language(language: Language, number: str) -> None:
    words = said(SPEED, RULES["speed-without-quality"], CATALOGUE, language)
    assert number in words.what
    assert words.title != said(SPEED, RULES["speed-without-quality"], CATALOGUE, EN).title
    assert "{" not in "".join((words.title, words.what, words.why, words.action, words.effect, words.apart, *words.readings))


def test_a_placeholder_that_nothing_fills_never_crashes() -> None:
    assert sentence("{kpi} and {nothing}.", {"kpi": "sales"}) == "Sales and …."
    assert sentence("A brace { that does not close", {}) == "A brace { that does not close"
    bare = replace(SPEED, evidence=replace(SPEED.evidence, numbers={}))
    assert "…" in said(bare, RULES["speed-without-quality"], CATALOGUE, EN).what


def test_sentences_begin_with_a_capital_and_names_keep_theirs() -> None:
    assert sentence("{a} rose. {b} fell.", {"a": "sales", "b": "churn"}) == "Sales rose. Churn fell."
    assert sentence("{a} rose.", {"a": "iPhone sales"}) == "iPhone sales rose."


def test_a_name_loses_its_capital_inside_a_sentence_only_when_it_is_made_of_common_words() -> None:
    voice = Voice(EN, CATALOGUE, frozenset({"first", "recommendation"}))
    assert voice.inside("frt") == "first response time"
    assert voice.inside("ebitda") == "EBITDA margin"
    assert Voice(EN, CATALOGUE).inside("frt") == "First response time"


def test_facts_that_many_share_are_said_once() -> None:
    voice = Voice(DA, CATALOGUE)
    assert title_of_many(RULES["no-owner"], ("frt", "csat", "nps"), voice) == "Ingen har ansvaret for 3 KPI'er"


def test_quantities_are_written_by_their_kind() -> None:
    voice = Voice(EN, CATALOGUE)
    written = [
        voice.quantity(Quantity(0.17, kind="share")),
        voice.quantity(Quantity(5.7, "%", "difference"), 0),
        voice.quantity(Quantity(1.82, kind="factor")),
        voice.quantity(Quantity(104, "weekly", "periods")),
        voice.quantity(Quantity(1, "monthly", "periods")),
        voice.quantity(Quantity(12, kind="days")),
        voice.quantity(Quantity(412, "count")),
        voice.quantity(Quantity(1284, kind="count")),
    ]
    plain = [text.replace(HARD, " ") for text in written]
    assert plain == ["17 %", "6 percentage points", "1.8 times", "104 weeks", "1 month", "12 days", "412", "1,284"]


def test_a_message_of_a_check_is_translated_with_its_facts() -> None:
    text = Message("With the volume in the model, {share} of the change remains.", {"share": Quantity(0.97, kind="share")})
    assert message(text, CATALOGUE, EN) == f"With the volume in the model, 97{HARD}% of the change remains."
    assert message(text, CATALOGUE, DA) == f"Med mængden i modellen er 97{HARD}% af ændringen tilbage."
    unknown = Message("Never heard of by any translator: {kpis}.", {"kpis": Names(("ebitda", "gone_kpi"))})
    assert message(unknown, CATALOGUE, SV) == "Never heard of by any translator: EBITDA margin och gone_kpi."


def test_long_lists_are_cut_and_counted() -> None:
    voice = Voice(DA, CATALOGUE)
    assert voice.listed(["a", "b", "c"]) == "a, b og c"
    assert voice.listed(list("abcdefg"), 3) == "a, b, c og 4 flere"
    assert voice.listed(list("abcd"), 3) == "a, b, c og d"
