"""What the pages say of decisions, corrections, loosenings and periods."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.model.evidence import Message
from monitor.model.finding import RunResult
from monitor.model.kpi import Catalogue, Kpi
from monitor.model.portfolio import Portfolio
from monitor.model.words import Frequency, Language, Status
from monitor.reporting.period import Reviewed, over_period
from monitor.reporting.views.controller import controller
from monitor.reporting.views.leadership import leadership
from monitor.reporting.views.material import Material
from monitor.reporting.views.missing import asides, missing, whys
from monitor.reporting.views.since import since
from monitor.reporting.views.told import told_then
from monitor.reporting.voice import voice_of
from tests.reporting.example import Example
from tests.reporting.lived import lived


def _material(ready: Example, language: Language = Language.EN, **more: object) -> Material:
    voice = voice_of(language, ready.situation.catalogue)
    return Material(ready.result, ready.situation, ready.rules, ready.project, ready.previous, voice, **more)


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_who_decided_what_until_when_and_what_is_overdue() -> None:
    view = leadership(_material(lived()))
    survey = next(one for one in view.matters if one.id == "F-5QX9D")
    assert (_plain(survey.due), survey.overdue, survey.owner) == ("overdue since 15 September 2025", True, "Customer Director")
    told = " ".join(_plain(line.more) for column in view.since.columns for line in column.lines)
    assert "Waived by the COO until 31 December 2025: “reorganisation, cut to 7”." in told
    assert "False alarm, said the controller on 3 July 2025: “the phone system rounds”." in told
    assert "Customer Director: overdue since 15 September 2025." in told
    page = next(one for one in view.pages if one.id == "F-5QX9D")
    assert "Confirmed by Internal audit on 14 August 2025: “60 cases were read”." in _plain(" ".join(page.life))


def test_what_is_waived_is_not_to_be_decided_and_counts_as_settled() -> None:
    view = leadership(_material(lived()))
    assert "main KPIs in" not in " ".join(one.title for one in view.overload)
    assert [column.name for column in view.since.columns] == ["New", "Still open", "Gone", "Explained or waived"]
    assert view.since.columns[3].count == 3


def test_loosenings_are_told_apart_with_what_they_may_have_silenced() -> None:
    told = since([], _material(lived()))
    assert [(_plain(line.what), line.more) for line in told.loosened] == [
        ("Delivery precision: the target was eased, from 97 % to 96 %.", "One finding is gone since.")
    ]


def test_told_numbers_are_split_into_redefined_restated_and_late() -> None:
    """Leads were defined anew; a late answer is normal for satisfaction; revenue came back months later."""
    told = told_then(_material(lived()))
    assert [(one.kpi.partition(",")[0], one.cause) for one in told.rows] == [
        ("Leads", "Redefined."),
        ("Revenue", "Restated."),
        ("Customer satisfaction", "Late data."),
    ]
    leads, revenue, csat = told.rows
    assert (leads.then, leads.now) == ("412", "356") and "Another period is too." in leads.why
    assert "It looks worse now." in revenue.why and "That is normal here." in csat.why
    assert (csat.then, csat.now) == ("3.86", "3.83")
    assert _plain(told.title) == "One number that you were told on 30 June 2025 has changed in meaning"
    assert told.rest == "The other 31 KPIs are unchanged."


def test_a_correction_against_the_declared_direction_is_no_late_data() -> None:
    ready = lived()
    csat = ready.situation.catalogue["csat"]
    assert csat.revisions is not None
    up = replace(csat, revisions=replace(csat.revisions, expected="up"))
    catalogue = replace(ready.situation.catalogue, kpis={**ready.situation.catalogue.kpis, "csat": up})
    told = told_then(_material(replace(ready, situation=replace(ready.situation, catalogue=catalogue))))
    assert {one.kpi.partition(",")[0]: one.cause for one in told.rows}["Customer satisfaction"] == "Restated."


def test_a_value_that_came_after_the_report_or_stayed_the_same_was_not_told_otherwise() -> None:
    assert not any(one.kpi.startswith("Gross margin") for one in told_then(_material(lived())).rows)
    ready = lived()
    same = told_then(_material(replace(ready, situation=replace(ready.situation, revisions={}))))
    assert same.rows == () and _plain(same.title) == "The numbers that you were told on 30 June 2025 are the same today"
    assert told_then(_material(replace(ready, previous=None))).title == ""


def test_a_removed_kpi_keeps_its_last_name() -> None:
    ready = lived()
    former = Catalogue({"old": replace(ready.situation.catalogue["frt"], id="old", name={Language.EN: "Abandoned calls"})})
    voice = voice_of(Language.EN, ready.situation.catalogue, former)
    assert voice.name("old") == "Abandoned calls" and voice.name("frt") == "First response time"
    assert isinstance(voice.former["old"], Kpi) and "old" not in voice.catalogue.kpis


def _run(ready: Example, id: str, day: date, keep: set[str]) -> RunResult:
    kept = tuple(finding for finding in ready.result.findings if finding.id in keep)
    return replace(ready.result, id=id, as_of=day, findings=kept, explained=(), gone=(), changes=(Message(f"In {id}."),))


def test_a_review_of_a_period_says_what_came_and_went_in_it() -> None:
    ready = lived()
    before = _run(ready, "R-1", date(2025, 6, 30), {"F-3K7Q2", "F-STALE"})
    middle = _run(ready, "R-2", date(2025, 7, 31), {"F-3K7Q2", "F-NOW01"})
    last = _run(ready, "R-3", date(2025, 9, 30), {"F-3K7Q2", "F-8TM4C", "F-5QX9D"})
    review = over_period(last, before, [middle])
    assert {one.id: one.status for one in review.findings} == {
        "F-3K7Q2": Status.ONGOING,
        "F-8TM4C": Status.NEW,
        "F-5QX9D": Status.ASSIGNED,
    }
    assert {one.id for one in review.gone} == {"F-STALE", "F-NOW01"} and {one.status for one in review.gone} == {Status.GONE}
    assert (review.previous, [one.text for one in review.changes]) == ("R-1", ["In R-2.", "In R-3."])
    first = over_period(last, None, [middle])
    assert first.previous is None and first.changes == () and {one.id for one in first.gone} == {"F-NOW01"}


@pytest.mark.parametrize("language", list(Language))
def test_a_page_of_a_period_says_which(language: Language) -> None:
    reviewed = Reviewed(date(2025, 7, 1), date(2025, 12, 31), Frequency.YEARLY)
    view = leadership(_material(lived(), language, period=reviewed))
    assert view.as_of.startswith("2025 · ") and "2025" in view.since.title
    quarter = Reviewed(date(2025, 10, 1), date(2025, 12, 31), Frequency.QUARTERLY)
    told = leadership(_material(lived(), language, period=quarter)).overview.note
    assert "31" in told and "30" in told


def test_reasons_are_grouped_by_what_would_help_and_each_stands_once() -> None:
    material = _material(lived())
    board = missing(material.result.skipped, material)
    assert len({one.help for one in board}) == len(board) <= 6
    assert any(one.help == "Time, or older values" and "39" in one.because for one in board)
    assert any(one.help.startswith("The number of cases, or answers") for one in board)
    reasons = whys(material.result.skipped, material)
    assert len({one.because for one in reasons}) == len(reasons) == len({one.because.text for one in material.result.skipped})
    lone = next(one for one in reasons if one.because.startswith("Has no counter-metric"))
    assert len(lone.kpis) == 6 and lone.whom == "6 of 34 KPIs"


def test_set_aside_values_that_are_alike_are_one_line() -> None:
    told = asides(lived().result.set_aside, _material(lived()).voice)
    assert [(one.count, one.kpi) for one in told] == [(1, "Leads"), (9, "Gross margin")]
    assert len(told[1].places) == 9


def test_filters_offer_only_what_there_is_to_choose_between() -> None:
    view = controller(_material(lived()))
    assert [one.name for one in view.filters] == ["severity", "kind", "state"]
    states = dict(next(one for one in view.filters if one.name == "state").options)
    assert {"waived", "false-alarm", "assigned"} <= set(states)
    assert [one.name for one in view.kpi_filters][:2] == ["grade", "where"]


def test_the_proposal_says_who_stays_comes_in_and_steps_back() -> None:
    told = leadership(_material(lived())).proposal
    (place,) = told.places
    assert place.title.startswith("Customer service (department): 11 main KPIs today") and "First response time" in place.stay
    assert [one.kpi for one in place.come] == ["Sick leave"] and [one.kpi for one in place.go] == ["Cases closed"]
    assert [one.title for one in told.more] == ["Could be left out"]
    ready = lived()
    assert leadership(_material(replace(ready, result=replace(ready.result, portfolio=Portfolio())))).proposal.title == ""


def test_what_people_found_to_be_false_stands_beside_the_promise() -> None:
    view = leadership(_material(lived()))
    assert "1 confirmed, 1 false alarms; 2 are open. That is at least 1.1 false in 100 KPI-years" in view.sure[2]
