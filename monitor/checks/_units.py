"""Units over a window of periods: their values, their own standard errors and their sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.checks._segments import Rows
from monitor.model.panel import Matrix, Panel
from monitor.model.words import Frequency

QUARTER = {
    Frequency.DAILY: 91,
    Frequency.WEEKLY: 13,
    Frequency.MONTHLY: 3,
    Frequency.QUARTERLY: 1,
    Frequency.YEARLY: 1,
}
"""Periods of a quarter, over which units are compared; years are compared one by one."""

EXPECTED = 10.0
"""A unit's share is judged from so many expected hits, and as many expected misses."""


@dataclass(frozen=True, eq=False)
class Units:
    """Units that are large enough: their rows, values in the KPI's unit, standard errors and numbers of cases, all (I,)."""

    rows: Rows
    value: Matrix
    error: Matrix
    size: Matrix


def units_in(panel: Panel, rows: Rows, span: slice, smallest: float) -> Units | None:
    """The units with at least `smallest` cases in a span of columns; None where the data do not say how many cases there are."""
    shares = _shares(panel, rows, span)
    found = _means(panel, rows, span) if shares is None else shares
    if found is None:
        return None
    keep = (found.size >= smallest) & np.isfinite(found.value) & np.isfinite(found.error) & (found.error > 0)
    return Units(found.rows[keep], found.value[keep], found.error[keep], found.size[keep])


def _shares(panel: Panel, rows: Rows, span: slice) -> Units | None:
    hits, cases = panel.numerator[rows, span], panel.denominator[rows, span]
    known = np.isfinite(hits) & np.isfinite(cases)
    if not known.any() or np.any(hits[known] > cases[known]) or np.any(hits[known] < 0):
        return None
    k, n = np.where(known, hits, 0.0).sum(axis=1), np.where(known, cases, 0.0).sum(axis=1)
    common = float(k.sum() / n.sum()) if n.sum() else 0.0
    per = _per_share(panel.value[rows, span], hits, cases)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.where(n * min(common, 1 - common) >= EXPECTED, np.sqrt(common * (1 - common) / n), np.nan)
        return Units(rows, per * k / n, per * error, n)


def _per_share(value: Matrix, hits: Matrix, cases: Matrix) -> float:
    """How many units of the KPI one whole share is: 100 where values are percentages."""
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = value * cases / hits
    known = factor[np.isfinite(factor)]
    return float(np.median(known)) if len(known) else 1.0


def _means(panel: Panel, rows: Rows, span: slice) -> Units | None:
    size = panel.responses[rows] if np.isfinite(panel.responses[rows]).any() else panel.count[rows]
    value = panel.value[rows]
    weight = np.where(np.isfinite(size) & np.isfinite(value) & (size > 0), size, 0.0)
    if not weight.any():
        return None
    variance = _of_one_case(value, weight)
    inside = weight[:, span]
    n = inside.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(n > 0, np.nansum(inside * np.nan_to_num(value[:, span]), axis=1) / n, np.nan)
        return Units(rows, mean, np.sqrt(variance / n), n)


def _of_one_case(value: Matrix, weight: Matrix) -> float:
    """The variance that one case adds, from the changes of each unit's value from period to period; the median over units."""
    both: NDArray[np.bool_] = (weight[:, 1:] > 0) & (weight[:, :-1] > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.diff(value, axis=1) ** 2 / (1 / weight[:, 1:] + 1 / weight[:, :-1])
    number = both.sum(axis=1)
    per_unit = np.where(both, np.nan_to_num(scaled), 0.0).sum(axis=1)[number > 0] / number[number > 0]
    return float(np.median(per_unit)) if len(per_unit) else float("nan")
