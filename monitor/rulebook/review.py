"""Rules about rules: what a rule owes to the people who read its findings, and the proof that it carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from monitor.errors import Problem
from monitor.model.rule import Rule, Selector, Words
from monitor.model.words import Family, Language
from monitor.yaml_marks import Marked

_ALL = tuple(Language)


def review(rule: Rule, marked: Marked, folder: str) -> list[Problem]:
    """Everything that is wrong with a rule that could be read. `folder` is the name of the folder that it lies in."""
    problems = [*_name(rule, marked), *_cases(rule, marked), *_words(rule, marked), *_selection(rule, marked)]
    if rule.builtin:
        problems += [*_folder(rule, marked, folder), *_languages(rule, marked), *_pitfalls(rule, marked)]
    return problems


def _name(rule: Rule, marked: Marked) -> Iterator[Problem]:
    stem = marked.file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    if stem != rule.id:
        what = f"The rule is called '{rule.id}' and its file '{stem}'"
        yield Problem(marked.place(("id",)), what, "the same name for both", f"rename the file to {rule.id}.yaml")


def _folder(rule: Rule, marked: Marked, folder: str) -> Iterator[Problem]:
    if folder != rule.family.value:
        what = f"The pattern '{rule.pattern}' belongs to {rule.family}, and the file lies in '{folder}'"
        yield Problem(marked.place(("pattern",)), what, mend=f"move the file to rules/{rule.family}/")


def _cases(rule: Rule, marked: Marked) -> Iterator[Problem]:
    where = marked.key_place(("cases",))
    for kind, fires in (("fires", True), ("stays quiet", False)):
        if not any(case.fires is fires for case in rule.cases):
            what = f"No case shows that the rule {kind}"
            yield Problem(
                where, what, mend=f"add a case with `fires: {str(fires).lower()}`: a rule without both kinds is refused"
            )
    for name, times in Counter(case.name for case in rule.cases).items():
        if times > 1:
            second = [number for number, case in enumerate(rule.cases) if case.name == name][1]
            yield Problem(marked.place(("cases", second, "name")), f"Two cases are called '{name}'", mend="name them apart")
    for number, case in enumerate(rule.cases):
        if not case.content.get("kpis") and not case.content.get("simulate"):
            yield Problem(marked.place(("cases", number)), f"The case '{case.name}' has neither `kpis` nor `simulate`")


def _words(rule: Rule, marked: Marked) -> Iterator[Problem]:
    goodhart = rule.family is Family.GOODHART
    if not rule.words:
        yield Problem(marked.key_place(("words",)), "The rule says nothing", "words in at least one language")
    if goodhart and not rule.references:
        yield Problem(
            marked.place(()), "'references' is missing", mend="say where the method was published: a finding rests on it"
        )
    for language, words in rule.words.items():
        where = marked.key_place(("words", language.value))
        least = 2 if goodhart else 1
        if len(words.innocent) < least:
            what = f"{len(words.innocent)} innocent explanations in '{language}'"
            yield Problem(where, what, f"at least {least}", "add an honest event that would look the same")
        if goodhart and (words.readings is None or not words.apart):
            yield Problem(where, f"'{language}' lacks `readings` (two) or `apart`", mend="a Goodhart finding shows both readings")


def _languages(rule: Rule, marked: Marked) -> Iterator[Problem]:
    missing = [language.value for language in _ALL if language not in rule.words]
    if missing:
        yield Problem(marked.key_place(("words",)), f"No words in {', '.join(missing)}", "all four languages in a built-in rule")
        return
    first = rule.words[Language.EN]
    for language in _ALL[1:]:
        if _filled(rule.words[language]) != _filled(first):
            what = f"'{language}' says more or less than 'en'"
            yield Problem(marked.key_place(("words", language.value)), what, "the same parts in every language")


def _filled(words: Words) -> tuple[bool | int, ...]:
    return bool(words.effect), bool(words.plural), words.readings is not None, bool(words.apart), len(words.innocent)


def _pitfalls(rule: Rule, marked: Marked) -> Iterator[Problem]:
    if not rule.pitfalls:
        yield Problem(marked.place(()), "'pitfalls' is missing", mend="name the pitfall of the domain that the rule answers")


def _selection(rule: Rule, marked: Marked) -> Iterator[Problem]:
    if _impossible(rule.kpis):
        yield Problem(marked.key_place(("kpis",)), "These conditions exclude each other, so that no KPI is ever selected")
    for role, selector in rule.roles.items():
        if _impossible(selector):
            yield Problem(marked.key_place(("roles", role)), f"No KPI can ever play the role '{role}'")


def _impossible(selector: Selector) -> bool:
    """Whether an exclusion takes away all that the conditions leave."""
    own = selector.conditions.items()
    return any(not one.any_of and not one.none_of and one.conditions.items() <= own for one in selector.none_of)
