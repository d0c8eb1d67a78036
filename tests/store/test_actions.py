"""The ledger in the database: only added to, and whoever tampers with it in SQL is found out. On SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.cli._ledger import enter_run, with_life
from monitor.errors import ServiceError
from monitor.ledger.chain import EMPTY, seal_of, sealed
from monitor.ledger.proof import Fault, Kind, Noted, proved, runs_proved
from monitor.model.life import Act, Entry, Seal
from monitor.store.store import Store, Work
from tests.ledger.examples import draft
from tests.store.examples import finding, run

ACTS = (Act.ACKNOWLEDGE, Act.ASSIGN, Act.WAIVE, Act.REOPEN, Act.RESOLVE)
DAY = date(2025, 6, 30)


@pytest.fixture
def kept(store: Store) -> Store:
    """Five actions about a finding."""
    with store.work() as work:
        (id,) = work.ids_for(["no-owner|speed"]).values()
        until, reason = date(2025, 12, 31), "æ «quoted» 'x' \u2028 \U0001f600"
        work.add_entries(sealed([draft(act, finding=id, until=until, reason=reason) for act in ACTS], work.head()))
    return store


def tamper(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def fault(store: Store, *noted: Noted) -> Fault | None:
    with store.read() as reading:
        return proved(reading.entries(), reading.head(), noted)


def named(store: Store) -> tuple[Kind, int | None]:
    found = fault(store)
    assert found is not None
    return found.kind, found.entry


def test_entries_come_back_equal_and_prove_themselves(kept: Store) -> None:
    with kept.read() as reading:
        entries = reading.entries()
        assert [entry.act for entry in entries] == list(ACTS)
        assert sealed(entries, EMPTY) == entries
        assert reading.head() == seal_of(entries, EMPTY)
        assert reading.entries(finding="F-NONE0") == ()
    assert fault(kept) is None


def test_entries_that_do_not_follow_on_the_head_are_refused(kept: Store) -> None:
    with pytest.raises(ValueError, match="does not follow"), kept.work() as work:
        work.add_entries(sealed([draft(Act.CONFIRM, finding=work.entries()[0].finding)], EMPTY))
    with kept.work() as work:
        work.add_entries([])
    assert fault(kept) is None


@pytest.mark.parametrize(
    "change",
    [
        "at = '2025-06-02 13:00:00'", "day = '2024-01-01'", "who = 'Bo'", "act = 'confirm'", "reason = ''", "until = NULL",
        "assignee = 'Bo'", "detail = '{}'", "detail = 'no json'", "act = 'nonsense'", "hash = 'x'", "previous = 'x'",
    ],
)  # fmt: skip
def test_a_changed_field_is_found(kept: Store, change: str) -> None:
    tamper(kept, f"UPDATE kpi_action SET {change} WHERE number = 3")
    assert named(kept) == (Kind.CHANGED, 3)


def test_a_deleted_row_is_found(kept: Store) -> None:
    tamper(kept, "DELETE FROM kpi_action WHERE number = 2")
    assert named(kept) == (Kind.REMOVED, 2)


def test_a_deleted_first_row_is_found(kept: Store) -> None:
    tamper(kept, "DELETE FROM kpi_action WHERE number = 1")
    assert named(kept) == (Kind.REMOVED, 1)


def test_a_deleted_last_row_is_found(kept: Store) -> None:
    tamper(kept, "DELETE FROM kpi_action WHERE number = 5")
    assert named(kept) == (Kind.CUT, 5)


def test_an_emptied_ledger_is_found(kept: Store) -> None:
    tamper(kept, "DELETE FROM kpi_action")
    assert named(kept) == (Kind.CUT, 1)


def test_rows_that_changed_places_are_found(kept: Store) -> None:
    tamper(
        kept,
        "UPDATE kpi_action SET number = 99 WHERE number = 2",
        "UPDATE kpi_action SET number = 2 WHERE number = 3",
        "UPDATE kpi_action SET number = 3 WHERE number = 99",
    )
    assert named(kept) == (Kind.MOVED, 2)


def test_a_row_between_is_found(kept: Store) -> None:
    columns = "day, who, act, finding, reason, until, assignee, detail, previous"
    tamper(
        kept,
        "UPDATE kpi_action SET number = number + 100 WHERE number > 2",
        "UPDATE kpi_action SET number = number - 99 WHERE number > 100",
        f"INSERT INTO kpi_action (number, at, {columns}, hash) SELECT 3, at, {columns}, 'forged' FROM kpi_action"
        " WHERE number = 1",
    )
    assert named(kept) == (Kind.CHANGED, 3)


def test_a_row_at_the_end_is_found(kept: Store) -> None:
    with kept.read() as reading:
        forged = sealed([draft(Act.FALSE_ALARM, finding=reading.entries()[0].finding)], reading.head())[0]
    with kept.work() as work:
        head = work.head()
        work.add_entries([forged])
    tamper(kept, f"UPDATE kpi_ledger SET entries = {head.entries}, head = '{head.head}'")
    assert named(kept) == (Kind.INSERTED, 6)


def ran(work: Work, id: str, day: date) -> Entry:
    """A run that is kept and entered as the program does it."""
    result = with_life(run(id, day, (finding(next(iter(work.ids_for(["no-owner|speed"]).values()))),)), work)
    enter_run(work, result, work.keep_run(result))
    return work.entries()[-1]


def run_faults(store: Store) -> list[str]:
    with store.read() as reading:
        return [one.what for one in runs_proved(reading.entries(), reading.run_prints())]


def test_runs_are_entries_and_a_tail_cut_before_the_next_run_shows_by_their_seals(kept: Store) -> None:
    with kept.work() as work:
        entry = ran(work, "R-1", DAY)
    assert (entry.number, entry.act, entry.detail["run"]) == (6, Act.RUN, "R-1")
    assert run_faults(kept) == [] and fault(kept) is None
    with kept.read() as reading:
        seals = [Noted(one.id, one.seal) for one in reading.run_prints() if one.seal]
        fourth = reading.entries()[3].hash
    assert [noted.seal.entries for noted in seals] == [5]
    tamper(kept, "DELETE FROM kpi_action WHERE number > 4", f"UPDATE kpi_ledger SET entries = 4, head = '{fourth}'")
    assert fault(kept) is None, "whoever corrects the count too is not found by the chain alone"
    found = fault(kept, *seals)
    assert found is not None and (found.kind, found.entry) == (Kind.CUT, 5)


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE kpi_run SET document = replace(document, 'no-owner', 'no-target')"], "was changed after it was kept"),
        (["UPDATE kpi_run SET document = 'rubbish'"], "was changed after it was kept"),
        (["UPDATE kpi_sighting SET status = 'waived'"], "the rows of run R-1"),
        (["UPDATE kpi_run SET findings = 0"], "the rows of run R-1"),
        (["DELETE FROM kpi_sighting"], "the rows of run R-1"),
        (["DELETE FROM kpi_sighting", "DELETE FROM kpi_run"], "was removed"),
        (["UPDATE kpi_run SET id = 'R-2'", "UPDATE kpi_sighting SET run = 'R-2'"], "run R-1 of 2025-06-30 was removed"),
    ],
)
def test_a_run_that_was_tampered_with_is_found(store: Store, statements: list[str], said: str) -> None:
    with store.work() as work:
        ran(work, "R-1", DAY)
    if "R-2" in statements[0]:
        statements = ["DELETE FROM kpi_sighting", statements[0]]
    tamper(store, *statements)
    assert said in run_faults(store)[0]


def test_a_run_made_again_is_proved_by_its_last_entry(store: Store) -> None:
    for _ in range(2):
        with store.work() as work:
            ran(work, "R-1", DAY)
    assert run_faults(store) == [] and fault(store) is None


def test_actions_of_two_writers_make_one_chain(opened: Callable[..., Store], store_url: str, tmp_path: Path) -> None:
    one, other = opened(), opened(wait=0.3)
    with one.work() as work:
        (id,) = work.ids_for(["no-owner|speed"]).values()
        work.add_entries(sealed([draft(Act.WAIVE, finding=id)], work.head()))
        with pytest.raises(ServiceError, match="another run is working"), other.work():
            pytest.fail("two writers at once")
    with other.work() as work:
        work.add_entries(sealed([draft(Act.REOPEN, finding=id)], work.head()))
    assert fault(one) is None
    with one.read() as reading:
        assert reading.head().entries == 2


def test_an_action_that_fails_leaves_nothing(kept: Store) -> None:
    with kept.read() as reading:
        before = reading.head()
        id = reading.entries()[0].finding
    with pytest.raises(RuntimeError), kept.work() as work:
        work.add_entries(sealed([draft(Act.CONFIRM, finding=id)], work.head()))
        raise RuntimeError
    with kept.read() as reading:
        assert (reading.head(), len(reading.entries())) == (before, 5)


def test_an_empty_ledger_is_whole(store: Store) -> None:
    with store.read() as reading:
        assert reading.head() == Seal(0, "")
    assert fault(store) is None
