"""The outbox: a message is put once, claimed by one, marked by whoever claimed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.errors import ServiceError
from monitor.model.delivery import Reason, State
from monitor.store.store import Store
from tests.notify.examples import DAY, HOUR, REPORT, delivery, finding, told

LATER = HOUR + timedelta(minutes=15)
CHANNEL = "email leadership"


def put(store: Store, *ids: str, **given: object) -> None:
    with store.work() as work:
        for id in ids:
            assert work.put(delivery(id, **given))


def claim(store: Store, sender: str = "a", now: object = HOUR, **given: object) -> str | None:
    with store.work() as work:
        found = work.claim(sender, now, LATER, CHANNEL, **given)  # type: ignore[arg-type]
    return found.id if found else None


def test_a_message_comes_back_whole(store: Store) -> None:
    sent = delivery(told=(told(finding(), Reason.OVERDUE, due=date(2025, 6, 1), mark="m"), told(finding("F-2"), effect=None)))
    with store.work() as work:
        work.put(sent)
    with store.read() as reading:
        found = reading.delivery("M-1")
        assert found is not None
        kept = replace(found.content, attachments=tuple(replace(file, id="") for file in found.content.attachments))
        assert replace(found, content=kept, due=None) == sent
        assert reading.delivery("M-9") is None
        (head,) = reading.deliveries()
        assert head.content.subject == sent.content.subject and head.content.html == ""


def test_the_same_run_puts_it_once_and_a_report_that_many_get_is_kept_once(store: Store) -> None:
    put(store, "M-1", "M-2")
    with store.work() as work:
        assert not work.put(delivery("M-1", recipient="somebody else"))
        count = work.connection.exec_driver_sql("SELECT COUNT(*), MAX(LENGTH(content)) FROM kpi_attachment").one()
    assert tuple(count) == (1, count[1]) and count[1] > 0
    with store.read() as reading:
        assert [one.recipient for one in reading.deliveries()] == ["cfo@nordlys.example"] * 2
        second = reading.delivery("M-2")
        assert second is not None and second.content.attachments[0].content == REPORT.content


def test_it_is_undone_with_its_run(opened: Callable[..., Store]) -> None:
    store = opened()
    with pytest.raises(ServiceError), store.work() as work:
        work.put(delivery())
        raise ServiceError("the run failed")
    with store.read() as reading:
        assert reading.deliveries() == []


def test_letters_are_what_this_recipient_was_told_by_this_channel_until_a_day(store: Store) -> None:
    put(store, "M-1")
    put(store, "M-2", as_of=DAY + timedelta(days=7), told=(told(finding("F-2")),))
    put(store, "M-3", recipient="coo@nordlys.example")
    put(store, "M-4", channel="email controller")
    with store.read() as reading:
        letters = reading.letters(CHANNEL, "cfo@nordlys.example", DAY + timedelta(days=30))
        assert [[one.finding for one in letter.told] for letter in letters] == [["F-AAAAA"], ["F-2"]]
        assert len(reading.letters(CHANNEL, "cfo@nordlys.example", DAY)) == 1
        assert len(reading.letters(CHANNEL, "cfo@nordlys.example", DAY + timedelta(days=30), "M-2")) == 1


def test_each_message_is_claimed_by_one_and_marked_by_that_one_only(store: Store) -> None:
    put(store, "M-1", "M-2")
    assert (claim(store, "a"), claim(store, "b"), claim(store, "c")) == ("M-1", "M-2", None)
    with store.work() as work:
        assert not work.confirm("M-1", "b", HOUR)
        assert work.confirm("M-1", "a", HOUR)
        assert not work.postpone("M-1", "a", HOUR, "too late")
    with store.read() as reading:
        first, second = reading.deliveries()
        assert (first.state, first.attempts, first.sent) == (State.SENT, 1, HOUR)
        assert second.state is State.SENDING


def test_a_claim_that_ran_out_is_open_to_others_and_no_longer_the_first_ones(store: Store) -> None:
    put(store, "M-1")
    assert claim(store, "a") == "M-1"
    assert claim(store, "b", LATER - timedelta(seconds=1)) is None
    assert claim(store, "b", LATER) == "M-1"
    with store.work() as work:
        assert not work.confirm("M-1", "a", LATER)
        assert work.confirm("M-1", "b", LATER)


def test_what_failed_waits_for_its_time_unless_it_is_asked_for(store: Store) -> None:
    put(store, "M-1")
    claim(store, "a")
    with store.work() as work:
        work.postpone("M-1", "a", HOUR + timedelta(minutes=5), "the server is away")
    assert claim(store, "a", HOUR + timedelta(minutes=4)) is None
    assert claim(store, "a", HOUR, early=True, besides={"M-1"}) is None
    assert claim(store, "a", HOUR, early=True) == "M-1"
    with store.read() as reading:
        assert reading.deliveries((State.SENDING,))[0].problem == "the server is away"


def test_what_was_given_up_is_seen_and_can_be_taken_up_again(store: Store) -> None:
    put(store, "M-1")
    claim(store, "a")
    with store.work() as work:
        work.postpone("M-1", "a", None, "no such user")
    assert claim(store, "a", LATER) is None
    with store.work() as work:
        assert [one.problem for one in work.deliveries((State.GIVEN_UP,))] == ["no such user"]
        assert work.again(LATER) == 1
    assert claim(store, "b", LATER) == "M-1"
