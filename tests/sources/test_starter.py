"""Projects that are started from tables must be accepted by the catalogue's reader and give all values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.catalogue.kpi_file import read_catalogue
from monitor.catalogue.library import load
from monitor.catalogue.project_file import read_project
from monitor.errors import ProjectError
from monitor.model.kpi import Catalogue
from monitor.model.words import Direction, Frequency, Language
from monitor.sources.read import Read, read_observations
from monitor.sources.starter import Asker, Nobody, start_project
from monitor.sources.starter_scalar import long_text, one_line, scalar

Start = Callable[..., Path]
MTA = Path(__file__).resolve().parents[3] / "shared" / "data" / "mta_kpi_2008_2017"


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Writes tables outside the project, starts a project from them, and returns its folder."""

    def starter(*tables: str, asker: Asker | None = None, language: Language = Language.EN) -> Path:
        files = []
        for number, text in enumerate(tables):
            files.append(tmp_path / f"table{number}.csv")
            files[-1].write_text(text, encoding="utf-8")
        start_project(tmp_path / "project", files, asker or Nobody(), load(), language)
        return tmp_path / "project"

    return starter


def read_back(folder: Path) -> tuple[Catalogue, Read]:
    project = read_project(folder, {})
    catalogue = read_catalogue(project, load())
    return catalogue, read_observations(project, catalogue, load(), {})


def mistakes(start: Start, *tables: str) -> str:
    with pytest.raises(ProjectError) as raised:
        start(*tables)
    return str(raised.value)


def test_a_wide_table_with_names_that_the_library_knows(start: Start) -> None:
    folder = start(
        "Periode;Svartid;CSAT;Egen ting\n" + "".join(f"2025-W{week:02};3,{week};80;1\n" for week in range(1, 9)),
        language=Language.DA,
    )
    catalogue, read = read_back(folder)
    assert list(catalogue.kpis) == ["svartid", "csat", "egen_ting"]
    assert catalogue["svartid"].like == "first-response-time" and catalogue["svartid"].direction is Direction.LOWER
    assert catalogue["svartid"].frequency is Frequency.WEEKLY and catalogue["egen_ting"].like is None
    assert len(read.observations) == 24 and not read.set_aside
    text = (folder / "kpis.yaml").read_text()
    assert "guessed: 'Svartid' in the KPI library" in text and "# fill in: unit, direction, owner, definition" in text
    assert "# unit from the KPI library: hours; write your own if it differs" in text


def test_a_long_table_in_the_form_of_the_contract_needs_no_columns(start: Start) -> None:
    folder = start("kpi,period,value,target\nfrt,2025-01,4,3\nfrt,2025-02,4,3\nfrt,2025-03,4,2\n")
    catalogue, read = read_back(folder)
    assert "columns" not in (folder / "kpi-monitor.yaml").read_text()
    assert [(str(target.start), target.value) for target in catalogue["frt"].targets] == [("2025-01-01", 3), ("2025-03-01", 2)]
    assert len(read.observations) == 3


STRANGE = "Avdeling;Nøkkeltall;Enhet;Retning;År;Måned;Resultat;Mål;Beskrivelse\n"


def test_a_norwegian_table_of_another_form(start: Start) -> None:
    lines = "".join(
        f"Drift;Egen ledetid;dager;ned;2024;{month};1.{month:03},5;10;Fra bestilling til levering\n" for month in range(1, 13)
    )
    folder = start(STRANGE + lines, language=Language.NB)
    catalogue, read = read_back(folder)
    kpi = catalogue["egen_ledetid"]
    assert (kpi.unit, kpi.direction, kpi.department, kpi.owner) == ("dager", Direction.LOWER, "Drift", "Drift")
    assert kpi.definition == "Fra bestilling til levering" and kpi.name == {Language.NB: "Egen ledetid"}
    assert read.observations["value"].tolist()[:2] == [1001.5, 1002.5] and set(read.observations["target"]) == {10}


def test_one_name_in_two_departments_with_codes_becomes_two_kpis(start: Start) -> None:
    lines = "".join(f"{a},{c},Own rate,2024,{m},{v},0\n" for a, c, v in (("North", 11, 1), ("South", 12, 2)) for m in range(1, 7))
    folder = start("agency,indicator_seq,indicator_name,period_year,period_month,actual,goal\n" + lines)
    catalogue, read = read_back(folder)
    assert {kpi.id: kpi.source_names for kpi in catalogue.kpis.values()} == {"own_rate": ("11",), "own_rate_south": ("12",)}
    assert read.observations.groupby("kpi")["value"].first().to_dict() == {"own_rate": 1, "own_rate_south": 2}


def test_one_name_in_two_departments_without_codes_becomes_segments(start: Start) -> None:
    lines = "".join(f"{a},Own rate,2024-{m:02},{m}\n" for a in ("North", "South") for m in range(1, 7))
    _, read = read_back(start("agency,indicator,date,actual\n" + lines))
    assert set(read.observations["segment"]) == {"agency=North", "agency=South"} and len(read.observations) == 12


def test_a_target_of_zero_is_proposed_as_missing_but_never_taken_as_missing(start: Start) -> None:
    lines = "".join(f"rate,2024-{month:02},5,{0 if month > 3 else 4}\n" for month in range(1, 13))
    folder = start("kpi,period,value,target\n" + lines)
    project = (folder / "kpi-monitor.yaml").read_text()
    assert "In 9 rows the target is 0" in project and "    # missing_targets: [0]" in project
    catalogue, read = read_back(folder)
    assert [(target.value, str(target.until)) for target in catalogue["rate"].targets] == [(4, "2024-03-31")]
    assert (read.observations["target"] == 0).sum() == 9


