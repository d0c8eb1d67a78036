"""Facts that are alike are one entry, with or without a title for many."""

from dataclasses import replace

from monitor.model.evidence import Evidence, Names
from monitor.model.words import Family, Language
from monitor.reporting.views.groups import Group, groups
from monitor.reporting.views.material import Material
from monitor.reporting.views.matters import one_sentence
from monitor.reporting.voice import Voice
from tests.reporting.example import example


def _of_pairs(language: Language, title: str) -> list[Group]:
    """Two groups of KPIs of a rule that has no title for many."""
    ready = example(language)
    fact = next(one for one in ready.result.findings if one.family is not Family.GOODHART)
    rule = ready.rules[fact.rule]
    words = {own: replace(said, title=title, plural="") for own, said in rule.words.items()}
    kpis = list(ready.situation.catalogue.kpis)
    found = [
        replace(fact, id=f"F-PAIR{number}", evidence=Evidence(None, pair, numbers={"kpis": Names(pair)}))
        for number, pair in enumerate(((kpis[0], kpis[1]), (kpis[2], kpis[3])))
    ]
    rules = {**ready.rules, rule.id: replace(rule, words=words)}
    voice = Voice(language, ready.situation.catalogue)
    return groups(found, Material(ready.result, ready.situation, rules, ready.project, None, voice))


def test_several_groups_of_one_rule_are_one_entry_that_lists_them() -> None:
    made = _of_pairs(Language.EN, "{kpis} always move together")
    assert [group.title for group in made] == ["2 groups of KPIs always move together"]
    assert len(made[0].items) == 2 and len(made[0].kpis) == 4 and all(" and " in item for item in made[0].items)
    assert _of_pairs(Language.DA, "{kpis} følges altid ad")[0].title == "2 grupper af KPI'er følges altid ad"


def test_a_title_with_numbers_of_its_own_is_not_filled_with_a_count() -> None:
    (group,) = _of_pairs(Language.EN, "{kpis}: a main KPI of {owner}")
    assert "{" not in group.title and all("a main KPI of" in item for item in group.items)


def test_an_effect_that_says_little_gives_way_to_what_was_seen() -> None:
    ready = example()
    finding = ready.result.findings[0]
    voice = Voice(Language.EN, ready.situation.catalogue)
    words = Material(ready.result, ready.situation, ready.rules, ready.project, None, voice).said(finding)
    assert one_sentence(replace(words, effect="The jump is 81.", what="It went from 10 to 91.")) == "It went from 10 to 91."
    assert one_sentence(replace(words, effect="The jump is 81.", what="Long. " + "x" * 200)) == "Long."
    assert one_sentence(replace(words, effect="x" * 40)) == "x" * 40
