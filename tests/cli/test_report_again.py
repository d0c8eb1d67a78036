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


def test_a_review_of_a_period_says_which_and_compares_with_before(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for day in ("2025-09-15", "2026-01-15", "2026-02-15"):
        assert kpi_monitor("run", folder, "--as-of", day).returncode == 0
    assert kpi_monitor("report", folder, "--period", "2026-Q1", "--language", "en").returncode == 0
    page = (folder / "report" / "leadership.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "Q1 2026 · as of 15 February 2026" in page and "What happened in Q1 2026, since 15 September 2025" in page
    assert "The last run of the period is of 15 February 2026; the period ends on 31 March 2026." in page


def test_the_report_of_an_earlier_run_by_its_id(ran: tuple[Path, Shown]) -> None:
    folder, _ = ran
    wrong = kpi_monitor("report", folder, "--run", "R-0")
    assert wrong.returncode == 2 and "there is no run 'R-0'" in wrong.stderr and "R-" in wrong.stderr.partition("newest are")[2]
    known = wrong.stderr.partition("the newest are: ")[2].split()[0].rstrip(".;,")
    assert kpi_monitor("report", folder, "--run", known).returncode == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--period", "2025-Q5"), "'2025-Q5' is not a period"),
        (("--period", "2025-W53"), "'2025-W53' is not a period"),
        (("--period", "2019"), "There is no run of"),
        (("--period", "2026-Q1", "--run", "R-0"), "a report is that of a run or of a period"),
    ],
)
def test_a_period_that_cannot_be_is_told(ran: tuple[Path, Shown], given: tuple[str, ...], told: str) -> None:
    shown = kpi_monitor("report", ran[0], *given)
    assert shown.returncode == 2 and told in shown.stderr
