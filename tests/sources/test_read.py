from __future__ import annotations

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ProjectError
from monitor.model.observations import COLUMNS
from monitor.model.project import FileSource
from monitor.model.words import Frequency
from monitor.sources.fingerprint import fingerprint
from monitor.sources.read import Read
from tests.sources.examples import Reader, kpi


def rows(read: Read, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in read.observations[list(columns)].itertuples(index=False)]


def told(read: Read) -> list[str]:
    return [f"{entry.place} [{entry.kpi}] {entry.what}" for entry in read.set_aside]


def mistakes(reader: Reader, *args: object, **options: object) -> str:
    with pytest.raises(ProjectError) as raised:
        reader(*args, **options)
    return str(raised.value)


def test_the_table_has_the_columns_and_kinds_of_the_model(read: Reader) -> None:
    for text in ("kpi,period,value\nfrt,2025-01,4\n", "kpi,period,value\n"):
        table = read(text).observations
        assert list(table.columns) == list(COLUMNS)
        numbers = {name: kind for name, kind in COLUMNS.items() if kind != "str"}
        assert {name: str(table[name].dtype) for name in numbers} == numbers
    assert rows(read("kpi,period,value\nfrt,2025-01,4\n"), "kpi", "frequency", "period", "segment", "value", "source") == [
        ("frt", "monthly", 2025 * 12, "", 4.0, "data.csv:2")
    ]


def test_kpis_are_known_by_id_name_source_name_and_library_alias(read: Reader) -> None:
    kpis = (kpi("frt", "First answer", like="first-response-time"), kpi("otp", source_names=("20421",)))
    text = "kpi,period,value\nFRT,2025-01,1\nfirst answer,2025-02,2\nSvartid første henvendelse,2025-03,3\n20421,2025-04,4\n"
    assert rows(read(text, kpis=kpis), "kpi", "value") == [("frt", 1), ("frt", 2), ("frt", 3), ("otp", 4)]


def test_wide_tables_in_four_languages_with_units_in_brackets(read: Reader) -> None:
    for name in ("frt", "First answer", "Svartid", "Svarstid", "SVARTID (timer)", "first_response_time"):
        table = read(f"Period;{name};csat\n2025-01;3,5;\n2025-02;n/a;81,2\n")
        assert rows(table, "kpi", "value") == [("csat", 81.2), ("frt", 3.5)]
        assert not table.set_aside


def test_an_alias_of_two_kpis_is_not_guessed(read: Reader) -> None:
    kpis = (kpi("mail", like="first-response-time"), kpi("chat", like="first-response-time"))
    assert "'Svartid' may be any of the KPIs chat, mail" in mistakes(read, "period,Svartid\n2025-01,1\n", kpis=kpis)


def test_segments_and_dimensions(read: Reader) -> None:
    text = "kpi,period,value,region,product,segment\nfrt,2025-01,1,,,\nfrt,2025-01,2,North,,\nfrt,2025-01,3,North,A,vip\n"
    table = read(text, dimensions=("region", "product"))
    labels = ["", "product=A\tregion=North\tsegment=vip", "region=North"]
    assert rows(table, "segment", "value") == [(labels[0], 1), (labels[1], 3), (labels[2], 2)]


def test_columns_maps_names_also_year_and_month(read: Reader) -> None:
    text = "indicator,y,m,actual,goal\nfrt,2025,1,4,0\nfrt,2025,2,5,3\n"
    columns = {"kpi": "indicator", "year": "y", "month": "m", "value": "actual", "target": "goal"}
    table = read(text, columns=columns, missing_targets=("0",))
    found = rows(table, "period", "value", "target")
    assert found[1] == (2025 * 12 + 1, 5.0, 3.0) and found[0][:2] == (2025 * 12, 4.0) and math.isnan(float(str(found[0][2])))


def test_in_a_mapped_table_nearly_standard_names_are_told_and_left_out(read: Reader) -> None:
    table = read("indicator,period,value,counts\nfrt,2025-01,4,9\n", columns={"kpi": "indicator"})
    assert told(table) == [
        "data.csv:1:4 [None] the column 'counts' is not known; did you mean 'count'? rename the column; it is left out"
    ]
    assert rows(table, "value") == [(4,)]


def test_missing_targets_leave_a_value_of_zero_alone(read: Reader) -> None:
    table = read("kpi,period,value,target\nfrt,2025-01,0,0.0\nfrt,2025-02,-1,2\n", missing_targets=("0",), missing=("-1",))
    assert table.observations["value"].fillna(-9).tolist() == [0, -9]
    assert table.observations["target"].fillna(-9).tolist() == [-9, 2]


def test_ratios(read: Reader) -> None:
    text = (
        "kpi,period,value,numerator,denominator\ncsat,2025-01,,30,40\ncsat,2025-02,75.2,301,400\ncsat,2025-03,0.75,30,40\n"
        "frt,2025-01,,30,40\nfrt,2025-02,,1,0\n"
    )
    table = read(text)
    assert table.observations["value"].fillna(-1).tolist() == [75, 75.2, 0.75, 0.75, -1]
    assert told(table) == [
        "data.csv:4 [csat] the value 0.75 disagrees with numerator/denominator, 75; the value is kept",
        "data.csv:6 [frt] the numerator is 1 and the denominator 0, so that there is no value",
    ]


