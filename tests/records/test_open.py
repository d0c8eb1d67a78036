"""Files of records as they come: text in many spellings, folders, bad rows, mistakes in the project file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from monitor.catalogue.kpi_file import read_catalogue
from monitor.catalogue.library import load
from monitor.catalogue.project_file import read_project
from monitor.errors import ProjectError, ServiceError
from monitor.model.records import ColumnKind, RecordKind
from monitor.records.kpis import kpi_problems
from monitor.records.open import Sources, open_records, records_from


def project(folder: Path, events: str, kpis: str = "a: {name: A}", **files: str) -> Path:
    (folder / "kpi-monitor.yaml").write_text(
        f"organisation: X\ncalendar: {{timezone: Europe/Copenhagen}}\nevents:\n{events}", encoding="utf-8"
    )
    (folder / "kpis.yaml").write_text(f"kpis:\n  {kpis}\n", encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def opened(folder: Path, as_of: date = date(2025, 12, 31)) -> Sources:
    return open_records(read_project(folder, {}), as_of, {})


def told(folder: Path) -> str:
    with pytest.raises(ProjectError) as raised:
        read = read_project(folder, {})
        records = open_records(read, date(2025, 12, 31), {})
        raise ProjectError(kpi_problems(read_catalogue(read, load()), records))
    return str(raised.value).replace(folder.as_posix() + "/", "")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2025-07-01T10:00:00Z", "2025-07-01 10:00"),
        ("2025-07-01T10:00:00+02:00", "2025-07-01 08:00"),
        ("2025-07-01 10:00:00.500 +0200", "2025-07-01 08:00:00.5"),
        ("2025-07-01 10:00", "2025-07-01 08:00"),
        ("2025-07-01", "2025-06-30 22:00"),
        ("2025/07/01 10:00", "2025-07-01 08:00"),
        ("20250701", "2025-06-30 22:00"),
        ("01.07.2025 10:00", "2025-07-01 08:00"),
        ("01-07-2025 10.30", "2025-07-01 08:30"),
        ("1/7/2025 10:00:05", "2025-07-01 08:00:05"),
        ("2025-01-01 10:00", "2025-01-01 09:00"),
    ],
)
def test_times_in_the_usual_spellings(tmp_path: Path, written: str, instant: str) -> None:
    folder = project(tmp_path, "  m: {kind: measurements, file: m.csv}\n", m=f"at,x\n{written},1\n")
    assert opened(folder).ask('SELECT "at" FROM m')["at"].tolist() == [pd.Timestamp(instant)]


def test_months_come_first_only_where_days_cannot(tmp_path: Path) -> None:
    folder = project(tmp_path, "  m: {kind: measurements, file: m.csv}\n", m="at,x\n03/04/2025,1\n12/31/2025,2\n")
    assert opened(folder).ask('SELECT max("at_local") AS t FROM m')["t"][0] == pd.Timestamp("2025-12-31")
    folder = project(tmp_path, "  m: {kind: measurements, file: m.csv}\n", m="at,x\n03/04/2025,1\n11/12/2025,2\n")
    assert opened(folder).ask('SELECT max("at_local") AS t FROM m')["t"][0] == pd.Timestamp("2025-12-11")


def test_yes_and_no_in_four_languages_and_decimal_commas(tmp_path: Path) -> None:
    rows = "case;score;answered\n1;1.234,5;ja\n2;7;Nej\n3;-3,25;nei\n4;;Yes\n5;kr 12;no\n"
    records = opened(project(tmp_path, "  surveys: {file: s.csv}\n", s=rows))
    assert records.tables["surveys"].columns["answered"] is ColumnKind.FLAG
    found = records.ask('SELECT score, answered FROM "surveys" ORDER BY "case"')
    assert found["answered"].tolist() == [True, False, False, True, False]
    assert found["score"].fillna(0).tolist() == [1234.5, 7, -3.25, 0, 12]


def test_a_survey_may_say_when_it_was_answered(tmp_path: Path) -> None:
    rows = "case,score,invited,answered\n1,5,2025-03-01 10:00,2025-03-02 10:00\n2,,2025-03-01 10:00,\n"
    records = opened(project(tmp_path, "  surveys: {file: s.csv}\n", s=rows))
    assert records.tables["surveys"].columns["answered"] is ColumnKind.TIME
    assert records.tables["surveys"].first == date(2025, 3, 1)


def test_bad_rows_are_set_aside_and_counted_by_reason_once_each(tmp_path: Path) -> None:
    rows = (
        "id,opened,closed,work_minutes\n1,2025-03-01,2025-03-02,5\n,2025-03-01,,1\n3,,,1\n4,soon,,1\n5,2025-03-02,2025-03-01,1\n"
        "6,2025-03-01,,-1\n7,2025-03-01,,a lot\n8,1902-01-01,,1\n9,2025-03-01,9999-12-31,1\n,soon,,-4\n"
    )
    table = opened(project(tmp_path, "  cases: {file: c.csv}\n", c=rows)).tables["cases"]
    assert table.rows == 2
    assert table.aside == {
        "opened cannot be read": 2,
        "work_minutes cannot be read": 1,
        "no id": 1,
        "no opened": 1,
        "opened lies before 1970": 1,
        "closed lies before opened": 1,
        "work_minutes is negative": 1,
    }
    assert sum(table.aside.values()) + table.rows == 10


def test_ragged_lines_are_counted(tmp_path: Path) -> None:
    lines = "".join(f"{number},2025-03-01\n" for number in range(50))
    records = opened(project(tmp_path, "  cases: {file: c.csv}\n", c=f"id,opened\n{lines}50,2025-03-01,1,2,3\n"))
    assert records.tables["cases"].rows == 50 and records.tables["cases"].aside == {"the line cannot be read": 1}


def test_what_is_later_than_the_day_is_not_there_yet(tmp_path: Path) -> None:
    rows = "id,opened,closed,due\n1,2025-03-01 10:00,2025-03-20 10:00,2025-04-01\n2,2025-03-10 23:30,,\n3,2025-03-11 00:30,,\n"
    records = opened(project(tmp_path, "  cases: {file: c.csv}\n", c=rows), as_of=date(2025, 3, 10))
    found = records.ask('SELECT id, closed, closed_local, due, open_hours FROM "cases" ORDER BY id')
    assert found["id"].tolist() == ["1", "2"] and found["closed"].isna().all() and found["open_hours"].isna().all()
    assert found["closed_local"].isna().all() and found["due"].notna().tolist() == [True, False]
    assert records.tables["cases"].last == date(2025, 3, 10)


def test_folders_and_globs_add_up(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.csv").write_text("id,opened\n1,2025-03-01\n")
    (tmp_path / "parts" / "b.csv").write_text("id,opened,unit\n2,2025-03-02,Nord\n")
    for written in ("parts", "parts/*.csv"):
        table = opened(project(tmp_path, f"  cases: {{file: {written}}}\n")).tables["cases"]
        assert table.rows == 2 and table.has("unit")


def test_the_fingerprint_knows_changes_and_no_order(tmp_path: Path) -> None:
    def fingerprint(rows: str) -> str:
        return opened(project(tmp_path, "  cases: {file: c.csv}\n", c=f"id,opened,category\n{rows}")).tables["cases"].fingerprint

    first = fingerprint("1,2025-03-01,a\n2,2025-03-02,b\n")
    assert fingerprint("2,2025-03-02,b\n1,2025-03-01,a\n") == first
    assert fingerprint("1,2025-03-01,a\n2,2025-03-02,c\n") != first
    assert fingerprint("1,2025-03-01,a\n2,2025-03-02,b\n2,2025-03-02,b\n") != first


def test_all_mistakes_are_told_with_their_places(tmp_path: Path) -> None:
    events = (
        "  cases:\n    file: c.csv\n    columns: {id: case_nr, opened: created}\n"
        "    measures:\n      wait: hours(answerd - opened)\n"
        "  sales: {file: missing.csv}\n  surveys: {file: s.csv}\n  m: {kind: measurements, file: m.csv}\n"
    )
    files = {"c": "case_no,created\n1,2025-03-01\n", "s": "case,answered\n1,ja\n", "m": "at,x\nsoon,1\nlater,2\n"}
    lines = told(project(tmp_path, events, **files)).splitlines()
    assert lines == [
        "kpi-monitor.yaml:6:19: the source has no column 'case_nr'; expected one of case_no, created; did you mean 'case_no'?",
        "kpi-monitor.yaml:9:17: there is no file missing.csv; expected an existing file; "
        "paths are relative to the project folder",
        "kpi-monitor.yaml:10:3: 'surveys' has no column 'score'; expected one of case, answered; "
        "write under it `columns: {score: NAME}`, where NAME is its name here",
        "kpi-monitor.yaml:11:3: the column 'at' holds text that cannot be read as such; expected times such as 2025-03-03 14:05; "
        "name another column, or cast it in an `sql` query",
    ]


def test_measures_and_what_kpis_name(tmp_path: Path) -> None:
    events = (
        "  cases:\n    file: c.csv\n    measures:\n      wait: hours(closed - opened)\n"
        "      text: upper(unit)\n      gap: closed - opened\n"
    )
    rows = "id,opened,closed,unit\n1,2025-03-01,2025-03-02,Nord\n"
    assert told(project(tmp_path, events, c=rows)).splitlines() == [
        "kpi-monitor.yaml:8:13: the measure 'text': it gives no number; expected a number for every record",
        "kpi-monitor.yaml:9:12: the measure 'gap': it gives no number; expected a number for every record; "
        "a difference of times needs hours(), minutes() or days() around it",
    ]
    kpis = (
        "a: {name: A, records: {events: cases, measure: wiat, where: \"untt = 'Nord'\"}}\n"
        "  b: {name: B, records: {events: cases, where: upper(unit)}}\n"
        "  c: {name: C, records: {events: cases, measure: wait, where: \"unit = 'Nord' AND wait < 5\"}}"
    )
    events = "  cases: {file: c.csv, measures: {wait: hours(closed - opened)}}\n"
    assert told(project(tmp_path, events, kpis, c=rows)).splitlines() == [
        "kpis.yaml:2:50: the records 'cases' have no measure 'wiat'; expected one of open_hours, wait; did you mean 'wait'?",
        "kpis.yaml:2:63: 'where': there is no column 'untt'; expected one of closed, id, open_hours, opened, unit, wait; "
        "did you mean 'unit'?",
        "kpis.yaml:3:48: 'where': it is no condition; expected something that is true or false of a record",
    ]


def test_no_statement_opens_another_file(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    records = opened(project(tmp_path, "  cases: {file: c.csv}\n", c="id,opened\n1,2025-03-01\n"))
    with pytest.raises(ServiceError):
        records.ask(f"SELECT * FROM read_csv('{tmp_path}/other.csv')")
    with pytest.raises(ServiceError):
        records.ask("SET enable_external_access = true")


def test_what_data_say_stands_in_no_error(tmp_path: Path) -> None:
    records = opened(project(tmp_path, "  cases: {file: c.csv}\n", c="id,opened,category\n1,2025-03-01,Jens Hansen\n"))
    with pytest.raises(ServiceError) as raised:
        records.ask('SELECT CAST(category AS INTEGER) FROM "cases"')
    assert "Jens" not in str(raised.value) and raised.value.__cause__ is None


def test_tables_of_simulators_and_cases() -> None:
    frame = pd.DataFrame({"id": [1, 2], "sold": pd.to_datetime(["2025-03-01", "2025-03-02"]), "amount": [10.0, 20.0]})
    records = records_from({"shop": frame}, {"shop": RecordKind.SALES}, date(2025, 3, 1), "UTC", {"shop": {"big": "amount > 15"}})
    assert records.tables["shop"].rows == 1 and records.tables["shop"].measures == {"big": "amount > 15", "amount": "amount"}
    assert records.joinable("shop", "shop") and not records.joinable("shop", "cases")
    with pytest.raises(ProjectError, match="'cases' has no column 'id'"):
        records_from({"cases": frame.drop(columns="id")}, {"cases": RecordKind.CASES}, date(2025, 3, 1), "UTC")


CHAINS = 'SELECT count(*) AS n, count(DISTINCT subject) AS people, count(subject) AS known FROM "cases"'


def test_who_a_case_is_about_is_a_key_and_its_name_is_left_out_unless_somebody_asks(tmp_path: Path) -> None:
    rows = "id,opened,subject\n1,2025-03-01,Jens\n2,2025-03-02,Jens\n3,2025-03-03,\n4,2025-03-04,Ida\n"
    folder = project(tmp_path, "  cases: {file: c.csv}\n", c=rows)
    whole, bare = opened(folder), open_records(read_project(folder, {}), date(2025, 12, 31), {}, used={"category"})
    assert whole.ask(CHAINS).equals(bare.ask(CHAINS)) and whole.ask(CHAINS)["known"][0] == 3
    assert not bare.tables["cases"].has("id") and whole.tables["cases"].has("id")
    assert "Jens" not in bare.ask('SELECT * FROM "cases"').to_string()
    named = open_records(read_project(folder, {}), date(2025, 12, 31), {}, used={"subject", "id"})
    assert named.ask("SELECT id FROM \"cases\" WHERE subject = 'Ida'")["id"].tolist() == ["4"]
    joined = project(
        tmp_path, "  cases: {file: c.csv}\n  surveys: {file: s.csv}\n", c=rows, s="case,score,answered\n4,5,2025-03-05\n"
    )
    both = open_records(read_project(joined, {}), date(2025, 12, 31), {}, used=set())
    assert both.ask('SELECT count(*) AS n FROM "cases" c JOIN "surveys" s ON s."case" = c.id')["n"][0] == 1


def test_purchases_keep_their_numbers_since_pairs_of_them_are_told_apart_by_these(tmp_path: Path) -> None:
    folder = project(tmp_path, "  purchases: {file: p.csv}\n", p="id,at,amount\n7,2025-03-01,2400\n")
    bare = open_records(read_project(folder, {}), date(2025, 12, 31), {}, used=set())
    assert bare.ask('SELECT id FROM "purchases"')["id"].tolist() == ["7"]
