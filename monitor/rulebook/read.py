"""Reads rule packs: folders of YAML files, one rule each. All mistakes of all files are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor import resources
from monitor.errors import Place, Problem, ProjectError
from monitor.model.rule import Case, Rule, Words
from monitor.model.words import Family
from monitor.rulebook.checked import reference_problems
from monitor.rulebook.mistakes import problems_of
from monitor.rulebook.model import CaseFile, RuleFile, WordsFile
from monitor.rulebook.review import review
from monitor.rulebook.selector import read_selector
from monitor.yaml_marks import Marked, read_tolerantly


def builtin_rules() -> dict[str, Rule]:
    """The rules that ship with the monitor, by id. Raises ProjectError when one of them is wrong."""
    return dict(_builtin())


@cache
def _builtin() -> dict[str, Rule]:
    texts = [found for family in Family for found in resources.walk(f"rules/{family}", ".yaml")]
    return _read_all(texts, builtin=True)


def read_rules(paths: Iterable[Path]) -> dict[str, Rule]:
    """An organisation's own rules, by id: from files, and from folders with all below them.

    Raises ProjectError with every mistake of every file, and when an id is taken by a built-in rule.
    """
    texts, problems = [], []
    for path in paths:
        if not path.exists():
            problems.append(Problem(Place(str(path)), "This folder of rules is not there", mend="make it, or correct `rules:`"))
        for file in _yaml_files(path):
            try:
                texts.append((str(file), file.read_text(encoding="utf-8-sig")))
            except (OSError, UnicodeDecodeError) as error:
                problems.append(Problem(Place(str(file)), f"The file cannot be read: {error}", mend="save it as UTF-8 text"))
    if problems:
        raise ProjectError(problems)
    return _read_all(texts, builtin=False)


def _yaml_files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.suffix in (".yaml", ".yml"))


def _read_all(texts: Iterable[tuple[str, str]], builtin: bool) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    taken = {} if builtin else builtin_rules()
    for file, text in texts:
        rule, found = read_rule(text, file, builtin)
        problems += found
        if rule is None:
            continue
        other = rules.get(rule.id) or taken.get(rule.id)
        if other is not None:
            problems.append(
                Problem(rule.place, f"'{rule.id}' is already the id of the rule in {other.place.file}", mend="rename it")
            )
        rules[rule.id] = rule
    if problems:
        raise ProjectError(problems)
    return rules


def read_rule(text: str, file: str, builtin: bool) -> tuple[Rule | None, list[Problem]]:
    """One rule file: the rule (None when it could not be read at all) and everything that is wrong with it."""
    marked, found = read_tolerantly(text, file)
    problems = list(found)
    if marked.content is None and problems:
        return None, problems
    if not isinstance(marked.content, dict):
        return None, [*problems, Problem(marked.place(()), "This is no rule", "keys with values: id, version, pattern, check …")]
    problems += reference_problems(marked.content, marked)
    try:
        said = RuleFile.model_validate(marked.content)
    except ValidationError as error:
        return None, problems + problems_of(error, marked)
    if problems:
        return None, problems
    rule = _rule(said, marked, text, builtin)
    return rule, review(rule, marked, file.replace("\\", "/").rpartition("/")[0].rpartition("/")[2])


def _rule(said: RuleFile, marked: Marked, text: str, builtin: bool) -> Rule:
    return Rule(
        id=said.id,
        version=said.version,
        pattern=said.pattern,
        check=said.check,
        severity=said.severity,
        share=said.share,
        status=said.status,
        kpis=read_selector(said.kpis, ("kpis",), marked, _ignore),
        roles={role: read_selector(content, ("roles", role), marked, _ignore) for role, content in said.roles.items()},
        parameters=said.parameters,
        pitfalls=tuple(said.pitfalls),
        words={language: _words(words) for language, words in said.words.items()},
        references=tuple(said.references),
        cases=tuple(_case(case, marked.place(("cases", number))) for number, case in enumerate(said.cases)),
        place=marked.place(()),
        goodhart_type=said.goodhart_type,
        builtin=builtin,
        text=text,
    )


def _ignore(problem: Problem) -> None:
    """Selectors were checked before; what was wrong has been told."""


def _words(said: WordsFile) -> Words:
    readings = (said.readings[0], said.readings[1]) if len(said.readings) == 2 else None
    kept: dict[str, Any] = said.model_dump(exclude={"readings", "innocent"})
    return Words(**kept, innocent=tuple(said.innocent), readings=readings)


def _case(said: CaseFile, place: Place) -> Case:
    content = said.model_dump(exclude={"name", "fires", "because"})
    return Case(name=said.name, fires=said.fires, content=content, place=place, because=said.because)
