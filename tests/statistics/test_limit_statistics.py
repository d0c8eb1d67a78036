"""The tests at a limit: size, power, and what must not fool them."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from benchmarks.bunching import FAMILIES, HIGH, LIMIT, REACH, WIDTH, in_bins, moved, round_marks, typed
from monitor.errors import NotEnoughDataError
from monitor.statistics import quasi_poisson
from monitor.statistics.bin_contrast import bin_contrast
from monitor.statistics.excess_mass import excess_mass
from monitor.statistics.local_jump import local_jump
from monitor.statistics.step_on_scale import step_on_scale
from monitor.statistics.whole_shares import chance, whole_shares

AT = round((HIGH - LIMIT) / WIDTH)
LOGNORMAL = FAMILIES["lognormal, rhythm of the day"]


def drawn(seed, size=8000, share=0.0, kind="late", shape=LOGNORMAL):
    """Counts in bins, those that met the limit last."""
    rng = np.random.default_rng(seed)
    probability = shape(rng)
    return rng.poisson(size * in_bins(moved(probability, share, kind) if share else probability)).astype(float)


def jump(counts, **said):
    return local_jump(counts, AT, REACH, round_marks(), **said)


def test_many_fits_at_once_are_those_of_statsmodels():
    rng = np.random.default_rng(1)
    design = np.stack([np.ones(30), np.linspace(-1, 1, 30), np.linspace(-1, 1, 30) ** 2], axis=1)
    counts = rng.poisson(np.exp(3 + design @ [0.0, 0.7, -0.4]), (4, 30)).astype(float)
    ours = quasi_poisson.fit(counts, np.broadcast_to(design, (4, *design.shape)))
    for row in range(4):
        theirs = sm.GLM(counts[row], design, family=sm.families.Poisson()).fit(scale="X2")
        assert ours.coefficients[row] == pytest.approx(theirs.params, abs=1e-5)
        assert ours.dispersion[row] == pytest.approx(max(theirs.scale, 1.0), abs=1e-4)


@pytest.mark.parametrize("family", list(FAMILIES))
def test_honest_records_are_rarely_found(family):
    p_values = [jump(drawn(seed, shape=FAMILIES[family])).p_value for seed in range(120)]
    assert np.mean(np.array(p_values) < 0.05) <= 0.09
    assert min(p_values) > 1e-4


def test_moved_cases_are_found():
    found = [jump(drawn(seed, 4000, 0.4)).p_value < 0.01 for seed in range(60)]
    assert np.mean(found) > 0.85
    early = [jump(drawn(seed, 4000, 0.2, "all")).p_value < 0.01 for seed in range(60)]
    assert np.mean(early) > 0.9


def test_a_heap_on_every_whole_day_is_compared_with_other_days():
    def days(rng):
        return typed(LOGNORMAL(rng), {15: 0.6, 1440: 0.05})

    rng = np.random.default_rng(3)
    counts = rng.poisson(100_000 * in_bins(days(rng), on_limit=True)).astype(float)
    naive = local_jump(counts, AT, REACH, np.zeros((len(counts), 0)))
    assert naive.p_value < 0.01
    assert jump(counts, on_limit=True).p_value > 0.01


def test_too_few_records_and_too_short_scales():
    with pytest.raises(NotEnoughDataError):
        jump(drawn(1, 200))
    with pytest.raises(NotEnoughDataError):
        local_jump(np.full(60, 50.0), 30, 8, np.zeros((60, 0)))
    with pytest.raises(NotEnoughDataError):
        local_jump(np.full(30, 50.0), 15, 14, np.zeros((30, 0)))


def test_before_and_after_cancel_what_was_always_so():
    gaps = np.where(np.arange(len(drawn(0))) % 3 == 0, 0.1, 1.0)
    rng = np.random.default_rng(5)
    shape = in_bins(LOGNORMAL(rng)) * gaps
    jumped = shape * np.where(np.arange(len(shape)) >= AT, 1.6, 1.0)
    p_values = [
        bin_contrast(*(rng.poisson(8000 * jumped).astype(float) for _ in range(2)), AT, REACH).p_value for _ in range(100)
    ]
    assert np.mean(np.array(p_values) < 0.05) <= 0.1


def test_before_and_after_find_what_began():
    rng = np.random.default_rng(6)
    shape = LOGNORMAL(rng)
    found = [
        bin_contrast(
            rng.poisson(8000 * in_bins(shape)).astype(float),
            rng.poisson(8000 * in_bins(moved(shape, 0.4, "late"))).astype(float),
            AT,
            REACH,
        )
        for _ in range(20)
    ]
    assert all(one.shift > 0 for one in found)
    assert np.mean([one.p_value < 0.01 for one in found]) > 0.9


def test_the_excess_is_what_was_moved_and_the_interval_holds_it():
    rng = np.random.default_rng(7)
    window, holds, zones = slice(AT - REACH, AT + REACH), [], []
    for _ in range(30):
        shape = LOGNORMAL(rng)
        true = 10_000 * 0.4 * shape[round(LIMIT * 60) : round(LIMIT * 60) + 120].sum()
        weekly = rng.poisson(10_000 / 52 * in_bins(moved(shape, 0.4, "late")), (52, len(in_bins(shape)))).astype(float)
        found = excess_mass(weekly[:, window], REACH, round_marks()[window], rng, REACH // 2)
        zones.append(found.zone)
        assert abs(found.excess - true) < 0.5 * true + 25
        holds.append(found.low <= true <= found.high)
    assert np.mean(holds) > 0.65
    assert np.median(zones) == 2


def test_no_pile_has_no_excess():
    rng = np.random.default_rng(8)
    window = slice(AT - REACH, AT + REACH)
    weekly = rng.poisson(200 * in_bins(LOGNORMAL(rng)), (52, len(round_marks()))).astype(float)
    found = excess_mass(weekly[:, window], REACH, round_marks()[window], rng, REACH // 2)
    assert abs(found.share) < 0.2


def test_a_step_on_a_short_scale():
    rng = np.random.default_rng(9)
    at = np.arange(21)
    shape = np.exp(-(((at - 9) / 6) ** 2) / 2)
    smooth = rng.poisson(20_000 * shape / shape.sum()).astype(float)
    cliff = smooth.copy()
    cliff[:14] = np.round(cliff[:14] * 0.3)
    assert step_on_scale(smooth, 14).p_value > 0.01
    assert step_on_scale(cliff, 14).p_value < 1e-3
    with pytest.raises(NotEnoughDataError):
        step_on_scale(smooth, 2)


def test_whole_shares_of_all_denominators():
    assert chance(100) == 1.0
    assert chance(200) == pytest.approx(99 / 197, abs=0.01)
    rng = np.random.default_rng(10)
    cases = rng.integers(100, 3000, 20_000).astype(float)
    hits = np.floor(cases * rng.uniform(0.2, 0.9, len(cases)))
    whole = np.abs(100 * hits / cases - np.round(100 * hits / cases)) <= 0.05 + 1e-9
    honest = whole_shares(cases, np.ones(len(cases)), whole.astype(float))
    assert honest.p_value > 0.01
    heaped = whole | (rng.random(len(cases)) < 0.03)
    assert whole_shares(cases, np.ones(len(cases)), heaped.astype(float)).p_value < 1e-6
    with pytest.raises(NotEnoughDataError):
        whole_shares(cases[:100], np.ones(100), whole[:100].astype(float))
