"""Excel, OpenDocument, Parquet and SQL: the same table from each."""

from __future__ import annotations

import io
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import ProjectError, ServiceError
from monitor.model.project import FileSource, SqlSource
from tests.sources.examples import Reader


def workbook(*rows: list[object], sheet: str = "Data") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.create_sheet("Other").append(["kpi", "period", "value"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def said(reader: Reader, *args: object, **options: object) -> str:
    with pytest.raises(ProjectError) as raised:
        reader(*args, **options)
    return str(raised.value)


def test_excel_with_date_cells_numbers_and_texts(read: Reader) -> None:
    content = workbook(
        ["Period", "Svartid", "csat"],
        [datetime(2025, 1, 1), 4.5, "81,5 %"],
        [],
        [date(2025, 2, 1), None, "1.081,5"],
        ["2025-03", timedelta(hours=3), "many"],
    )
    table = read({"a.xlsx": content})
    assert table.observations[["kpi", "period", "value", "source"]].to_numpy().tolist() == [
        ["csat", 24300, 81.5, "a.xlsx:2"],
        ["csat", 24301, 1081.5, "a.xlsx:4"],
        ["frt", 24300, 4.5, "a.xlsx:2"],
    ]
    assert [entry.place for entry in table.set_aside] == ["a.xlsx:5:2", "a.xlsx:5:3"]


def test_a_sheet_by_name_and_a_misspelt_one(read: Reader) -> None:
    content = workbook(["kpi", "period", "value"], ["frt", 2025, 1])
    assert len(read({"a.xlsx": content}, sheet="Other").observations) == 0
    assert "there is no sheet 'Othr'; expected one of: Data, Other; did you mean 'Other'?" in said(
        read, {"a.xlsx": content}, sheet="Othr"
    )


def test_titles_above_the_names_in_excel(read: Reader) -> None:
    content = workbook(["KPI report"], [], ["kpi", "period", "value"], ["frt", "2025-01", 1])
    assert "the column names stand in line 3" in said(read, {"a.xlsx": content})


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.parquet"])
def test_damaged_files(read: Reader, name: str) -> None:
    assert "cannot be read" in said(read, {name: b"PK\x03\x04 nonsense"})


def test_opendocument(read: Reader) -> None:
    assert read({"a.ods": _ods([["kpi", "period", "value"], ["frt", "2025-01", 4.5]])}).observations["value"].tolist() == [4.5]


def _ods(rows: list[list[object]]) -> bytes:
    import zipfile

    cell = '<table:table-cell office:value-type="{kind}" {value}><text:p>{text}</text:p></table:table-cell>'
    body = ""
    for row in rows:
        body += "<table:table-row>"
        for one in row:
            number = isinstance(one, float)
            value = f'office:value="{one}"' if number else ""
            body += cell.format(kind="float" if number else "string", value=value, text=one)
        body += "</table:table-row>"
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet><table:table table:name="A">'
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return buffer.getvalue()


def test_parquet(read: Reader, tmp_path: Path) -> None:
    import duckdb

    query = """COPY (SELECT * FROM (VALUES
        ('frt', DATE '2025-01-01', 4.5::DECIMAL(9,2), TIMESTAMPTZ '2025-02-01 12:00:00+00'),
        ('frt', DATE '2025-02-01', NULL, NULL), ('csat', DATE '2025-01-01', 'inf'::DOUBLE, NULL)
        ) t(kpi, period, value, recorded_at)) TO '{}' (FORMAT parquet)"""
    with duckdb.connect() as connection:
        connection.execute(query.format(tmp_path / "a.parquet"))
    table = read({}, sources=(FileSource("a.parquet"),))
    assert table.observations[["kpi", "value"]].to_numpy().tolist() == [["frt", 4.5]]
    assert table.observations["recorded"].tolist() == [date(2025, 2, 1).toordinal()]
    assert table.set_aside[0].place == "a.parquet:3:3" and "infinite" in table.set_aside[0].what


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "values.db") as connection:
        connection.execute("CREATE TABLE kpi_values (kpi TEXT, period TEXT, value REAL)")
        connection.executemany(
            "INSERT INTO kpi_values VALUES (?, ?, ?)", [("frt", "2025-01", 4), ("frt", "2025-99", 5), ("csat", "2025-01", None)]
        )
    return tmp_path


QUERY = "SELECT kpi, period, value FROM kpi_values WHERE kpi NOT LIKE 'x%:y'"


def test_sql_with_an_address_from_the_environment(read: Reader, database: Path) -> None:
    sources = (SqlSource(QUERY, "${WAREHOUSE_URL}"),)
    table = read({}, sources=sources, environment={"WAREHOUSE_URL": "sqlite:///values.db"})
    assert table.observations[["kpi", "value", "source"]].to_numpy().tolist() == [["frt", 4.0, "1"]]
    assert [entry.place for entry in table.set_aside] == ["SQL source 1:2:2"]


def test_mistakes_in_sql_sources(read: Reader, database: Path) -> None:
    sources = (
        SqlSource("SELECT a FROM nowhere", "sqlite:///values.db"),
        SqlSource(QUERY, "sqlite:///gone.db"),
        SqlSource(QUERY, "${NOT_SET}"),
        SqlSource(QUERY, "nonsense"),
        SqlSource(QUERY, "oraculum://user:secret@host/db"),
        SqlSource("DELETE FROM kpi_values", "sqlite:///values.db"),
    )
    text = said(read, {}, sources=sources)
    for expected in (
        "the query of SQL source 1 fails: no such table: nowhere",
        "there is no file gone.db",
        "the environment has no NOT_SET",
        "`url` is no database address",
        "there is no driver for 'oraculum'",
        "the query of SQL source 6 fails",
    ):
        assert expected in text
    assert "secret" not in text
    assert not (database / "gone.db").exists()
    with sqlite3.connect(database / "values.db") as connection:
        assert connection.execute("SELECT count(*) FROM kpi_values").fetchone() == (3,)


def test_a_database_that_cannot_be_reached_is_a_failed_service_and_keeps_its_secret(read: Reader) -> None:
    pytest.importorskip("psycopg", reason="needs the extra `postgres`")
    sources = (SqlSource(QUERY, "postgresql+psycopg://kpi:${PASSWORD}@127.0.0.1:1/db"),)
    with pytest.raises(ServiceError) as raised:
        read({}, sources=sources, environment={"PASSWORD": "s3cr3t-word"})
    assert "SQL source 1 cannot be reached" in str(raised.value) and "s3cr3t" not in str(raised.value)


@pytest.mark.postgres
def test_sql_from_postgresql(read: Reader, postgres_url: str) -> None:
    query = "SELECT 'frt' AS kpi, DATE '2025-01-01' AS period, 4.5::numeric AS value, '50%' AS note"
    table = read({}, sources=(SqlSource(query, postgres_url.replace("postgresql://", "postgresql+psycopg://")),))
    assert table.observations[["kpi", "value", "note"]].to_numpy().tolist() == [["frt", 4.5, "50%"]]
