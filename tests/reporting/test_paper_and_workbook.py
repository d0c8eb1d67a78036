"""The report on paper and as a workbook: paged, tagged and bookmarked; typed cells, and no formula from anybody's text."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from monitor.errors import ProjectError
from monitor.model.finding import SetAside
from monitor.model.words import Language
from monitor.reporting.paper import as_pdf
from monitor.reporting.templates import page
from monitor.reporting.views.leadership import leadership
from monitor.reporting.views.material import Material
from monitor.reporting.voice import voice_of
from monitor.reporting.workbook import Sheet, as_workbook, sheets
from monitor.reporting.write import write_reports
from tests.reporting.example import example

try:
    import weasyprint  # noqa: F401
except OSError:  # pragma: no cover - a machine without Pango
    PANGO = bool(os.environ.get("CI"))
else:
    PANGO = True
on_paper = pytest.mark.skipif(not PANGO, reason="WeasyPrint finds no Pango on this machine")
HOSTILE = ("=HYPERLINK('http://x.example')", "+1+1", "@SUM(A1)", "-2", "http://x.example")


def material(language: Language = Language.EN) -> Material:
    ready = example()
    voice = voice_of(language, ready.situation.catalogue)
    return Material(ready.result, ready.situation, ready.rules, ready.project, ready.previous, voice)


@pytest.fixture(scope="module")
def paper() -> PdfReader:
    view = material()
    return PdfReader(BytesIO(as_pdf(page("leadership.html", view.voice, view=leadership(view)))))


@on_paper
def test_the_board_s_page_is_paged_and_numbered(paper: PdfReader) -> None:
    assert len(paper.pages) >= 2
    last = paper.pages[-1].extract_text()
    assert f"{len(paper.pages)} / {len(paper.pages)}" in last and material().result.organisation in last
    width, height = (float(one) for one in paper.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842), "A4"


@on_paper
def test_it_is_tagged_in_its_language_and_has_bookmarks(paper: PdfReader) -> None:
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"  # type: ignore[index]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()  # type: ignore[index]
    assert paper.metadata is not None and "KPI health" in (paper.metadata.title or "")
    assert len(paper.outline) >= 1


@on_paper
def test_pictures_have_their_colours_on_paper(paper: PdfReader) -> None:
    drawn = b"".join(one.get_contents().get_data() for one in paper.pages if one.get_contents() is not None)  # type: ignore[union-attr]
    assert b"0.031373 0.290196 0.486275 RG" in drawn or b".031373 .290196 .486275 RG" in drawn, "the KPI's blue as it is printed"


@on_paper
def test_nothing_is_fetched_for_paper(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"not for the report")
    made = as_pdf(
        f'<html lang="en"><head><title>t</title></head><body><p>Words</p><img alt="x" src="{secret.as_uri()}"></body></html>'
    )
    assert "Words" in PdfReader(BytesIO(made)).pages[0].extract_text() and b"not for the report" not in made


@pytest.mark.parametrize("language", list(Language))
def test_every_table_is_there_in_every_language(language: Language) -> None:
    view = material(language)
    book = load_workbook(BytesIO(as_workbook(view)))
    assert len(book.sheetnames) == 10 and len(set(book.sheetnames)) == 10
    for sheet, made in zip(book.worksheets, sheets(view), strict=True):
        assert sheet.max_row == 1 + len(made.rows)
        assert [cell.value for cell in sheet[1]] == list(made.columns)
        assert all(len(row) == len(made.columns) for row in made.rows)


def test_cells_are_typed() -> None:
    book = load_workbook(BytesIO(as_workbook(material())))
    table = book["Findings"]
    column = {cell.value: number for number, cell in enumerate(table[1], 1)}
    rows = range(2, table.max_row + 1)
    assert any(isinstance(table.cell(row, column["From"]).value, datetime) for row in rows)
    assert any(isinstance(table.cell(row, column["p-value"]).value, float) for row in rows)
    assert all(isinstance(row[4].value, int | float) for row in book["Values"].iter_rows(min_row=2))
    assert table.freeze_panes == "B2" and table.auto_filter.ref


def test_no_text_becomes_a_formula_or_a_link() -> None:
    view = material()
    hostile = tuple(SetAside(text, text, text) for text in HOSTILE)
    book = load_workbook(BytesIO(as_workbook(replace(view, result=replace(view.result, set_aside=hostile)))))
    rows = list(book["Set aside"].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == list(HOSTILE)
    assert all(cell.data_type == "s" and cell.hyperlink is None for row in rows for cell in row)


def test_what_is_not_a_number_is_an_empty_cell() -> None:
    from xlsxwriter import Workbook

    from monitor.reporting.workbook import _Formats, _write

    target = BytesIO()
    book = Workbook(target)
    _write(book.add_worksheet("x"), Sheet("x", ("a", "b"), [(float("nan"), 1.5), (None, float("inf"))]), _Formats(book))
    book.close()
    sheet = load_workbook(target)["x"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=3)] == [[None, 1.5], [None, None]]


@pytest.mark.parametrize("formats", [("xlsx",), ("site",), ("site", "xlsx")])
def test_who_asks_for_nothing_that_can_be_made_is_told(formats: tuple[str, ...], tmp_path: Path) -> None:
    ready = example()
    with pytest.raises(ProjectError, match="There is no report as"):
        write_reports(
            ready.result,
            ready.situation,
            ready.rules,
            ready.project,
            formats=formats,
            audience=("leadership",),
            directory=tmp_path,
        )
    assert not list(tmp_path.iterdir())


@on_paper
def test_all_formats_are_written_together(tmp_path: Path) -> None:
    ready = example()
    paths = write_reports(
        ready.result, ready.situation, ready.rules, ready.project, formats=("html", "pdf", "xlsx", "json"), directory=tmp_path,
        audience=("controller",),
    )  # fmt: skip
    assert [path.name for path in paths] == ["controller.html", "controller.pdf", "controller.xlsx", "findings.json"]
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["schema"] == 1
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
