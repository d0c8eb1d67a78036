"""Sources of records in the project file: what is read, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.catalogue.project_file import read_project
from monitor.errors import ProjectError
from monitor.model.project import Calendar, Privacy, Project, WorkingHours
from monitor.model.records import RecordKind


def read(folder: Path, text: str) -> Project:
    (folder / "kpi-monitor.yaml").write_text("organisation: X\n" + text, encoding="utf-8")
    (folder / "kpis.yaml").write_text("kpis: {a: {name: A}}\n", encoding="utf-8")
    return read_project(folder, {"DB": "postgresql://secret@host/db", "DATA": "/data"})


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(ProjectError) as raised:
        read(folder, text)
    return str(raised.value).replace(folder.as_posix() + "/", "").splitlines()


def test_sources_of_records(tmp_path: Path) -> None:
    project = read(
        tmp_path,
        "events:\n  cases: {file: '${DATA}/c.parquet', columns: {id: nr}, measures: {w: hours(closed - opened)}}\n"
        "  letters: {kind: cases, table: crm.letters, url: '${DB}'}\n",
    )
    cases, letters = project.events["cases"], project.events["letters"]
    assert (cases.kind, cases.file, dict(cases.columns)) == (RecordKind.CASES, "/data/c.parquet", {"id": "nr"})
    assert str(cases.place("measures", "w")).endswith("kpi-monitor.yaml:3:71")
    assert (letters.kind, letters.table, letters.url) == (RecordKind.CASES, "crm.letters", "${DB}")
    assert "secret" not in repr(project.events)


def test_working_hours_and_privacy(tmp_path: Path) -> None:
    project = read(
        tmp_path, 'calendar: {working_hours: {from: "09:30", to: "24:00", days: [sat, mon]}}\nprivacy: {show_units: true}\n'
    )
    assert project.calendar.working_hours == WorkingHours(570, 1440, (0, 5)) and project.privacy == Privacy(True)
    assert read(tmp_path, "").calendar == Calendar() and not read(tmp_path, "").privacy.show_units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "events: {cases: {}}",
            "2:17: 'cases': a source is one of a 'file', an 'sql' query and a 'table'; name the file or the table",
        ),
        ("events: {cases: {file: a.csv, sql: SELECT 1}}", "remove all but one of file, sql"),
        ("events: {cases: {table: t}}", "'url' is missing; expected the database of the table, such as ${WAREHOUSE_URL}"),
        ("events: {cases: {file: a.csv, url: x}}", "'url' belongs to an 'sql' query or a 'table'; remove it"),
        ("events: {cases: {table: t, url: '${NONE}'}}", "the environment variable NONE is not set"),
        ("events: {cases: {file: a.csv, measures: [x]}}", "'measures' is a list; expected keys with a value each"),
        ("events: {cses: {file: a.csv}}", "2:10: 'cses' is no kind of records"),
        ("calendar: {working_hours: {from: '17:00', to: '08:00'}}", "the end of work lies before its beginning"),
        ("calendar: {working_hours: {from: 8, to: '16:00'}}", "'8' is no time of day; expected a time such as 08:00"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, expected: str) -> None:
    found = told(tmp_path, text + "\n")
    assert len(found) == 1 and expected in found[0], found


def test_a_mistake_in_one_source_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "kpi-monitor.yaml").write_text(
        "organisation: X\nevents: {cases: {file: a.csv, sheet: b}, sales: {file: s.csv}}\n"
    )
    (tmp_path / "kpis.yaml").write_text("kpis: {a: {name: A, records: {events: cases}}}\n", encoding="utf-8")
    from monitor.engine.together import read_everything

    with pytest.raises(ProjectError) as raised:
        read_everything(tmp_path, {})
    assert len(raised.value.problems) == 1 and "there is no key 'sheet'" in str(raised.value)
