from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ProjectError
from monitor.model.words import Language, Severity
from monitor.rulebook.read import builtin_rules, read_rule, read_rules
from tests.rulebook.packs import RULE, written


def said(text: str, builtin: bool = False, file: str = "rules/context/bonus-without-owner.yaml") -> str:
    return "\n".join(map(str, sorted(read_rule(text, file, builtin)[1])))


def test_a_rule_is_read_whole(tmp_path: Path):
    written(tmp_path)
    rule = read_rules([tmp_path])["bonus-without-owner"]
    assert rule.severity is Severity.HIGH
    assert rule.kpis.conditions == {"rewarded": ("true",), "owner": ("absent",)}
    assert rule.said(Language.SV).title.startswith("{kpi}"), "own rules may speak one language, which then serves for all"
    assert [case.fires for case in rule.cases] == [True, False]
    assert not rule.builtin and rule.text == RULE


def test_a_rule_right_as_it_stands_has_no_problems():
    assert said(RULE) == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("pattern: no-owner", "pattern: no-ownr", ":3:10: 'no-ownr' is no pattern"),
        ("pattern: no-owner", "pattern: no-ownr", "did you mean 'no-owner'?"),
        ("check: catalogue_fact", "check: catalog_fact", "did you mean 'catalogue_fact'?"),
        ("severity: high", "severity: hihg", ":6:11: 'hihg' is not known here"),
        ("severity: high", "severty: high", "did you mean 'severity'?"),
        ("version: 1", "version: one", "'version' is 'one'; expected a whole number"),
        ("pitfalls: [P47]", "pitfalls: [P99]", "'P99' is no pitfall"),
        ("{rewarded: true,", "{rewardd: true,", "did you mean 'rewarded'?"),
        ("{rewarded: true,", "{level: [compny],", "did you mean 'company'?"),
        ("{rewarded: true,", "{tags: [sped],", "'sped' is no tag of the KPI library"),
        ("{rewarded: true,", "{level: [],", "the rule would select nothing"),
        ("{rewarded: true,", "{any: [],", "'any' needs a list of selectors"),
        ("{kpi} pays", "{kpy} pays", "Nothing fills the placeholder '{kpy}'"),
        ("{kpi} pays", "{kpi pays", "A brace is not closed"),
        ("  en:", "  no:", "'no' is not known here; expected one of da, en, nb, sv"),
        ("status: stable", "status: stable\nparameters: {elsewere: low}", "did you mean 'elsewhere'?"),
        ("status: stable", "status: stable\nparameters: {elsewhere: none}", "expected one of critical, high, low, medium"),
        ("status: stable", "status: stable\nroles: {counter: {}}", "has no role 'counter'"),
        ("id: bonus-without-owner", "id: other", "the same name for both"),
        ("fires: false", "fires: true", "No case shows that the rule stays quiet"),
        ("name: an owner", "name: no owner", "Two cases are called 'no owner'"),
        ('innocent: ["The owner may be known to all."]', "innocent: []", "0 innocent explanations in 'en'"),
        ("owner: absent}", "owner: absent, none: [{owner: absent}]}", "These conditions exclude each other"),
    ],
)
def test_a_mistake_is_told_with_its_mend(old: str, new: str, expected: str):
    assert old in RULE
    assert expected in said(RULE.replace(old, new))


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path):
    written(tmp_path, RULE.replace("severity: high", "severity: hihg").replace("[P47]", "[P99]"))
    written(tmp_path / "more", RULE.replace("version: 1", "version: x"), "second.yml")
    with pytest.raises(ProjectError) as caught:
        read_rules([tmp_path, tmp_path / "nowhere"])
    assert "nowhere" in str(caught.value)
    with pytest.raises(ProjectError) as caught:
        read_rules([tmp_path])
    assert len(caught.value.problems) == 3


def test_an_id_is_used_once(tmp_path: Path):
    written(tmp_path, RULE.replace("bonus-without-owner", "no-owner"), "no-owner.yaml")
    with pytest.raises(ProjectError, match=r"already the id of the rule in rules/context/no-owner\.yaml"):
        read_rules([tmp_path])


def test_a_builtin_rule_owes_more():
    told = said(RULE, builtin=True, file="rules/overload/bonus-without-owner.yaml")
    assert "No words in da, nb, sv" in told
    assert "move the file to rules/context/" in told


def test_a_goodhart_rule_owes_two_readings_and_a_source():
    goodhart = RULE.replace("pattern: no-owner", "pattern: digit-heaping")
    told = said(goodhart)
    assert "'references' is missing" in told
    assert "at least 2" in told
    assert "shows both readings" in told


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n", "id: [1\n"])
def test_what_is_no_rule_is_told_so(text: str):
    assert said(text)


def test_the_builtin_rules_are_right():
    rules = builtin_rules()
    assert len(rules) > 40
    assert all(rule.builtin and set(rule.words) == set(Language) for rule in rules.values())
