from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.simulate.history import noisy, parse_history


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("4", [4]),
        ("4x3", [4, 4, 4]),
        ("4+0.5x3", [4, 4.5, 5]),
        ("4-0.5x3", [4, 3.5, 3]),
        ("-4x2 -1.5", [-4, -4, -1.5]),
        ("_ 1 _x2", [np.nan, 1, np.nan, np.nan]),
        ("4x2 4-1x2 _x1 3", [4, 4, 4, 3, np.nan, 3]),
        ("0x2", [0, 0]),
    ],
)
def test_a_line_means(text: str, values: list[float]):
    np.testing.assert_allclose(parse_history(text), values)


@pytest.mark.parametrize("text", ["", "a", "4x", "x4", "4*3", "_+1x2", "4--1x2", "1e3", "4 x 3"])
def test_what_is_no_history_is_told(text: str):
    with pytest.raises(ValueError, match=r"history|no part"):
        parse_history(text)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=20))
def test_values_come_back_as_they_were_written(values: list[int]):
    assert parse_history(" ".join(map(str, values))).tolist() == values


def test_noise_has_its_size_and_its_memory():
    noise = noisy(np.zeros(4000), noise=2, autocorrelation=0.5, seed=3)
    assert noise.std() == pytest.approx(2, rel=0.08)
    assert np.corrcoef(noise[1:], noise[:-1])[0, 1] == pytest.approx(0.5, abs=0.06)
    np.testing.assert_array_equal(noise, noisy(np.zeros(4000), noise=2, autocorrelation=0.5, seed=3))
    assert not np.array_equal(noise, noisy(np.zeros(4000), noise=2, autocorrelation=0.5, seed=4))


def test_a_season_returns_every_year_and_missing_stays_missing():
    wave = noisy(np.array([10.0, np.nan] * 12), season=3, per_year=12)
    assert np.isnan(wave[1::2]).all()
    np.testing.assert_allclose(wave[0:12:2], wave[12:24:2])
    assert np.nanmax(wave) == pytest.approx(10 + 3 * np.sin(np.pi * 2 * 2 / 12), abs=0.5)
