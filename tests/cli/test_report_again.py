"""`kpi-monitor report` makes the pages of a run again from the store, and they say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.project import Shown, kpi_monitor, project


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shown]:
    folder = project(tmp_path_factory.mktemp("again"))
    return folder, kpi_monitor("run", folder, "--as-of", "2026-01-15")


def test_the_pages_made_again_are_those_of_the_run(ran: tuple[Path, Shown]) -> None:
    """Rules that found nothing are named in words too: what they look for stands among what could not be assessed."""
    folder, _ = ran
    pages = {path.name: path.read_text(encoding="utf-8") for path in (folder / "report").iterdir()}
    assert set(pages) == {"leadership.html", "controller.html"}
    assert kpi_monitor("report", folder).returncode == 0
    again = {path.name: path.read_text(encoding="utf-8") for path in (folder / "report").iterdir()}
    assert again["leadership.html"] == pages["leadership.html"]
    assert "speed-without-quality" not in again["leadership.html"]
    for rule in ("speed-without-quality", "too-smooth"):
        assert f'id="rule-{rule}"' in again["controller.html"]


def test_the_terminal_counts_what_the_page_shows(ran: tuple[Path, Shown]) -> None:
    """Two KPIs without a definition are one fact."""
    folder, shown = ran
    lead = (folder / "report" / "controller.html").read_text(encoding="utf-8").partition('<p class="lead">')[2].partition("<")[0]
    facts = lead.partition(" facts of the catalogue")[0].split()[-1]
    said = shown.stdout + shown.stderr
    assert f"0 findings in the numbers and 0 to ask about; {facts} facts about the catalogue and the data" in said
    assert "1 value or line was set aside" in said
