"""Totals from segments: only where the data allow it, and never from a part of the segments."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.engine.panels import lay_panels
from monitor.model.words import Frequency
from tests.engine.world import AS_OF, catalogue, month, table

NAN = float("nan")


def total(*rows: dict, **kpi: object) -> list[float]:
    """The total of KPI `a` from January 2025 on."""
    totals, _ = lay_panels(catalogue(a=kpi), table(*rows), AS_OF)
    panel = totals.get(Frequency.MONTHLY)
    return [] if panel is None else [round(float(value), 6) for value in panel.value[0]]


def part(number: int, segment: str, **said: object) -> dict:
    return {"period": month(2025, number), "segment": segment, "value": NAN, **said}


def test_numerators_and_denominators_are_summed():
    rows = [
        part(1, "team=n", value=10.0, numerator=1, denominator=10),
        part(1, "team=s", value=50.0, numerator=45, denominator=90),
    ]
    assert total(*rows, unit="%") == [46.0]
    assert total(*rows, part(1, "", value=40.0), unit="%") == [40.0], "a total that is given is kept"


def test_a_segment_without_cases_takes_nothing_away():
    rows = [part(1, "team=n", numerator=0, denominator=0), part(1, "team=s", value=0.5, numerator=45, denominator=90)]
    assert total(*rows) == [0.5]


def test_values_on_another_scale_than_their_ratio_keep_it():
    rows = [
        part(1, "team=n", value=10.0, numerator=1, denominator=1e5),
        part(1, "team=s", value=0.0, numerator=0, denominator=9e5),
    ]
    assert total(*rows, unit="per million hours") == [1.0]


def test_scores_are_weighted_with_their_answers_and_times_with_their_counts():
    rows = [part(1, "team=n", value=4.0, responses=10, count=1), part(1, "team=s", value=2.0, responses=30, count=99)]
    assert total(*rows) == [2.5]
    assert total(part(1, "team=n", value=4.0, count=10), part(1, "team=s", value=2.0, count=30)) == [2.5]


def test_weights_of_two_kinds_are_not_mixed():
    rows = [part(1, "team=n", value=4.0, responses=10, count=20), part(1, "team=s", value=2.0, count=60)]
    assert total(*rows) == [2.5], "counts are known for all, answers are not"


def test_counts_are_summed():
    assert total(part(1, "team=n", value=4.0, count=4), part(1, "team=s", value=2.0, count=2)) == [6.0]


def test_without_any_of_these_there_is_no_total():
    assert total(part(1, "team=n", value=4.0), part(1, "team=s", value=2.0)) == []
    known, unknown = part(1, "team=n", value=4.0, responses=10), part(1, "team=s", value=2.0)
    assert total(known, unknown) == []


def both(number: int) -> list[dict]:
    return [part(number, f"team={one}", value=1.0, numerator=one, denominator=one) for one in (1, 3)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([*both(1), *both(2)[:1], *both(3)], [1, NAN, 1]),
        ([*both(1), *both(2), *both(3)[:1]], [1, 1]),
        ([*both(1)[:1], *both(2), *both(3)], [1, 1, 1]),
        ([*both(1), *both(2)[:1], *both(3)[:1]], [1, 1, 1]),
    ],
    ids=["a gap", "the newest has yet to come", "it began later", "it ended"],
)
def test_a_missing_segment_makes_no_total(rows: list[dict], expected: list[float]):
    np.testing.assert_array_equal(total(*rows), expected)


def test_several_divisions_are_not_added_up():
    fine = [part(1, f"product={p}\tteam={t}", value=0.1, numerator=1, denominator=10) for p in "xy" for t in "ns"]
    coarse = [part(1, f"team={team}", value=0.2, numerator=4, denominator=20) for team in "ns"]
    assert total(*fine) == [0.1] and total(*fine, *coarse) == [0.2]
    later = [part(2, f"product={p}\tteam={t}", value=0.1, numerator=1, denominator=10) for p in "xy" for t in "ns"]
    assert total(*fine, *coarse, *later) == [0.1, 0.1], "the division that has both months"
