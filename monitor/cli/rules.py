"""`kpi-monitor rules`: lists, shows, tests and begins rules."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import MonitorError, Problem, ProjectError
from monitor.model.words import Family, Language

if TYPE_CHECKING:
    from monitor.engine.cases import CaseResult
    from monitor.model.project import Project
    from monitor.model.rule import Rule

_in_project = click.option(
    "--project", "folder", default=".", metavar="DIR", type=click.Path(path_type=Path), help="The project."
)


@click.group()
def command() -> None:
    """The rules: what there is, what one says, whether they keep what they promise, and how to begin one."""


@command.command("list")
@project_folder
@click.option("--family", type=click.Choice([str(word) for word in Family]), multiple=True, help="Only this family.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_voice
def list_(folder: Path, family: tuple[str, ...], as_json: bool, voice: Voice) -> None:
    """Lists the rules: the built-in ones, and those of the project in DIR where there is one."""
    from monitor.cli._table import write_table

    rules, language = _all_rules(folder)
    chosen = [rule for rule in rules.values() if not family or rule.family.value in family]
    if as_json:
        voice.say(json.dumps([_short(rule, language) for rule in chosen], ensure_ascii=False, indent=1))
        return
    columns = ("rule", "pattern", "severity", "title")
    write_table(columns, [tuple(_short(rule, language)[name] for name in columns) for rule in chosen])


@command.command("show")
@click.argument("rule", metavar="RULE")
@_in_project
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_voice
def show(rule: str, folder: Path, as_json: bool, voice: Voice) -> None:
    """Shows one rule as it is written: which KPIs, which check, its words in all languages, its cases."""
    rules, language = _all_rules(folder)
    found = _one(rule, rules)
    voice.say(json.dumps(_whole(found, language), ensure_ascii=False, indent=1) if as_json else found.text.rstrip())


@command.command("test")
@click.argument("which", metavar="[RULE | FILE | FOLDER]...", nargs=-1)
@_in_project
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_voice
def test(which: tuple[str, ...], folder: Path, as_json: bool, voice: Voice) -> None:
    """Runs the cases that rules carry: all rules, or those that are named, or those in files and folders."""
    rules, _ = _all_rules(folder)
    results = [(rule, _run(rule)) for rule in (_chosen(which, rules) if which else rules.values())]
    if as_json:
        voice.say(json.dumps([_tested(rule, one) for rule, cases in results for one in cases], ensure_ascii=False, indent=1))
    else:
        for rule, cases in results:
            voice.say(f"{rule.id}: {sum(case.passed for case in cases)} of {len(cases)} cases as they should be")
    failed = [_problem(rule, case) for rule, cases in results for case in cases if not case.passed]
    if failed:
        raise ProjectError(failed)


@command.command("new")
@click.argument("rule", metavar="ID")
@project_folder
@click.option("--like", metavar="RULE", help="Begin with a copy of this rule.")
@with_voice
def new(rule: str, folder: Path, like: str | None, voice: Voice) -> None:
    """Begins a rule of one's own: a file that is right as it stands, with notes on what to change."""
    from monitor.rulebook.new import copy_of, is_id, template

    if not is_id(rule):
        raise MonitorError(f"'{rule}' cannot be the id of a rule; use small letters, digits and hyphens: bonus-without-owner")
    rules, language = _all_rules(folder, begun=False)
    if rule in rules:
        raise MonitorError(f"There is a rule '{rule}' already, in {rules[rule].place.file}; choose another id")
    file = _own_folder(folder) / f"{rule}.yaml"
    if file.exists():
        raise MonitorError(f"{file} exists already; nothing was changed")
    text = copy_of(_one(like, rules), rule) if like else template(rule, language.value)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    voice.say(f"Wrote {file}")
    voice.note(_next(folder, file))


