"""The density test against published values, and its size."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics.density_test import density_test

SENATE = Path(__file__).resolve().parents[3] / "shared/data/rddensity_reference/rddensity_senate.csv.gz"


@pytest.fixture(scope="module")
def margins() -> NDArray[np.float64]:
    if not SENATE.is_file():
        pytest.skip("the folder ../shared/data is not there")
    with gzip.open(SENATE, "rt", encoding="utf-8") as file:
        return np.array([float(row["margin"]) for row in csv.DictReader(file)])


def test_the_senate_margins_with_the_published_bandwidths(margins: NDArray[np.float64]) -> None:
    """Cattaneo, Jansson & Ma 2018, 2020."""
    found = density_test(margins, 0.0, (19.841, 27.119))
    assert found.t == pytest.approx(-0.8753, abs=5e-5)
    assert found.p_value == pytest.approx(0.3814, abs=5e-5)
    assert (found.left_n, found.right_n) == (408, 460)


def test_our_own_bandwidths_are_those_of_the_paper(margins: NDArray[np.float64]) -> None:
    found = density_test(margins, 0.0)
    assert found.left_bandwidth == pytest.approx(19.841, abs=0.002)
    assert found.right_bandwidth == pytest.approx(27.119, abs=0.002)
    assert found.t == pytest.approx(-0.8753, abs=5e-4)


def test_a_uniform_kernel_with_given_bandwidths(margins: NDArray[np.float64]) -> None:
    found = density_test(margins, 0.0, (10.0, 20.0), kernel="uniform")
    assert found.t == pytest.approx(-1.0742, abs=5e-5)
    assert found.p_value == pytest.approx(0.2827, abs=5e-5)


def test_the_deterministic_case() -> None:
    values = np.linspace(-1.5, 1.5, 200) + 0.05 * np.sin(np.arange(200))
    found = density_test(values, 0.0, (0.6, 0.6))
    assert (found.left, found.right) == pytest.approx((0.354367884, 0.365406710), abs=1e-9)
    assert (found.left_error, found.right_error) == pytest.approx((0.193416146, 0.251237539), abs=1e-9)
    assert found.t == pytest.approx(0.034815673, abs=1e-9)
    assert found.p_value == pytest.approx(0.972226723, abs=1e-9)


def test_counts_stand_for_repeated_values() -> None:
    rng = np.random.default_rng(1)
    values = np.round(rng.normal(0, 10, 4000), 1)
    distinct, counts = np.unique(values, return_counts=True)
    one, other = density_test(values, 0.0), density_test(distinct, 0.0, counts=counts.astype(float))
    assert one.t == pytest.approx(other.t)


def test_plug_in_and_jackknife_agree_about_large_samples() -> None:
    values = np.random.default_rng(2).normal(3, 10, 20_000)
    one, other = density_test(values, 0.0), density_test(values, 0.0, variance="plug-in")
    assert one.right_error == pytest.approx(other.right_error, rel=0.2)


@pytest.mark.parametrize("size", [500, 3000])
def test_size_on_smooth_densities(size: int) -> None:
    rng = np.random.default_rng(size)
    p_values = [density_test(rng.normal(4, 10, size), 0.0).p_value for _ in range(300)]
    assert np.mean(np.array(p_values) < 0.05) < 0.09


def test_a_pile_is_found() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(0, 10, 4000)
    moved = (values < 0) & (values > -2) & (rng.random(4000) < 0.5)
    values[moved] = rng.uniform(0, 1, moved.sum())
    found = density_test(values, 0.0)
    assert found.t > 4


def test_too_few() -> None:
    with pytest.raises(NotEnoughDataError):
        density_test(np.linspace(-1, 1, 12), 0.0, (0.5, 0.5))
    with pytest.raises(NotEnoughDataError):
        density_test(np.ones(50), 0.0)
