"""Mails in a real browser: narrow without sideways scrolling, readable in the dark, no picture missing, accessible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor.model.delivery import News
from monitor.model.words import Language
from monitor.notify.files import page_of
from tests.reporting.test_mail import mail, raised

pytestmark = pytest.mark.browser

CONTRAST = """() => {
  const number = (text) => (text.match(/[\\d.]+/g) || []).map(Number)
  const bend = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
  const light = (colour) => { const part = number(colour).slice(0, 3).map(v => bend(v / 255))
    return .2126 * part[0] + .7152 * part[1] + .0722 * part[2] }
  const paper = (node) => { for (; node; node = node.parentElement) { const found = getComputedStyle(node).backgroundColor
    if (number(found).length === 3 || number(found)[3] > 0) return found } return 'rgb(255,255,255)' }
  const low = []
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())
    if (!own || getComputedStyle(node).display === 'none' || node.closest('.hidden')) continue
    const [a, b] = [light(getComputedStyle(node).color), light(paper(node))].sort((x, y) => y - x)
    if ((a + .05) / (b + .05) < 4.5) low.push(node.outerHTML.slice(0, 120))
  }
  return low
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mail") / "mail.html"
    path.write_text(page_of(mail(News(raised()), Language.DA)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [320, 360, 600, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_every_word_can_be_read(browser: Any, page: Path, width: int, scheme: str) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        shown = context.new_page()
        shown.goto(page.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.evaluate(CONTRAST) == []
        broken = shown.evaluate("[...document.images].filter(one => !one.complete || !one.naturalWidth).length")
        assert shown.evaluate("document.images.length") >= 4 and broken == 0
        dark = shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
        assert dark is (scheme == "dark")


def test_it_is_never_wider_than_six_hundred(browser: Any, page: Path) -> None:
    with browser.new_context(viewport={"width": 1400, "height": 800}) as context:
        shown = context.new_page()
        shown.goto(page.as_uri())
        assert shown.evaluate("document.querySelector('h1').getBoundingClientRect().width") <= 600


def test_a_screen_reader_gets_headings_texts_and_no_tables(browser: Any, page: Path) -> None:
    with browser.new_context() as context:
        shown = context.new_page()
        shown.goto(page.as_uri())
        assert shown.evaluate("[...document.querySelectorAll('table')].every(one => one.getAttribute('role') === 'presentation')")
        assert shown.evaluate("document.querySelectorAll('h1').length") == 1
        assert shown.evaluate("[...document.images].every(one => one.alt.length > 20)")
        assert shown.evaluate("document.documentElement.lang") == "da"
