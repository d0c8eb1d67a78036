"""On the catalogues that ship as examples, with their honest values, nothing of medium or higher severity is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.engine.evaluate import evaluate
from monitor.engine.examples import EXAMPLES, Example, example
from monitor.engine.panels import lay_panels
from monitor.model.situation import Situation
from monitor.model.words import Letter, Severity
from monitor.rulebook.read import builtin_rules
from monitor.yaml_marks import read_marked

GRAVE = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


def situation(one: Example) -> Situation:
    catalogue = catalogue_from(read_marked(one.kpis, "kpis.yaml").content["kpis"], load())
    totals, segments = lay_panels(catalogue, one.observations, one.as_of)
    return Situation(catalogue=catalogue, as_of=one.as_of, totals=totals, segments=segments)


def judged(at: Situation):  # type: ignore[no-untyped-def]
    return evaluate(at, list(builtin_rules().values()), {}, lambda keys: {key: key for key in keys}, {})


@pytest.fixture(scope="module", params=sorted(EXAMPLES))
def found(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    at = situation(example(request.param))
    return at, judged(at)


def test_nothing_grave_is_said_of_an_exemplary_catalogue(found):  # type: ignore[no-untyped-def]
    assert [(one.rule, one.kpi, one.severity) for one in found[1].findings if one.severity in GRAVE] == []


def test_nothing_minor_either(found):  # type: ignore[no-untyped-def]
    assert {one.rule for one in found[1].findings} <= {"no-target"}, "a target for what is only watched is nobody's duty"


def test_no_kpi_is_doubted_and_one_is_proven(found):  # type: ignore[no-untyped-def]
    letters = [grade.letter for grade in found[1].grades]
    assert Letter.D not in letters and Letter.E not in letters
    assert Letter.A in letters and Letter.B in letters


def test_nothing_is_proposed_to_be_changed_about_its_main_kpis(found):  # type: ignore[no-untyped-def]
    proposal = found[1].portfolio
    assert [group for group in proposal.groups if group.step_back] == []
    assert proposal.merge == proposal.drop == proposal.add == proposal.ask == ()


def test_every_kpi_of_an_example_has_values_and_comes_from_the_library(found):  # type: ignore[no-untyped-def]
    at, _ = found
    valued = {key.kpi for panel in at.totals.values() for key in panel.keys}
    assert valued == set(at.catalogue.kpis)
    assert all(kpi.like for kpi in at.catalogue.kpis.values())


def test_the_same_catalogue_without_its_context_is_criticised(found):  # type: ignore[no-untyped-def]
    """So that the silence above is not for want of looking."""
    at, _ = found
    bare = {
        name: replace(
            kpi, owner=None, goal=None, supports=None, counter=(), usual_counter=(), targets=(), definition=None, formula=None
        )
        for name, kpi in at.catalogue.kpis.items()
    }
    rules = {one.rule for one in judged(replace(at, catalogue=replace(at.catalogue, kpis=bare))).findings}
    assert rules >= {"no-owner", "no-goal-link", "no-target", "no-definition"}
