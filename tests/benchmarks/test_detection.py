"""The detection benchmark runs, and counts what it says it counts."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.judging import judged
from benchmarks.plan import ALIKE, GAMED, Unit, alike_units, gamed_units, honest_units
from benchmarks.rates import Rate, Share, compared, delays, equal_threshold, false_rates, recalls, worst
from benchmarks.records_plan import ALIKE_RECORDS, GAMED_RECORDS, alike_record_units, gamed_record_units
from monitor.simulate.scenarios import names, simulate


@pytest.fixture(scope="module")
def gamed():
    unit = next(unit for unit in gamed_units(1) if unit.name == "digit-heaping|strong")
    return judged(unit)


def test_a_strong_dose_is_found_under_its_word(gamed):
    assert any(seen["named"] and seen["right"] for seen in gamed["seen"])
    assert gamed["years"] == pytest.approx(5 * gamed["kpis"], rel=0.05)
    [row] = [row for row in recalls([gamed]) if row["pattern"] == "digit-heaping" and row["dose"] == "strong"]
    assert row["watch"] == {"hits": 1, "tries": 1, "value": 1.0, "interval": [0.2065, 1.0]}


def test_a_replay_sees_it_later_than_its_onset_and_never_after_its_end():
    unit = next(unit for unit in gamed_units(1, 182, ("strong",)) if unit.name == "digit-heaping|strong")
    [row] = delays([judged(unit)])
    assert 0 < row["watch"]["median"] < 3 * 366
    assert row["watch"]["never"]["hits"] == 0


def test_every_scenario_is_there_with_kinds_that_exist():
    of_series = {name for name in names() if not name.startswith("records-")}  # records have a benchmark of their own
    assert {one.scenario for one in GAMED} == of_series - {"honest"}
    for scenario, kinds in ALIKE.items():
        for kind in kinds:
            assert simulate(scenario, 1, kind=kind).truth == (), (scenario, kind)
    assert len({unit.name for unit in (*honest_units(1), *alike_units(1))}) > 80


SMALL = {"before": 12, "after": 4}


def test_every_scenario_of_records_is_there_with_kinds_that_exist():
    of_records = {name for name in names() if name.startswith("records-")}
    assert {one.scenario for one in GAMED_RECORDS} == of_records == set(ALIKE_RECORDS)
    for scenario, kinds in ALIKE_RECORDS.items():
        for kind in kinds:
            made = simulate(scenario, 1, kind=kind, **SMALL)
            assert made.truth == () and made.records, (scenario, kind)
    for one in GAMED_RECORDS:
        [truth] = simulate(one.scenario, 1, **one.settings, **SMALL).truth
        assert one.name.startswith(truth.pattern), one.name


def test_records_are_looked_at_and_found_under_their_word():
    unit = next(unit for unit in gamed_record_units(1) if unit.name == "threshold-bunching: registered in time|strong")
    found = judged(unit)
    assert found["kpis"] == 1 and found["years"] == pytest.approx(3, rel=0.02)
    assert [(seen["rule"], seen["named"]) for seen in found["seen"]] == [("piles-up-at-the-limit", True)]
    strong = [row for row in recalls([found], GAMED_RECORDS) if row["pattern"].endswith("in time") and row["dose"] == "strong"]
    assert [row["watch"]["value"] for row in strong] == [1.0]


def test_a_replay_sees_only_the_records_of_its_day():
    unit = next(unit for unit in gamed_record_units(1, 182, ("strong",)) if unit.name.startswith("threshold-bunching: reg"))
    [seen] = judged(unit)["seen"]
    assert seen["onset"] < seen["watch"] < unit_end(unit)


def unit_end(unit: Unit) -> str:
    return simulate(unit.scenario, unit.seed, **dict(unit.settings)).as_of.isoformat()


def result(part: str, name: str, kpis: int, years: float, tiers: list[str | None]) -> dict[str, object]:
    seen = [{"watch": "2024-01-01", "finding": tier, "named": False, "right": False} for tier in tiers]
    return {"key": Unit(part, name, "x", (), 1).key, "kpis": kpis, "years": years, "seen": seen}


def test_false_flags_are_counted_by_kind_and_together():
    some = [result("honest", "honest: a", 10, 30, [None]), result("alike", "x: b", 10, 20, [None, "2024-02-01"])]
    rates = false_rates(some)
    assert rates["all"]["watch"] == Rate(3, 20, 50.0)
    assert rates["alike"]["finding"].value == pytest.approx(5.0)
    assert worst(rates, "watch") == "x: b"


def test_the_interval_is_wilsons():
    """Wilson (1927): 1 of 10 lies in .018 to .404."""
    assert Share(1, 10).interval == pytest.approx((0.0179, 0.4042), abs=0.0005)


def test_a_threshold_is_fitted_to_the_same_false_rate():
    scores = np.arange(100, dtype=float)
    cut = equal_threshold(scores, 0.05)
    assert (scores >= cut).sum() == 5
    honest = [{**result("honest", "honest: a", 100, 300, []), "scores": {"one": scores.tolist()}}]
    found = [{**result("gamed", "p|strong", 1, 3, []), "scores": {"one": [97.0]}}]
    [row] = compared(honest, found, Rate(5, 100, 300))
    assert row["equal"]["p|strong"]["value"] == 1.0
    assert row["false"]["per_100"] == pytest.approx(33.0)


def test_keys_tell_units_apart():
    series = [*honest_units(2), *alike_units(2), *gamed_units(2), *honest_units(1, 28)]
    units = [*series, *alike_record_units(2), *gamed_record_units(2), *alike_record_units(1, 28)]
    assert len({unit.key for unit in units}) == len(units)
    assert json.loads(units[0].key)[4] == units[0].seed
