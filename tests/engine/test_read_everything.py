from __future__ import annotations

from pathlib import Path

import pytest

from monitor.engine.together import read_everything
from monitor.errors import ProjectError
from monitor.rulebook.read import builtin_rules
from tests.catalogue import examples

PROJECT = "organisation: X\n"
KPIS = "kpis: {a: {name: A}}\n"


def told(folder: Path) -> list[str]:
    with pytest.raises(ProjectError) as caught:
        read_everything(folder, {})
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in caught.value.problems]


def test_project_catalogue_and_rules(tmp_path: Path):
    everything = read_everything(examples.project(tmp_path), examples.ENVIRONMENT)
    assert everything.project.organisation == "Nordlys Kundeservice A/S"
    assert "csat" in everything.catalogue.kpis
    assert everything.rules.keys() == builtin_rules().keys()


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path):
    folder = examples.project(tmp_path, PROJECT + "languag: da\nrules: [rules/]\n", "kpis: {a: {nam: A}}")
    (folder / "rules" / "mine.yaml").write_text("id: mine\nversion: 1\nseverty: high\n", encoding="utf-8")
    sentences = told(folder)
    assert any(sentence.startswith("kpi-monitor.yaml:2:1: ") and "did you mean 'language'?" in sentence for sentence in sentences)
    assert any(sentence.startswith("kpis.yaml:1:12: ") and "did you mean 'name'?" in sentence for sentence in sentences)
    assert any(sentence.startswith("rules/mine.yaml:3:1: ") and "did you mean 'severity'?" in sentence for sentence in sentences)


def test_parameters_of_rules_that_there_are_not(tmp_path: Path):
    rule = next(iter(builtin_rules()))
    text = f"{PROJECT}parameters:\n  {rule[:-1]}: {{x: 1}}\n  {rule}: {{no_such_parameter: 1}}\n"
    first, second = told(examples.project(tmp_path, text, KPIS))
    assert first.startswith(f"kpi-monitor.yaml:3:3: there is no rule '{rule[:-1]}'")
    assert f"did you mean '{rule}'?" in first
    assert second.startswith("kpi-monitor.yaml:4:")
    assert "no_such_parameter" in second


def test_a_folder_that_is_not_there(tmp_path: Path):
    (sentence,) = told(tmp_path / "nowhere")
    assert "kpi-monitor init" in sentence