def test_a_target_that_changes_in_every_period_stays_in_the_data(start: Start) -> None:
    folder = start("kpi,period,value,goal\n" + "".join(f"rate,2024-{month:02},5,{month}\n" for month in range(1, 13)))
    catalogue, read = read_back(folder)
    assert not catalogue["rate"].targets and read.observations["target"].tolist() == list(range(1, 13))
    assert "it is read from 'goal', period by period" in (folder / "kpis.yaml").read_text()


def test_a_list_of_kpis_beside_the_values(start: Start) -> None:
    values = "kpi,period,value\n" + "".join(f"Own rate,2024-{month:02},5\n" for month in range(1, 7))
    listed = 'Name,Description,Unit,Desired change,Owner\nOwn rate,"What it is: ""this"", and # that",per cent,N,anna@x.example\n'
    folder = start(values, listed)
    catalogue, _ = read_back(folder)
    kpi = catalogue["own_rate"]
    assert (kpi.definition, kpi.unit, kpi.owner) == ('What it is: "this", and # that', "%", "anna@x.example")
    assert kpi.direction is Direction.UNCLEAR
    assert not (folder / "data" / "table1.csv").exists()


@dataclass
class Person:
    """Answers yes to everything, and remembers what was asked."""

    asked: list[str] = field(default_factory=list)

    def text(self, question: str, default: str) -> str:
        self.asked.append(question)
        return "Nordlys: A/S"

    def yes(self, question: str, default: bool) -> bool:
        self.asked.append(question)
        return True


def test_a_person_is_asked_what_is_uncertain(start: Start) -> None:
    person = Person()
    header = "period,Mean distance before failure\n"
    folder = start(header + "".join(f"2024-{month:02},5\n" for month in range(1, 7)), asker=person)
    assert read_project(folder, {}).organisation == "Nordlys: A/S"
    likes = [kpi.like for kpi in read_back(folder)[0].kpis.values()]
    assert len(person.asked) == 1 + ("confirmed" in (folder / "kpis.yaml").read_text()) and likes[0] is not None


def test_nothing_is_overwritten(start: Start) -> None:
    text = "kpi,period,value\nrate,2024,1\nrate,2025,2\n"
    folder = start(text)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    said = mistakes(start, text)
    for name in ("kpi-monitor.yaml", "kpis.yaml", "data/table0.csv"):
        assert f"project/{name}: the file is there already; it is not overwritten" in said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_files_of_the_folder_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text("kpi,period,value\nrate,2024,1\nrate,2025,2\n")
    written = start_project(tmp_path, [tmp_path / "figures.csv"], Nobody(), load(), Language.EN)
    assert "file: figures.csv" in (tmp_path / "kpi-monitor.yaml").read_text() and not (tmp_path / "data").exists()
    assert sorted(path.name for path in written) == [
        "kpi-monitor.schema.json",
        "kpi-monitor.yaml",
        "kpis.schema.json",
        "kpis.yaml",
    ]
    assert len(read_back(tmp_path)[1].observations) == 2


def test_what_cannot_be_understood_is_told_and_leaves_nothing(start: Start, tmp_path: Path) -> None:
    assert "it is not clear what this table holds" in mistakes(start, "a,b\n1,2\n")
    assert "'value' stands twice" in mistakes(start, "kpi,period,value,value\na,2024-01,1,2\n")
    assert "no file has values" in mistakes(start, "Name,Unit\nOwn rate,days\n")
    assert "line 3" in mistakes(start, "KPI report,,\nof 2024,,\nkpi,period,value\nrate,2024-01,1\n")
    assert not (tmp_path / "project").exists()
    with pytest.raises(ProjectError, match="there is no such file"):
        start_project(tmp_path / "project", [tmp_path / "gone.csv"], Nobody(), load(), Language.EN)


@given(st.text(min_size=1, max_size=200).map(one_line).filter(bool))
def test_any_text_comes_back_from_yaml(text: str) -> None:
    import yaml

    read = yaml.safe_load(f"key: {scalar(text)}   # comment\n" + "\n".join(long_text("long", text, 0)))
    assert read == {"key": text, "long": text}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=25).map(one_line).filter(bool), min_size=1, max_size=4
    )
)
def test_strange_names_give_a_project_that_reads_or_a_mistake(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    import csv

    folder = tmp_path_factory.mktemp("strange")
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["kpi", "period", "value"], *([name, f"2024-{month:02}", month] for name in names for month in range(1, 5))]
        )
    try:
        start_project(folder, [folder / "table.csv"], Nobody(), load(), Language.EN)
    except ProjectError as error:
        assert error.problems
    else:
        read_back(folder)


@pytest.mark.skipif(not MTA.is_dir(), reason="the folder ../shared/data with the MTA's indicators is not here")
def test_the_mta_indicators_as_they_are(tmp_path: Path) -> None:
    files = [MTA / "mta_indicator_catalogue.csv.gz", MTA / "mta_kpi_monthly.csv.gz"]
    start_project(tmp_path / "mta", files, Nobody(), load(), Language.EN)
    catalogue, read = read_back(tmp_path / "mta")
    assert len(catalogue.kpis) == 21 and len(read.observations) == 2077 and not read.set_aside
    assert set(read.observations["frequency"]) == {"monthly"} and (read.observations["target"] == 0).sum() == 210
    otp = catalogue["on_time_performance"]
    assert (otp.unit, otp.direction, otp.owner) == ("%", Direction.HIGHER, "Long Island Rail Road")
    assert otp.definition is not None and otp.definition.startswith("The percent of commuter trains")
    assert otp.like == "on-time-performance" and len(otp.targets) >= 3
    assert catalogue["employee_lost_time_rate"].direction is Direction.LOWER
