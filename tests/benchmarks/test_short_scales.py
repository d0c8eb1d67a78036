"""Short scales and scales with gaps are judged as the check judges them, and a pile at the limit is found on both."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.short_scales import FAMILIES, bins_on, p_value
from monitor.checks._limit_bins import as_tested


@pytest.mark.parametrize("family", ["21 points, irregular", "marks converted, with gaps"])
def test_honest_scales_stay_within_the_level_and_a_pile_is_found(family: str) -> None:
    rng = np.random.default_rng(8)
    honest, piled = [], []
    for _ in range(150):
        shape, limit = FAMILIES[family](rng)
        counts = rng.poisson(20_000 * shape).astype(float)
        honest.append(p_value(counts, limit))
        near = max(len(counts) // 12, 1)
        moved = np.floor(0.7 * counts[limit - near : limit])
        counts[limit - near : limit] -= moved
        counts[limit : limit + near] += moved.sum() / near
        piled.append(p_value(counts, limit))
    assert np.mean(np.array(honest) <= 0.01) <= 0.04
    assert np.mean(np.array(piled) <= 0.01) > 0.5


def test_a_scale_with_gaps_is_put_together_and_a_plain_one_is_not() -> None:
    rng = np.random.default_rng(3)
    shape, limit = FAMILIES["marks converted, with gaps"](rng)
    assert as_tested(bins_on(rng.poisson(20_000 * shape).astype(float), limit), before=False).together > 1
    shape, limit = FAMILIES["21 points, irregular"](rng)
    assert as_tested(bins_on(rng.poisson(20_000 * shape).astype(float), limit), before=False).together == 1
