from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count, permutations

from monitor.model.words import Status
from monitor.store.ledger import LedgerEntry, _letters
from monitor.store.store import Store
from tests.store.examples import finding, run

DAYS = [date(2025, month, 1) for month in range(1, 8)]
SPEED = "no-owner|speed"


def life(store: Store, *seen_as: str) -> LedgerEntry:
    """The ledger's entry after runs on successive days that raised, explained, missed (gone) or ignored (-) the finding."""
    with store.work() as work:
        (id,) = work.ids_for([SPEED]).values()
        for number, (day, how) in enumerate(zip(DAYS, seen_as, strict=False)):
            field = {"raised": "findings", "explained": "explained", "gone": "gone", "-": None}[how]
            work.keep_run(run(f"r{number}", day, **({field: (finding(id),)} if field else {})))
        return work.ledger()[id]


def test_a_finding_is_new_once(store: Store) -> None:
    entry = life(store, "-", "raised")
    assert (entry.key, entry.rule, entry.kpi, entry.pattern) == (SPEED, "no-owner", "speed", "no-owner")
    assert (entry.status, entry.first_seen, entry.last_seen, entry.sightings) == (Status.NEW, DAYS[1], DAYS[1], 1)
    assert (entry.gone, entry.returned, entry.first_run, entry.last_run) == (None, None, "r1", "r1")


def test_seen_again_it_is_ongoing(store: Store) -> None:
    entry = life(store, "raised", "raised", "raised")
    assert (entry.status, entry.first_seen, entry.last_seen, entry.sightings) == (Status.ONGOING, DAYS[0], DAYS[2], 3)


def test_missed_it_is_gone_and_stays_gone(store: Store) -> None:
    entry = life(store, "raised", "gone", "-", "-")
    assert (entry.status, entry.last_seen, entry.gone, entry.sightings) == (Status.GONE, DAYS[0], DAYS[1], 1)


def test_seen_again_after_it_was_gone_it_has_returned_under_its_id(store: Store) -> None:
    entry = life(store, "raised", "gone", "-", "raised", "raised")
    assert (entry.status, entry.gone, entry.returned, entry.first_seen) == (Status.ONGOING, None, DAYS[3], DAYS[0])
    assert entry.sightings == 3


def test_explained_it_is_seen_but_not_raised(store: Store) -> None:
    assert life(store, "raised", "explained").status is Status.EXPLAINED
    assert life(store, "raised", "explained", "raised").status is Status.ONGOING


def test_what_a_person_decided_counts(store: Store) -> None:
    with store.work() as work:
        work.keep_run(run("a", DAYS[0], (finding("F-00000"),)))
        work.keep_run(run("b", DAYS[1], (finding("F-00000", status=Status.WAIVED),)))
        assert work.ledger()["F-00000"].status is Status.WAIVED


def test_the_order_in_which_days_are_run_does_not_matter(store: Store) -> None:
    lives = []
    for order in permutations(range(3)):
        with store.work(keep=False) as work:
            for number in order:
                work.keep_run(run(f"r{number}", DAYS[number], (finding("F-00000"),)))
            lives.append(work.ledger()["F-00000"])
    assert set(lives) == {lives[0]}
    assert (lives[0].first_seen, lives[0].first_run, lives[0].status) == (DAYS[0], "r0", Status.ONGOING)


def test_a_run_made_again_without_the_finding_takes_its_sighting_back(store: Store) -> None:
    life(store, "raised", "raised")
    with store.work() as work:
        work.keep_run(run("r0", DAYS[0]))
        (entry,) = work.ledger().values()
    assert (entry.first_seen, entry.sightings, entry.status) == (DAYS[1], 1, Status.NEW)


def test_the_same_day_with_other_data_is_a_later_run(store: Store) -> None:
    first = run("a", DAYS[0], (finding("F-00000"),))
    with store.work() as work:
        work.keep_run(first)
        work.keep_run(replace(first, id="b", started=datetime(2025, 7, 2, tzinfo=UTC)))
        (entry,) = work.ledger().values()
    assert (entry.status, entry.first_run, entry.last_run, entry.first_seen) == (Status.ONGOING, "a", "b", entry.last_seen)


def test_the_ledger_can_be_read_as_of_an_older_day(store: Store) -> None:
    life(store, "raised", "raised", "gone")
    with store.read() as reading:
        (entry,) = reading.ledger(DAYS[1]).values()
        assert (entry.status, entry.sightings, entry.gone) == (Status.ONGOING, 2, None)
        assert reading.ledger(date(2024, 12, 31)) == {}


def test_ids_are_short_and_stay_the_same(store: Store) -> None:
    with store.work() as work:
        first = work.ids_for({SPEED: None, "no-owner|csat": None})
    with store.work() as work:
        again = work.ids_for(["no-target|speed", "no-owner|csat", SPEED])
    assert {key: again[key] for key in first} == first
    assert len(set(again.values())) == 3
    assert all(re.fullmatch(r"F-[0-9A-HJKMNP-TV-Z]{5}", id) for id in again.values())


def test_an_id_is_crockfords_base_32_of_the_keys_hash() -> None:
    bits = f"{int(hashlib.sha256(SPEED.encode()).hexdigest(), 16):0256b}0000"
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[at : at + 5], 2)] for at in range(0, 260, 5))
    assert _letters(SPEED) == letters


def test_of_two_keys_with_the_same_beginning_the_later_one_gets_a_longer_id(store: Store) -> None:
    first, second = _two_keys_that_collide()
    with store.work() as work:
        short = work.ids_for([first])[first]
        both = work.ids_for([second, first])
    assert both[first] == short
    assert len(both[second]) == len(short) + 1
    assert both[second].startswith(short)
    with store.work() as work:
        assert work.ids_for([first, second]) == both


def _two_keys_that_collide() -> tuple[str, str]:
    met: dict[str, str] = {}
    for number in count():
        key = f"key {number}"
        other = met.setdefault(_letters(key)[:5], key)
        if other != key:
            return other, key
    raise AssertionError
