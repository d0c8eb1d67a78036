"""The report in a real browser: nothing is requested, nothing runs over, everybody can read it, and page one is one A4."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

NAMES = ("leadership", "controller")
LANGUAGES = ("en", "da", "nb", "sv")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def opened(browser: Any, pages: Path) -> Any:
    """Opens a page of the example; gives it with the requests that left it and the errors that it made."""
    contexts = []

    def open_page(name: str, language: str = "en", width: int = 1088, scheme: str = "light") -> tuple[Any, list[str], list[str]]:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page, requests, errors = context.new_page(), [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((pages / language / f"{name}.html").as_uri())
        return page, requests, errors

    yield open_page
    for context in contexts:
        context.close()


Opened = Callable[..., tuple[Any, list[str], list[str]]]


@pytest.mark.parametrize("name", NAMES)
def test_no_request_leaves_the_page_and_nothing_fails(opened: Opened, name: str) -> None:
    page, requests, errors = opened(name)
    page.wait_for_load_state("networkidle")
    assert requests == [page.url] and errors == []


@pytest.mark.parametrize("width", [320, 380, 720, 1088])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_scrolls_sideways(opened: Opened, name: str, width: int) -> None:
    for language in ("en", "da"):
        page, _, _ = opened(name, language, width)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (language, width)


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_is_an_image_with_a_text_and_is_read_once(opened: Opened, name: str) -> None:
    page, _, _ = opened(name)
    charts = page.evaluate(
        "[...document.querySelectorAll('svg')].map(one => [one.getAttribute('role'), one.getAttribute('aria-label')])"
    )
    assert charts and all(role == "img" and len(label) > 10 for role, label in charts)
    seen = page.evaluate(
        "[...document.querySelectorAll('figure')].map(f => [...f.querySelectorAll('svg')]"
        ".filter(one => getComputedStyle(one).display !== 'none').length)"
    )
    assert seen and set(seen) == {1}


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_in_order(opened: Opened, name: str) -> None:
    page, _, _ = opened(name)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_no_barrier(opened: Opened, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the package axe-playwright-python")
    page, _, _ = opened(name, "da", 1088, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    results = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    told = [(one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]]) for one in results.response["violations"]]
    assert not told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_charts_can_be_read(opened: Opened, scheme: str) -> None:
    """axe does not look into SVG: every colour of a label has 4.5:1 against the paper."""
    page, _, _ = opened("leadership", "en", 1088, scheme)
    paper, colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, [...new Set([...document.querySelectorAll('figure svg.w text')]"
        ".map(one => getComputedStyle(one).fill))]]"
    )
    assert len(colours) >= 3 and all(_contrast(colour, paper) >= 4.5 for colour in colours)


def _contrast(one: str, other: str) -> float:
    lights = sorted(_light(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_is_one_a4_and_each_finding_begins_a_page(opened: Opened, language: str) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs the package pypdf")
    page, _, _ = opened("leadership", language)
    printed = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    texts = [" ".join(sheet.extract_text().split()) for sheet in printed.pages]
    width, height = (float(edge) for edge in printed.pages[0].mediabox[2:])
    assert abs(width - 595) < 2 and abs(height - 842) < 2
    begins = {
        finding: number
        for number, text in enumerate(texts)
        for finding in ("F-5QX9D", "F-3K7Q2", "F-8TM4C")
        if finding in text[:60]
    }
    assert begins == {"F-5QX9D": 1, "F-3K7Q2": 2, "F-8TM4C": 3}
    assert len(texts) <= 8


def test_a_statement_reaches_its_numbers_in_two_clicks(opened: Opened) -> None:
    page, _, _ = opened("leadership")
    page.click("ol.finds li:nth-child(2) h3 a")
    assert page.url.endswith("#F-3K7Q2")
    page.click("#F-3K7Q2 .box a")
    assert page.url.endswith("controller.html#F-3K7Q2")
    assert "3.36" in page.inner_text("#F-3K7Q2")


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(opened: Opened) -> None:
    page, _, _ = opened("leadership")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_switches_the_language_and_it_stays_on_the_way_to_the_other_page(opened: Opened, name: str) -> None:
    page, requests, errors = opened(name)
    for language, word in (("da", "KPI-sundhed"), ("sv", "KPI-hälsa"), ("nb", "KPI-helse"), ("en", "KPI health")):
        page.click(f".langs [data-lang={language}]")
        page.wait_for_selector(f"html[lang={language}]")
        assert word in page.inner_text("header.mast")
        assert page.evaluate("document.activeElement.dataset.lang") == language
        assert page.get_attribute(f".langs [data-lang={language}]", "aria-pressed") == "true"
    page.click(".langs [data-lang=sv]")
    page.wait_for_selector("html[lang=sv]")
    page.click("a[href*='.html?lang=sv']")
    page.wait_for_selector("html[lang=sv]")
    assert "KPI-hälsa" in page.inner_text("header.mast") and errors == []
    assert all(request.startswith("file:") and "report" not in request.rpartition("/")[2] for request in requests)


def test_the_switched_page_is_that_of_the_language(opened: Opened, pages: Path) -> None:
    """What the reader switches to is, mark for mark, the page that is written in that language."""
    page, _, _ = opened("controller")
    page.click(".langs [data-lang=da]")
    page.wait_for_selector("html[lang=da]")
    switched = page.inner_text("main")
    other, _, _ = opened("controller", "da")
    assert switched == other.inner_text("main") and page.title() == other.title()


def test_it_prints_in_the_chosen_language(opened: Opened) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs the package pypdf")
    page, _, _ = opened("leadership")
    page.click(".langs [data-lang=nb]")
    page.wait_for_selector("html[lang=nb]")
    printed = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    first = printed.pages[0].extract_text()
    assert "KPI-helse" in first and "English" not in first


def test_findings_are_searched_and_filtered_with_their_evidence(opened: Opened) -> None:
    page, _, _ = opened("controller")
    everything = page.locator(".finding-row:visible").count()
    page.keyboard.press("/")
    page.keyboard.type("3k7q2")
    assert page.evaluate("document.activeElement.name") == "search"
    assert page.locator(".finding-row:visible").count() == 1 and page.is_visible("#F-3K7Q2") and page.is_hidden("#F-8TM4C")
    assert page.inner_text("#findings output") == f"1 of {everything} shown"
    page.click("#findings button[name=clear]")
    assert page.locator(".finding-row:visible").count() == everything and page.is_visible("#F-8TM4C")
    page.select_option("#findings select[name=state]", "waived")
    assert page.locator(".finding-row:visible").count() == 1 and page.is_visible("#F-TOOMN")


def test_kpis_are_filtered_by_grade_and_department_by_keyboard(opened: Opened) -> None:
    page, _, _ = opened("controller", "sv")
    page.focus("#kpis select[name=grade]")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(50)
    shown = page.locator(".kpi-row:visible").count()
    assert 0 < shown < 34 and page.locator(".kpi:visible").count() == shown
    page.fill("#kpis input[type=search]", "FORSTA svar")
    assert page.locator(".kpi-row:visible").count() <= 1, "accents and capitals do not matter"


def test_a_link_leads_to_what_a_filter_hid(opened: Opened) -> None:
    page, _, _ = opened("controller")
    page.fill("#kpis input[type=search]", "Leads")
    assert page.is_hidden("#kpi-frt")
    page.evaluate("location.hash = '#kpi-frt'")
    page.wait_for_selector("#kpi-frt", state="visible")


def test_a_chart_says_its_values_at_the_pointer_and_by_arrow_keys(opened: Opened) -> None:
    page, _, errors = opened("leadership", "da")
    chart = page.locator("#F-3K7Q2 figure svg.w")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    said = page.inner_text("#F-3K7Q2 .tip")
    assert said.startswith("uge ") and len(said.splitlines()) == 3 and "," in said
    page.mouse.move(5, 5)
    assert page.locator(".tip").count() == 0
    chart.focus()
    page.keyboard.press("Home")
    assert page.inner_text("#F-3K7Q2 .tip").startswith("uge 1, 2023")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#F-3K7Q2 .tip").startswith("uge 2, 2023")
    page.keyboard.press("Escape")
    assert page.locator(".tip").count() == 0 and errors == []


def test_a_stretch_of_a_chart_is_enlarged_and_all_of_it_comes_back(opened: Opened) -> None:
    page, _, errors = opened("leadership")
    chart = page.locator("#F-3K7Q2 figure svg.w")
    chart.scroll_into_view_if_needed()
    before = chart.evaluate("one => one.querySelector('.x').innerHTML")
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 150, steps=3)
    page.mouse.up()
    assert "matrix" in (chart.locator(".z").get_attribute("transform") or "")
    assert chart.evaluate("one => one.classList.contains('near')")
    labels = "one => [...one.querySelectorAll('.x > text')].filter(t => t.style.display !== 'none')"
    shown = chart.evaluate(labels + ".map(t => +t.getAttribute('x'))")
    assert shown and all(0 <= place <= 880 for place in shown)
    page.keyboard.press("Escape")
    chart.dblclick()
    assert not chart.evaluate("one => one.classList.contains('near')")
    after = chart.evaluate("one => one.querySelector('.x').innerHTML.replaceAll(' style=\"\"', '')")
    assert _numbers(after) == pytest.approx(_numbers(before), abs=0.06) and errors == []


def _numbers(markup: str) -> list[float]:
    return [float(one) for one in re.findall(r'"(-?[\d.]+)"', markup)]


def test_without_scripts_all_is_there_in_the_first_language(browser: Any, pages: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / "nb" / "controller.html").as_uri())
    assert "KPI-helse" in page.inner_text("header.mast")
    assert page.is_hidden("form.filter >> nth=0") and page.is_hidden(".langs") and page.is_visible("#kpi-frt")
    context.close()


def test_nothing_moves_by_itself(opened: Opened) -> None:
    """No animation, no transition: nothing to reduce for those who ask for less motion."""
    page, _, _ = opened("controller")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => { const s = getComputedStyle(one);"
        " return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0 || s.scrollBehavior === 'smooth' }).length"
    )
    assert moving == 0
