"""`kpi-monitor rules` lists, shows, tests and begins rules."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.project import kpi_monitor, project
from tests.rulebook.packs import RULE, written


def own_rules(folder: Path) -> Path:
    project(folder)
    file = folder / "kpi-monitor.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "rules: [rules/]\n", encoding="utf-8")
    written(folder / "rules")
    return folder


def test_own_rules_are_listed_beside_the_built_in_ones(tmp_path: Path) -> None:
    shown = kpi_monitor("rules", "list", own_rules(tmp_path), "--family", "context", "--json")
    listed = {entry["rule"]: entry for entry in json.loads(shown.stdout)}
    assert {"no-owner", "bonus-without-owner"} <= listed.keys()
    assert listed["no-owner"]["severity"] == "medium"
    assert all(entry["family"] == "context" for entry in listed.values())


def test_a_rule_is_shown_and_a_misspelt_one_suggested(tmp_path: Path) -> None:
    shown = kpi_monitor("rules", "show", "bonus-without-owner", "--project", own_rules(tmp_path))
    assert shown.stdout.strip() == RULE.strip()
    assert json.loads(kpi_monitor("rules", "show", "no-owner", "--json").stdout)["pitfalls"] == ["P47"]
    missing = kpi_monitor("rules", "show", "no-ownr")
    assert missing.returncode == 2
    assert "did you mean 'no-owner'?" in missing.stderr


def test_cases_are_run_and_a_failing_one_is_told_at_its_place(tmp_path: Path) -> None:
    folder = own_rules(tmp_path)
    assert "bonus-without-owner: 2 of 2" in kpi_monitor("rules", "test", folder / "rules").stdout
    wrong = RULE.replace("kpis: {rewarded: true, owner: absent}", "kpis: {owner: present}")
    file = written(folder / "rules", wrong)
    shown = kpi_monitor("rules", "test", "bonus-without-owner", "--project", folder)
    assert shown.returncode == 2
    assert f"{file}:17:5: bonus-without-owner stays quiet on 'no owner' and should not" in shown.stderr
    assert f"{file}:18:5: bonus-without-owner fires on 'an owner' and should not" in shown.stderr


def test_a_new_rule_passes_its_own_cases_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = own_rules(tmp_path)
    assert kpi_monitor("rules", "new", "my-own", folder).returncode == 0
    assert "my-own: 2 of 2" in kpi_monitor("rules", "test", "my-own", "--project", folder).stdout
    assert kpi_monitor("rules", "new", "my-own", folder).returncode == 2
    assert kpi_monitor("rules", "new", "no-owner", folder).returncode == 2
    assert kpi_monitor("rules", "new", "../evil", folder).returncode == 2
    assert kpi_monitor("rules", "new", "my-copy", folder, "--like", "no-owner").returncode == 0
    assert "my-copy: 2 of 2" in kpi_monitor("rules", "test", "my-copy", "--project", folder).stdout


def test_a_folder_without_a_project_is_told(tmp_path: Path) -> None:
    shown = kpi_monitor("rules", "list", tmp_path)
    assert shown.returncode == 2
    assert "There is no kpi-monitor.yaml" in shown.stderr
