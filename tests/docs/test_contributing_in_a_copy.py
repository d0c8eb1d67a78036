"""The recipes of CONTRIBUTING.md that change the product itself, followed in a copy of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.project import project
from tests.docs.recipes import ROOT, written


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("monitor", "rules", "reports", "scripts"):
        shutil.copytree(ROOT / folder, tmp_path / "copy" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "copy"


def edited(file: Path, before: str, after: str) -> None:
    """Replaces a line that must be there."""
    text = file.read_text(encoding="utf-8")
    assert before in text, f"{file.name} has no '{before}' any more: does the recipe still hold?"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def python(copy: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Python, with the copy in the place of the product."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_section_stands_in_the_report_and_its_texts_are_collected(copy: Path, tmp_path: Path) -> None:
    written(copy, "monitor/reporting/views/owners.py")
    written(copy, "reports/templates/leadership/owners.html")
    view = copy / "monitor/reporting/views/leadership.py"
    edited(view, "    footer: str\n", "    footer: str\n    owners: tuple[Owner, ...]\n")
    edited(view, "        footer=footer(material),\n", "        footer=footer(material),\n        owners=owners(material),\n")
    imported = "from monitor.reporting.views.owners import Owner, owners\n"
    edited(view, "from monitor.reporting.views.page", imported + "from monitor.reporting.views.page")
    template = copy / "reports/templates/leadership.html"
    before, end, after = template.read_text(encoding="utf-8").rpartition("{% endblock %}")
    template.write_text(before + "{% include 'leadership/owners.html' %}\n" + end + after, encoding="utf-8")
    folder = project(tmp_path / "nordlys")
    shown = python(copy, "-m", "monitor", "run", folder, "--as-of", "2026-01-15")
    assert shown.returncode == 0, shown.stderr
    page = (folder / "report" / "leadership.html").read_text(encoding="utf-8")
    assert "Who answers for how many KPIs" in page and "coo@nordlys.example" in page
    assert python(copy, "scripts/messages.py").returncode == 0
    assert 'msgid "Who answers for how many KPIs"' in (copy / "reports/locales/da/LC_MESSAGES/monitor.po").read_text(
        encoding="utf-8"
    )


def test_a_language_is_spoken_and_the_rules_that_lack_it_are_named(copy: Path) -> None:
    edited(copy / "monitor/model/words.py", '    SV = "sv"\n', '    SV = "sv"\n    FI = "fi"\n')
    edited(copy / "monitor/reporting/languages.py", 'Language.SV: "sv_SE"', 'Language.SV: "sv_SE", Language.FI: "fi_FI"')
    edited(copy / "scripts/messages.py", '"sv")', '"sv", "fi")')
    catalogue = copy / "reports/locales/fi/LC_MESSAGES/monitor.po"
    catalogue.parent.mkdir(parents=True)
    collected = python(copy, "scripts/messages.py")
    assert collected.returncode == 0, collected.stderr
    edited(catalogue, 'msgid "new"\nmsgstr ""', 'msgid "new"\nmsgstr "uusi"')
    said = python(
        copy, "-c",
        "from monitor.model.words import Language; from monitor.reporting.languages import translator;"
        "t = translator(Language.FI); print(t.gettext('new'), t.gettext('high'))",
    )  # fmt: skip
    assert said.stdout.split() == ["uusi", "high"], said.stderr
    rules = python(copy, "-m", "monitor", "rules", "list")
    assert rules.returncode == 2
    assert "no-owner.yaml" in rules.stderr and "No words in fi" in rules.stderr
