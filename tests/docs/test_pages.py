"""What the pages show is what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.recipes import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def test_the_readme_shows_the_help_as_it_is() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "monitor", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "80"},
    ).stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"```\n{shown.rstrip()}\n```" in readme


def test_the_reference_of_the_command_is_up_to_date() -> None:
    shown = subprocess.run([sys.executable, "scripts/cli_reference.py", "--check"], cwd=ROOT, check=False)
    assert shown.returncode == 0, "docs/reference/cli.md is old: make cli-reference"


def test_the_first_screen_of_the_readme() -> None:
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30])
    assert "docs/images/report.png" in first
    assert "make demo" in first and "make test" in first


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [unquote(target) for target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert not [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_that_pages_name_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z0-9-]+)`", page.read_text(encoding="utf-8")))
    assert not [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)]


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {page.relative_to(ROOT / "docs") for page in (ROOT / "docs").rglob("*.md")} - {Path("README.md")}
    missing = [str(page) for page in pages if f"({page})" not in index and f"({page.parent}/)" not in index]
    assert not missing


def test_commands_that_pages_name_exist() -> None:
    from monitor.cli.main import COMMANDS

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.name not in ("CHANGELOG.md",))
    named = set(re.findall(r"kpi-monitor ([a-z]+)\b", text)) - {"command"}
    assert named <= set(COMMANDS), sorted(named - set(COMMANDS))