def test_vintages_are_all_kept(read: Reader) -> None:
    text = "kpi,period,value,recorded_at\nfrt,2025-01,4,2025-02-01\nfrt,2025-01,3,2025-03-01\nfrt,2025-01,5,\n"
    table = read(text)
    assert table.observations["value"].tolist() == [5, 4, 3]
    assert table.observations["recorded"].tolist()[0] == 0 and not table.set_aside


def test_the_last_of_contradicting_rows_is_kept_and_equal_rows_are_one(read: Reader) -> None:
    table = read("kpi,period,value\nfrt,2025-01-01,4\nfrt,2025-01-15,5\nfrt,2025-02,6\nfrt,2025-02,6\n")
    assert table.observations["value"].tolist() == [5, 6]
    assert told(table) == [
        "data.csv:2:2 [frt] the same KPI, period and segment stands again in data.csv:3 with another value; "
        "the later one is kept (with `recorded_at` both would be)"
    ]


def test_rows_of_two_sources_complete_each_other(read: Reader) -> None:
    files: dict[str, str | bytes] = {
        "a.csv": "kpi,period,value\nfrt,2025-01,4\n",
        "b.csv": "kpi,period,value,target\nfrt,2025-01,,3\n",
    }
    assert rows(read(files), "value", "target") == [(4, 3)]


def test_frequency_of_the_catalogue_or_of_the_data(read: Reader) -> None:
    weekly = (kpi("frt", frequency=Frequency.WEEKLY),)
    table = read("kpi,period,value\nfrt,2025-03-05,1\nfrt,2025-03,2\n", kpis=weekly)
    assert rows(table, "frequency", "value") == [("weekly", 1)]
    assert told(table) == ["data.csv:3:2 [frt] the period is a month, but the KPI is weekly; the value is left out"]
    text = "kpi,period,value\nfrt,2025-03-03,1\nfrt,2025-03-10,2\nfrt,2025-03-17,2\n"
    assert set(read(text, kpis=(kpi("frt", frequency=None),)).observations["frequency"]) == {"weekly"}
    assert set(read("kpi,period,value\nfrt,2025,1\n", kpis=(kpi("frt", frequency=None),)).observations["frequency"]) == {"yearly"}


def test_a_frequency_that_only_the_library_gives_yields_to_the_data(read: Reader) -> None:
    from_library = (kpi("frt", like="first-response-time", frequency=Frequency.WEEKLY),)
    assert set(read("kpi,period,value\nfrt,2025-03,1\n", kpis=from_library).observations["frequency"]) == {"monthly"}


def test_single_bad_cells_are_set_aside_with_their_place(read: Reader) -> None:
    text = (
        "kpi,period,value,count,responses,invited\n"
        "frt,2025-01,4,-1,5,10\nfrt,2025-02,many,10,11,10\nfrt,2025-33,4,1,1,1\n,2025-04,4,1,1,1\nwhatever,2025-01,9,,,\nfrt,2025-05,6,,,\n"
    )
    table = read(text)
    assert sorted(told(table)) == [
        "data.csv:2 [frt] count -1 is impossible (below zero); it is left out",
        "data.csv:3 [frt] responses 11 is impossible (more than invited); it is left out",
        "data.csv:3:3 [frt] 'many' is not a number",
        "data.csv:4:2 [frt] '2025-33' does not exist in the calendar; expected 2025-03-03, 2025-W10, 2025-03, 2025-Q1 or 2025",
        "data.csv:5:1 [None] the row names no KPI; it is left out",
        "data.csv:6:1 [None] no KPI is called 'whatever'; its values (in one line) are left out",
    ]
    assert table.observations["period"].tolist() == [24300, 24301, 24304]


def test_percentages_written_as_shares_are_told_and_kept(read: Reader) -> None:
    table = read("kpi,period,value\n" + "".join(f"csat,2025-{month:02},0.9{month % 10}\n" for month in range(1, 10)))
    assert "percentages are written 0-100" in told(table)[0] and len(table.observations) == 9


