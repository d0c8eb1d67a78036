import numpy as np
import pytest

from monitor.simulate.noise import Noise, drawn_noise, noise_series, yearly_wave


def lag_one(series):
    centred = series - series.mean()
    return float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.6, 0.8])
def test_autocorrelation_and_spread_are_as_asked(phi):
    series = noise_series(np.random.default_rng(1), Noise(autocorrelation=phi), 20_000, 52.18)
    assert lag_one(series) == pytest.approx(phi, abs=0.03)
    assert series.std() == pytest.approx(1.0, abs=0.05)


def test_t5_has_heavier_tails_at_the_same_spread():
    rng = np.random.default_rng(2)
    normal = noise_series(rng, Noise(), 50_000, 52.18)
    heavy = noise_series(rng, Noise(tails="t5"), 50_000, 52.18)
    assert heavy.std() == pytest.approx(1.0, abs=0.05)
    assert (abs(heavy) > 4).mean() > 10 * (abs(normal) > 4).mean()


def test_a_drift_reaches_its_size_after_three_years():
    rng = np.random.default_rng(3)
    ends = [noise_series(rng, Noise(drift=1.0), 156, 52.0)[-1] for _ in range(2_000)]
    assert np.std(ends) == pytest.approx(np.sqrt(2), rel=0.07)


def test_a_season_repeats_after_a_year():
    wave = yearly_wave(np.random.default_rng(4), 104, 52.0)
    assert wave[:52] == pytest.approx(wave[52:])


def test_kpis_of_one_organisation_share_a_cause():
    rng = np.random.default_rng(5)
    common = rng.standard_normal(20_000)
    one, other = (noise_series(rng, Noise(), 20_000, 52.18, common) for _ in range(2))
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.3, abs=0.03)


def test_the_mixture_draws_every_family_and_what_is_fixed_stays():
    rng = np.random.default_rng(6)
    drawn = [drawn_noise(rng, {"season": 0.0}) for _ in range(400)]
    assert {family.autocorrelation for family in drawn} == {0.0, 0.3, 0.6, 0.8}
    assert {family.tails for family in drawn} == {"normal", "t5"}
    assert 0.3 < np.mean([family.drift > 0 for family in drawn]) < 0.5
    assert {family.season for family in drawn} == {0.0}
