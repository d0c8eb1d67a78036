"""Before and after, bin by bin: did records move to just inside the limit from just outside it when the target began?

Given how many records a bin has in both times, those of the later time are quasi-binomial with logit = cubic in the bin +
d_in (just inside) + d_out (just outside); the statistic is (d_in - d_out) over its error. Whatever is permanent (gaps of a
scale, round numbers, ends of shifts, jobs that close cases) cancels. The same statistic at other places says how much it
scatters. Null hypothesis: the ratio of the two times is smooth at the limit. Assumes independent records in each bin. Minimum
data: `LEAST` records of each time within reach. Source: METHODS 2.3e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST = 150
PLACEBOS = 8
NEAR = 6
"""The stretches just inside and outside are this part of the reach."""

FREEDOM = 30.0
_ROUNDS = 30


@dataclass(frozen=True)
class BinContrast:
    """The log odds ratio of later to earlier records, just inside over just outside, with its error, z and one-sided p-value."""

    shift: float
    error: float
    scatter: float
    before: int
    after: int
    p_value: float

    null_hypothesis = "The ratio of the two times is smooth at the limit."

    @property
    def z(self) -> float:
        return self.shift / self.error


def bin_contrast(before: Array, after: Array, limit: int, reach: int, near: int | None = None) -> BinContrast:
    """The test for counts (n,) of two times in bins of which those from `limit` on count as met.

    `near`: how many bins just inside and outside are. Raises NotEnoughDataError where one of the times has too few records.
    """
    from scipy.stats import t as student

    if limit - reach < 0 or limit + reach > len(before):
        raise NotEnoughDataError("too few bins on one side of the limit")
    window = slice(limit - reach, limit + reach)
    n_before, n_after = int(before[window].sum()), int(after[window].sum())
    if min(n_before, n_after) < LEAST:
        raise NotEnoughDataError(f"{min(n_before, n_after)} records of one of the times; {LEAST} are needed")
    near = near or max(reach // NEAR, 1)
    shift, error = _fitted(before, after, np.array([limit]), reach, near)
    places = _places(before, after, limit, reach, near)
    elsewhere = np.divide(*_fitted(before, after, places, reach, near)) if len(places) >= PLACEBOS else np.zeros(1)
    scatter = max(1.0, float(np.sqrt(np.mean(elsewhere**2))))
    p_value = float(student.sf(shift[0] / error[0] / scatter, FREEDOM))
    return BinContrast(float(shift[0]), float(error[0]), scatter, n_before, n_after, p_value)


def _places(before: Array, after: Array, limit: int, reach: int, near: int) -> NDArray[np.int64]:
    at = np.arange(reach, len(before) - reach + 1)
    at = at[np.abs(at - limit) >= 2 * near]
    enough = [min(one[place - reach : place + reach].sum() for one in (before, after)) >= LEAST for place in at]
    return np.asarray(at[np.array(enough, dtype=bool)], dtype=np.int64)


def _fitted(before: Array, after: Array, at: NDArray[np.int64], reach: int, near: int) -> tuple[Array, Array]:
    """The shift and its error at each place, (places,)."""
    window = at[:, None] + np.arange(-reach, reach)
    later, both = after[window], (before + after)[window]
    u = (np.arange(-reach, reach) + 0.5) / reach
    steps = np.arange(-reach, reach)
    inside, outside = ((steps >= 0) & (steps < near)).astype(float), ((steps < 0) & (steps >= -near)).astype(float)
    design = np.stack([inside, outside, np.ones(len(u)), u, u**2, u**3], axis=1)
    coefficients = np.zeros((len(at), design.shape[1]))
    coefficients[:, 2] = np.log((later.sum(axis=1) + 0.5) / ((both - later).sum(axis=1) + 0.5))
    for _ in range(_ROUNDS):
        eta = np.clip(coefficients @ design.T, -12, 12)
        share = 1 / (1 + np.exp(-eta))
        weight = np.maximum(both * share * (1 - share), 1e-9)
        moved = design[None] * weight[:, :, None]
        information = moved.transpose(0, 2, 1) @ design + 1e-6 * np.eye(design.shape[1])
        step = np.linalg.solve(information, (design.T @ (later - both * share).T).T[:, :, None])[:, :, 0]
        coefficients = coefficients + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-7:
            break
    eta = np.clip(coefficients @ design.T, -12, 12)
    share = 1 / (1 + np.exp(-eta))
    weight = np.maximum(both * share * (1 - share), 1e-9)
    freedom = np.maximum((both > 0).sum(axis=1) - design.shape[1], 1)
    dispersion = np.maximum(((later - both * share) ** 2 / weight * (both > 0)).sum(axis=1) / freedom, 1.0)
    information = (design[None] * weight[:, :, None]).transpose(0, 2, 1) @ design + 1e-6 * np.eye(design.shape[1])
    covariance = np.linalg.inv(information)
    variance = covariance[:, 0, 0] + covariance[:, 1, 1] - 2 * covariance[:, 0, 1]
    return coefficients[:, 0] - coefficients[:, 1], np.sqrt(variance * dispersion)