def test_mistakes_of_all_sources_at_once_with_their_mend(read: Reader) -> None:
    files: dict[str, str | bytes] = {
        "a.csv": "kpi,perod,value\nfrt,2025-01,1\n",
        "b.csv": "kpi,period,valeu\nfrt,2025-01,1\n",
        "c.csv": "kpi,period,value\nfrst,2025-01,1\nfrt,2025-01,1\ncsta,2025-01,1\n",
        "d.csv": "period,value,value\n2025-01,1,2\n",
        "e.csv": "frt,2025-01,1\nfrt,2025-02,1\n",
        "f.csv": "Our KPIs,,\nkpi,period,value\nfrt,2025-01,1\n",
        "g.csv": "periode,frt\n2025-01,1\n",
        "h.csv": "kpi,period,value\nfrt,03/04/2025,1\nfrt,03/05/2025,1\nfrt,03/06/2025,1\n",
        "i.csv": "period,frt\n2025-01,a\n2025-02,b\n2025-03,c\n",
        "j.csv": "period,region\n2025-01,a\n",
        "k.pdf": "x",
    }
    sources = (*(FileSource(name) for name in files), FileSource("kk.pdf"), FileSource("a.csv", columns={"kpi": "KPIs"}))
    said = mistakes(read, files, sources=sources)
    for expected in (
        "a.csv:1:1: there is no column 'period'; expected kpi, period, value; or period and one column per KPI; "
        "did you mean 'perod'?",
        "b.csv:1:3: the column 'valeu' is not known",
        "c.csv:2:1: no KPI is called 'frst' (in one line); did you mean 'frt'?",
        "c.csv:4:1: no KPI is called 'csta' (in one line); did you mean 'csat'?",
        "d.csv:1:3: the column 'value' stands twice",
        "e.csv:1:1: the first line holds values, not names",
        "f.csv:1:1: the column names stand in line 2",
        "g.csv:1:1: there is no column 'period'",
        "h.csv:2:2: no cell of 'period' is a period: '03/04/2025' may begin with the day or with the month",
        "i.csv:2:2: no cell of 'frt' is a number",
        "j.csv:1:1: no column is a KPI of the catalogue",
        "k.pdf: files of this kind cannot be read",
        "there is no file kk.pdf; expected an existing file; did you mean 'k.pdf'?",
        "a.csv has no column 'KPIs'",
    ):
        assert expected in said


def test_a_wide_column_that_is_no_kpi_is_counted_and_told(read: Reader) -> None:
    table = read("period,frt,weather\n2025-01,1,20\n2025-02,2,21\n")
    assert told(table) == ["data.csv:1:3 [None] no KPI is called 'weather'; 2 values are left out"]


def test_places_of_sources_stand_in_the_project_file(read: Reader) -> None:
    files: dict[str, str | bytes] = {
        "kpi-monitor.yaml": "organisation: X\nobservations:\n  - file: a.csv\n  - file: gone.csv\n",
        "a.csv": "kpi,period,value\n",
    }
    said = mistakes(read, files, sources=(FileSource("a.csv"), FileSource("gone.csv")))
    assert "kpi-monitor.yaml:4:5: there is no file gone.csv" in said


LINES = [f"{kpi},2025-{month:02},{month}.5,{month},2,2025-{month:02}-20" for kpi in ("frt", "csat") for month in range(1, 13)]
HEAD = "kpi,period,value,count,denominator,recorded_at\n"
TOLD = [column for column in COLUMNS if column != "source"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(read: Reader, chance: random.Random) -> None:
    first = read(HEAD + "\n".join(LINES)).observations
    mixed = chance.sample(LINES, len(LINES))
    second = read(HEAD + "\n".join(mixed)).observations
    assert first[TOLD].equals(second[TOLD])
    assert fingerprint(first) == fingerprint(second.sample(frac=1, random_state=1))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, len(LINES) - 1),
    st.integers(1, 5),
    st.sampled_from(["?", "inf", "-7x", '"', '"a""', "a,b", "2025-99", "#REF!", "¤"]),
)
def test_a_corrupt_cell_changes_no_other_row(read: Reader, line: int, column: int, cell: str) -> None:
    whole = read(HEAD + "\n".join(LINES)).observations
    cells = LINES[line].split(",")
    cells[column] = cell
    changed = read(HEAD + "\n".join([*LINES[:line], ",".join(cells), *LINES[line + 1 :]]))
    source = f"data.csv:{line + 2}"
    others = whole[whole["source"] != source].reset_index(drop=True)
    assert changed.observations[changed.observations["source"] != source].reset_index(drop=True).equals(others)
    assert any(entry.place.startswith(source) for entry in changed.set_aside)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=150),
    st.sampled_from([b"", b"kpi,period,value\n", b"period;frt\n", b"kpi,year,month,value,segment\nfrt,2025,"]),
)
def test_arbitrary_bytes_give_a_table_or_a_mistake(read: Reader, content: bytes, head: bytes) -> None:
    try:
        table = read({"data.csv": head + content})
    except ProjectError as error:
        assert error.problems
    else:
        assert list(table.observations.columns) == list(COLUMNS)


def test_the_fingerprint_sees_every_change(read: Reader) -> None:
    text = "kpi,period,value,note\nfrt,2025-01,4,a\n"
    one = fingerprint(read(text).observations)
    assert one == fingerprint(read("\n" + text).observations)
    for other in (text.replace("4", "5"), text.replace("01", "02"), text.replace(",a", ",b"), text.replace("frt", "csat")):
        assert fingerprint(read(other).observations) != one
    assert one == "sha256:796da95af087f6bb86136167edad1798eb9bcd6f8740ed3af66319aac2b39f00"
