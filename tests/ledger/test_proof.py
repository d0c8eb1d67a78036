"""Whatever is done to the chain, the proof names the first entry that was touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ledger.chain import EMPTY, canonical, hash_of, seal_of, sealed
from monitor.ledger.proof import Fault, Kind, Noted, proved, runs_proved
from monitor.model.life import Act, Entry, RunPrint, Seal
from tests.ledger.examples import NOON, chain, draft

WHOLE = chain(Act.ACKNOWLEDGE, Act.ASSIGN, Act.WAIVE, Act.REOPEN, Act.RESOLVE)
SEAL = seal_of(WHOLE, EMPTY)


def fault(entries: list[Entry] | tuple[Entry, ...], counted: Seal = SEAL, *noted: Noted) -> Fault:
    found = proved(entries, counted, noted)
    assert found is not None
    return found


def test_an_untouched_chain_is_whole():
    assert proved(WHOLE, SEAL) is None
    assert proved((), EMPTY) is None
    assert [entry.number for entry in WHOLE] == [1, 2, 3, 4, 5]
    assert (WHOLE[0].previous, WHOLE[1].previous) == ("", WHOLE[0].hash)


def test_a_chain_goes_on_from_its_head():
    more = sealed([draft(Act.CONFIRM)], SEAL)
    assert (more[0].number, more[0].previous) == (6, SEAL.head)
    assert proved((*WHOLE, *more), seal_of(more, SEAL)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOON + timedelta(microseconds=1)}, {"on": date(2025, 6, 9)}, {"who": "Bo"}, {"act": Act.REOPEN},
        {"finding": "F-11111"}, {"reason": "none"}, {"until": date(2030, 1, 1)}, {"assignee": "Bo"}, {"detail": {}},
        {"hash": "0" * 64},
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_changed_field_names_its_entry(change, place):
    touched = list(WHOLE)
    touched[place] = replace(touched[place], **change)
    found = fault(touched)
    assert (found.kind, found.entry) == (Kind.CHANGED, place + 1)
    assert f"entry {place + 1} was changed" in found.what


def test_an_entry_that_was_replaced_with_a_hash_of_its_own_is_named():
    touched = list(WHOLE)
    forged = replace(touched[1], reason="another")
    touched[1] = replace(forged, hash=hash_of(forged))
    assert (fault(touched).kind, fault(touched).entry) == (Kind.CHANGED, 2)


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_removed_entry_is_named(place):
    left = [*WHOLE[:place], *WHOLE[place + 1 :]]
    assert (fault(left).kind, fault(left).entry) == (Kind.REMOVED, place + 1)


def test_a_removed_entry_is_seen_when_the_others_were_renumbered():
    left = [*WHOLE[:1], *(replace(entry, number=entry.number - 1) for entry in WHOLE[2:])]
    found = fault(left, Seal(4, WHOLE[-1].hash))
    assert (found.kind, found.entry) == (Kind.MOVED, 2)
    assert "written as number 3" in found.what


def test_a_cut_tail_shows_against_the_stores_count_and_against_what_runs_noted():
    assert (fault(WHOLE[:3]).kind, fault(WHOLE[:3]).entry) == (Kind.CUT, 4)
    assert "entries 4 to 5 were cut off" in fault(WHOLE[:3]).what
    counted_anew = Seal(3, WHOLE[2].hash)
    assert proved(WHOLE[:3], counted_anew) is None, "inside the store nothing is left that knows better"
    found = fault(WHOLE[:3], counted_anew, Noted("run R-1 of 2025-06-05", Seal(4, WHOLE[3].hash)))
    assert (found.kind, found.entry) == (Kind.CUT, 4) and "run R-1" in found.what


def test_two_entries_that_changed_places_are_named():
    swapped = list(WHOLE)
    swapped[1], swapped[2] = replace(WHOLE[2], number=2), replace(WHOLE[1], number=3)
    found = fault(swapped)
    assert (found.kind, found.entry) == (Kind.MOVED, 2)


def test_an_inserted_entry_moves_the_one_after_it():
    forged = sealed([draft(Act.FALSE_ALARM)], Seal(2, WHOLE[1].hash))
    touched = [*WHOLE[:2], *forged, *(replace(entry, number=entry.number + 1) for entry in WHOLE[2:])]
    found = fault(touched, Seal(6, WHOLE[-1].hash))
    assert (found.kind, found.entry) == (Kind.MOVED, 4)
    assert "an entry before it was inserted" in found.what


def test_an_entry_added_at_the_end_beside_the_program_is_named():
    forged = sealed([draft(Act.FALSE_ALARM)], SEAL)
    assert (fault((*WHOLE, *forged)).kind, fault((*WHOLE, *forged)).entry) == (Kind.INSERTED, 6)


def test_an_entry_under_an_impossible_number_is_named():
    odd = replace(WHOLE[0], number=0)
    assert (fault((odd, *WHOLE)).kind, fault((odd, *WHOLE)).entry) == (Kind.INSERTED, 0)


def test_a_chain_written_anew_shows_only_against_what_was_noted_outside():
    forged = sealed([replace(entry, reason="rewritten") for entry in WHOLE], EMPTY)
    assert proved(forged, seal_of(forged, EMPTY)) is None
    found = fault(forged, seal_of(forged, EMPTY), Noted("the seal 2:…", Seal(2, WHOLE[1].hash[:12])))
    assert (found.kind, found.entry) == (Kind.REWRITTEN, 2)


@given(st.text(), st.text(), st.one_of(st.none(), st.text()))
def test_different_entries_have_different_content(who, reason, assignee):
    one = draft(Act.ASSIGN, who=who, reason=reason, assignee=assignee)
    other = draft(Act.ASSIGN, who=reason, reason=who, assignee=assignee)
    assert (canonical(one) == canonical(other)) == (who == reason)


def run_entry(id: str, document: str) -> Entry:
    return Entry(
        0, NOON, date(2025, 6, 2), "kpi-monitor", Act.RUN, detail={"run": id, "as_of": "2025-06-02", "document": document}
    )


def test_runs_are_proved_by_their_last_entry():
    entries = sealed([run_entry("R-1", "old"), run_entry("R-1", "new"), run_entry("R-2", "x"), run_entry("R-3", "y")], EMPTY)
    day, seal = date(2025, 6, 2), Seal(0, "")
    kept = [RunPrint("R-1", day, "new", seal, True), RunPrint("R-2", day, "x", seal, True), RunPrint("R-3", day, "y", seal, True)]
    assert list(runs_proved(entries, kept)) == []
    assert list(runs_proved((), [RunPrint("R-0", day, "z", None, True)])) == [], "older than the ledger"
    changed = [replace(kept[0], document="old"), replace(kept[1], agrees=False), RunPrint("R-9", day, "z", seal, True)]
    faults = {one.what.split(" of 2025")[0]: one.entry for one in runs_proved(entries, changed)}
    assert faults == {"run R-1": 2, "the rows of run R-2": 3, "run R-3": 4, "run R-9": None}
