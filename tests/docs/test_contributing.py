"""Every recipe of CONTRIBUTING.md does what it says, as it stands there."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from monitor.errors import NotEnoughDataError, Place, ProjectError
from tests.docs.recipes import recipe, written


def loaded(file: Path) -> ModuleType:
    """A module of a recipe, imported from its file."""
    spec = spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[file.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_rule_is_accepted_and_its_cases_hold(tmp_path: Path) -> None:
    from monitor.catalogue.library import load
    from monitor.engine.cases import run_case
    from monitor.rulebook.read import read_rules

    written(tmp_path, "rules/bonus-without-owner.yaml")
    rule = read_rules([tmp_path / "rules"])["bonus-without-owner"]
    results = [run_case(rule, case, load()) for case in rule.cases]
    assert [result.fired for result in results] == [True, False]


def test_the_rule_without_its_second_case_is_refused(tmp_path: Path) -> None:
    from monitor.rulebook.read import read_rules

    file = tmp_path / "bonus-without-owner.yaml"
    file.write_text(recipe("rules/bonus-without-owner.yaml").partition("  - name: a bonus and an owner")[0], encoding="utf-8")
    with pytest.raises(ProjectError, match="stays quiet"):
        read_rules([file])


def test_the_command_tests_the_rule(tmp_path: Path) -> None:
    written(tmp_path, "rules/bonus-without-owner.yaml")
    shown = subprocess.run(
        [sys.executable, "-m", "monitor", "rules", "test", "rules/"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "bonus-without-owner" in shown.stdout


RULE_ON_THE_PLUG_IN = """
from monitor.catalogue.library import load
from monitor.checks import registry
from monitor.engine.cases import run_case
from monitor.rulebook.read import read_rules
from pathlib import Path
assert "long_definition" in registry.names()
rule = read_rules([Path("rules")])["long-definition"]
print([run_case(rule, case, load()).fired for case in rule.cases])
"""


def test_the_check_is_found_through_an_entry_point_and_serves_a_rule(tmp_path: Path) -> None:
    """As pip would lay it: the module, and a dist-info folder that names its entry point."""
    site = tmp_path / "site"
    written(site, "acme_checks.py")
    about = site / "acme_checks-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-checks\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[kpi_monitor.checks]\nlong_definition = acme_checks:CHECK\n", encoding="utf-8")
    rule = tmp_path / "rules" / "long-definition.yaml"
    rule.parent.mkdir()
    rule.write_text(
        recipe("rules/bonus-without-owner.yaml")
        .replace("bonus-without-owner", "long-definition")
        .replace("no-owner", "too-complex")
        .replace("catalogue_fact", "long_definition")
        .replace("kpis: {owner: absent, consequence: [bonus, pay]}", "kpis: {definition: present}\nparameters: {words: 3}")
        .replace("{name: Sales, consequence: bonus}", "{name: Sales, definition: all that was sold}")
        .replace("{name: Sales, consequence: bonus, owner: cfo@x.example}", "{name: Sales, definition: what was sold}"),
        encoding="utf-8",
    )
    shown = subprocess.run(
        [sys.executable, "-c", RULE_ON_THE_PLUG_IN], cwd=tmp_path, env={"PYTHONPATH": str(site)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.stdout.strip() == "[True, False]", shown.stderr


def test_the_statistic_gives_the_number_of_the_book(tmp_path: Path) -> None:
    module = loaded(written(tmp_path, "sign_test.py"))
    above = np.array([1.0] * 9 + [-1.0, 0.0, np.nan])
    result = module.sign_test(above, 0.0)
    assert (result.above, result.n) == (9, 10)
    assert result.p_value == pytest.approx(2 * (1 + 10) / 2**10)
    with pytest.raises(NotEnoughDataError, match="needs 6"):
        module.sign_test(above[-3:], 0.0)


def test_the_source_gives_values_like_any_other(tmp_path: Path) -> None:
    from datetime import UTC

    from monitor.catalogue.kpi_file import catalogue_from
    from monitor.catalogue.library import load
    from monitor.model.project import FileSource
    from monitor.sources.names import kpi_names
    from monitor.sources.shape import shape

    module = loaded(written(tmp_path, "jsonl_file.py"))
    file = tmp_path / "values.jsonl"
    file.write_text('{"kpi": "sales", "period": "2025-03", "value": 12}\n\n{"kpi": "sales", "period": "2025-04", "value": 13}\n')
    names = kpi_names(catalogue_from({"sales": {"name": "Sales", "frequency": "monthly"}}, load()), load())
    table = module.read_jsonl(file, "values.jsonl")
    shaped = shape(table, FileSource("values.jsonl"), names, UTC, Place("kpi-monitor.yaml"))
    assert shaped.rows["value"].tolist() == [12.0, 13.0]
    file.write_text("not JSON\n")
    with pytest.raises(ProjectError, match="this is not JSON"):
        module.read_jsonl(file, "values.jsonl")


def test_the_source_recipe_names_what_there_is() -> None:
    from monitor.sources import read

    assert ".parquet" in read._KINDS["parquet"]
    assert callable(read.open_file)


def test_a_program_can_tell_what_is_new(tmp_path: Path) -> None:
    from tests.cli.project import kpi_monitor, project

    script = written(tmp_path, "tell.py")
    document = kpi_monitor("run", project(tmp_path / "nordlys"), "--as-of", "2026-01-15", "--json", "-", "--quiet").stdout
    told = subprocess.run([sys.executable, script], input=document, capture_output=True, text=True, check=True).stdout
    assert told.startswith("Nordlys: ")
    assert "nobody is responsible for satisfaction" in told.lower()
