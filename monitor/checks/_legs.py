"""Legs: many measures, each compared before and after its own date, fitted together in as few array operations as possible."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from monitor.checks._scale import Scale, slope_to_unit
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import Interval
from monitor.model.panel import Matrix
from monitor.statistics.contrast import background, ramp
from monitor.statistics.eb_gls import GRID, ContrastFit, Pairs, average, fit_grid, fit_pairs
from monitor.statistics.winsorise import WINDOW, winsorise

_PHI = np.array([phi for phi, _ in GRID])
LEAST = 4
"""Fewer periods than this have no level worth showing."""


@dataclass(frozen=True, eq=False)
class LegRequest:
    """One measure and its date. `series` (T,) on its test scale, oriented up = better; `raw` (T,) in the KPI's unit.

    `first` is the number of the first period, `start` the number of the period in which the change may begin, `length` how
    many periods a response takes. `covariate` (T,) optional. `drop` periods just before `start` are left out (0: none).
    """

    series: Matrix
    raw: Matrix
    scale: Scale
    first: int
    start: int
    length: int
    per_year: float
    periods: int
    covariate: Matrix | None = None
    drop: int = 0

    def columns(self) -> NDArray[np.int64]:
        """The columns used: the last `periods` where there is a value; the same for every date, so that noise is fitted once."""
        pivot = self.start - self.first
        inside = np.arange(max(len(self.series) - self.periods, 0), len(self.series))
        keep = ~np.isnan(self.series[inside])
        if self.covariate is not None:
            keep &= ~np.isnan(self.covariate[inside])
        if self.drop:
            keep &= ~((inside >= pivot - self.drop) & (inside < pivot))
        return np.asarray(inside[keep], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class LegFit:
    """One leg fitted: effect on the test scale (up = better), its error, one-sided p-values, means in the KPI's unit."""

    effect: float
    error: float
    p_better: float
    p_worse: float
    spread: float
    """The series' usual spread from period to period on the test scale (robust standard deviation of the residuals)."""
    before: float
    before_interval: Interval
    after: float
    after_interval: Interval
    change_interval: Interval
    n_before: int
    n_after: int
    outliers: int
    memory: float
    """Posterior mean autocorrelation."""
    best: int
    """The grid point with the largest posterior weight."""
    split: tuple[int, int] | None = None
    """The periods in which `before` ends and `after` begins, where they are not those of the request."""

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def size(self) -> float:
        """The effect in units of the usual spread."""
        return abs(self.effect) / self.spread if self.spread > 0 else float("inf")


def fit_legs(requests: Mapping[str, LegRequest], prior: Matrix) -> dict[str, LegFit]:
    """Fits all legs; legs with the same periods and date share one factorisation. Legs that cannot be fitted are left out."""
    fitted: dict[str, LegFit] = {}
    for names in _alike(requests):
        try:
            fitted.update(_fit_group(names, requests, prior))
        except NotEnoughDataError:
            continue
    return fitted


def design_of(request: LegRequest, columns: NDArray[np.int64], start: int) -> Matrix:
    """The design matrix of a leg whose change begins in period number `start`."""
    contrast = ramp(columns + request.first, start, request.length)[:, None]
    return np.concatenate([contrast, background_of(request, columns)], axis=1)


def background_of(request: LegRequest, columns: NDArray[np.int64]) -> Matrix:
    """The columns beside the change: a constant, the season, and the covariate where there is one."""
    beside = background(columns + request.first, request.per_year)
    if request.covariate is None:
        return beside
    return np.concatenate([beside, request.covariate[columns][:, None]], axis=1)


