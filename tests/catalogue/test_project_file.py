from __future__ import annotations

from pathlib import Path

import pytest

from monitor.catalogue.environment import filled
from monitor.catalogue.project_file import read_project
from monitor.errors import ProjectError
from monitor.model.project import Calendar, FileSource, Limits, ReportSettings, SqlSource
from monitor.model.words import Language
from tests.catalogue import examples


def told(folder: Path, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ProjectError) as caught:
        read_project(folder, environment or {})
    return str(caught.value).replace(f"{folder.as_posix()}/", "")


def written(folder: Path, text: str) -> Path:
    (folder / "kpi-monitor.yaml").write_text(text, encoding="utf-8")
    (folder / "kpis.yaml").write_text("kpis: {a: {name: A}}", encoding="utf-8")
    return folder


def test_the_example_of_the_contract(tmp_path: Path):
    project = read_project(examples.project(tmp_path), examples.ENVIRONMENT)
    assert project.folder == tmp_path
    assert project.organisation == "Nordlys Kundeservice A/S"
    assert project.language is Language.DA
    assert project.catalogue == ("kpis.yaml",)
    file, sql = project.observations
    assert file == FileSource("data/observations.csv")
    assert sql == SqlSource("SELECT kpi, period, value FROM kpi_values", "${WAREHOUSE_URL}")
    assert project.store == "sqlite:///kpi-monitor.db"
    assert project.rules == ("rules/",)
    assert project.calendar == Calendar("Europe/Copenhagen", "DK", 1)
    assert project.report == ReportSettings("report", ("html", "pdf"), ("leadership", "controller"))
    assert project.limits == Limits(7, 7, 1)
    assert project.events["cases"].measures == {"first_response_hours": "hours(first_response - opened)"}
    assert project.notify[0]["smtp"] == "${SMTP_URL}", "looked up when something is sent"


def test_only_the_organisation_is_needed(tmp_path: Path):
    project = read_project(written(tmp_path, "organisation: X\nstore:\nrules: \n"), {})
    assert (project.language, project.catalogue, project.store) == (Language.EN, ("kpis.yaml",), "sqlite:///kpi-monitor.db")


def test_all_keys_of_a_source(tmp_path: Path):
    text = (
        "organisation: X\nobservations: [{file: a.xlsx, sheet: Q1, dimensions: [region], columns: {value: Beløb}, "
        "missing: [-99, n/a, 0.5], missing_targets: [0]}]"
    )
    (source,) = read_project(written(tmp_path, text), {}).observations
    assert source == FileSource("a.xlsx", ("region",), "Q1", {"value": "Beløb"}, ("-99", "n/a", "0.5"), ("0",))


def test_variables_are_filled_in_the_store_and_their_values_are_never_told(tmp_path: Path):
    folder = written(tmp_path, "organisation: X\nlanguage: xx\nstore: ${STORE}\nobservations: [{sql: S, url: '${MISSING}'}]\n")
    environment = {"STORE": "postgresql+psycopg://me:s3cret@db/kpi", "MISSING": ""}
    sentences = told(folder, environment)
    assert (
        "kpi-monitor.yaml:4:30: the environment variable MISSING is empty; set it before you run: export MISSING=…" in sentences
    )
    assert "s3cret" not in sentences
    text = (folder / "kpi-monitor.yaml").read_text().replace("language: xx\n", "")
    assert read_project(written(folder, text), environment | {"MISSING": "x"}).store == environment["STORE"]


def test_a_password_in_the_file_is_never_told(tmp_path: Path):
    text = "organisation: X\nstore: [postgresql://me:s3cret@db]\nobservations: [{sql: S, url: {a: s3cret}}, {sql: 1, url: 53}]\n"
    assert "s3cret" not in told(written(tmp_path, text))


def test_what_is_not_set_stays_as_it_is():
    assert filled("a ${B} ${C} ${", {"B": "b"}) == "a b ${C} ${"


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "--- \n", "just words", "- a\n- b\n"])
def test_a_file_without_keys(tmp_path: Path, text: str):
    assert "kpi-monitor.yaml:1:1: the file" in told(written(tmp_path, text))


def test_a_folder_without_a_project_and_one_that_is_not_there(tmp_path: Path):
    assert "the folder holds no project" in told(tmp_path)
    assert "kpi-monitor init" in told(tmp_path)
    assert "there is no such folder" in told(tmp_path / "nowhere")
    assert "there is no such folder" in told(Path("a\0b"))


def test_the_project_file_is_a_folder(tmp_path: Path):
    (tmp_path / "kpi-monitor.yaml").mkdir()
    assert "this is a folder; expected a file" in told(tmp_path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("catalogue: kpi.yaml", "2:12: there is no file 'kpi.yaml'; expected the KPI catalogue; did you mean 'kpis.yaml'?"),
        ("catalogue: all/*.yaml", "2:12: no file matches 'all/*.yaml'"),
        ("catalogue: '**x/*.yaml'", "2:12: no file matches '**x/*.yaml'"),
        ("catalogue: []", "2:12: 'catalogue' is empty; fill it in, or remove the key"),
        ("calendar: {timezone: ../x}", "2:22: 'timezone': there is no time zone '../x'"),
        ("calendar: {timezone: Europe}", "2:22: 'timezone': there is no time zone 'Europe'"),
        ("events: {incidents: {file: x}}", "2:10: 'incidents' is no kind of records; expected cases, transitions"),
        ("events: {incidents: {kind: cases, file: x, columns: {id: a, opend: b}}}", "2:61: there is no key 'opend' in 'columns'"),
        ("notify: [{smtp: x}]", "2:10: item 1 of 'notify': a channel is one of 'email', 'url', 'webhook' and 'folder'"),
        ("observations: a.csv", "2:15: 'observations' is 'a.csv'; expected a list; write [{file: a.csv}]"),
        ("notify: x@y.example", "2:9: 'notify' is 'x@y.example'; expected a list"),
        ("store: kpi.db", "2:8: 'store' is no URL of a database"),
        ("store: ${DB", "2:8: '${DB' names no environment variable"),
    ],
)
def test_single_mistakes(tmp_path: Path, line: str, expected: str):
    assert f"kpi-monitor.yaml:{expected}" in told(written(tmp_path, f"organisation: X\n{line}\n"))
