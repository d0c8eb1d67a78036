"""A browser or PostgreSQL test that is skipped on a developer's machine is a failure in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

SKIPPED = """
import pytest

@pytest.mark.browser
def test_page():
    pytest.skip("no Chromium here")

def test_data():
    pytest.skip("no data here")
"""


@pytest.mark.parametrize(("environment", "counted"), [({}, "2 skipped"), ({"CI": "1"}, "1 failed, 1 skipped")])
def test_a_skip_counts(tmp_path: Path, environment: dict[str, str], counted: str) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_it.py").write_text(SKIPPED, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "CI"} | environment
    shown = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "ignore", str(tmp_path)],
        cwd=tmp_path, env=clean, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert counted in shown.stdout


def test_tests_that_drive_a_browser_or_a_server_are_marked() -> None:
    for file in sorted((ROOT / "tests").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "sync_playwright" in text and file.name.startswith("test_"):
            assert "pytest.mark.browser" in text, f"{file.relative_to(ROOT)} drives a browser without the mark"
