import json
from dataclasses import replace

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from monitor import resources
from monitor.model.words import Language
from monitor.reporting.findings_json import document, plain
from tests.reporting.example import example

SCHEMA = json.loads(resources.text("reports/schemas/findings.schema.json"))


@pytest.fixture
def made() -> dict:
    ready = example()
    return document(ready.result, ready.rules, ready.situation.catalogue, Language.EN)


def test_the_document_is_valid_by_its_published_schema(made: dict) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(made)


def test_the_schema_refuses_what_the_contract_does_not_allow(made: dict) -> None:
    made["findings"][0]["tier"] = "certain"
    assert not Draft202012Validator(SCHEMA).is_valid(made)


def test_the_document_holds_what_the_contract_names(made: dict) -> None:
    finding = next(one for one in made["findings"] if one["id"] == "F-3K7Q2")
    assert (finding["kpi"], finding["related"], finding["from"], finding["to"]) == ("frt", ["csat"], "2024-09-09", "2025-09-28")
    assert finding["effect"]["value"] == pytest.approx(-1.19) and "shorter" in finding["effect"]["text"]
    assert made["grades"][8]["grade"] == "D" and made["grades"][8]["because"] == ["F-3K7Q2"]
    assert made["skipped"][0]["because"].replace("\N{NO-BREAK SPACE}", " ") == "needs 104 weeks, has 39 weeks"
    assert made["gone"] == ["F-GONE1"] and made["explained"][0]["explained_by"] == "New phone system"


def test_the_document_is_strict_json_whatever_the_numbers() -> None:
    ready = example()
    first = ready.result.findings[0]
    odd = replace(
        first.evidence, statistic=float("nan"), p_value=float("inf"), parameters={"a": np.float64(1.5), "b": (np.int64(2),)}
    )
    result = replace(ready.result, findings=(replace(first, evidence=odd),))
    text = json.dumps(document(result, ready.rules, ready.situation.catalogue, Language.DA), allow_nan=False)
    evidence = json.loads(text)["findings"][0]["evidence"]
    assert evidence["statistic"] is None and evidence["parameters"] == {"a": 1.5, "b": [2]}


def test_a_finding_of_a_rule_that_is_gone_is_still_told() -> None:
    ready = example()
    made = document(ready.result, {}, ready.situation.catalogue, Language.EN)
    assert made["findings"][0]["title"] == made["findings"][0]["rule"]


def test_plain_turns_everything_into_what_json_knows() -> None:
    assert plain({"a": {1, 2}, "b": np.array([1.0, np.nan])}) == {"a": [1, 2], "b": [1.0, None]}
