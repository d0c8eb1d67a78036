"""How far each KPI can be trusted: the worst serious evidence decides, and what would be better is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log10
from typing import Any

import numpy as np
import pytest

from monitor.engine import grades
from monitor.engine.as_of import known_on
from monitor.engine.grades import grade_all
from monitor.engine.looks import FAMILIES, Look, e_value, looks_at
from monitor.engine.tiers import Sorted, sort_outcomes
from monitor.model.evidence import Evidence, Healthy
from monitor.model.finding import Finding, Grade
from monitor.model.words import PATTERNS, Family, Letter, Status, Tier
from tests.engine.world import AS_OF, SPEED, SPLITTING, fine, rule, situation

SMOOTH, HUGGING, SELECTED, DECAY, JUMP = (
    "too-smooth", "stops-at-the-target", "fewer-asked-happier-answers", "tells-less-than-before", "unexplained-break",
)  # fmt: skip
TARGET = {"targets": [{"from": "2023-01-01", "value": 4}]}
PAIR = (SPEED, fine(related=("b",), power=0.9))
SHAPE = (SMOOTH, fine())
HISTORY = (JUMP, fine())
Looked = tuple[str, Healthy]


def finding(name: str = SPEED, tier: Tier = Tier.FINDING, kpi: str = "a", p_value: float | None = None, **said: Any) -> Finding:
    made = rule(name)
    return Finding(name, name, 1, made.pattern, made.family, made.severity, tier, Evidence(kpi, p_value=p_value), **said)


def outcome(looked: list[Looked], periods: int = 36) -> Sorted:
    at = situation({"a": np.arange(float(periods))})
    return sort_outcomes([(rule(name), one) for name, one in looked], at)


def grade(findings: list[Finding], looked: list[Looked], periods: int = 36, **kpi: Any) -> Grade:
    at = situation({"a": np.arange(float(periods))}, a=kpi)
    at = replace(at, catalogue=known_on(at.catalogue, AS_OF))
    found = grade_all(at, findings, outcome(looked, periods))[0]
    assert found.reasons, "a grade without a reason"
    assert set(found.because) <= {one.id for one in findings}
    return found


def says(found: Grade) -> list[str]:
    return [message.text for message in found.reasons]


@pytest.mark.parametrize(
    ("findings", "looked", "expected"),
    [
        ([], [PAIR, HISTORY], Letter.B),
        ([], [SHAPE, HISTORY], Letter.B),
        ([], [HISTORY], Letter.C),
        ([], [PAIR, (DECAY, fine())], Letter.C),
        ([], [], Letter.NOT_ASSESSED),
        ([finding("no-owner")], [PAIR, SHAPE, HISTORY], Letter.C),
        ([finding("no-formula")], [PAIR, HISTORY], Letter.B),
        ([finding("no-benchmark")], [PAIR, HISTORY], Letter.B),
        ([finding(SPEED, Tier.WATCH)], [PAIR, HISTORY], Letter.C),
        ([finding(SPEED)], [PAIR, HISTORY], Letter.D),
        ([finding(SPEED), finding("no-owner")], [PAIR, HISTORY], Letter.D),
        ([finding(SPEED, Tier.CONFIRMED), finding(SPLITTING)], [PAIR, HISTORY], Letter.E),
        ([finding(SPEED, kpi="b")], [PAIR, HISTORY], Letter.B),
        ([finding(SPEED, status=Status.WAIVED)], [PAIR, HISTORY], Letter.D),
    ],
)
def test_the_worst_serious_evidence_decides(findings: list[Finding], looked: list[Looked], expected: Letter):
    assert grade(findings, looked).letter is expected


@pytest.mark.parametrize(("periods", "expected"), [(11, Letter.NOT_ASSESSED), (12, Letter.C), (24, Letter.B)])
def test_looks_that_do_not_tell_their_power_need_two_years_of_months(periods: int, expected: Letter):
    assert grade([], [SHAPE, HISTORY], periods).letter is expected


def test_what_is_doubted_is_doubted_however_short_it_is():
    assert grade([finding(SPEED)], [], 5).letter is Letter.D


def test_easy_checks_buy_no_trust():
    """Ten rules of one family are one way of looking."""
    same = [(SPEED, fine(related=("b",), power=0.9)), (DECAY, fine(power=0.9)), ("parts-better-whole-not", fine(power=0.9))]
    assert grade([], same).letter is Letter.C


def test_without_power_there_is_no_grade_and_the_chance_is_said():
    found = grade([], [(SPEED, fine(related=("b",), power=0.1)), (SELECTED, fine(power=0.22))])
    assert found.letter is Letter.NOT_ASSESSED
    assert [fact.value for message in found.reasons for fact in message.facts.values()] == [2.0]  # type: ignore[union-attr]


def test_a_look_with_too_little_power_is_none():
    weak = (SPEED, fine(related=("b",), power=0.4))
    assert grade([], [weak, HISTORY]).letter is Letter.C
    assert grade([], [weak, PAIR, HISTORY]).letter is Letter.B, "the better of two looks of one family counts"


def test_a_driven_kpi_has_to_be_held_against_its_counter_metric():
    found = grade([], [SHAPE, HISTORY], **TARGET, measures="activity")
    assert found.letter is Letter.C
    assert says(found) == ["It is driven, and could not be compared with a counter-metric."]
    assert grade([], [PAIR, HISTORY], **TARGET, measures="activity").letter is Letter.B
    assert grade([], [SHAPE, HISTORY], **TARGET, measures="outcome").letter is Letter.B, "an outcome is what others are for"
    assert grade([], [SHAPE, HISTORY], consequence="bonus", measures="outcome").letter is Letter.C, (
        "but not where money hangs on it"
    )


def test_a_c_says_what_is_missing_for_a_b():
    found = grade([finding("no-owner"), finding("no-target")], [PAIR, HISTORY])
    assert says(found) == [grades.MISSING["no-owner"], grades.MISSING["no-target"]]
    assert set(found.because) == {"no-owner", "no-target"}
    few = says(grade([], [HISTORY]))
    assert few[0].startswith("It could be looked at in {ways} of the {needed}")
    assert few[1:] == [grades.MORE[Look.PAIR], grades.MORE[Look.COVERAGE]]


def test_every_essential_gap_has_its_sentence_and_is_a_pattern():
    assert set(grades.MISSING) <= {word for word, family in PATTERNS.items() if family is not Family.GOODHART}
    assert set(FAMILIES) == {word for word, family in PATTERNS.items() if family is Family.GOODHART} | {JUMP}


# A: proven

AGREES = {"on": "2025-02-01", "by": "internal audit", "agrees": True}


@pytest.mark.parametrize(
    ("audits", "measures", "looked", "expected"),
    [
        ([AGREES], "outcome", [PAIR, HISTORY], Letter.A),
        ([AGREES], "output", [PAIR, HISTORY], Letter.B),
        ([AGREES], "output", [PAIR, HISTORY, (DECAY, fine())], Letter.A),
        ([AGREES], "outcome", [HISTORY], Letter.C),
        ([{**AGREES, "on": "2024-02-01"}], "outcome", [PAIR, HISTORY], Letter.B),
        ([{**AGREES, "on": "2025-12-01"}], "outcome", [PAIR, HISTORY], Letter.B),
        ([{**AGREES, "agrees": False}], "outcome", [PAIR, HISTORY], Letter.E),
        ([{**AGREES, "agrees": False}, {**AGREES, "on": "2025-05-01"}], "outcome", [PAIR, HISTORY], Letter.A),
        ([{**AGREES, "agrees": False, "on": "2025-03-01"}, AGREES], "outcome", [PAIR, HISTORY], Letter.E),
        ([], "outcome", [PAIR, HISTORY, (DECAY, fine())], Letter.B),
    ],
    ids=[
        "outcome",
        "no link",
        "link looked at",
        "not a B",
        "too old",
        "in the future",
        "disagrees",
        "mended",
        "worse",
        "no audit",
    ],
)
def test_proven_is_a_b_whose_link_and_whose_audit_hold(
    audits: list[dict[str, Any]], measures: str, looked: list[Looked], expected: Letter
):
    assert grade([], looked, audits=audits, measures=measures).letter is expected


# All looks together


def test_an_e_value_is_that_of_the_calibrator():
    assert e_value(0.01) == pytest.approx(5.0)
    assert e_value(0.0) < 1e7, "no evidence is endless"


def test_several_looks_that_each_stay_below_the_cut_can_speak_together():
    small = 0.0002
    both = [(SPEED, fine(p_value=small, related=("b",), power=0.9)), (SELECTED, fine(p_value=small, power=0.9))]
    assert 2 * log10(e_value(small)) > grades.STRONG
    assert grade([], both).letter is Letter.D
    one = [(SPEED, fine(p_value=small**2, related=("b",), power=0.9)), HISTORY]
    assert grade([], one).letter is Letter.C, "one family alone is what the tiers are for"


def test_a_change_of_level_is_no_evidence_beside_the_pattern_that_saw_it():
    (looks,) = looks_at(["a"], [], outcome([(JUMP, fine(p_value=1e-9)), (SPEED, fine(p_value=0.25))])).values()
    assert looks.evidence == pytest.approx(log10(e_value(0.25)))
    assert looks.powers.keys() == {Look.HISTORY, Look.PAIR}


def test_many_looks_of_one_family_are_averaged_and_do_not_add_up():
    many = [(name, fine(p_value=0.01)) for name in (SMOOTH, HUGGING, "piles-up-at-the-target")]
    (looks,) = looks_at(["a"], [], outcome(many)).values()
    assert looks.evidence == pytest.approx(log10(5.0))


def test_a_finding_counts_as_a_look_at_its_family():
    (looks,) = looks_at(["a"], [finding(SPLITTING, Tier.WATCH, p_value=0.001)], outcome([])).values()
    assert looks.powers == {Look.RECORDS: 1.0}


def test_every_kpi_of_the_catalogue_gets_a_grade_and_without_values_it_is_not_assessed():
    at = situation({"a": np.arange(36.0)}, b={})
    found = grade_all(at, [], sort_outcomes([(rule(JUMP), fine())], at))
    assert [one.kpi for one in found] == list(at.catalogue.kpis)
    assert {one.kpi: one.letter for one in found} == {"a": Letter.C, "b": Letter.NOT_ASSESSED}


def test_the_audit_is_known_from_its_day_on():
    at = situation({"a": np.arange(36.0)}, a={"audits": [AGREES]})
    assert known_on(at.catalogue, date(2025, 1, 31))["a"].audits == ()
    assert known_on(at.catalogue, date(2025, 2, 1))["a"].audits[0].by == "internal audit"
