from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model.observations import COLUMNS
from monitor.store.store import Store
from monitor.store.vintages import Loaded
from tests.store.examples import table, week

MONDAY = date(2025, 3, 3)
W = week(MONDAY)
TODAY = date(2025, 6, 30)
LATER = date(2025, 7, 7)


def loaded(store: Store, frame: pd.DataFrame, on: date = TODAY) -> Loaded:
    with store.work() as work:
        return work.add_observations(frame, on)


def seen(store: Store, as_of: date = TODAY) -> pd.DataFrame:
    with store.read() as reading:
        return reading.observations(as_of)


def vintages(store: Store, as_of: date = TODAY) -> list[tuple[int, int, float]]:
    with store.read() as reading:
        found = reading.vintages(as_of)
    return list(found[["period", "recorded", "value"]].itertuples(index=False, name=None))


def test_what_was_stored_comes_back_equal(store: Store) -> None:
    frame = table(
        {"kpi": "csat", "period": W, "value": 4.123456789012345, "responses": 12.0, "invited": 40.0, "note": "æ\n'\"\t\\N",
         "source": "data/values.csv:12", "recorded": MONDAY.toordinal()},
        {"period": W, "segment": "region=Nord\tteam=A", "numerator": 1.0, "denominator": 3.0, "source": "sql 1"},
        {"period": W, "value": -0.1, "count": 7.0, "target": 1e300, "source": "a:b.csv"},
        {"period": W + 1, "value": np.nan, "source": "data/values.csv:013"},
    )  # fmt: skip
    assert loaded(store, frame) == Loaded(4, 0, 0)
    keys = ["kpi", "segment", "period"]
    expected = frame.sort_values(keys, ignore_index=True)
    found = seen(store).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(found, expected)
    assert {name: found[name].dtype for name in COLUMNS} == {name: frame[name].dtype for name in COLUMNS}


def test_an_empty_store_gives_the_same_columns(store: Store) -> None:
    assert loaded(store, table()) == Loaded(0, 0, 0)
    pd.testing.assert_frame_equal(seen(store), table())
    assert vintages(store) == []


def test_the_same_data_again_change_nothing(store: Store) -> None:
    frame = table({"period": W, "value": 1.0}, {"period": W, "segment": "team=A"}, {"period": W + 1, "recorded": 739_000})
    loaded(store, frame)
    assert loaded(store, frame, LATER) == Loaded(0, 0, 3)
    assert len(seen(store, LATER)) == 3


def test_a_changed_value_without_a_day_is_a_revision_of_the_day_it_was_loaded(store: Store) -> None:
    loaded(store, table({"period": W, "value": 4.0}))
    changed = table({"period": W, "value": 5.0})
    assert loaded(store, changed, LATER) == Loaded(0, 1, 0)
    assert loaded(store, changed, LATER + timedelta(7)) == Loaded(0, 0, 1)
    assert vintages(store, LATER) == [(W, 0, 4.0), (W, LATER.toordinal(), 5.0)]
    assert seen(store, LATER - timedelta(1))["value"].tolist() == [4.0]
    assert seen(store, LATER)["value"].tolist() == [5.0]
    assert vintages(store, TODAY) == []


def test_a_value_that_goes_back_is_a_further_revision(store: Store) -> None:
    for number, value in enumerate([4.0, 5.0, 4.0]):
        loaded(store, table({"period": W, "value": value}), TODAY + timedelta(number))
    assert [value for _, _, value in vintages(store, LATER)] == [4.0, 5.0, 4.0]
    assert seen(store, LATER)["value"].tolist() == [4.0]


@pytest.mark.parametrize("column", ["numerator", "denominator", "count", "responses", "invited", "target"])
def test_any_number_that_changes_makes_a_revision(store: Store, column: str) -> None:
    loaded(store, table({"period": W, "value": 4.0}))
    assert loaded(store, table({"period": W, "value": 4.0, column: 3.0}), LATER) == Loaded(0, 1, 0)


def test_another_note_or_line_is_no_revision(store: Store) -> None:
    loaded(store, table({"period": W, "value": 4.0, "source": "a.csv:2"}))
    assert loaded(store, table({"period": W, "value": 4.0, "source": "a.csv:3", "note": "late"}), LATER) == Loaded(0, 0, 1)


def test_vintages_that_the_source_tells_are_kept_and_hidden_before_their_day(store: Store) -> None:
    first, second = MONDAY + timedelta(7), MONDAY + timedelta(28)
    told = table(
        {"period": W, "value": 4.4, "recorded": second.toordinal()}, {"period": W, "value": 4.0, "recorded": first.toordinal()}
    )
    assert loaded(store, told) == Loaded(1, 1, 0)
    assert loaded(store, told, LATER) == Loaded(0, 0, 2)
    assert seen(store, first - timedelta(1)).empty
    assert seen(store, first)["value"].tolist() == [4.0]
    assert seen(store, second)["recorded"].tolist() == [second.toordinal()]
    assert vintages(store) == [(W, first.toordinal(), 4.0), (W, second.toordinal(), 4.4)]


def test_the_past_rewritten_under_the_same_day_of_recording_is_a_revision(store: Store) -> None:
    told = MONDAY.toordinal()
    loaded(store, table({"period": W, "value": 4.0, "recorded": told}))
    rewritten = table({"period": W, "value": 3.0, "recorded": told})
    assert loaded(store, rewritten, LATER) == Loaded(0, 1, 0)
    assert loaded(store, rewritten, LATER + timedelta(1)) == Loaded(0, 0, 1)
    assert vintages(store, LATER) == [(W, told, 4.0), (W, LATER.toordinal(), 3.0)]


