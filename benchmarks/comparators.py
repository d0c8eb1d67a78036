"""What users have otherwise, in a few lines each. Every comparator gives one score for a series: 1 is its nominal threshold; a
threshold of k means that all its limits are k times as wide and its runs k times as long.

Limits come from the `baseline` first values (before the target), as charts are used; signals count after them. Reference values
in tests/benchmarks: METHODS 8 (XmR vector, average run length of the WECO rules).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Series = NDArray[np.float64]
LEAST = 12
WINDOW = 26


def limits(values: Series) -> tuple[float, float]:
    """Centre and sigma of an XmR chart: mean, and the mean moving range / 1.128, after one screening at 3.267 times that."""
    ranges = np.abs(np.diff(values))
    screened = ranges[ranges <= 3.267 * ranges.mean()]
    return float(values.mean()), float((screened if len(screened) else ranges).mean() / 1.128)


def standardised(values: Series, baseline: int) -> Series:
    """All values in sigmas of the chart of the baseline."""
    centre, sigma = limits(values[:baseline])
    return (values - centre) / (sigma or np.inf)


def nhs_rules(z: Series, values: Series) -> Series:
    """Score of every point by the rules of Making Data Count as NHSRplotthedots has them: outside 3 sigma, 7 on one side, 7
    rising or falling, 2 of 3 beyond 2 sigma on one side."""
    return np.maximum.reduce([np.abs(z) / 3, _run(z) / 7, (_trend(values) + 1) / 7, _of(z, 2, 3) / 2])


def weco_rules(z: Series) -> Series:
    """Score of every point by the four rules of Western Electric: 3 sigma, 2 of 3 beyond 2, 4 of 5 beyond 1, 8 on one side."""
    return np.maximum.reduce([np.abs(z) / 3, _of(z, 2, 3) / 2, _of(z, 4, 5), _run(z) / 8])


def _run(z: Series) -> Series:
    """How many points up to each lie on the same side."""
    return _streak(np.sign(z))


def _trend(values: Series) -> Series:
    """How many steps up to each point go the same way."""
    return np.concatenate([[0.0], _streak(np.sign(np.diff(values)))])


def _streak(side: Series) -> Series:
    new = np.flatnonzero(np.diff(side, prepend=np.nan) != 0)
    starts = new[np.searchsorted(new, np.arange(len(side)), side="right") - 1]
    return np.where(side == 0, 0.0, np.arange(len(side)) - starts + 1.0)


def _of(z: Series, number: int, among: int) -> Series:
    """The sigmas that `number` of the last `among` points exceed on one side."""
    padded = np.concatenate([np.zeros(among - 1), z])
    sides = [np.sort(sliding_window_view(side * padded, among), axis=1)[:, among - number] for side in (1, -1)]
    return np.maximum(np.maximum(*sides), 0.0)


def xmr_nhs(values: Series, baseline: int) -> float:
    return _after(nhs_rules(standardised(values, baseline), values), baseline) if _enough(values, baseline) else 0.0


def xmr_weco(values: Series, baseline: int) -> float:
    return _after(weco_rules(standardised(values, baseline)), baseline) if _enough(values, baseline) else 0.0


def rolling_z(values: Series, baseline: int) -> float:
    """The largest distance of a value from the mean of the 26 before it (12 where there are fewer), in 3 standard deviations."""
    window = WINDOW if len(values) > 2 * WINDOW else LEAST
    if not _enough(values, baseline) or len(values) <= window:
        return 0.0
    past = sliding_window_view(values, window)[:-1]
    spread = past.std(axis=1, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(spread > 0, np.abs(values[window:] - past.mean(axis=1)) / spread / 3, 0.0)
    return float(score[max(baseline - window, 0) :].max(initial=0.0))


def change_point(values: Series, baseline: int) -> float:
    """PELT (ruptures, change of the mean): the largest penalty under which a change is found, as a factor on 2 log(n) sigma^2."""
    import ruptures

    if not _enough(values, baseline):
        return 0.0
    steps = np.diff(values)
    sigma = float(np.median(np.abs(steps - np.median(steps)))) * 1.4826 / np.sqrt(2)
    if sigma <= 0:
        return 0.0
    fitted = ruptures.KernelCPD(kernel="linear", min_size=4).fit(values[:, None] / sigma)
    unit, factors = 2 * np.log(len(values)), np.geomspace(0.25, 64, 25)
    low, high = -1, len(factors)
    while high - low > 1:
        middle = (low + high) // 2
        found = len(fitted.predict(pen=unit * factors[middle])) > 1
        low, high = (middle, high) if found else (low, middle)
    return float(factors[low]) if low >= 0 else 0.0


def _enough(values: Series, baseline: int) -> bool:
    return baseline >= LEAST and len(values) > baseline and float(np.ptp(values[:baseline])) > 0


def _after(scores: Series, baseline: int) -> float:
    return float(scores[baseline:].max(initial=0.0))


warnings.filterwarnings("ignore", category=RuntimeWarning)
COMPARATORS: Mapping[str, Callable[[Series, int], float]] = {
    "XmR, NHS rules": xmr_nhs,
    "XmR, WECO rules": xmr_weco,
    "change points, PELT (ruptures)": change_point,
    "rolling z-score, 26 periods": rolling_z,
}
