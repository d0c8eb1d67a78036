"""Nobody is told the same twice, and nobody misses what is worse, back, or overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.model.channel import OWNERS, Channel, Means, Subscription, When
from monitor.model.delivery import Letter, News, Reason
from monitor.model.evidence import Message
from monitor.model.finding import Finding, RunResult
from monitor.model.life import Standing
from monitor.model.words import Family, Language, Severity, Status, Tier
from monitor.notify.news import news_for
from monitor.notify.recipients import Recipient, recipients, without_address
from tests.notify.examples import DAY, catalogue, channel, finding, letter, result, told

ALL = Recipient("cfo@nordlys.example", Language.EN)


def news(run: RunResult, *letters: Letter, via: Channel | None = None, to: Recipient = ALL) -> News | None:
    return news_for(via or channel(), to, run, letters, frozenset({"on-trial"}))


def reasons(run: RunResult, *letters: Letter, via: Channel | None = None, to: Recipient = ALL) -> dict[str, Reason]:
    found = news(run, *letters, via=via, to=to)
    return {item.finding.id: item.reason for item in found.items} if found else {}


def test_a_finding_is_told_once_and_then_there_is_nothing_to_send() -> None:
    one = finding()
    assert reasons(result(one)) == {"F-AAAAA": Reason.NEW}
    assert news(result(one, as_of=DAY + timedelta(days=7)), letter(told(one), as_of=DAY)) is None


def test_what_a_run_found_that_told_nobody_is_told_by_the_next() -> None:
    assert reasons(result(finding(status=Status.ONGOING))) == {"F-AAAAA": Reason.NEW}


@pytest.mark.parametrize(
    ("now", "before", "is_worse"),
    [
        ({"effect": -1.51}, {}, True),
        ({"effect": -1.49}, {}, False),
        ({"effect": -0.4}, {}, False),
        ({"severity": Severity.CRITICAL}, {}, True),
        ({"severity": Severity.MEDIUM}, {}, False),
        ({"tier": Tier.CONFIRMED}, {}, True),
        ({}, {"effect": None}, False),
    ],
)
def test_it_is_told_again_only_when_it_is_worse(now: dict[str, object], before: dict[str, object], is_worse: bool) -> None:
    found = reasons(result(finding(**now)), letter(told(finding(), **before)))
    assert found == ({"F-AAAAA": Reason.WORSE} if is_worse else {})


def test_worse_is_measured_against_what_was_told_last_not_first() -> None:
    letters = (letter(told(finding())), letter(told(finding(effect=-2.0), Reason.WORSE), as_of=DAY - timedelta(days=1)))
    assert reasons(result(finding(effect=-2.5)), *letters) == {}
    assert reasons(result(finding(effect=-3.1)), *letters) == {"F-AAAAA": Reason.WORSE}


@pytest.mark.parametrize("status", [Status.WAIVED, Status.RESOLVED, Status.FALSE_ALARM, Status.ACKNOWLEDGED, Status.ASSIGNED])
def test_what_a_person_has_dealt_with_is_never_new(status: Status) -> None:
    assert news(result(finding(status=status))) is None


def test_what_somebody_is_at_is_told_when_it_gets_worse_but_a_waived_one_is_not() -> None:
    worse, before = {"severity": Severity.CRITICAL}, letter(told(finding()))
    assert reasons(result(finding(status=Status.ACKNOWLEDGED, **worse)), before) == {"F-AAAAA": Reason.WORSE}
    assert reasons(result(finding(status=Status.WAIVED, **worse)), before) == {}


def _assigned(follow_up: date) -> Finding:
    return finding(status=Status.ASSIGNED, standing=Standing(Status.ASSIGNED, "Ann", assignee="Bo", follow_up=follow_up))


def test_an_agreed_day_that_has_passed_is_told_once_for_each_day_agreed() -> None:
    assert reasons(result(_assigned(DAY))) == {}
    late, later = _assigned(DAY - timedelta(days=10)), _assigned(DAY - timedelta(days=2))
    assert reasons(result(late)) == {"F-AAAAA": Reason.OVERDUE}
    first = letter(told(late, Reason.OVERDUE, due=DAY - timedelta(days=10)))
    assert reasons(result(late), first) == {}
    assert reasons(result(later), first) == {"F-AAAAA": Reason.OVERDUE}


def test_a_waiver_that_ended_is_told_once() -> None:
    standing = Standing(Status.WAIVED, "Ann", "known", on=DAY - timedelta(days=90), until=DAY - timedelta(days=1))
    back = finding(status=Status.ONGOING, standing=standing, came_back=Message("The waiver ended on {day}."))
    known = letter(told(finding()))
    found = news(result(back), known)
    assert found is not None and [item.reason for item in found.items] == [Reason.BACK]
    assert news(result(back, as_of=DAY + timedelta(days=7)), known, Letter(DAY, found.told)) is None


def test_mere_recovery_sends_nothing_and_is_a_line_in_the_next_message() -> None:
    gone, other = finding(), finding("F-BBBBB")
    known = letter(told(gone))
    assert news(result(), known) is None
    found = news(result(other), known)
    assert found is not None and [(one.finding, one.reason) for one in found.gone] == [("F-AAAAA", Reason.NEW)]
    assert found.told[-1].reason is Reason.GONE and found.told[-1].title == "A title"
    assert news(result(other, as_of=DAY + timedelta(days=7)), known, Letter(DAY, found.told)) is None


@pytest.mark.parametrize(("days", "expected"), [(7, {}), (28, {"F-AAAAA": Reason.BACK})])
def test_what_flickers_is_no_news_but_what_comes_back_later_is(days: int, expected: dict[str, Reason]) -> None:
    told_gone = letter(told(finding(), Reason.GONE), as_of=DAY - timedelta(days=days))
    assert reasons(result(finding(status=Status.ONGOING)), letter(told(finding()), as_of=date(2025, 1, 1)), told_gone) == expected


@pytest.mark.parametrize(("days", "expected"), [(28, {}), (182, {"F-AAAAA": Reason.BACK})])
def test_facts_flicker_longer_than_effects(days: int, expected: dict[str, Reason]) -> None:
    fact = finding(pattern="soft-number", status=Status.ONGOING)
    told_gone = letter(told(fact, Reason.GONE), as_of=DAY - timedelta(days=days))
    assert reasons(result(fact), told_gone) == expected


def test_what_came_and_went_before_it_was_ever_told_is_new() -> None:
    back = finding(status=Status.ONGOING, came_back=Message("It was gone, and is back since {day}."))
    assert reasons(result(back)) == {"F-AAAAA": Reason.NEW}


def test_facts_that_are_not_grave_wait_for_company_but_not_longer_than_four_weeks() -> None:
    fact, effect = finding("F-FACT0", pattern="no-owner", severity=Severity.MEDIUM), finding()
    recent, old = (letter(told(finding("F-OLD")), as_of=DAY - timedelta(days=days)) for days in (7, 28))
    assert reasons(result(fact), recent) == {}
    assert reasons(result(fact), old) == {"F-FACT0": Reason.NEW}
    assert set(reasons(result(fact, effect), recent)) == {"F-FACT0", "F-AAAAA"}
    assert reasons(result(fact)) == {"F-FACT0": Reason.NEW}, "the first message waits for nothing"
    grave = finding("F-GRAVE", pattern="punitive-use", severity=Severity.HIGH)
    assert reasons(result(grave), recent) == {"F-GRAVE": Reason.NEW}
    assert reasons(result(replace(_assigned(DAY - timedelta(days=1)), severity=Severity.MEDIUM)), recent) != {}
    assert reasons(result(fact), recent, via=channel(when=When.ALWAYS)) == {"F-FACT0": Reason.NEW}


def test_a_finding_that_a_note_explains_now_is_not_called_gone() -> None:
    found = news(result(finding("F-BBBBB"), explained=(finding(),)), letter(told(finding())))
    assert found is not None and found.gone == ()


def test_leaders_hear_of_nothing_that_is_only_worth_asking_or_on_trial() -> None:
    run = result(finding("F-WATCH", tier=Tier.WATCH), finding("F-TRIAL", rule="on-trial"))
    assert reasons(run) == {}
    controller = channel(audience="controller", certainty=Tier.WATCH)
    assert reasons(run, via=controller) == {"F-WATCH": Reason.NEW, "F-TRIAL": Reason.NEW}


def test_what_becomes_sure_enough_is_new_to_leaders_and_worse_to_those_who_asked() -> None:
    now = result(finding())
    assert reasons(now) == {"F-AAAAA": Reason.NEW}
    assert reasons(now, letter(told(finding(tier=Tier.WATCH)))) == {"F-AAAAA": Reason.WORSE}


def test_severity_family_and_subscription_limit_what_is_told() -> None:
    run = result(finding("F-LOW", severity=Severity.LOW), finding("F-FACT", pattern="no-owner"), finding("F-OTHER", "csat"))
    assert set(reasons(run)) == {"F-FACT", "F-OTHER"}
    assert set(reasons(run, via=channel(subscribe=Subscription(families=(Family.CONTEXT,))))) == {"F-FACT"}
    assert set(reasons(run, to=Recipient("x@y", Language.EN, frozenset({"csat"})))) == {"F-OTHER"}


def test_a_group_of_kpis_concerns_those_who_have_one_of_them() -> None:
    run = result(finding("F-GROUP", None, related=("frt", "csat"), pattern="redundant"))
    assert reasons(run, to=Recipient("x@y", Language.EN, frozenset({"csat"}))) == {"F-GROUP": Reason.NEW}
    assert reasons(run, to=Recipient("x@y", Language.EN, frozenset({"nps"}))) == {}


def test_a_digest_waits_for_its_period_and_tells_all_since() -> None:
    weekly = channel(when=When.WEEKLY)
    sunday, monday = date(2025, 7, 6), date(2025, 7, 7)
    known = letter(told(finding("F-OLD")), as_of=DAY)
    both = (finding("F-OLD"), finding("F-TUE"), finding("F-SAT"))
    assert news(result(*both, as_of=sunday), known, via=weekly) is None
    assert set(reasons(result(*both, as_of=monday), known, via=weekly)) == {"F-TUE", "F-SAT"}
    assert news(result(finding("F-OLD"), as_of=monday), known, via=weekly) is None


def test_a_heartbeat_says_that_all_is_calm_but_not_too_often() -> None:
    alive = channel(heartbeat=When.MONTHLY)
    first = news(result(), via=alive)
    assert first is not None and first.items == () and first.first
    assert news(result(), letter(as_of=DAY - timedelta(days=27)), via=alive) is None
    assert news(result(), letter(as_of=DAY - timedelta(days=28)), via=alive) is not None
    assert news(result(), via=channel()) is None
    assert news(result(), letter(), via=channel(when=When.ALWAYS)) is not None


def test_owners_get_their_own_kpis_in_one_message_each() -> None:
    kpis = catalogue(frt="ann@x.example", csat="Head of Service", nps="bo@x.example", aht="ann@x.example", none="")
    via = channel(to=(OWNERS,), languages={"bo@x.example": Language.SV}, addresses={"Head of Service": "ann@x.example"})
    found = {one.address: one for one in recipients(via, kpis)}
    assert found["ann@x.example"].own == {"frt", "csat", "aht"} and found["ann@x.example"].owner
    assert found["bo@x.example"].own == {"nps"} and found["bo@x.example"].language is Language.SV
    assert len(found) == 2 and without_address(via, kpis) == ()
    assert without_address(channel(to=(OWNERS,)), kpis) == ("Head of Service",)


def test_who_is_named_and_owns_too_gets_one_message_about_everything() -> None:
    via = channel(to=("ann@x.example", OWNERS))
    assert [(one.address, one.own) for one in recipients(via, catalogue(frt="ann@x.example"))] == [("ann@x.example", None)]


def test_a_channel_that_is_no_mail_has_one_receiver() -> None:
    via = channel(means=Means.WEBHOOK, to=(), subscribe=Subscription(owners=("ann@x.example",)))
    assert [(one.address, one.own) for one in recipients(via, catalogue(frt="ann@x.example", nps=""))] == [
        ("", frozenset({"frt"}))
    ]
