"""Observations in every form of the contract, through a run."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.contract.folder import run, series, write

MONTHLY = "kpis:\n  a: {name: Alpha, frequency: monthly}\n"


def with_csv(folder: Path, csv: str | bytes, kpis: str = MONTHLY, **files: str) -> Path:
    return write(
        folder, {"kpis.yaml": kpis, "v.csv": csv, **{name.replace("_yaml", ".yaml"): text for name, text in files.items()}}
    )


def test_iso_weeks_at_the_turn_of_the_year(tmp_path: Path) -> None:
    weeks = "kpi,period,value\na,2020-W53,1\na,2021-W01,2\na,2024-12-30,3\na,2025-01-08,4\na,2021-W53,9\n"
    folder = with_csv(tmp_path, weeks, "kpis:\n  a: {name: A, frequency: weekly}\n")
    assert series(folder) == {"a": {"2020-12-28": 1, "2021-01-04": 2, "2024-12-30": 3, "2025-01-06": 4}}


@pytest.mark.parametrize(
    ("frequency", "periods", "days"),
    [
        ("daily", ["2025-03-01", "2025-03-02"], ["2025-03-01", "2025-03-02"]),
        ("weekly", ["2025-03-03", "2025-W11"], ["2025-03-03", "2025-03-10"]),
        ("monthly", ["2025-03", "2025-04-01"], ["2025-03-01", "2025-04-01"]),
        ("quarterly", ["2025-Q1", "2025-04-01", "2025-07"], ["2025-01-01", "2025-04-01", "2025-07-01"]),
        ("yearly", ["2023", "2024-01-01"], ["2023-01-01", "2024-01-01"]),
    ],
)
def test_every_frequency_and_form_of_a_period(tmp_path: Path, frequency: str, periods: list[str], days: list[str]) -> None:
    rows = "".join(f"a,{period},{number}\n" for number, period in enumerate(periods))
    folder = with_csv(tmp_path, "kpi,period,value\n" + rows, f"kpis:\n  a: {{name: A, frequency: {frequency}}}\n")
    assert series(folder) == {"a": {day: float(number) for number, day in enumerate(days)}}


@pytest.mark.parametrize(
    "csv",
    [
        "kpi;period;value\r\nALPHA;2025-01;1,5\r\na;2025-02;1.234,5\r\n",
        "\ufeffkpi,period,value\na,2025-01,1.5\na,2025-02,1234.5\n",
        "kpi\tperiod\tvalue\na\t2025-01\t1,5\na\t2025-02\t1234,5\n".encode("utf-16"),
        "period,Alpha,Nobody\n2025-01,1.5,7\n2025-02,1234.5,8\n",
    ],
    ids=["semicolons, decimal commas, Windows", "byte order mark", "UTF-16", "wide, with a column of nobody"],
)
def test_csv_as_programs_write_it(tmp_path: Path, csv: str | bytes) -> None:
    assert series(with_csv(tmp_path, csv)) == {"a": {"2025-01-01": 1.5, "2025-02-01": 1234.5}}


def test_excel_parquet_and_a_database_add_up_in_a_folder_with_spaces_and_danish_letters(tmp_path: Path) -> None:
    folder = tmp_path / "Æbler og øl på fad"
    project = """observations:
  - {file: tal ø.xlsx, sheet: Tal}
  - {file: v.parquet}
  - {sql: "SELECT * FROM v WHERE kpi LIKE 'a%'", url: "${WAREHOUSE}"}
"""
    write(folder, {"kpis.yaml": MONTHLY, "kpi-monitor.yaml": project})
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Tal")
    for row in (["kpi", "period", "value"], ["Alpha", date(2025, 1, 1), 1.5]):
        sheet.append(row)
    book.save(folder / "tal ø.xlsx")
    duckdb.sql("SELECT 'a' kpi, DATE '2025-02-01' period, 2.5::DECIMAL(5, 2) value").write_parquet(str(folder / "v.parquet"))
    with sqlite3.connect(folder / "w.db") as database:
        database.execute("CREATE TABLE v (kpi, period, value)")
        database.execute("INSERT INTO v VALUES ('a', '2025-03', 3.5)")
    environment = {"WAREHOUSE": "sqlite:///w.db"}
    assert series(folder, environment) == {"a": {"2025-01-01": 1.5, "2025-02-01": 2.5, "2025-03-01": 3.5}}


def test_a_value_is_derived_from_its_ratio_and_a_total_from_its_segments(tmp_path: Path) -> None:
    parts = ["01,North,1,10", "01,South,30,90", "02,North,1,10", "03,North,1,10", "03,South,1,10"]
    rows = "kpi,period,region,numerator,denominator\n" + "".join(f"a,2025-{part}\n" for part in parts)
    project = "observations: [{file: v.csv, dimensions: [region]}]\n"
    folder = with_csv(tmp_path, rows, 'kpis:\n  a: {name: A, unit: "%", frequency: monthly}\n', **{"kpi-monitor_yaml": project})
    found = series(folder)
    assert found["a region=North"] == {"2025-01-01": 10, "2025-02-01": 10, "2025-03-01": 10}
    assert found["a"] == {"2025-01-01": 31, "2025-03-01": 10}, "in February a region is missing"


def test_vintages_and_what_was_known_when(tmp_path: Path) -> None:
    folder = with_csv(
        tmp_path, "kpi,period,value,recorded_at\na,2025-01,1,2025-02-03\na,2025-01,2,2025-04-01\na,2025-02,5,2025-03-01\n"
    )
    assert series(folder, as_of="2025-02-01") == {}
    assert series(folder, as_of="2025-03-15") == {"a": {"2025-01-01": 1, "2025-02-01": 5}}
    assert series(folder, as_of="2025-04-15") == {"a": {"2025-01-01": 2, "2025-02-01": 5}}


def test_targets_in_the_data_and_targets_that_are_none(tmp_path: Path) -> None:
    kpis = "kpis:\n  a: {name: A, frequency: monthly, targets: [{from: 2025-01-01, value: 9}]}\n"
    project = "observations: [{file: v.csv, missing_targets: [0], missing: [999]}]\n"
    csv = "kpi,period,value,target\na,2025-01,1,0\na,2025-02,999,3\na,2025-03,4,3.5\n"
    folder = with_csv(tmp_path, csv, kpis, **{"kpi-monitor_yaml": project})
    assert series(folder, column="target") == {"a": {"2025-01-01": 9, "2025-02-01": 3, "2025-03-01": 3.5}}
    assert series(folder) == {"a": {"2025-01-01": 1, "2025-03-01": 4}}


def test_one_bad_value_takes_no_good_one_with_it(tmp_path: Path) -> None:
    bad = ["many", "1e400", "1e300", "-inf", "#DIV/0!", "TRUE"]
    good = "".join(f"a,2024-{month:02},{month}\n" for month in range(1, 13))
    rows = "".join(f"a,2023-{month:02},{text}\n" for month, text in enumerate(bad, start=1))
    document = run(with_csv(tmp_path, f"kpi,period,value\n{rows}{good}"), "2025-01-15")
    assert document["run"]["observations"] == 12
    assert [one["place"] for one in document["set_aside"]] == [f"v.csv:{line}:3" for line in range(2, 8)]