def test_a_source_that_stops_to_say_the_day_is_compared_with_the_newest(store: Store) -> None:
    loaded(store, table({"period": W, "value": 4.0, "recorded": MONDAY.toordinal()}))
    assert loaded(store, table({"period": W, "value": 4.0}), LATER) == Loaded(0, 0, 1)
    assert loaded(store, table({"period": W, "value": 3.0}), LATER) == Loaded(0, 1, 0)
    assert loaded(store, table({"period": W, "value": 3.0}), LATER) == Loaded(0, 0, 1)
    assert vintages(store, LATER) == [(W, MONDAY.toordinal(), 4.0), (W, LATER.toordinal(), 3.0)]


def test_a_value_without_a_day_beside_dated_ones_is_a_vintage_of_its_own(store: Store) -> None:
    first, second = MONDAY.toordinal(), MONDAY.toordinal() + 7
    loaded(store, table({"period": W, "value": 4.0, "recorded": first}))
    mixed = table({"period": W, "value": 4.0}, {"period": W, "value": 5.0, "recorded": second})
    assert loaded(store, mixed, LATER) == Loaded(0, 2, 0)
    assert loaded(store, mixed, LATER) == Loaded(0, 0, 2)
    assert vintages(store, LATER) == [(W, 0, 4.0), (W, first, 4.0), (W, second, 5.0)]


def test_a_revision_loaded_with_an_older_day_stays_behind_what_it_revises(store: Store) -> None:
    loaded(store, table({"period": W, "value": 4.0}))
    loaded(store, table({"period": W, "value": 5.0}), LATER)
    loaded(store, table({"period": W, "value": 6.0}), TODAY)
    assert seen(store, LATER)["value"].tolist() == [6.0]
    assert seen(store, TODAY)["value"].tolist() == [4.0]


def test_what_the_source_no_longer_has_stays_and_is_counted(store: Store) -> None:
    loaded(store, table({"period": W}, {"period": W + 1}, {"period": W, "segment": "team=A"}, {"kpi": "csat", "period": W}))
    assert loaded(store, table({"period": W}), LATER) == Loaded(0, 0, 1, vanished=2)
    assert len(seen(store, LATER)) == 4


def test_of_two_rows_for_the_same_the_last_counts(store: Store) -> None:
    twice = table({"period": W, "value": 1.0}, {"period": W, "value": 2.0})
    assert loaded(store, twice) == Loaded(1, 0, 0, repeated=1)
    assert loaded(store, twice, LATER) == Loaded(0, 0, 1, repeated=1)
    assert seen(store, LATER)["value"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("frequency", "begun", "not_yet"),
    [("daily", TODAY.toordinal(), TODAY.toordinal() + 1), ("weekly", week(TODAY), week(TODAY) + 1), ("yearly", 2025, 2026),
     ("monthly", 2025 * 12 + 5, 2025 * 12 + 6), ("quarterly", 2025 * 4 + 1, 2025 * 4 + 2)],
)  # fmt: skip
def test_periods_that_have_not_begun_are_not_seen(store: Store, frequency: str, begun: int, not_yet: int) -> None:
    loaded(store, table({"frequency": frequency, "period": begun}, {"frequency": frequency, "period": not_yet}))
    assert seen(store)["period"].tolist() == [begun]


def test_many_kpis_at_once(store: Store) -> None:
    rows = [{"kpi": f"kpi_{number}", "period": W + period} for number in range(600) for period in range(3)]
    assert loaded(store, table(*rows)) == Loaded(1800, 0, 0)
    assert loaded(store, table(*rows), LATER) == Loaded(0, 0, 1800)


def test_an_interrupted_load_leaves_nothing(opened: Callable[..., Store]) -> None:
    store = opened()
    with pytest.raises(KeyboardInterrupt), store.work() as work:
        work.add_observations(table({"period": W}), TODAY)
        work.keep_catalogue("sha256:1", {"a": 1}, TODAY)
        raise KeyboardInterrupt
    assert seen(store).empty
    with store.read() as reading:
        assert reading.catalogues() == []


def test_a_dry_run_sees_its_own_data_and_leaves_nothing(store: Store) -> None:
    with store.work(keep=False) as work:
        work.add_observations(table({"period": W}), TODAY)
        assert len(work.observations(TODAY)) == 1
    assert seen(store).empty


NUMBERED = count(1)
VALUES = st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.just(1.0))
ROWS = st.tuples(st.integers(W, W + 2), st.sampled_from([0, 739_000, 739_500]), VALUES)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.lists(st.lists(ROWS, max_size=5), min_size=1, max_size=3))
def test_whatever_is_loaded_a_second_time_is_known_and_nothing_is_lost(
    store: Store, loads: list[list[tuple[int, int, float]]]
) -> None:
    kpi = f"kpi_{next(NUMBERED)}"
    for number, rows in enumerate(loads):
        told = ({"kpi": kpi, "period": period, "recorded": recorded, "value": value} for period, recorded, value in rows)
        frame, day, before = table(*told), TODAY + timedelta(number), _count(store)
        first = loaded(store, frame, day)
        assert _count(store) == before + first.new + first.revised
        again = loaded(store, frame, day)
        assert (again.new, again.revised, again.unchanged) == (0, 0, first.new + first.revised + first.unchanged)


def _count(store: Store) -> int:
    from sqlalchemy import func, select

    from monitor.store.tables import observation

    with store.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(observation)).scalar_one()
