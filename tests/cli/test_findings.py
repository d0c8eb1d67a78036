"""`kpi-monitor findings` tells what the newest run found, from the store alone."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.cli._job import Wish, do
from tests.cli.project import CATALOGUE, kpi_monitor, project


def ran(folder: Path, day: date = date(2026, 1, 15)) -> Path:
    do(Wish(folder, os.environ, as_of=day), lambda step: None)
    return folder


@pytest.fixture(scope="module")
def nordlys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ran(project(tmp_path_factory.mktemp("nordlys")))


def listed(*arguments: object) -> list[dict[str, Any]]:
    shown = kpi_monitor("findings", "list", *arguments, "--json")
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)["findings"]  # type: ignore[no-any-return]


def test_a_list_for_people_and_programs(nordlys: Path) -> None:
    lines = kpi_monitor("findings", "list", nordlys).stdout.splitlines()
    assert lines[0].split("\t") == ["id", "severity", "tier", "status", "kpi", "title"]
    titles = {line.split("\t")[5].lower() for line in lines[1:]}
    assert "nobody is responsible for satisfaction" in titles
    assert "nobody is responsible for answering" not in titles


def test_the_document_of_the_contract(nordlys: Path) -> None:
    document = json.loads(kpi_monitor("findings", "list", nordlys, "--json").stdout)
    assert document["schema"] == 1
    assert document["run"]["organisation"] == "Nordlys" and document["run"]["as_of"] == "2026-01-15"
    assert document["findings"] and document["grades"]


def test_filters_narrow_and_add_up(nordlys: Path) -> None:
    everything = listed(nordlys)
    about = listed(nordlys, "--kpi", "csat")
    assert about and {finding["kpi"] for finding in about} == {"csat"}
    assert len(about) < len(everything)
    for name in ("severity", "tier", "family", "status"):
        word = everything[0][name]
        assert listed(nordlys, f"--{name}", word) == [finding for finding in everything if finding[name] == word]


def test_a_filter_that_nothing_passes_says_so(nordlys: Path) -> None:
    shown = kpi_monitor("findings", "list", nordlys, "--status", "waived")
    assert shown.returncode == 0
    assert len(shown.stdout.splitlines()) == 1
    assert "no findings of that kind" in shown.stderr


def test_an_unknown_kpi_is_a_mistake(nordlys: Path) -> None:
    shown = kpi_monitor("findings", "list", nordlys, "--kpi", "cst")
    assert shown.returncode == 2
    assert "did you mean 'csat'" in shown.stderr


def test_one_finding_in_full_however_its_id_is_written(nordlys: Path) -> None:
    finding = next(one for one in listed(nordlys) if one["rule"] == "no-owner")
    shown = kpi_monitor("findings", "show", finding["id"].removeprefix("F-").lower(), nordlys)
    assert shown.returncode == 0, shown.stderr
    for part in (finding["id"], finding["title"], finding["what"], finding["why"], finding["action"], *finding["innocent"]):
        assert part in shown.stdout


def test_an_unknown_id_is_a_mistake(nordlys: Path) -> None:
    shown = kpi_monitor("findings", "show", "F-ZZZZZ", nordlys)
    assert shown.returncode == 2
    assert "There is no finding 'F-ZZZZZ'" in shown.stderr


def test_before_the_first_run_it_says_what_to_do(tmp_path: Path) -> None:
    shown = kpi_monitor("findings", "list", project(tmp_path))
    assert shown.returncode == 2
    assert "make one: kpi-monitor run" in shown.stderr


def test_a_mended_finding_is_gone_and_can_still_be_shown(tmp_path: Path) -> None:
    ran(project(tmp_path))
    owner = next(one for one in listed(tmp_path) if one["rule"] == "no-owner")
    project(tmp_path, catalogue=CATALOGUE.replace("csat, name", "csat, owner: cmo@nordlys.example, name"))
    for day in (date(2026, 1, 22), date(2026, 1, 29)):
        ran(tmp_path, day)
        assert owner["id"] not in {one["id"] for one in listed(tmp_path)}
    shown = kpi_monitor("findings", "show", owner["id"], tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert owner["title"] in shown.stdout


def test_it_speaks_the_language_of_the_project(tmp_path: Path) -> None:
    ran(project(tmp_path, language="da"))
    assert "ingen har ansvaret for satisfaction" in kpi_monitor("findings", "list", tmp_path).stdout.lower()


def test_it_reads_the_store_even_when_the_catalogue_is_being_edited(tmp_path: Path) -> None:
    ran(project(tmp_path))
    (tmp_path / "kpis.yaml").write_text("kpis: [half a", encoding="utf-8")
    assert listed(tmp_path)
