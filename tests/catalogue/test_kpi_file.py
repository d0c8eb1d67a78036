from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from monitor.catalogue.kpi_file import catalogue_from, read_catalogue
from monitor.catalogue.library import load
from monitor.catalogue.project_file import read_project
from monitor.errors import Place, ProjectError
from monitor.model.kpi import Benchmark, Catalogue, Decision, Note, Records, Review, Revisions, Target, Threshold
from monitor.model.words import Consequence, Direction, Frequency, Language, Level
from tests.catalogue import examples


def read(folder: Path, kpis: str, catalogue: str = "kpis.yaml") -> Catalogue:
    project_file = examples.PROJECT.replace("catalogue: kpis.yaml", f"catalogue: {catalogue}")
    project = read_project(examples.project(folder, project_file, kpis), examples.ENVIRONMENT)
    return read_catalogue(project, load())


def told(folder: Path, kpis: str) -> str:
    with pytest.raises(ProjectError) as caught:
        read(folder, kpis)
    return str(caught.value).replace(f"{folder.as_posix()}/", "")


def test_a_name_of_ones_own_is_kept_in_every_language():
    kpis = {
        "a": {"like": "on-time-performance", "name": "Babylon branch"},
        "b": {"like": "on-time-performance", "name": "On-Time Performance"},
        "c": {"like": "on-time-performance"},
    }
    catalogue = catalogue_from(kpis, load(), Language.EN)
    assert [catalogue[kpi].called(Language.DA) for kpi in kpis] == ["Babylon branch", "Punktlighed", "Punktlighed"]


def test_the_example_of_the_contract(tmp_path: Path):
    kpi = read(tmp_path, examples.KPIS + examples.COUNTERS)["first_response_time"]
    assert kpi.place == Place((tmp_path / "kpis.yaml").as_posix(), 2, 3)
    assert (kpi.like, kpi.unit, kpi.direction, kpi.level) == ("first-response-time", "hours", Direction.LOWER, Level.DEPARTMENT)
    assert (kpi.called(Language.DA), kpi.called(Language.EN)) == ("Svartid", "First response time")
    assert kpi.called(Language.SV) == load()["first-response-time"].name[Language.SV], "what is not said comes from the library"
    assert kpi.targets == (
        Target(date(2024, 1, 1), 4, set_on=date(2023, 12, 10), deadline=date(2024, 12, 31), reason="Board plan 2024"),
        Target(date(2025, 1, 1), 2, until=date(2025, 12, 31)),
    )
    assert kpi.benchmark == Benchmark(6, "Branch survey 2024")
    assert kpi.records == Records("cases", "first_response_hours", "category <> 'spam'")
    assert kpi.threshold == Threshold(4, "below", True)
    assert (kpi.consequence, kpi.main, kpi.version) == (Consequence.BONUS, True, 2)
    assert (kpi.counter, kpi.usual_counter) == (("csat", "repeat_contacts"), ("csat",))
    assert kpi.reviewed == Review(date(2025, 6, 30), Frequency.YEARLY)
    assert kpi.decisions == (Decision(date(2025, 3, 3), "Two more agents on Mondays"),)
    assert kpi.notes == (Note(date(2025, 5, 5), "New phone system", date(2025, 5, 18)),)
    assert kpi.revisions == Revisions("up", 56)
    assert kpi.tags >= load()["first-response-time"].tags
    assert "level" in kpi.given
    assert "tags" not in kpi.given


def test_the_library_fills_whatever_is_not_said_but_never_level_owner_targets_or_benchmark():
    kpi = catalogue_from({"s": {"like": "csat", "unit": "%", "tags": ["mine"]}}, load(), Language.DA)["s"]
    entry = load()["csat"]
    assert (kpi.unit, kpi.direction, kpi.frequency, kpi.formula) == ("%", entry.direction, entry.frequency, entry.formula)
    assert (kpi.measures, kpi.timing, kpi.perspective, kpi.category) == (
        entry.measures,
        entry.timing,
        entry.perspective,
        entry.category,
    )
    assert kpi.name == entry.name
    assert kpi.definition == entry.definition[Language.DA]
    assert kpi.tags == entry.tags | {"mine"}
    assert (kpi.level, kpi.owner, kpi.targets, kpi.benchmark) == (None, None, (), None)
    assert kpi.given == {"like", "unit", "tags"}


def test_a_plain_name_is_in_the_language_of_the_project():
    assert catalogue_from({"s": {"name": "Svartid"}}, load(), Language.DA)["s"].name == {Language.DA: "Svartid"}


def test_usual_counter_metrics_are_found_by_like_only():
    content = {"speed": {"like": "first-response-time"}, "happy": {"like": "csat"}, "csat": {"name": "Customer satisfaction"}}
    catalogue = catalogue_from(content, load())
    assert catalogue["speed"].usual_counter == ("happy",)
    assert catalogue["csat"].like is None
    assert catalogue["csat"].tags == frozenset(), "a KPI that is called like one of the library is not matched silently"


