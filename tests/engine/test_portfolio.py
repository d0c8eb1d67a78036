"""What is proposed for the catalogue as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.engine import main_kpis as reasons
from monitor.engine.cases import situation_of
from monitor.engine.portfolio import portfolio
from monitor.errors import Place
from monitor.model.evidence import Evidence
from monitor.model.finding import Finding
from monitor.model.portfolio import Portfolio, Wanted
from monitor.model.rule import Case
from monitor.model.situation import Situation
from monitor.model.words import Family, Severity, Status, Tier
from monitor.rulebook.model import CaseFile
from monitor.store.documents import from_json, to_json
from tests.reporting.example import example


def situation(kpis: dict[str, Any], valued: bool = True, **more: Any) -> Situation:
    history = {kpi: {"values": "5x30", "noise": 1} for kpi in kpis} if valued else {}
    said = CaseFile(name="case", fires=False, kpis=kpis, first="2023-01-01", history=history, **more)
    return situation_of(Case("case", False, said.model_dump(exclude={"name", "fires", "because"}), Place("x")), load())


def proposed(kpis: dict[str, Any], *findings: Finding, **more: Any) -> Portfolio:
    return portfolio(situation(kpis, **more), findings)


def finding(pattern: str, kpis: tuple[str, ...], status: Status = Status.NEW) -> Finding:
    evidence = Evidence(kpi=None, related=kpis)
    return Finding("F-1", "r", 1, pattern, Family.OVERLOAD, Severity.MEDIUM, Tier.FINDING, evidence, status=status)


def kpi(like: str | None = None, **more: Any) -> dict[str, Any]:
    named = {"like": like} if like else {"name": more.pop("name", "K")}
    return {**named, "frequency": "monthly", "goal": "Keep our customers", "owner": "a@x.example", "level": "company", **more}


DESK = ("first-response-time", "csat", "repeat-contacts", "first-contact-resolution", "quality-score", "sickness-absence")
MORE = ("cost-per-contact", "cases-closed", "average-handling-time", "revenue", "employee-turnover", "page-views")


def test_five_to_seven_are_proposed_where_nothing_is_chosen():
    found = proposed({like.replace("-", "_"): kpi(like) for like in (*DESK, *MORE)})
    (group,) = found.groups
    assert 5 <= len(group.main) <= 7
    chosen = [load()[seat.kpi.replace("_", "-")] for seat in group.main]
    assert {entry.perspective.value for entry in chosen} >= {"customer", "financial", "people", "process"}
    assert any(entry.measures == "outcome" for entry in chosen)
    assert "page_views" not in {seat.kpi for seat in group.main}
    assert all(seat.because for seat in group.main)


def test_too_many_are_brought_down_to_the_limit_and_each_that_goes_has_a_reason():
    found = proposed({like.replace("-", "_"): kpi(like, main=True) for like in (*DESK, *MORE)})
    (group,) = found.groups
    assert (group.today, len(group.main)) == (12, 7)
    assert len(group.step_back) == 5
    assert all(seat.because for seat in group.step_back)
    assert [seat.because[0].text for seat in group.step_back if seat.kpi == "page_views"] == [reasons.VANITY]


def test_the_limit_of_the_project_holds():
    found = proposed({like.replace("-", "_"): kpi(like, main=True) for like in DESK}, limits={"main_kpis_per_level": 3})
    assert len(found.groups[0].main) == 3


def test_a_choice_within_the_limit_stands():
    kpis = {like.replace("-", "_"): kpi(like, main=like != "quality-score") for like in DESK}
    (group,) = proposed(kpis).groups
    assert {seat.kpi for seat in group.main} >= {name for name, said in kpis.items() if said["main"]}
    assert group.step_back == ()


def test_what_money_hangs_on_keeps_its_seat_and_its_counter_metric_gets_one():
    likes = [like for like in (*DESK, *MORE) if like != "page-views"]
    kpis = {like.replace("-", "_"): kpi(like, main=True) for like in likes}
    kpis["cases_closed"] |= {"consequence": "bonus", "counter": ["repeat_contacts"]}
    (group,) = proposed(kpis).groups
    seats = {seat.kpi: [reason.text for reason in seat.because] for seat in group.main}
    assert reasons.STAKES in seats["cases_closed"]
    assert reasons.GUARDS in seats["repeat_contacts"]


def test_what_nobody_leads_to_a_goal_is_not_promoted_where_people_have_chosen():
    kpis = {"revenue": kpi("revenue", main=True), "csat": {"like": "csat", "level": "company", "frequency": "monthly"}}
    assert [seat.kpi for seat in proposed(kpis).groups[0].main] == ["revenue"]
    kpis["csat"] |= {"goal": "Keep our customers", "owner": "b@x.example", "targets": [{"from": "2024-01-01", "value": 4}]}
    assert [seat.kpi for seat in proposed(kpis).groups[0].main] == ["revenue", "csat"]


def test_kpis_that_say_the_same_are_merged_into_the_one_that_is_worth_keeping():
    kpis = {"calls": kpi("calls-made", main=False), "csat": kpi("csat", main=True), "nps": kpi("nps", main=True)}
    found = proposed(kpis, finding("redundant", ("calls", "csat")))
    assert [(one.keep, one.others) for one in found.merge] == [("csat", ("calls",))]
    assert "calls" not in {seat.kpi for group in found.groups for seat in group.main}


def test_a_counter_metric_is_not_merged_away():
    kpis = {"frt": kpi("first-response-time", main=True, counter=["csat"]), "csat": kpi("csat"), "nps": kpi("nps", main=True)}
    assert proposed(kpis, finding("redundant", ("nps", "csat"))).merge == ()


def test_a_false_alarm_merges_nothing():
    kpis = {"csat": kpi("csat", main=True), "nps": kpi("nps", main=True)}
    assert proposed(kpis, finding("redundant", ("nps", "csat"), Status.FALSE_ALARM)).merge == ()


def test_only_that_on_which_nothing_hangs_may_be_left_out():
    bare = {"like": "calls-made", "level": "company", "frequency": "monthly"}
    kpis = {"revenue": kpi("revenue", main=True), "calls": bare, "csat": {**bare, "like": "csat"}}
    kpis["revenue"] |= {"counter": ["csat"]}
    assert [one.kpi for one in proposed(kpis).drop] == ["calls"]


def test_the_usual_counter_metric_is_named_where_it_is_there_and_added_where_it_is_not():
    target = {"targets": [{"from": "2024-01-01", "value": 4}]}
    kpis = {"frt": kpi("first-response-time", main=True, **target), "csat": kpi("csat", main=True)}
    assert [(one.kpi, one.counter) for one in proposed(kpis).pair] == [("frt", "csat")]
    alone = {"frt": kpi("first-response-time", main=True, **target)}
    wanted = [one for one in proposed(alone).add if one.wanted is Wanted.COUNTER]
    assert [(one.like, one.for_kpis) for one in wanted] == [("csat", ("frt",))]
    assert set(wanted[0].name) == {"en", "da", "nb", "sv"}


def test_an_outcome_is_added_where_nothing_tells_what_the_work_is_for():
    kpis = {like: kpi(like, main=True, department="Sales", level="department") for like in ("calls-made", "meetings-booked")}
    added = proposed({name.replace("-", "_"): said for name, said in kpis.items()}).add
    found = [one for one in added if one.wanted is Wanted.OUTCOME]
    assert [load()[one.like].measures for one in found] == ["outcome"]


@pytest.mark.parametrize(("missing", "kept"), [("customer", "revenue"), ("financial", "csat")])
def test_a_view_that_no_kpi_takes_is_added(missing: str, kept: str):
    others = {"customer": ("sickness-absence", "on-time-delivery"), "financial": ("sickness-absence", "on-time-delivery")}
    likes = [kept, *others[missing]]
    if missing == "customer":
        likes[2] = "first-pass-yield"
    found = proposed({like.replace("-", "_"): kpi(like, main=True) for like in likes})
    assert missing in {load()[one.like].perspective for one in found.add if one.wanted is Wanted.PERSPECTIVE}


def test_no_view_is_missed_where_the_catalogue_does_not_tell_its_views():
    assert proposed({name: kpi(name=name, main=True) for name in ("a", "b", "c")}).add == ()


def test_whom_to_ask_for_an_owner_and_who_carries_too_many():
    kpis = {like.replace("-", "_"): kpi(like, main=True) for like in DESK}
    del kpis["csat"]["owner"]
    found = proposed(kpis, limits={"main_kpis_per_person": 4})
    assert (found.ask[0].kpis, found.ask[0].person) == (("csat",), "a@x.example")
    assert found.ask[1].person == "a@x.example"
    assert len(found.ask[1].kpis) == 5


def test_an_empty_catalogue_and_one_without_values_get_a_proposal_too():
    assert portfolio(Situation(catalogue_from({"a": {"name": "A"}}, load()), date(2025, 1, 1)), ()).main_proposed == 1


def test_a_proposal_is_kept_with_its_run():
    whole = proposed({like.replace("-", "_"): kpi(like, main=True) for like in (*DESK, *MORE)})
    with_it = replace(example().result, portfolio=whole)
    assert from_json(to_json(with_it)).portfolio == whole
