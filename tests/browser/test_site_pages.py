"""The static site in a real browser, from a folder without a server: search, a KPI, its finding; the policy blocks nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor.reporting.write import write_reports
from tests.reporting.lived import lived

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ready = lived()
    (written,) = write_reports(
        ready.result,
        ready.situation,
        ready.rules,
        ready.project,
        previous=ready.previous,
        formats=("site",),
        directory=tmp_path_factory.mktemp("with site"),
    )
    return written


def test_search_leads_to_a_kpi_and_on_to_its_finding(browser: Any, index: Path) -> None:
    page, errors = browser.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(index.as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.grades .gD')).backgroundColor") != "rgba(0, 0, 0, 0)", (
        "styled"
    )
    page.get_by_role("searchbox", name="Search in KPIs").fill("first resp")
    assert page.locator(".kpi-row:visible").count() == 1
    assert page.locator("#kpis output").inner_text().startswith("1 of ")
    page.locator(".kpi-row:visible a").click()
    assert page.url.endswith("/site/kpi/frt.html") and page.locator("h1").inner_text() == "First response time"
    page.locator("svg[data-plot]").first.focus()
    page.keyboard.press("End")
    assert page.locator(".tip").is_visible(), "the script reads the chart"
    page.get_by_role("link", name="F-3K7Q2").first.click()
    assert page.url.endswith("/site/finding/F-3K7Q2.html")
    page.get_by_role("link", name="speed-without-quality").click()
    assert page.url.endswith("/site/index.html#rule-speed-without-quality") and errors == []
    page.close()


def test_filters_of_findings_and_of_facts_do_not_hide_each_other(browser: Any, index: Path) -> None:
    page = browser.new_page()
    page.goto(index.as_uri())
    facts = page.locator(".fact-row:visible").count()
    page.locator("#findings input[type=search]").fill("no such finding")
    assert page.locator(".finding-row:visible").count() == 0 and page.locator(".fact-row:visible").count() == facts > 0
    page.close()


@pytest.mark.parametrize("name", ["index.html", "kpi/frt.html", "finding/F-3K7Q2.html"])
def test_everybody_can_read_it(browser: Any, index: Path, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the package axe-playwright-python")
    context = browser.new_context(viewport={"width": 320, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto((index.parent / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    results = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    assert results.violations_count == 0, results.generate_report()
    context.close()