def onset_profile(request: LegRequest, fit: LegFit, starts: Sequence[int]) -> Matrix:
    """Log-likelihood gain of a change that begins at each of `starts`, at the leg's best noise model, for the likeliest of three
    shapes: at once, over a third of the request's length, and over all of it. Minus infinity where it cannot be told.
    """
    columns = request.columns()
    at, lengths = columns + request.first, sorted({1, max(request.length // 3, 1), request.length})
    ramps = np.stack([ramp(at, start, length) for length in lengths for start in starts])
    pairs = Pairs(np.zeros(len(ramps), dtype=np.int64), ramps, np.arange(len(ramps)))
    try:
        found = fit_pairs(request.series[columns][None, :], at, background_of(request, columns), pairs, (fit.best,))
    except NotEnoughDataError:
        return np.full(len(starts), float("-inf"))
    gains = 0.5 * found.degrees * np.log1p(found.t[:, 0] ** 2 / found.degrees)
    gains = np.where(np.isfinite(found.error[:, 0]), gains, float("-inf"))
    return np.asarray(gains.reshape(len(lengths), len(starts)).max(axis=0))


def effect_at(request: LegRequest, fit: LegFit) -> float | None:
    """The effect of a leg's change on its test scale at the noise model that fits it best; None where it cannot be fitted."""
    columns = request.columns()
    try:
        design = design_of(request, columns, request.start)
        clipped, _ = winsorise(request.series[columns][None, :])
        return float(fit_grid(clipped, columns + request.first, design, (fit.best,)).coefficient[0, 0])
    except NotEnoughDataError:
        return None


def _alike(requests: Mapping[str, LegRequest]) -> list[list[str]]:
    """Legs with the same periods: they share their noise model and their season, whatever their dates."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for name, request in requests.items():
        own = None if request.covariate is None else name
        groups.setdefault((request.columns().tobytes(), request.first, request.per_year, own), []).append(name)
    return list(groups.values())


def _fit_group(names: list[str], requests: Mapping[str, LegRequest], prior: Matrix) -> dict[str, LegFit]:
    sample = requests[names[0]]
    columns = sample.columns()
    if len(columns) == 0:
        raise NotEnoughDataError("no values")
    names = [name for name in names if _moves(requests[name].series[columns])]
    if not names:
        raise NotEnoughDataError("no series that moves")
    at, beside = columns + sample.first, background_of(sample, columns)
    rows, row_of = _distinct([requests[name].series[columns] for name in names])
    clipped, outliers = winsorise(rows)
    dates = [(requests[name].start, requests[name].length) for name in names]
    shapes = {date: ramp(at, *date) for date in dict.fromkeys(dates)}
    ramps, ramp_of = _distinct([shapes[date] for date in dates])
    fit = average(fit_pairs(clipped, at, beside, Pairs(row_of, ramps, ramp_of)), prior)
    spread = _spread(clipped, beside)
    return {
        name: _one(requests[name], columns, fit, number, float(spread[row_of[number]]), int(outliers[row_of[number]]))
        for number, name in enumerate(names)
    }


def _distinct(rows: list[Matrix]) -> tuple[Matrix, NDArray[np.int64]]:
    """The different rows, and which of them each row is."""
    place: dict[bytes, int] = {}
    which = np.array([place.setdefault(row.tobytes(), len(place)) for row in rows], dtype=np.int64)
    first = dict(zip(reversed(which.tolist()), reversed(rows), strict=True))
    return np.stack([first[number] for number in range(len(place))]), which


def _spread(series: Matrix, beside: Matrix) -> Matrix:
    """The usual spread from period to period: of the differences, so that neither a change nor a drift counts as spread."""
    residual = series - (beside @ np.linalg.lstsq(beside, series.T, rcond=None)[0]).T
    level = median_filter(residual, size=(1, min(WINDOW * 2 + 1, residual.shape[1])), mode="nearest")
    return np.asarray(1.4826 * np.median(np.abs(residual - level), axis=1))


def _moves(series: Matrix) -> bool:
    """A constant series has no noise to compare a change with."""
    return bool(np.isfinite(series).all() and np.ptp(series) > 1e-12)


def _one(request: LegRequest, columns: NDArray[np.int64], fit: ContrastFit, row: int, spread: float, outliers: int) -> LegFit:
    begins, settled = np.searchsorted(columns + request.first, (request.start, request.start + request.length // 2))
    memory, raw = float(fit.weights[row] @ _PHI), request.raw[columns]
    before, before_interval = _mean(raw[:begins], memory)
    after, after_interval = _mean(raw[settled:], memory)
    slope = slope_to_unit(request.scale, before if np.isfinite(before) else 0.0)
    half = 1.645 * float(fit.error[row]) * slope
    return LegFit(
        effect=float(fit.effect[row]),
        error=float(fit.error[row]),
        p_better=float(fit.p_up[row]),
        p_worse=float(fit.p_down[row]),
        spread=spread,
        before=before,
        before_interval=before_interval,
        after=after,
        after_interval=after_interval,
        change_interval=Interval(after - before - half, after - before + half),
        n_before=int(begins),
        n_after=len(columns) - int(begins),
        outliers=outliers,
        memory=memory,
        best=int(np.argmax(fit.weights[row])),
    )


def around(request: LegRequest, fit: LegFit, onset: int) -> LegFit:
    """The same fit with its levels before and after an estimated onset; a third of the response's length is left out after it."""
    columns = request.columns()
    at = columns + request.first
    settled = onset + max(request.length // 3, 1) - 1
    early, late = request.raw[columns[at < onset]], request.raw[columns[at >= settled]]
    if len(early) < LEAST or len(late) < LEAST:
        return fit
    (before, before_interval), (after, after_interval) = _mean(early, fit.memory), _mean(late, fit.memory)
    half = (fit.change_interval.high - fit.change_interval.low) / 2
    return replace(
        fit,
        before=before,
        before_interval=before_interval,
        after=after,
        after_interval=after_interval,
        change_interval=Interval(after - before - half, after - before + half),
        n_before=len(early),
        n_after=int((at >= onset).sum()),
        split=(onset, settled),
    )


def _mean(values: Matrix, memory: float) -> tuple[float, Interval]:
    """A mean and its 95 % interval, widened for autocorrelation.

    Reckoned by hand: numpy's `std` takes twice as long, and thousands are asked for.
    """
    count = len(values)
    if count == 0:
        return float("nan"), Interval(float("nan"), float("nan"))
    mean = float(np.add.reduce(values)) / count
    apart = values - mean
    spread = math.sqrt(float(np.add.reduce(apart * apart)) / (count - 1)) if count > 1 else 0.0
    widened = math.sqrt((1 + min(memory, 0.85)) / (1 - min(memory, 0.85)))
    half = 1.96 * spread / math.sqrt(count) * widened
    return mean, Interval(mean - half, mean + half)
