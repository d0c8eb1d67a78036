"""The static site: every link leads somewhere inside it, whatever ids people write; nothing inline; replaced as a whole."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pytest

from monitor.errors import ProjectError
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.words import Language
from monitor.reporting.look import Look
from monitor.reporting.site import as_site, file_name, put
from monitor.reporting.views.material import Material
from monitor.reporting.voice import voice_of
from monitor.reporting.write import write_reports
from tests.reporting.example import example

HOSTILE = (
    "../x",
    "a/b",
    "<script>alert(1)</script>",
    "Størrelse på ✓",
    "con",
    "A",
    "a",
    ".",
    "..",
    "C:\\x",
    "a%2Fb",
    "x" * 300,
    "",
)
LINK = re.compile(r'(?:href|src)="([^"]*)"')


def material(*more: str, language: Language = Language.EN) -> Material:
    """The example's, with more KPIs of these ids, which have no values."""
    ready = example()
    known = ready.situation.catalogue
    model = next(iter(known.kpis.values()))
    added: dict[str, Kpi] = {one: replace(model, id=one, counter=()) for one in more}
    catalogue: Catalogue = replace(known, kpis={**known.kpis, **added})
    situation = replace(ready.situation, catalogue=catalogue)
    return Material(ready.result, situation, ready.rules, ready.project, ready.previous, voice_of(language, catalogue))


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return as_site(material(*HOSTILE), Look())


def _pages(site: dict[str, bytes]) -> dict[str, str]:
    return {path: content.decode() for path, content in site.items() if path.endswith(".html")}


def _from(page: str, link: str) -> str:
    """The path in the site that a link of a page leads to."""
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / unquote(link)).parts:
        if part == "..":
            assert parts, f"{link} leaves the site"
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_every_link_leads_to_a_file_and_an_anchor_of_the_site(site: dict[str, bytes]) -> None:
    pages = _pages(site)
    anchors = {path: {unescape(one) for one in re.findall(r' id="([^"]*)"', text)} for path, text in pages.items()}
    count = 0
    for page, text in pages.items():
        for link in map(unescape, LINK.findall(text)):
            assert not re.match(r"[a-z]+:|/", link, re.IGNORECASE), link
            path, _, anchor = link.partition("#")
            aim = _from(page, path) if path else page
            assert aim in site, (page, link)
            assert not anchor or unquote(anchor) in anchors[aim], (page, link)
            count += 1
    assert count > 200


def test_names_of_files_are_safe_and_told_apart() -> None:
    names = [file_name(one) for one in HOSTILE]
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9~_-]{0,90}", one) for one in names), names
    assert len({one.casefold() for one in names}) == len(HOSTILE)
    assert file_name("first_response-time") == "first_response-time" and file_name("con") != "con"


def test_each_kpi_and_each_finding_has_its_page_and_the_search_knows_each_kpi(site: dict[str, bytes]) -> None:
    view = material(*HOSTILE)
    kpis, result = view.voice.catalogue.kpis, view.result
    assert sum(path.startswith("kpi/") for path in site) == len(kpis)
    found = {one.id for one in (*result.findings, *result.explained)}
    assert {path for path in site if path.startswith("finding/")} == {f"finding/{one}.html" for one in found}
    index = site["index.html"].decode()
    rows = re.findall(r'<tr class="kpi-row" data-row="([^"]*)".*?<a href="([^"]*)">(.*?)</a>', index)
    assert {unescape(row) for row, _, _ in rows} == set(kpis)
    assert {link for _, link, _ in rows} == {path for path in site if path.startswith("kpi/")}


def test_each_kpi_with_values_has_its_chart_with_control_limits(site: dict[str, bytes]) -> None:
    assert "upper limit" in site["kpi/frt.html"].decode()
    assert site["kpi/frt.html"].count(b"data-plot") >= 1


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(site: dict[str, bytes]) -> None:
    for path, text in _pages(site).items():
        assert not re.search(r"<style|<script(?![^>]* src=)|<[^>]+ style=|<[^>]+ on[a-z]+=|javascript:", text, re.IGNORECASE), (
            path
        )
        assert "default-src &#39;none&#39;; script-src &#39;self&#39;; style-src &#39;self&#39;" in text
        assert "unsafe" not in text
    assert b"fetch(" not in site["site.js"]


def test_the_logo_is_a_file_of_the_site() -> None:
    made = as_site(material(), Look(logo="data:image/png;base64,AAAA"))
    assert made["logo.png"] == b"\0\0\0"
    assert 'src="logo.png"' in made["index.html"].decode() and 'src="../logo.png"' in made["kpi/frt.html"].decode()


def test_it_is_in_the_report_s_language() -> None:
    page = as_site(material(language=Language.DA), Look())["kpi/frt.html"].decode()
    assert '<html lang="da">' in page and "Alle fund" in page


def test_it_is_replaced_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put(folder, {"index.html": b"1", "site.js": b"", "kpi/old.html": b"1"})
    assert put(folder, {"index.html": b"2", "site.js": b"", "kpi/new.html": b"2"}) == folder / "index.html"
    found = {one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*") if one.is_file()}
    assert found == {"site/index.html", "site/site.js", "site/kpi/new.html"}, "old pages are gone, and nothing lies beside it"


def test_what_fails_halfway_leaves_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put(folder, {"index.html": b"1", "site.js": b""})
    with pytest.raises(OSError):
        put(folder, {"index.html": b"2", "index.html/below": b"2", "site.js": b""})
    assert (folder / "index.html").read_bytes() == b"1" and [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_folder_of_somebody_s_own_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "site" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    ready = example()
    with pytest.raises(ProjectError, match="in the way"):
        write_reports(ready.result, ready.situation, ready.rules, ready.project, formats=("site", "json"), directory=tmp_path)
    assert mine.read_text() == "mine" and [one.name for one in tmp_path.iterdir()] == ["site"]


def test_the_report_writes_it_for_the_controller(tmp_path: Path) -> None:
    ready = example()
    written = write_reports(ready.result, ready.situation, ready.rules, ready.project, formats=("site",), directory=tmp_path)
    assert written == [tmp_path / "site" / "index.html"] and written[0].is_file()
