"""Spreadsheets as people lay them out become plain tables, and `init` begins a project with them."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.cli.main import run
from monitor.sources.heading_unit import unit_of
from monitor.sources.tidy import Tidy, tidy
from monitor.sources.tidy_period import month_of, named_periods, year_in

MONTHS = ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]


def rows_of(table: Tidy | None) -> list[dict[str, str]]:
    assert table is not None
    return list(csv.DictReader(io.StringIO(table.text)))


def report() -> list[list[object]]:
    """A title, an empty line, months by name, an empty column, a comment, totals of each year."""
    grid: list[list[object]] = [["KPI-oversigt", None, None, None, None], [None] * 5]
    grid.append(["Måned", "Svartid (timer)", None, "Henvendelser", "Bemærkning"])
    for year in (2023, 2024):
        grid += [[f"{name} {year}", "4,25", None, "2.413", "ferie" if name == "juli" else None] for name in MONTHS]
        grid.append([f"I alt {year}", None, None, "28.956", None])
    return grid


def test_titles_totals_and_empty_columns_are_left_out():
    rows = rows_of(tidy(report()))
    assert list(rows[0]) == ["period", "Svartid (timer)", "Henvendelser", "Bemærkning"]
    assert [row["period"] for row in rows] == [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]


def test_a_decimal_comma_anywhere_says_what_the_points_mean():
    row = rows_of(tidy(report()))[0]
    assert (row["Svartid (timer)"], row["Henvendelser"]) == ("4.25", "2413")


def test_what_was_done_is_said():
    table = tidy(report())
    assert table is not None
    assert table.done == ("the names of the columns stand above line 4", "2 lines without a period, such as totals, left out")
    assert table.kpis == 2


def test_months_without_a_year_take_it_from_the_title_and_go_on_after_december():
    grid = [["Kvartal", "Leads"], *[[name[:3], 5] for name in (*MONTHS[9:], *MONTHS[:3])]]
    assert tidy(grid) is None, "no year anywhere"
    assert [row["period"] for row in rows_of(tidy(grid, 2023))] == [
        "2023-10", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03"
    ]  # fmt: skip


def test_a_header_of_two_lines_is_read_from_both():
    grid: list[list[object]] = [
        ["Period", "Kundservice", None, "Försäljning", None],
        [None, "Svarstid", "Antal", "Omsättning", "Antal"],
        *[[f"2024-{month:02}", 4.0, 20, 1000, 80] for month in range(1, 6)],
    ]
    assert list(rows_of(tidy(grid))[0]) == ["period", "Svarstid", "Kundservice Antal", "Omsättning", "Försäljning Antal"]


def test_months_across_the_page_become_lines():
    grid: list[list[object]] = [
        ["KPI", "Enhed", "Mål 2024", *[f"{name[:3]}-24" for name in MONTHS[:4]], "Total"],
        ["Reklamationer", "antal", 20, 22, 25, None, 19, 66],
        ["Svartid", "timer", 4, "4,1", "4,0", "3,9", "4,2", None],
        ["I alt", None, None, 1, 1, 1, 1, 4],
    ]
    rows = rows_of(tidy(grid))
    assert {row["kpi"] for row in rows} == {"Reklamationer", "Svartid"}
    assert [row["period"] for row in rows if row["kpi"] == "Reklamationer"] == ["2024-01", "2024-02", "2024-04"]
    assert (rows[0]["Enhed"], rows[0]["Mål 2024"]) == ("antal", "20")
    assert [row["value"] for row in rows if row["kpi"] == "Svartid"] == ["4.1", "4", "3.9", "4.2"]


@pytest.mark.parametrize(
    "grid",
    [[], [["Rapport"], ["Udarbejdet af controlling"]], [["Navn", "By"], ["Ida", "Odense"], ["Per", "Århus"], ["Bo", "Vejle"]]],
    ids=["empty", "a cover", "no periods"],
)
def test_what_is_no_table_of_values_is_none(grid: list[list[object]]):
    assert tidy(grid, 2024) is None


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("januar 2024", "2024-01"), ("Okt. 24", "2024-10"), ("des-24", "2024-12"), ("Mai 2024", "2024-05"),
        ("2024 mars", "2024-03"),
        ("Q3 2024", "2024-Q3"), ("K3 2024", "2024-Q3"), ("3. kvartal 2024", "2024-Q3"), ("uge 12 2024", "2024-W12"),
        ("v. 7, 2024", "2024-W07"), ("03/2024", "2024-03"), ("2024-W12", "2024-W12"),
        (date(2024, 3, 1), "2024-03-01"), (2024, "2024"),
    ],
)  # fmt: skip
def test_periods_as_people_head_their_sheets(cell: object, meant: str):
    assert [found.text for found in named_periods([cell], None)] == [meant]


@pytest.mark.parametrize("cell", ["Marketing 2024", "Mål 2024", "Decentral 24", "I alt 2024", "2.413", 4.25, None, "", True])
def test_what_looks_like_a_period_and_is_none(cell: object):
    assert named_periods([cell], 2024) == []


def test_words_for_months_and_years_in_titles():
    assert [month_of(word) for word in ("augusti", "juli", "Sep", "may", "xyz")] == [8, 7, 9, 5, 0]
    assert year_in("KPI 2024", "rev. 2024") == 2024
    assert year_in("2023-2024") is None


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Svartid (timer)", "hours"), ("Kundetilfredshed (%)", "%"), ("Sygefravær, %", "%"), ("Omsætning (tkr.)", "tkr."),
        ("Omsättning (mkr)", "mkr"), ("Ordrestørrelse [DKK]", "DKK"), ("Omsætning i mio. kr.", "mio. kr."), ("Leads", None),
        ("Svartid (mål)", None), ("Salg (2024)", None), ("Leveringstid (dage)", "days"), ("Kostnad (i kr)", "kr"),
    ],
)  # fmt: skip
def test_the_unit_in_a_heading(heading: str, unit: str | None):
    assert unit_of(heading) == unit


def book(path: Path, **sheets: list[list[object]]) -> Path:
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.active)
    for name, grid in sheets.items():
        sheet = made.create_sheet(name)
        for row in grid:
            sheet.append(row)
    made.save(path)
    return path


def begun(folder: Path, *files: Path) -> dict[str, Any]:
    assert run(["init", str(folder), "--from", *map(str, files), "--language", "da"]) == 0
    assert run(["check", str(folder)]) == 0
    kpis: dict[str, Any] = yaml.safe_load((folder / "kpis.yaml").read_text(encoding="utf-8"))["kpis"]
    return kpis


def test_init_begins_with_a_report_sheet_behind_a_cover(tmp_path: Path):
    path = book(tmp_path / "oversigt.xlsx", Forside=[["Rapport"], ["Controlling"]], Data=report())
    kpis = begun(tmp_path / "p", path)
    assert kpis["svartid_timer"]["like"] == "first-response-time"
    assert kpis["svartid_timer"]["unit"] == "hours"
    assert set(kpis) == {"svartid_timer", "henvendelser"}
    project = (tmp_path / "p" / "kpi-monitor.yaml").read_text(encoding="utf-8")
    assert "data/oversigt.csv was written anew from oversigt.xlsx, sheet Data" in project
    assert path.exists()


def test_init_takes_a_sheet_with_two_header_lines_whole(tmp_path: Path):
    grid: list[list[object]] = [["Period", "Kundservice", None], [None, "Svarstid", "Kundnöjdhet"]]
    grid += [[f"2024-{month:02}", 4.0, 4.1] for month in range(1, 6)]
    assert set(begun(tmp_path / "p", book(tmp_path / "sv.xlsx", Blad1=grid))) == {"svarstid", "kundnojdhet"}


def test_init_reads_periods_across_the_page_and_text_files_beside_them(tmp_path: Path):
    grid: list[list[object]] = [["KPI", "Enhed", "Ansvarlig", *[f"{name} 2024" for name in MONTHS]]]
    grid.append(["Leveringspræcision", "%", "Lone", *range(90, 102)])
    text = "Måned;Antall leads;Sykefravær %\r\n" + "".join(f"{name} 2024;{n}12;5,5\r\n" for n, name in enumerate(MONTHS, 1))
    (tmp_path / "nor.csv").write_bytes((text + "Sum;900;\r\n").encode("cp1252"))
    kpis = begun(tmp_path / "p", book(tmp_path / "a.xlsx", Ark=grid), tmp_path / "nor.csv")
    assert kpis["leveringspraecision"]["owner"] == "Lone"
    assert {one["like"] for one in kpis.values()} == {"on-time-delivery", "leads", "sickness-absence"}


def test_a_plain_table_stays_as_it_is(tmp_path: Path):
    (tmp_path / "plain.csv").write_text("period,Leads\n2024-01,5\n2024-02,6\n", encoding="utf-8")
    begun(tmp_path / "p", tmp_path / "plain.csv")
    assert (tmp_path / "p" / "data" / "plain.csv").read_text(encoding="utf-8").startswith("period,Leads")
    assert "anew" not in (tmp_path / "p" / "kpi-monitor.yaml").read_text(encoding="utf-8")


def test_the_mistake_that_is_told_is_that_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = book(tmp_path / "cover.xlsx", Forside=[["Rapport", "x"], ["Controlling", "y"]])
    assert run(["init", str(tmp_path / "p"), "--from", str(path)]) == 2
    assert "cover.xlsx" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()
