"""Whatever makes the watch less strict is told in the next report, with what it silenced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.catalogue.compare import changes_between
from monitor.engine.changes import settings_of
from monitor.engine.loosened import Then, loosened
from monitor.model.evidence import Evidence
from monitor.model.finding import Finding
from monitor.model.life import Loosened, Loosening
from monitor.model.words import Family, Severity, Status, Tier
from tests.engine.world import AS_OF, SPEED, catalogue, rule
from tests.store.examples import run

BEFORE = date(2025, 5, 31)
LIMITS = {"main_kpis_per_level": 7, "main_kpis_per_person": 7, "false_findings_per_100_kpi_years": 1.0}
RULES = [rule(SPEED), rule("no-owner")]
KPI: dict[str, Any] = {"direction": "lower", "unit": "hours", "targets": [{"from": date(2025, 1, 1), "value": 4}]}


def found(id: str = "F-1", kpi: str = "a", **said: Any) -> Finding:
    evidence = Evidence(kpi, **{"p_value": 1e-5, **said.pop("evidence", {})})
    usual: dict[str, Any] = {"rule": SPEED, "pattern": "paired-divergence", "family": Family.GOODHART}
    return Finding(id, rule_version=1, severity=Severity.HIGH, tier=Tier.FINDING, evidence=evidence, **{**usual, **said})


def settings(rules: Any = RULES, overrides: Any = None, **limits: Any) -> dict[str, object]:
    return settings_of(rules, overrides or {}, {**LIMITS, **limits})


def after(
    now: Any = None,
    then: Any = None,
    kpi_before: Any = KPI,
    kpi_now: Any = KPI,
    gone: Any = (),
    explained: Any = (),
    raised: Any = (),
) -> tuple[Loosened, ...]:
    earlier = catalogue(**({"a": kpi_before} if kpi_before else {}), b={})
    later = catalogue(**({"a": kpi_now} if kpi_now else {}), b={})
    changes = changes_between(earlier, later, AS_OF)
    before = run("R-0", BEFORE, tuple(raised), parameters=then or settings())
    return loosened(Then(before, tuple(gone), tuple(explained)), later, changes, now or settings(), AS_OF)


def kinds(told: tuple[Loosened, ...]) -> list[Loosening]:
    return [one.kind for one in told]


def test_nothing_changed_nothing_told():
    assert after() == ()


@pytest.mark.parametrize(
    ("limit", "looser", "stricter"),
    [("main_kpis_per_level", 9, 5), ("main_kpis_per_person", 9, 5), ("false_findings_per_100_kpi_years", 0.5, 2.0)],
)
def test_a_limit_is_told_when_it_is_loosened_and_not_when_it_is_tightened(limit, looser, stricter):
    assert kinds(after(settings(**{limit: looser}))) == [Loosening.LIMIT]
    assert after(settings(**{limit: stricter})) == ()


def test_a_rule_switched_off_is_told_with_what_it_silenced():
    (told,) = after(settings(RULES[1:]), gone=[found(), found("F-2", rule="no-owner")])
    assert (told.kind, told.rule, told.findings) == (Loosening.RULE_OFF, SPEED, ("F-1",))


def test_an_own_rule_that_was_rewritten_is_told_though_its_version_is_the_same():
    own = replace(RULES[0], id="own", builtin=False, text="severity: high")
    assert kinds(after(settings([own]), settings([own]))) == []
    assert kinds(after(settings([replace(own, text="severity: low")]), settings([own]))) == [Loosening.RULE_CHANGED]
    assert after(settings([replace(RULES[0], text="x"), RULES[1]])) == (), "a built-in rule comes with the program"


def test_parameters_set_otherwise_are_told_one_by_one_and_not_when_they_are_as_they_were_kept():
    set_now = settings(overrides={SPEED: {"smallest_effect": 5.0, "words": ("a",)}})
    told = after(set_now, gone=[found()])
    assert kinds(told) == [Loosening.PARAMETERS] * 2
    assert told[0].message.facts["value"] == "5.0" and told[0].findings == ("F-1",)
    assert after(set_now, {**set_now, "overrides": {SPEED: {"smallest_effect": 5.0, "words": ["a"]}}}) == ()
    assert after(settings(), set_now) == (), "back to the default"


@pytest.mark.parametrize(
    ("direction", "value", "eased"), [("lower", 5, True), ("lower", 3, False), ("higher", 3, True), ("higher", 5, False)]
)
def test_a_target_is_told_when_it_is_eased(direction, value, eased):
    one = {**KPI, "direction": direction}
    told = after(kpi_before=one, kpi_now={**one, "targets": [*KPI["targets"], {"from": date(2025, 6, 1), "value": value}]})
    assert kinds(told) == ([Loosening.TARGET] if eased else [])


def test_a_target_taken_away_or_a_range_widened_is_told():
    assert kinds(after(kpi_now={**KPI, "targets": []})) == [Loosening.TARGET]
    narrow, wide = ({"direction": "range", "targets": [{"from": date(2025, 1, 1), "low": low, "high": 9}]} for low in (3, 2))
    assert kinds(after(kpi_before=narrow, kpi_now=wide)) == [Loosening.TARGET]
    assert after(kpi_before=wide, kpi_now=narrow) == ()


def test_a_removed_kpi_counter_metric_and_consequence_are_told():
    assert kinds(after(kpi_now=None)) == [Loosening.KPI_REMOVED]
    paired = {**KPI, "counter": ["b"], "consequence": "bonus"}
    assert kinds(after(kpi_before=paired)) == [Loosening.COUNTER_REMOVED, Loosening.CONSEQUENCE_REMOVED]
    assert after(kpi_now=paired) == ()
    assert after(kpi_before={**KPI, "consequence": "bonus"}, kpi_now={**KPI, "consequence": "pay"}) == ()


def test_what_a_removed_kpi_had_is_named():
    (told,) = after(kpi_now=None, gone=[found(), found("F-2", "b"), found("F-3", "b", evidence={"related": ("a",)})])
    assert told.findings == ("F-1", "F-3")


def test_a_note_written_after_the_finding_is_told():
    explained = found(evidence={"explained": "New phones"}, status=Status.EXPLAINED)
    (told,) = after(raised=[found()], explained=[explained])
    assert (told.kind, told.findings, told.message.facts["note"]) == (Loosening.NOTE, ("F-1",), "New phones")
    assert after(raised=[], explained=[explained]) == (), "explained from the first day"
    assert after(raised=[found(status=Status.FALSE_ALARM)], explained=[explained]) == ()
