from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.evidence import Day, Evidence, Fact, Message, Names, Quantity
from monitor.model.finding import RunResult
from monitor.store.documents import from_json, to_json
from monitor.store.store import Store
from monitor.store.tables import run as run_table
from monitor.store.tables import sighting
from tests.store.examples import finding, rich_run, run

FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.text(),
    st.builds(Quantity, st.floats(allow_nan=False), st.text(max_size=5), st.sampled_from(["value", "share", "count"])),
    st.builds(Day, st.dates(), st.sampled_from(["", "weekly"])),
    st.builds(Names, st.lists(st.text(max_size=5)).map(tuple)),
)


def keep(store: Store, *results: RunResult) -> None:
    for result in results:
        with store.work() as work:
            work.keep_run(result)


def test_a_run_comes_back_equal(store: Store) -> None:
    keep(store, rich_run())
    with store.read() as reading:
        assert reading.run("r-rich") == rich_run()
        assert reading.run("another") is None


@settings(max_examples=50)
@given(facts=st.dictionaries(st.text(), FACTS))
def test_any_fact_survives_as_what_it_was(facts: dict[str, Fact]) -> None:
    result = run("r", date(2025, 6, 30), (finding("F-00000", evidence=Evidence("speed", numbers=facts)),))
    assert from_json(to_json(result)) == result


def test_numbers_that_json_lacks_and_those_of_numpy_are_kept(store: Store) -> None:
    odd = Evidence("speed", p_value=math.nan, statistic=math.inf, n=np.int64(7), effect=Quantity(-math.inf),  # type: ignore[arg-type]
                   parameters={"limit": np.float64(0.5), "periods": np.int64(3), "on": np.bool_(True)})  # fmt: skip
    keep(store, run("r", date(2025, 6, 30), (finding("F-00000", evidence=odd, q_value=math.nan),)))
    with store.read() as reading:
        found = reading.run()
        assert found is not None
        back = found.findings[0].evidence
        text = reading.connection.execute(sa.select(run_table.c.document)).scalar_one()
        assert reading.connection.execute(sa.select(sighting.c.p_value, sighting.c.q_value)).one() == (None, None)
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert back.p_value is not None and math.isnan(back.p_value)
    assert (back.statistic, back.n, back.effect) == (math.inf, 7, Quantity(-math.inf))
    assert back.parameters == {"limit": 0.5, "periods": 3, "on": True}


def test_the_newest_run_is_the_one_that_looks_from_the_latest_day(store: Store) -> None:
    early, late = run("a", date(2025, 3, 31)), run("b", date(2025, 6, 30), started=datetime(2025, 7, 1, tzinfo=UTC))
    again = replace(late, id="c", started=datetime(2025, 7, 2, tzinfo=UTC))
    keep(store, late, again, early)
    with store.read() as reading:
        assert reading.run() == again
        assert reading.run(before=date(2025, 6, 30)) == early
        assert reading.run(before=date(2025, 3, 31)) is None
        assert [head.id for head in reading.runs()] == ["a", "b", "c"]


def test_the_same_run_again_replaces_it(store: Store) -> None:
    first = run("r", date(2025, 6, 30), (finding("F-00000"), finding("F-11111", "csat")))
    keep(store, first, first, replace(first, findings=first.findings[:1], seconds=0.7))
    with store.read() as reading:
        (head,) = reading.runs()
        assert (head.id, head.findings, head.seconds, head.started) == ("r", 1, 0.7, datetime(2025, 7, 1, 8, tzinfo=UTC))
        assert list(reading.ledger()) == ["F-00000"]


def test_the_findings_can_be_asked_for_in_sql(store: Store) -> None:
    keep(store, rich_run())
    columns = "finding, seen_as, rule, kpi, segment, severity, tier, status, p_value, starts, ends"
    asked = f"SELECT {columns} FROM kpi_sighting ORDER BY number"
    with store.read() as reading:
        rows = reading.connection.execute(sa.text(asked)).all()
    assert [(row.finding, row.seen_as) for row in rows] == [
        ("F-3K7Q2", "raised"), ("F-00000", "raised"), ("F-EXPLA", "explained"), ("F-GONE0", "gone"),
    ]  # fmt: skip
    assert tuple(rows[0])[2:9] == (
        "speed-without-quality", "speed", "region=Nord=Øst\tteam=A", "critical", "confirmed", "ongoing", 4e-5,
    )  # fmt: skip
    assert (str(rows[0].starts), str(rows[0].ends)) == ("2025-01-13", "2025-06-29")


def test_what_a_run_cannot_hold_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(Exception, match="cannot hold a object"):
        to_json(run("r", date(2025, 6, 30), parameters={"what": object()}))


def test_a_message_of_its_own_survives(store: Store) -> None:
    message = Message("{a} {b}", {"a": "F", "b": Quantity(1, "%")})
    keep(store, run("r", date(2025, 6, 30), changes=(message,)))
    with store.read() as reading:
        found = reading.run("r")
    assert found is not None and found.changes == (message,)
