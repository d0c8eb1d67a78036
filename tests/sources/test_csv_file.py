from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ProjectError
from monitor.sources.csv_file import read_csv
from monitor.sources.table import Table


def table_of(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Table:
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(tmp_path / name, name)


def said(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(ProjectError) as raised:
        table_of(tmp_path, content)
    return str(raised.value)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, separator: str) -> None:
    text = "kpi,period,value\nfrt,2025-01,4\n".replace(",", separator)
    table = table_of(tmp_path, text)
    assert table.header == ("kpi", "period", "value")
    assert [column[0] for column in table.columns] == ["frt", "2025-01", "4"]
    assert table.comma_expected == (separator == ";")


def test_decimal_commas_do_not_make_the_comma_the_separator(tmp_path: Path) -> None:
    assert table_of(tmp_path, "periode;a;b\n2025-01;3,5;2,1\n2025-02;3,6;2,2\n").header == ("periode", "a", "b")


def test_excel_may_name_the_separator_in_a_line_of_its_own(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\nkpi;value\na;1\n")
    assert table.header == ("kpi", "value") and table.lines == [3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert table_of(tmp_path, "kpi,value\nmålopfyldelse,1\n".encode(encoding)).columns[0] == ("målopfyldelse",)


def test_compressed(tmp_path: Path) -> None:
    assert table_of(tmp_path, gzip.compress(b"kpi,value\na,1\n"), "a.csv.gz").columns == (("a",), ("1",))
    assert "compressed file is damaged" in said(tmp_path, gzip.compress(b"kpi,value\na,1\n")[:-9])


def test_lines_are_true_behind_blank_lines_and_line_breaks_in_quotes(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'kpi,note\r\n\r\na,"two\r\nlines"\r\n,\r\nb,x\r\n')
    assert table.header_line == 1 and list(table.lines) == [3, 6]


def test_ragged_lines_are_set_aside(tmp_path: Path) -> None:
    table = table_of(tmp_path, "kpi,period,value\na,2025-01,1\na,2025-02\na,2025-03,3,\na,2025-04,4,4\n")
    assert table.columns[1] == ("2025-01", "2025-03")
    assert [entry.place for entry in table.set_aside] == ["a.csv:3", "a.csv:5"]
    assert table.set_aside[0].what == "the line has 2 cells, the header has 3; the line is left out"


def test_a_quote_that_is_not_closed_takes_no_other_line_with_it(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'kpi,value\na,1\n"b,2\nc,3\nd,4\n')
    assert table.columns[0] == ("a", "c", "d")
    assert table.set_aside[0].place == "a.csv:3" and "quote" in table.set_aside[0].what


def test_mistakes_of_whole_files(tmp_path: Path) -> None:
    assert "the file is empty" in said(tmp_path, "\n \n")
    assert "not a text file" in said(tmp_path, b"PK\x03\x04\x00\x00")
    assert "decimal comma" in said(tmp_path, "kpi,period,value\na,2025-01,3,5\na,2025-02,3,6\n")
    assert "remove lines above" in said(tmp_path, "KPI report\nkpi;period;value\na;2025-01;1\na;2025-02;2\n")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(alphabet='a1,;"\n\r\t|\x00é', max_size=200).map(str.encode))
def test_arbitrary_bytes_are_a_table_or_a_mistake_that_is_told(tmp_path: Path, content: bytes) -> None:
    try:
        table = table_of(tmp_path, content)
    except ProjectError as error:
        assert error.problems
    else:
        assert all(len(column) == len(table.lines) for column in table.columns)
