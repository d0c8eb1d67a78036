"""A real browser, started once, and the example's pages written once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.model.words import Language
from monitor.reporting.write import write_reports
from tests.reporting.lived import lived

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; skips, with the reason, where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="browser tests need the package playwright")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("browser tests need Chromium (apt-get install chromium)")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with leadership.html and controller.html in every language, below a folder of its name."""
    folder = tmp_path_factory.mktemp("pages")
    for language in Language:
        ready = lived(language)
        write_reports(
            ready.result,
            ready.situation,
            ready.rules,
            ready.project,
            previous=ready.previous,
            language=language,
            directory=folder / language,
        )
    return folder
