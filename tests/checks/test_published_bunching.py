"""Units' values that pile up at the target, honest ones, and the 4-hour target of English hospitals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.model.panel import SeriesKey
from monitor.model.words import Frequency
from tests.checks.panels import evidence, judged, p_values, panel, real, reasons, situation
from tests.statistics.test_size import at_most

CUT = 0.0015
TARGET = {"unit": "%", "targets": [{"from": "2015-01-01", "value": 90}]}


def wards(kpis: int, seed: int, moved: float = 0.0, units: int = 60, target: float = 90.0, turned: bool = False):
    rng = np.random.default_rng(seed)
    values = target - 0.5 + rng.standard_normal((kpis, units, 1)) * 1.5 + rng.standard_normal((kpis, units, 36)) * 2.5
    near = (values < target) & (values > target - 1) & (rng.random(values.shape) < moved)
    values = np.where(near, target + rng.uniform(0, 0.25, values.shape), values)
    values = (2 * target - values if turned else values).reshape(-1, 36)
    names = [f"k{one}" for one in range(kpis)]
    keys = [SeriesKey(name, (("ward", f"w{unit}"),)) for name in names for unit in range(units)]
    laid = panel(keys, Frequency.MONTHLY, value=values, target=np.full(values.shape, target))
    said = {**TARGET, "direction": "lower" if turned else "higher"}
    return situation(dict.fromkeys(names, said), segments=laid)


def test_smooth_values_are_left_alone():
    p = p_values(judged("published_bunching", wards(400, 1)))
    assert len(p) == 400 and all((p <= cut).sum() <= at_most(cut, 400) for cut in (0.05, 0.01, 0.001))


def test_moved_near_misses_are_found_whichever_way_is_better():
    for turned in (False, True):
        found = evidence(judged("published_bunching", wards(40, 2, 0.5, turned=turned)), CUT)
        assert len(found) >= 38
        assert all(one.numbers["just_met"].value > 1.3 * one.numbers["just_missed"].value for one in found)


def test_few_units_no_units_and_no_target():
    assert "needs" in reasons(judged("published_bunching", wards(1, 3, units=3)))[0]
    assert "by unit" in reasons(judged("published_bunching", situation({"k": TARGET})))[0]
    without = wards(1, 4)
    bare = panel(
        list(without.segments[Frequency.MONTHLY].keys), Frequency.MONTHLY, value=without.segments[Frequency.MONTHLY].value
    )
    assert "target" in reasons(judged("published_bunching", situation({"k0": {"unit": "%"}}, segments=bare)))[0]


def test_units_too_small_for_the_bins_are_left_out():
    """Wards of 20 patients can only show every fifth percentage: a pile at 90 is the lattice's."""
    rng = np.random.default_rng(5)
    cases = np.full((300, 36), 20.0)
    hits = rng.binomial(20, 0.9, cases.shape).astype(float)
    keys = [SeriesKey("k", (("ward", f"w{unit}"),)) for unit in range(300)]
    columns = {"value": 100 * hits / cases, "numerator": hits, "denominator": cases, "target": np.full(cases.shape, 90.0)}
    assert (
        p_values(judged("published_bunching", situation({"k": TARGET}, segments=panel(keys, Frequency.MONTHLY, **columns)))).size
        == 0
    )


def crowded(kpis: int, seed: int, target: float):
    """Most units somewhere, a third of them crowded below 100 %: nobody moves anything."""
    rng = np.random.default_rng(seed)
    good = rng.random((kpis, 90, 1)) < 0.3
    level = np.where(good, 98.5 + 0.8 * rng.standard_normal(good.shape), 85 + 5 * rng.standard_normal(good.shape))
    values = level + np.where(level > 96, 0.5, 3.0) * rng.standard_normal((kpis, 90, 36))
    values = (100 - np.abs(100 - values)).reshape(-1, 36)
    keys = [SeriesKey(f"k{one}", (("ward", f"w{unit}"),)) for one in range(kpis) for unit in range(90)]
    laid = panel(keys, Frequency.MONTHLY, value=values, target=np.full(values.shape, target))
    return situation({f"k{one}": TARGET for one in range(kpis)}, segments=laid)


@pytest.mark.parametrize("target", [80.0, 85.0, 90.0])
def test_a_crowd_at_the_ceiling_is_no_pile_at_a_target_below_it(target: float):
    p = p_values(judged("published_bunching", crowded(200, 6, target)))
    assert len(p) == 200 and all((p <= cut).sum() <= at_most(cut, 200) for cut in (0.05, 0.01))


def test_a_target_at_the_end_of_the_scale_is_not_judged():
    assert "no room beyond" in reasons(judged("published_bunching", crowded(1, 7, 99.5)))[0]


def test_a_crowd_at_the_ceiling_does_not_hide_a_pile_at_the_target():
    plain = crowded(60, 8, 90.0)
    laid = plain.segments[Frequency.MONTHLY]
    rng = np.random.default_rng(9)
    lifted = (laid.value < 90) & (laid.value > 88.5) & (rng.random(laid.value.shape) < 0.5)
    values = np.where(lifted, 90 + rng.uniform(0, 0.5, laid.value.shape), laid.value)
    moved = situation({f"k{one}": TARGET for one in range(60)}, segments=replace(laid, value=values))
    assert len(evidence(judged("published_bunching", moved), CUT)) >= 50


def hospitals(target: float):
    """Type 1 departments with more than 1,000 visits a month, against a target."""
    import pandas as pd

    table = pd.read_csv(real("nhs_ae_attendances/ae_attendances_2016_2019.csv.gz"))
    table = table[(table["type"] == "1") & (table["attendances"] > 1000)]
    wide = table.pivot_table(index="org_code", columns="period", values=["attendances", "breaches"])
    cases = wide["attendances"].to_numpy(dtype=float)
    met = cases - wide["breaches"].to_numpy(dtype=float)
    keys = [SeriesKey("k", (("trust", code),)) for code in wide.index]
    columns = {"value": 100 * met / cases, "numerator": met, "denominator": cases, "target": np.full(cases.shape, target)}
    return situation({"k": {"unit": "%"}}, segments=panel(keys, Frequency.MONTHLY, **columns))


def test_the_four_hour_target_shows_and_other_percentages_do_not():
    """At 95 % more departments lie just on the good side than beside it; without a target they do not (a weak positive)."""
    (at_target,) = p_values(judged("published_bunching", hospitals(95.0)))
    elsewhere = [p_values(judged("published_bunching", hospitals(other)))[0] for other in (85.0, 87.0, 89.0, 91.0, 92.0, 93.0)]
    assert at_target < 0.01 < min(elsewhere)
