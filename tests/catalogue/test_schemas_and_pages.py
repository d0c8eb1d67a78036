"""The JSON Schemas and the reference pages say what the reader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from monitor import resources
from monitor.catalogue import reference_pages, schemas
from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.catalogue.project_file import read_project
from monitor.errors import ProjectError
from monitor.yaml_marks import read_marked
from tests.catalogue import examples

PAGES = Path(__file__).parents[2] / "docs" / "reference"
REMAKE = "make them again with: python -m monitor.catalogue.reference_pages"


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resources.text(f"rules/schemas/{name}"))
    return found


def errors(name: str, text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema(name))
    return [error.message for error in validator.iter_errors(read_marked(text, name).content)]


@pytest.mark.parametrize("name", schemas.FILES)
def test_the_shipped_schemas_are_those_of_the_reader(name: str):
    assert resources.text(f"rules/schemas/{name}") == schemas.texts()[name], REMAKE
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_the_examples_are_right_by_the_schemas():
    assert errors("kpi-monitor.schema.json", examples.PROJECT) == []
    assert errors("kpis.schema.json", examples.KPIS + examples.COUNTERS) == []


@pytest.mark.parametrize(
    "kpi",
    [
        "{}",
        "{nme: A}",
        "{name: A, direction: up}",
        "{name: {no: A}}",
        "{name: A, targets: [{value: 1}]}",
        "{name: A, main: yes}",
        "{name: 3}",
    ],
)
def test_reader_and_schema_refuse_the_same(kpi: str):
    text = f"kpis: {{a: {kpi}}}"
    assert errors("kpis.schema.json", text)
    with pytest.raises(ProjectError):
        catalogue_from(read_marked(text, "k").content["kpis"], load())


@pytest.mark.parametrize("page", reference_pages.PAGES)
def test_the_tables_of_the_pages_are_those_of_the_reader(page: str):
    text = (PAGES / page).read_text(encoding="utf-8")
    assert text == reference_pages.page_of(text, reference_pages.PAGES[page]), REMAKE


def test_every_key_has_a_description():
    for model in reference_pages.PAGES.values():
        assert not re.search(r"\|\s*\|$", reference_pages.tables_of(model), re.M)


def test_the_examples_of_the_pages_can_be_read(tmp_path: Path):
    project, kpis = (
        re.findall(r"```yaml\n(.*?)```", (PAGES / page).read_text("utf-8"), re.S)[0] for page in reference_pages.PAGES
    )
    read = read_project(examples.project(tmp_path, project, kpis), examples.ENVIRONMENT)
    assert read.organisation == "Nordlys Kundeservice A/S"
    assert "first_response_time" in catalogue_from(read_marked(kpis, "k").content["kpis"], load()).kpis
