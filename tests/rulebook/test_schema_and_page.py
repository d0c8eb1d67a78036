from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from monitor import resources
from monitor.rulebook import reference_page
from monitor.rulebook.new import copy_of, is_id, template
from monitor.rulebook.read import builtin_rules, read_rule
from monitor.rulebook.schema import rule_schema, schema_text
from monitor.yaml_marks import read_marked
from tests.rulebook.packs import RULE

REMAKE = "make it again with: python -m monitor.rulebook.reference_page"
ROOT = Path(__file__).resolve().parents[2]


def test_the_shipped_schema_is_that_of_the_reader():
    assert resources.text("rules/schemas/rule.schema.json") == schema_text(), REMAKE


def test_the_reference_page_is_that_of_the_rules():
    assert (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8") == reference_page.page(), REMAKE


def test_every_builtin_rule_is_right_by_the_schema():
    validator = jsonschema.Draft202012Validator(rule_schema())
    for rule in builtin_rules().values():
        errors = [error.message for error in validator.iter_errors(read_marked(rule.text, rule.id).content)]
        assert errors == [], rule.id


@pytest.mark.parametrize(("old", "new"), [("no-owner", "no-ownr"), ("[P47]", "[P99]"), ("rewarded", "rewardd"), ("high", "hihg")])
def test_schema_and_reader_refuse_the_same(old: str, new: str):
    text = RULE.replace(old, new, 1)
    assert list(jsonschema.Draft202012Validator(rule_schema()).iter_errors(read_marked(text, "x").content))
    assert read_rule(text, "bonus-without-owner.yaml", builtin=False)[1]


@pytest.mark.parametrize("language", ["en", "da", "nb", "sv"])
def test_a_new_rule_is_right_as_it_stands(language: str):
    rule, problems = read_rule(template("my-own", language), "rules/my-own.yaml", builtin=False)
    assert problems == []
    assert rule is not None and rule.id == "my-own"


def test_a_copy_has_its_own_id():
    rule, problems = read_rule(copy_of(builtin_rules()["stale-data"], "stale-here"), "stale-here.yaml", builtin=False)
    assert problems == []
    assert rule is not None and rule.id == "stale-here"


def test_ids():
    assert is_id("bonus-without-owner") and is_id("a1")
    assert not any(is_id(text) for text in ("", "Bad", "a_b", "a--b", "-a", "a-", "a b", "../a"))
