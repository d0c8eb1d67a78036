"""Panels: totals and segments, vintages, complete periods, and targets in force."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from monitor.engine.panels import lay_panels, targets_in_force
from monitor.errors import Place
from monitor.model.kpi import Kpi, Target
from monitor.model.words import Frequency
from tests.engine.world import AS_OF, catalogue, month, table


def laid(*rows: dict, as_of: date = AS_OF, **kpis: dict):
    return lay_panels(catalogue(**(kpis or {"a": {}})), table(*rows), as_of)


def at(number: int, **said: object) -> dict:
    return {"period": month(2025, number), "value": float(number), **said}


def test_periods_stand_in_their_order_and_gaps_stay_open():
    totals, segments = laid(at(4), at(1), at(2))
    panel = totals[Frequency.MONTHLY]
    np.testing.assert_array_equal(panel.value, [[1, 2, np.nan, 4]])
    assert panel.start_of(0) == date(2025, 1, 1) and panel.end_of(3) == date(2025, 4, 30) and segments == {}


def test_segments_have_a_panel_of_their_own():
    totals, segments = laid(at(1), at(1, segment="team=north", value=7.0), at(2, segment="team=south", value=8.0))
    assert totals[Frequency.MONTHLY].row("a") == 0
    panel = segments[Frequency.MONTHLY]
    assert panel.row("a", (("team", "north"),)) == 0 and panel.row("a", (("team", "south"),)) == 1
    np.testing.assert_array_equal(panel.value, [[7, np.nan], [np.nan, 8]])


def test_series_stand_in_the_order_of_the_catalogue_and_unknown_kpis_are_left_out():
    totals, _ = laid(at(1, kpi="b"), at(1, kpi="nobody"), at(1, kpi="a"), a={}, b={})
    assert [key.kpi for key in totals[Frequency.MONTHLY].keys] == ["a", "b"]


def test_every_frequency_has_its_panel():
    totals, _ = laid(at(1), at(1, kpi="b", frequency="weekly", period=105_600), a={}, b={})
    assert set(totals) == {Frequency.MONTHLY, Frequency.WEEKLY}


def test_of_several_vintages_the_last_one_known_on_the_day_counts():
    days = [date(2025, 2, 3).toordinal(), date(2025, 6, 1).toordinal(), date(2025, 7, 15).toordinal()]
    rows = [at(1, recorded=day, value=value) for day, value in zip(days, (1.0, 2.0, 3.0), strict=True)]
    for as_of, value in ((date(2025, 3, 1), 1.0), (AS_OF, 2.0), (date(2025, 8, 1), 3.0)):
        for order in (rows, rows[::-1]):
            assert laid(*order, as_of=as_of)[0][Frequency.MONTHLY].value[0, 0] == value


@pytest.mark.parametrize(("as_of", "months"), [(date(2025, 4, 29), 3), (date(2025, 4, 30), 4), (date(2025, 5, 1), 4)])
def test_a_period_counts_when_it_has_ended(as_of: date, months: int):
    assert laid(at(1), at(2), at(3), at(4), as_of=as_of)[0][Frequency.MONTHLY].periods == months


def test_nothing_gives_no_panels():
    assert laid(at(7), as_of=date(2025, 1, 1)) == ({}, {})


def in_force(*targets: Target, periods: int = 6) -> list[float]:
    one = Kpi("a", {}, Place("kpis.yaml"), targets=targets)
    return [float(value) for value in targets_in_force([one], month(2025, 1), periods, Frequency.MONTHLY)[0]]


NAN = float("nan")


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([], [NAN] * 6),
        ([Target(date(2024, 1, 1), 5)], [5] * 6),
        ([Target(date(2025, 3, 1), 5)], [NAN, NAN, 5, 5, 5, 5]),
        ([Target(date(2025, 3, 2), 5)], [NAN, NAN, NAN, 5, 5, 5]),
        ([Target(date(2025, 1, 1), 5), Target(date(2025, 4, 1), 6)], [5, 5, 5, 6, 6, 6]),
        ([Target(date(2025, 4, 1), 6), Target(date(2025, 1, 1), 5)], [5, 5, 5, 6, 6, 6]),
        ([Target(date(2025, 1, 1), 5, until=date(2025, 3, 31))], [5, 5, 5, NAN, NAN, NAN]),
        ([Target(date(2025, 1, 1), 5, until=date(2025, 2, 28)), Target(date(2025, 5, 1), 6)], [5, 5, NAN, NAN, 6, 6]),
        ([Target(date(2024, 1, 1), 5, until=date(2024, 6, 30))], [NAN] * 6),
        ([Target(date(2026, 1, 1), 5)], [NAN] * 6),
        ([Target(date(2025, 1, 1), 5), Target(date(2025, 3, 1), low=1, high=2)], [5, 5, 5, 5, 5, 5]),
    ],
)
def test_the_target_in_force(targets: list[Target], expected: list[float]):
    np.testing.assert_array_equal(in_force(*targets), expected)


def test_of_two_targets_from_the_same_day_the_one_set_later_holds():
    first, second = (
        Target(date(2025, 1, 1), value, set_on=day) for value, day in ((5, date(2024, 12, 1)), (6, date(2025, 2, 1)))
    )
    assert in_force(first, second) == in_force(second, first) == [6] * 6
    one = Kpi("a", {}, Place("kpis.yaml"), targets=(second, first))
    assert one.target_on(date(2025, 3, 1)) == second, "the catalogue and the panel agree"


def test_a_target_in_the_data_goes_before_that_of_the_catalogue():
    totals, _ = laid(at(1, target=9.0), at(2), a={"targets": [{"from": date(2025, 1, 1), "value": 5}]})
    np.testing.assert_array_equal(totals[Frequency.MONTHLY].target, [[9, 5]])
