"""One cause is one finding; and what changed in what we measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.engine.causes import causes
from monitor.engine.changes import changes_since, settings_of
from monitor.engine.tiers import Raised
from monitor.model.evidence import Names, Quantity
from monitor.model.finding import Promise, RunResult
from monitor.model.kpi import Target
from monitor.model.situation import CatalogueChange
from monitor.model.words import Severity, Tier
from tests.engine.world import AS_OF, SPEED, SPLITTING, catalogue, rule, seen

BREAK = "unexplained-break"


def raised(name: str = SPEED, tier: Tier = Tier.FINDING, **said: Any) -> Raised:
    return Raised(rule(name), seen(**said), tier)


# Causes


def test_several_rules_about_one_kpi_at_one_time_are_one_finding_under_the_most_specific_word():
    (cause,) = causes([raised(SPEED, related=("b",)), raised(SPLITTING, p_value=1e-4, related=("c",))])
    assert cause.first.rule.id == SPLITTING, "how goes before that something happened, though its p-value is larger"
    assert [one.rule for one in cause.also] == [SPEED]
    assert set(cause.first.evidence.related) == {"b", "c"}


def test_a_finding_leads_what_is_only_worth_asking():
    (cause,) = causes([raised(SPLITTING, Tier.WATCH), raised(SPEED)])
    assert cause.first.rule.id == SPEED and cause.first.tier is Tier.FINDING


@pytest.mark.parametrize(
    "other",
    [
        raised(SPLITTING, kpi="b"),
        raised(SPLITTING, start=date(2021, 1, 1), end=date(2021, 6, 30)),
        raised(SPLITTING, segment=(("team", "north"),)),
        raised("target-eased-late", p_value=None),
        raised("no-owner", p_value=None),
    ],
    ids=["another KPI", "another time", "a segment", "a fact", "context"],
)
def test_what_has_another_cause_is_another_finding(other: Raised):
    assert len(causes([raised(SPEED), other])) == 2


def test_breaks_of_a_department_at_one_time_are_one_finding_with_one_leader():
    first, other = date(2024, 3, 4), date(2024, 3, 18)
    both = [
        raised(BREAK, kpi="a", related=("b",), onset=first, p_value=1e-4),
        raised(BREAK, kpi="b", related=("a",), onset=other),
    ]
    (cause,) = causes(both)
    assert cause.first.evidence.kpi == "a" and [one.kpi for one in cause.also] == ["b"], (
        "by name, not by p: the same in each look"
    )
    (later,) = causes(both, {causes([both[1]])[0].key})
    assert later.first.evidence.kpi == "b", "the one that a run before told of leads, so that it stays the same finding"
    apart = [raised(BREAK, kpi="a", onset=first), raised(BREAK, kpi="b", onset=other)]
    assert len(causes(apart)) == 2, "they were not seen together"


def test_the_order_in_which_rules_run_does_not_matter():
    some = [raised(SPEED), raised(SPLITTING), raised(SPEED, kpi="b"), raised("no-owner", p_value=None)]
    assert [one.key for one in causes(some)] == [one.key for one in causes(some[::-1])]


def test_the_key_holds_no_estimate():
    (one,) = causes([raised(SPEED)])
    for changed in (raised(SPEED, p_value=1e-9), raised(SPEED, start=date(2024, 2, 1)), raised(SPEED, tier=Tier.WATCH)):
        assert causes([changed])[0].key == one.key
    newer = replace(raised(SPEED), rule=rule(SPEED, version=9))
    assert causes([newer])[0].key == one.key
    for other in (raised(SPEED, identity="2024"), raised(SPEED, kpi="b"), raised(SPEED, segment=(("team", "x"),))):
        assert causes([other])[0].key != one.key


def test_the_same_evidence_twice_is_said_once():
    (cause,) = causes([raised(SPEED), raised(SPEED, p_value=1e-5), raised(SPEED, p_value=1e-4)])
    assert len(cause.also) <= 1 and cause.first.evidence.p_value == 1e-6


def test_the_evidences_own_severity_goes_before_the_rules():
    assert causes([raised(SPEED, severity=Severity.LOW)])[0].severity is Severity.LOW
    assert causes([raised(SPEED)])[0].severity is rule(SPEED).severity


# Changes since the run before


def result(settings: dict[str, Any]) -> RunResult:
    return RunResult(
        id="r", organisation="o", as_of=AS_OF, started=datetime(2025, 6, 30, tzinfo=UTC), seconds=1, version="0", kpis=1,
        observations=1, rules=1, data_fingerprint="", catalogue_fingerprint="", findings=(), explained=(), gone=(), grades=(),
        skipped=(), set_aside=(), promise=Promise(1, 0.1, 1, 1, "default"), parameters=settings,
    )  # fmt: skip


LIMITS = {"false_findings_per_100_kpi_years": 1.0, "main_kpis_per_level": 7}
SETTINGS = settings_of([rule(SPEED)], {}, LIMITS)


def told(*changes: CatalogueChange, **now: Any) -> list[str]:
    kpis = catalogue(a={"unit": "hours"})
    messages = changes_since(result(SETTINGS), kpis, changes, {**SETTINGS, **now})
    return [one.text.format(**{name: _plain(fact) for name, fact in one.facts.items()}) for one in messages]


def _plain(fact: Any) -> Any:
    return fact.value if isinstance(fact, Quantity) else fact.kpis[0] if isinstance(fact, Names) else fact


def test_a_first_run_and_an_unchanged_one_have_nothing_to_tell():
    change = CatalogueChange("a", "unit", "minutes", "hours", AS_OF)
    assert changes_since(None, catalogue(a={}), [change], SETTINGS) == ()
    assert told() == []


def test_loosened_limits_are_told_with_both_numbers():
    (sentence,) = told(limits={**LIMITS, "false_findings_per_100_kpi_years": 0.1})
    assert sentence == "The limit false_findings_per_100_kpi_years went from 1.0 to 0.1."


def test_rules_that_came_went_or_changed_are_told():
    assert told(rules={}) == [f"Rule {SPEED} is no longer used."]
    assert told(rules={SPEED: 2, "new": 1}) == ["Rule new is new.", f"Rule {SPEED} has a new version."]
    assert told(overrides={SPEED: {"look_closer": 0.01}}) == ["The parameters of rules were changed in the project file."]


def test_a_moved_target_is_told_with_both_values():
    before, after = ((Target(date(2024, 1, 1), 3),), (Target(date(2024, 1, 1), 3), Target(date(2025, 1, 1), 4)))
    assert told(CatalogueChange("a", "targets", before, after, AS_OF)) == ["a: the target went from 3 to 4."]
    assert told(CatalogueChange("a", "targets", (), after, AS_OF)) == ["a: the targets were changed."]


FIELDS = ["definition", "formula", "unit", "direction", "threshold", "counter", "owner", "consequence", "main"]


@pytest.mark.parametrize("field", FIELDS)
def test_other_changes_of_the_catalogue_are_told(field: str):
    (sentence,) = told(CatalogueChange("a", field, "x", "y", AS_OF))
    assert sentence.startswith("a: ") and sentence.endswith("changed.")


def test_kpis_that_were_added_or_removed_are_told():
    assert told(CatalogueChange("a", "kpi", None, "a", AS_OF), CatalogueChange("gone", "kpi", "gone", None, AS_OF)) == [
        "a was added.", "gone was removed."
    ]  # fmt: skip