def test_what_safe_load_gives_is_understood():
    content = yaml.safe_load(examples.KPIS + examples.COUNTERS)["kpis"]
    kpi = catalogue_from(content, load())["first_response_time"]
    assert kpi.decisions == (Decision(date(2025, 3, 3), "Two more agents on Mondays"),)
    assert kpi.targets[0].start == date(2024, 1, 1)


def test_mistakes_in_content_are_told_by_keys():
    with pytest.raises(ProjectError) as caught:
        catalogue_from({"a": {"name": "A", "targets": [{"from": "soon", "value": 1}]}}, load(), file="case 2")
    assert str(caught.value).startswith("case 2, a.targets[0].from: 'from': 'soon' is no date")


def test_yaml_1_1_traps(tmp_path: Path):
    text = "kpis:\n  no: {name: {nb: 12:30, da: off}, owner: on, decisions: [{on: 2025-03-03, what: yes}], goal: 1:30}\n"
    kpi = read(tmp_path, text)["no"]
    assert kpi.name == {Language.NB: "12:30", Language.DA: "off"}
    assert (kpi.owner, kpi.goal) == ("on", "1:30")
    assert kpi.decisions == (Decision(date(2025, 3, 3), "yes"),)


def test_references_within_a_file_are_understood(tmp_path: Path):
    text = "kpis:\n  a: {name: A, targets: &t [{from: 2024-01-01, value: 1}]}\n  b: {name: B, targets: *t}\n"
    catalogue = read(tmp_path, text)
    assert catalogue["a"].targets == catalogue["b"].targets == (Target(date(2024, 1, 1), 1),)


def test_a_key_with_nothing_behind_it_counts_as_not_written(tmp_path: Path):
    kpi = read(tmp_path, 'kpis:\n  a:\n    name: A\n    owner:\n    goal: ""\n    counter:\n')["a"]
    assert (kpi.owner, kpi.goal, kpi.counter, kpi.given) == (None, None, (), {"name"})


def test_several_files_in_the_order_of_their_names(tmp_path: Path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.yaml").write_text("kpis: {b: {name: B, counter: [a]}}")
    (tmp_path / "more" / "a.yaml").write_text("kpis: {a: {name: A}}")
    catalogue = read(tmp_path, "kpis: {z: {name: Z}}", "[kpis.yaml, 'more/*.yaml', more/a.yaml]")
    assert list(catalogue.kpis) == ["z", "a", "b"]
    assert [Path(file).name for file in catalogue.files] == ["kpis.yaml", "a.yaml", "b.yaml"]


def test_a_pattern_leaves_out_the_project_file(tmp_path: Path):
    assert list(read(tmp_path, "kpis: {z: {name: Z}}", "'*.yaml'").kpis) == ["z"]


def test_one_id_in_two_files(tmp_path: Path):
    (tmp_path / "more.yaml").write_text("kpis:\n  z: {name: Z}\n")
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, "kpis:\n\n  z: {name: Z}\n", "[kpis.yaml, more.yaml]")
    (problem,) = caught.value.problems
    assert (Path(problem.where.file).name, problem.where.line) == ("more.yaml", 2)
    assert "kpis.yaml:3:3" in problem.what


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "kpis.yaml:1:1: the file is empty; expected `kpis:`"),
        ("- a", "kpis.yaml:1:1: this is no KPI catalogue"),
        ("a: {name: A}", "kpis.yaml:1:1: 'kpis' is missing"),
        ("kpi: {a: {name: A}}", "kpis.yaml:1:1: there is no key 'kpi'; expected one of kpis; did you mean 'kpis'?"),
        ("kpis:", "kpis.yaml:1:1: there are no KPIs"),
        ("kpis:\n- name: A\n", "kpis.yaml:2:1: 'kpis' is a list; expected `kpis:`"),
        ("kpis: {'': {name: A}}", "'' cannot be the id of a KPI"),
        ('kpis: {"a\\tb": {name: A}}', "'a\\tb' cannot be the id of a KPI"),
        (
            "kpis: {a: {name: A, records: {events: casses}}}",
            "1:39: the project has no events 'casses'; expected one of cases; did you mean",
        ),
        ("kpis: {a: {name: A, supports: keep our customers}, b: {name: Keep our customer}}", "did you mean 'b'? A goal in words"),
    ],
)
def test_single_mistakes(tmp_path: Path, text: str, expected: str):
    assert expected in told(tmp_path, text)


def test_a_goal_in_words_is_no_mistake(tmp_path: Path):
    assert read(tmp_path, "kpis: {a: {name: A, supports: Growth in Norway}, b: {name: B}}")["a"].supports == "Growth in Norway"


def test_the_fingerprint_follows_what_is_said_not_where_it_stands(tmp_path: Path):
    one = read(tmp_path, "kpis: {a: {name: A}, b: {name: B, owner: x}}")
    two = read(tmp_path, "kpis:\n\n  b: {owner: x, name: B}\n  a: {name: A}\n")
    other = read(tmp_path, "kpis: {a: {name: A}, b: {name: B, owner: y}}")
    assert one.fingerprint == two.fingerprint != other.fingerprint
    assert len(one.fingerprint) == 64
    assert replace(one.kpis["a"], place=two["a"].place) == two["a"]