def _project_of(folder: Path) -> Project | None:
    """The project of a folder, or None where there is none and only the built-in rules are meant."""
    import os

    from monitor.catalogue.project_file import read_project

    return read_project(folder, os.environ) if (folder / "kpi-monitor.yaml").is_file() else None


def _all_rules(folder: Path, begun: bool = True) -> tuple[dict[str, Rule], Language]:
    """All rules; `begun` is False where the folders that the project names may still be missing, for a first rule."""
    from monitor.rulebook.read import builtin_rules, read_rules

    project = _project_of(folder)
    if project is None:
        if folder != Path():
            raise MonitorError(f"There is no kpi-monitor.yaml in {folder}; name the folder of a project")
        return builtin_rules(), Language.EN
    paths = [folder / path for path in project.rules]
    return builtin_rules() | read_rules([path for path in paths if begun or path.exists()]), project.language


def _one(name: str, rules: dict[str, Rule]) -> Rule:
    from monitor.rulebook.suggest import did_you_mean

    if name not in rules:
        raise MonitorError(f"There is no rule '{name}'; {did_you_mean(name, rules) or 'list them: kpi-monitor rules list'}")
    return rules[name]


def _chosen(which: Iterable[str], rules: dict[str, Rule]) -> list[Rule]:
    """Rules by id; those in a file or folder where a path is named."""
    from monitor.rulebook.read import read_rules

    known = {Path(rule.place.file).resolve(): rule for rule in rules.values() if not rule.builtin}
    chosen: dict[str, Rule] = {}
    for one in which:
        path = Path(one)
        if one in rules or not path.exists():
            chosen[one] = _one(one, rules)
        elif path.resolve() in known:
            chosen[known[path.resolve()].id] = known[path.resolve()]
        else:
            chosen |= read_rules([path])
    return list(chosen.values())


def _run(rule: Rule) -> list[CaseResult]:
    from monitor.catalogue.library import load
    from monitor.engine.cases import run_case

    return [run_case(rule, case, load()) for case in rule.cases]


def _problem(rule: Rule, result: CaseResult) -> Problem:
    did = "fires" if result.fired else "stays quiet"
    mend = "correct the rule, or the case" + (f" ({result.case.because})" if result.case.because else "")
    return Problem(result.case.place, f"{rule.id} {did} on '{result.case.name}' and should not", mend=mend)


def _tested(rule: Rule, result: CaseResult) -> dict[str, Any]:
    case = {"rule": rule.id, "case": result.case.name, "because": result.case.because}
    return case | {"should_fire": result.expected, "fires": result.fired, "passed": result.passed}


def _short(rule: Rule, language: Language) -> dict[str, str]:
    names = {"rule": rule.id, "pattern": rule.pattern, "family": rule.family.value, "severity": rule.severity.value}
    return names | {"status": rule.status, "title": rule.said(language).title, "file": rule.place.file}


def _whole(rule: Rule, language: Language) -> dict[str, Any]:
    words = rule.said(language)
    said = {name: getattr(words, name) for name in ("title", "what", "why", "innocent", "action")}
    more = {"version": rule.version, "check": rule.check, "parameters": dict(rule.parameters), "pitfalls": rule.pitfalls}
    return _short(rule, language) | more | said | {"references": rule.references, "cases": [case.name for case in rule.cases]}


def _own_folder(folder: Path) -> Path:
    """Where the project keeps its own rules: the first folder of `rules:`, or `rules/`."""
    project = _project_of(folder)
    folders = [path for path in project.rules if not path.endswith((".yaml", ".yml"))] if project else []
    return folder / (folders[0] if folders else "rules")


def _next(folder: Path, file: Path) -> str:
    project = _project_of(folder)
    named = project is not None and any((folder / path).resolve() in file.resolve().parents for path in project.rules)
    add = "" if named else f"Add `rules: [{file.parent.name}/]` to kpi-monitor.yaml, so that runs use it. "
    return f"{add}Change it, then: kpi-monitor rules test {file}"
