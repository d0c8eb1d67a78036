"""From actions to what holds, and what is refused before it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.errors import ProjectError
from monitor.ledger.draft import Wanted, drafts
from monitor.ledger.standing import detail_of, judged_from, judged_of, standings
from monitor.ledger.told import false_alarms, waivers
from monitor.model.evidence import Quantity
from monitor.model.life import Act, Judged, Standing, WaiverState
from monitor.model.words import Severity, Status, Tier
from tests.ledger.examples import JUDGED, NOON, chain, draft, finding

TODAY = date(2025, 6, 2)


def after(*entries) -> Standing:
    return standings(entries)["F-00000"]


def refused(wanted: Wanted, *findings) -> str:
    with pytest.raises(ProjectError) as told:
        drafts(wanted, findings or (finding(),), NOON, TODAY)
    return str(told.value)


def test_the_last_decision_counts_and_later_ones_are_hidden():
    entries = chain(Act.ACKNOWLEDGE, Act.WAIVE, Act.RESOLVE)
    said = [standings(entries, date(2025, 6, day)).get("F-00000", Standing()).status for day in (1, 2, 3, 4)]
    assert said == [None, Status.ACKNOWLEDGED, Status.WAIVED, Status.RESOLVED]


def test_who_had_it_to_follow_up_keeps_it_through_a_waiver():
    assigned = draft(Act.ASSIGN, assignee="Bo", until=date(2025, 7, 1))
    said = after(assigned, draft(Act.WAIVE, until=date(2025, 8, 1)))
    assert (said.status, said.until, said.assignee, said.follow_up) == (Status.WAIVED, date(2025, 8, 1), "Bo", date(2025, 7, 1))


def test_reopening_takes_back_the_decision_first_and_then_the_confirmation():
    confirmed = draft(Act.CONFIRM, who="Audit", reason="looked")
    said = after(confirmed, draft(Act.WAIVE), draft(Act.REOPEN))
    assert (said.status, said.confirmed_by) == (None, "Audit")
    assert after(confirmed, draft(Act.REOPEN)).confirmed_on is None


def test_a_false_alarm_and_a_confirmation_exclude_each_other():
    assert after(draft(Act.CONFIRM), draft(Act.FALSE_ALARM)).confirmed_on is None
    assert after(draft(Act.FALSE_ALARM), draft(Act.CONFIRM)).status is None


@pytest.mark.parametrize("judged", [JUDGED, Judged(Severity.LOW, Tier.WATCH, False), replace(JUDGED, onset=None)])
def test_how_it_looked_survives_as_json(judged):
    assert judged_from(detail_of(judged)) == judged


def test_an_effect_that_is_no_number_is_kept_as_none():
    assert judged_from(detail_of(replace(JUDGED, effect=Quantity(float("inf"))))) == replace(JUDGED, effect=None)


def test_what_is_judged_is_the_evidence_not_the_confirmation():
    one = finding(tier=Tier.CONFIRMED, raised_as=Tier.WATCH)
    assert judged_of(one).tier is Tier.WATCH


def test_drafts_keep_who_and_why_in_one_line():
    (entry,) = drafts(Wanted(Act.ASSIGN, " Ane\nBerg ", "a\t b ", TODAY, " Bo "), (finding(), finding()), NOON, TODAY)
    assert (entry.who, entry.reason, entry.assignee, entry.until) == ("Ane Berg", "a b", "Bo", TODAY)


def test_nonsense_is_refused_all_at_once():
    said = refused(Wanted(Act.WAIVE, " ", "", date(2025, 6, 1)))
    assert "--by" in said and "--because" in said and "2025-06-01 has passed" in said
    assert "a waiver needs an end" in refused(Wanted(Act.WAIVE, "Ane", "x"))
    assert "nobody is named" in refused(Wanted(Act.ASSIGN, "Ane", "x"))
    assert "no text has" in refused(Wanted(Act.RESOLVE, "A\x00e", "x"))
    assert "no text has" in refused(Wanted(Act.RESOLVE, "Ane", "\udc80"))


def test_what_is_gone_cannot_be_waived_and_what_nobody_decided_not_reopened():
    gone, fresh = finding("F-GONE0", status=Status.GONE), finding("F-NEW00")
    assert "F-GONE0: it is gone" in refused(Wanted(Act.WAIVE, "Ane", "x", TODAY), gone, fresh)
    assert "F-NEW00: nobody has decided" in refused(Wanted(Act.REOPEN, "Ane", "x"), fresh)
    assert drafts(Wanted(Act.FALSE_ALARM, "Ane", "x"), (gone,), NOON, TODAY)
    ended = finding(status=Status.ONGOING, standing=Standing(Status.WAIVED))
    assert drafts(Wanted(Act.REOPEN, "Ane", "x"), (ended,), NOON, TODAY)


def test_waivers_run_end_and_break():
    said = Standing(Status.WAIVED, "Ane", "x", TODAY, date(2025, 6, 30))
    running = finding("F-1", status=Status.WAIVED, standing=said)
    broken = finding("F-2", status=Status.ONGOING, standing=said)
    told = waivers([broken, running, finding("F-3"), finding("F-4", standing=Standing(Status.RESOLVED))], TODAY)
    assert [(one.finding, one.state, one.by) for one in told] == [
        ("F-1", WaiverState.RUNNING, "Ane"), ("F-2", WaiverState.BROKEN, "Ane"),
    ]  # fmt: skip
    assert [one.state for one in waivers([broken], date(2025, 7, 1))] == [WaiverState.ENDED]


def test_false_alarms_are_counted_by_the_tier_they_had_per_kpi_year():
    def false(tier: Tier, tested: bool = True) -> Standing:
        return Standing(Status.FALSE_ALARM, judged=Judged(Severity.LOW, tier, tested))

    said = {"F-1": false(Tier.WATCH), "F-2": false(Tier.WATCH), "F-3": false(Tier.FINDING), "F-4": false(Tier.FINDING, False),
            "F-5": Standing(confirmed_on=TODAY), "F-6": Standing(Status.WAIVED)}  # fmt: skip
    raised = [finding("F-1", status=Status.FALSE_ALARM), finding("F-6"), finding("F-5", tier=Tier.CONFIRMED)]
    counted = false_alarms(said, raised, 50.0)
    assert (counted.watch, counted.finding, counted.facts, counted.confirmed, counted.unjudged) == (2, 1, 1, 1, 1)
    assert (counted.reached_watch, counted.reached_finding) == (6.0, 2.0)
    assert false_alarms({}, [], 0.0).reached_watch is None
