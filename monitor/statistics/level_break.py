"""A break in the level of a series at an unknown date: the largest EB-GLS step contrast over the middle 70 % of the periods.

For every date the step's p-value is averaged over the noise grid with the weights that the grid has *with* the step; the
statistic is the largest |z| over the dates. What the search costs is the number of independent dates that it is worth, K:
P(max >= z) = 1 - exp(-2 K P(Z > z)). K is simulated at every point of the noise grid, once per length, and averaged with the
weights that the series itself gives to the points, so that a wandering series pays more for the search than a steady one.
Null hypothesis: the level never changed at once. Assumes noise of the grid's family; a steady trend or a slow change is told
apart afterwards. Minimum data: more periods than background columns plus six, and four on either side.
Sources: Andrews 1993 (unknown date, 15 % trimming); Davies 1987 (the tail of a maximum); METHODS 1.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError
from monitor.statistics.contrast import background, ramp, step
from monitor.statistics.eb_gls import GRID, Array, fit_grid, whitener

TRIM = 0.15
LEAST = 4
DRAWS = 20
"""Simulated series per grid point; the points are smoothed together."""

ALIKE = 13
"""The cost of the search is shared by series whose numbers of periods differ by less than this."""

LEAST_SIMULATED = 24


@dataclass(frozen=True, eq=False)
class LevelBreak:
    """The likeliest break of each of S series. `at` (S,) is the index of the first period after it; `z` is signed, of the step
    at that date; `p_value` is two-sided and pays for the search; `effect` and `error` in the units of y, averaged over the grid;
    `point` the grid's likeliest point there, `dates` how many independent dates the search was worth.
    """

    at: NDArray[np.int64]
    z: Array
    p_value: Array
    effect: Array
    error: Array
    point: NDArray[np.int64]
    dates: Array

    null_hypothesis = "The level never changed at once."


@dataclass(frozen=True)
class Shape:
    """How a break came about, from log-likelihoods at its likeliest noise: `beats_slow` is by how much a change at once beats
    every change that takes a quarter of a year or longer, `beats_passing` by how much a lasting change beats every passing one.
    `share` is the part of the change that came at once, beside a change over half a year around the date.
    """

    beats_slow: float
    beats_passing: float
    share: float


def find_breaks(y: Array, at: NDArray[np.int64], per_year: float, prior: Array) -> LevelBreak:
    """The likeliest break of every series (S, T) without missing values; `at` (T,) are period numbers.

    Raises NotEnoughDataError where the periods cannot carry a break.
    """
    from scipy.stats import norm

    found = _searched(y, at, per_year, prior, break_dates(len(at)))
    length = max(len(at) // ALIKE * ALIKE, min(len(at), LEAST_SIMULATED))
    dates = found.weights @ dates_worth(length, per_year, tuple(float(weight) for weight in prior))
    p_value = -np.expm1(-2 * dates * norm.sf(np.abs(found.z)))
    return LevelBreak(found.at, found.z, p_value, found.effect, found.error, np.argmax(found.weights, axis=1), dates)


def break_dates(periods: int) -> NDArray[np.int64]:
    """The indices at which a break is looked for: the middle 70 %, with at least four periods on either side."""
    edge = max(int(np.ceil(TRIM * periods)), LEAST)
    dates = np.arange(edge, periods - edge + 1, dtype=np.int64)
    if len(dates) < 3:
        raise NotEnoughDataError(f"{periods} periods are too few to look for a break")
    return dates


@lru_cache(maxsize=64)
def dates_worth(periods: int, per_year: float, prior: tuple[float, ...]) -> Array:
    """How many independent dates the search is worth at each grid point, (G,): simulated, then smoothed over the grid."""
    rng = np.random.default_rng(periods)
    steps = tuple(range(periods))
    shocks = rng.standard_normal((len(GRID), DRAWS, periods))
    y = np.concatenate([(whitener(steps, point).factor @ shocks[point].T).T for point in range(len(GRID))])
    found = _searched(y, np.arange(periods, dtype=np.int64), per_year, np.asarray(prior), break_dates(periods))
    return _smoothed(np.log(_worth(np.abs(found.z).reshape(len(GRID), DRAWS))))


def _worth(maxima: Array) -> Array:
    """Maximum likelihood of K from the upper half of simulated maxima (G, draws); the lower half is taken as censored."""
    from scipy.stats import norm

    tail = np.sort(2 * norm.sf(maxima), axis=1)
    half = maxima.shape[1] // 2
    return np.asarray(half / (tail[:, :half].sum(axis=1) + (maxima.shape[1] - half) * tail[:, half - 1]))


def _smoothed(log_worth: Array) -> Array:
    phi = np.array([point[0] for point in GRID])
    drift = np.array([np.sqrt(point[1]) / (1 + np.sqrt(point[1])) for point in GRID])
    surface = np.stack([np.ones_like(phi), phi, phi**2, phi**3, drift, drift**2, phi * drift], axis=1)
    return np.asarray(np.exp(surface @ np.linalg.lstsq(surface, log_worth, rcond=None)[0]))


def shape_of(y: Array, at: NDArray[np.int64], per_year: float, found: LevelBreak, row: int = 0) -> Shape:
    """The shape of the break of one series (T,) that `find_breaks` found in `row`."""
    return step_shape(y, at, per_year, int(at[found.at[row]]), int(found.point[row]))


def step_shape(y: Array, at: NDArray[np.int64], per_year: float, date: int, point: int) -> Shape:
    """The shape of a change of one series (T,) at the period number `date`, at one grid point."""
    beside = background(at, per_year)

    degrees = len(at) - beside.shape[1] - 1

    def gain(contrasts: list[Array]) -> float:
        t = _steps_at(y[None, :], at, beside, np.stack(contrasts, axis=1), point)[1]
        return float(0.5 * degrees * np.log1p(np.max(t**2) / degrees))

    once = gain([step(at, date)])
    return Shape(
        once - gain(_slow(at, date, per_year)), once - gain(_passing(at, date)), _share(y, at, beside, date, per_year, point)
    )


def _slow(at: NDArray[np.int64], date: int, per_year: float) -> list[Array]:
    """Slower changes that pass through the date: over a quarter of a year (four periods at least) up to twice the history."""
    span = int(at[-1] - at[0]) + 1
    lengths = [max(round(per_year / 4), 4)]
    while lengths[-1] < 2 * span:
        lengths.append(int(lengths[-1] * 1.5))
    starts = [(date - round(part * length), length) for length in lengths for part in (0.2, 0.35, 0.5, 0.65, 0.8)]
    return [one for one in (ramp(at, start, length) for start, length in starts) if np.ptp(one) > 0.2]


def _passing(at: NDArray[np.int64], date: int) -> list[Array]:
    """Changes that begin or end at the date and are over while there are still four periods to see it."""
    first, last = int(at[0]), int(at[-1])
    ends = range(date + 1, last - LEAST + 2, max((last - date) // 40, 1))
    begins = range(first + LEAST, date, max((date - first) // 40, 1))
    later = [step(at, date) - step(at, end) for end in ends]
    return later + [step(at, begin) - step(at, date) for begin in begins]


def _share(y: Array, at: NDArray[np.int64], beside: Array, date: int, per_year: float, point: int) -> float:
    length = max(round(per_year / 2), 4)
    slow = ramp(at, date - length // 2, length)
    columns = np.concatenate([step(at, date)[:, None], slow[:, None], beside], axis=1)
    whole = np.concatenate([step(at, date)[:, None], beside], axis=1)
    at_once, all_of_it = (float(fit_grid(y[None, :], at, one, (point,)).coefficient[0, 0]) for one in (columns, whole))
    return at_once / all_of_it if all_of_it else 0.0


@dataclass(frozen=True, eq=False)
class _Searched:
    at: NDArray[np.int64]
    z: Array
    effect: Array
    error: Array
    weights: Array


def _searched(y: Array, at: NDArray[np.int64], per_year: float, prior: Array, dates: NDArray[np.int64]) -> _Searched:
    parts = [_search(part, at, per_year, prior, dates) for part in np.array_split(y, max(len(y) // 200, 1))]
    return _Searched(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("at", "z", "effect", "error", "weights"))
    )


def _search(y: Array, at: NDArray[np.int64], per_year: float, prior: Array, dates: NDArray[np.int64]) -> _Searched:
    """All dates of all series at all grid points in array operations, (G, S, D), then the largest |z| of each series."""
    from scipy.special import ndtri

    beside = background(at, per_year)
    degrees = len(at) - beside.shape[1] - 1
    if degrees < 5:
        raise NotEnoughDataError(f"{len(at)} periods are too few to look for a break")
    steps = (np.arange(len(at))[:, None] >= dates[None, :]).astype(float)
    points = [point for point in range(len(GRID)) if prior[point] > 0]
    shape = (len(points), len(y), len(dates))
    coefficient, t, weight = np.empty(shape), np.empty(shape), np.empty(shape)
    for number, point in enumerate(points):
        fit = _steps_at(y, at, beside, steps, point)
        coefficient[number], t[number] = fit[0], fit[1]
        weight[number] = fit[2] + np.log(prior[point])
    weight = np.exp(weight - weight.max(axis=0))
    weight /= weight.sum(axis=0)
    rise, fall = _tails(t, weight, degrees)
    z = -ndtri(np.clip(np.minimum(rise, fall), 1e-300, 0.5)) * np.sign(fall - rise)
    best = np.argmax(np.abs(z), axis=1)
    rows = np.arange(len(y))
    chosen = weight[:, rows, best], coefficient[:, rows, best], t[:, rows, best]
    effect = np.sum(chosen[0] * chosen[1], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(chosen[2] != 0, (chosen[1] / chosen[2]) ** 2, 0.0)
    error = np.sqrt(np.maximum(np.sum(chosen[0] * (variance + chosen[1] ** 2), axis=0) - effect**2, 0.0))
    weights = np.zeros((len(y), len(GRID)))
    weights[:, points] = chosen[0].T
    return _Searched(dates[best], z[rows, best], effect, error, weights)


def _steps_at(y: Array, at: NDArray[np.int64], beside: Array, steps: Array, point: int) -> tuple[Array, Array, Array]:
    """At one grid point: coefficient, t and REML log-likelihood of every date's step, each (S, D)."""
    white = whitener(tuple(int(one) for one in np.asarray(at) - int(at[0])), point)
    q, r = np.linalg.qr(white.whiten(beside))
    moved = white.whiten(steps)
    moved -= q @ (q.T @ moved)
    target = white.whiten(y.T).T
    target -= (target @ q) @ q.T
    size = np.maximum(np.einsum("td,td->d", moved, moved), 1e-12)
    product = target @ moved
    degrees = len(at) - beside.shape[1] - 1
    rest = np.einsum("st,st->s", target, target)[:, None] - product**2 / size
    variance = np.maximum(rest, 1e-12) / degrees
    log_x = 2 * np.sum(np.log(np.abs(np.diag(r)))) + np.log(size)
    return product / size, product / np.sqrt(size * variance), -0.5 * (degrees * np.log(variance) + white.log_det + log_x)


def _tails(t: Array, weight: Array, degrees: int) -> tuple[Array, Array]:
    """Upper and lower tail of Student's t, averaged over the grid (axis 0); small tails keep their digits.

    By Wallace's (1959) normal approximation, good to three digits where it is needed.
    """
    from scipy.special import ndtr

    n = float(degrees)
    tail = weight * ndtr(-(8 * n + 1) / (8 * n + 3) * np.sqrt(n * np.log1p(t * t / n)))
    up, down = np.where(t > 0, tail, 0.0).sum(axis=0), np.where(t > 0, 0.0, tail).sum(axis=0)
    risen, fallen = np.where(t > 0, weight, 0.0).sum(axis=0), np.where(t > 0, 0.0, weight).sum(axis=0)
    return np.asarray(up + np.where(fallen > 0, fallen - down, 0.0)), np.asarray(down + np.where(risen > 0, risen - up, 0.0))
