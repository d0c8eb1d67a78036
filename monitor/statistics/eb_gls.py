"""EB-GLS: generalised least squares over a grid of noise models, with an empirical-Bayes prior over the grid.

Model for every series: y = X b + u, Var(u) = s^2 (R_phi + q K) with R_phi[s,t] = phi^|s-t| (short memory) and
K[s,t] = min(s,t)/T (a slow drift). For each point of the grid the fit is by REML; results are averaged with weights
proportional to prior x restricted likelihood. The prior is learnt from the portfolio by EM (monitor.statistics.noise_prior).

Null hypothesis: the coefficient of the first column of X (the contrast) is zero. Assumes that the noise is close to the grid's
family; heteroscedasticity and outliers are dealt with before (winsorise). Minimum data: more periods than columns of X plus five.
Sources: Harville 1977 (REML); Lazarus, Lewis, Stock & Watson 2018 on why HAC errors fail here; METHODS 1.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

PHI = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
DRIFT = (0.0, 0.03, 0.1, 0.3, 1.0, 3.0)
GRID: tuple[tuple[float, float], ...] = tuple((phi, q) for phi in PHI for q in DRIFT)
"""The noise models: (phi, q)."""

_ROUNDING = 1e-24
"""Residuals below this share of a series' squares are rounding: a history without any noise."""


@dataclass(frozen=True, eq=False)
class GridFit:
    """The fit of S series at each of the G grid points: coefficient, standard error, t and REML log-likelihood, all (S, G)."""

    coefficient: Array
    error: Array
    log_likelihood: Array
    degrees: int

    @property
    def t(self) -> Array:
        return self.coefficient / self.error


@dataclass(frozen=True, eq=False)
class ContrastFit:
    """The averaged fit: effect (in the units of y), its standard error, one-sided p-values and equivalent z, each (S,).

    `p_up` is P(an effect this large or larger | no effect), `p_down` the same for a fall. `weights` (S, G) are the posterior.
    """

    effect: Array
    error: Array
    p_up: Array
    p_down: Array
    weights: Array
    degrees: int

    null_hypothesis = "The contrast's coefficient is zero: the series did not change where the contrast says."

    @property
    def z(self) -> Array:
        """The p-values as standard normal quantiles; positive is a rise."""
        from scipy.stats import norm

        up = norm.isf(np.clip(self.p_up, 1e-300, 1.0))
        down = -norm.isf(np.clip(self.p_down, 1e-300, 1.0))
        return np.asarray(np.where(self.p_up <= 0.5, up, down), dtype=float)


def fit_grid(y: Array, at: NDArray[np.int64], design: Array, points: tuple[int, ...] | None = None) -> GridFit:
    """Fits every series at every grid point, or at the grid `points` named by number.

    `y` (S, T) without missing values; `at` (T,) the number of each period, so that gaps keep their true length; `design` (T, p),
    the contrast first. Raises NotEnoughDataError when T < p + 5.
    """
    periods, columns = design.shape
    if periods < columns + 5:
        raise NotEnoughDataError(f"{periods} periods cannot carry {columns} coefficients; {columns + 5} are needed")
    steps = tuple(int(step) for step in np.asarray(at) - int(at[0]))
    chosen = range(len(GRID)) if points is None else points
    coefficient, error, log_likelihood = (np.empty((y.shape[0], len(chosen))) for _ in range(3))
    for point, white in enumerate(whitener(steps, number) for number in chosen):
        whitened = white.whiten(design)
        q, r = np.linalg.qr(whitened)
        if np.min(np.abs(np.diag(r))) < 1e-9 * np.max(np.abs(r)):
            raise NotEnoughDataError("the change cannot be told from season or trend in these periods")
        target = white.whiten(y.T).T
        projected = target @ q
        rss = np.sum((target - projected @ q.T) ** 2, axis=1)
        rss = np.maximum(rss, _ROUNDING * np.sum(target**2, axis=1) + np.finfo(float).tiny)
        solved = np.linalg.solve(r, projected.T)
        r_inverse = np.linalg.inv(r)
        variance = rss / (periods - columns)
        coefficient[:, point] = solved[0]
        error[:, point] = np.sqrt(variance * np.sum(r_inverse[0] ** 2))
        log_x = 2 * np.sum(np.log(np.abs(np.diag(r))))
        log_likelihood[:, point] = -0.5 * ((periods - columns) * np.log(variance) + white.log_det + log_x)
    return GridFit(coefficient, error, log_likelihood, periods - columns)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Which series (by row of y) is fitted with which contrast (by row of `contrasts`): P pairs."""

    series: NDArray[np.int64]
    contrasts: Array
    chosen: NDArray[np.int64]


def fit_pairs(y: Array, at: NDArray[np.int64], background: Array, pairs: Pairs, points: tuple[int, ...] | None = None) -> GridFit:
    """As fit_grid with design [contrast, background], for P pairs of series and contrasts that share their periods.

    Series and background are whitened once per grid point, whatever the number of contrasts; the contrast's coefficient then
    follows from what is left of both (Frisch & Waugh 1933; Lovell 1963). `y` (S, T), `background` (T, b), `pairs.contrasts`
    (C, T). A contrast that cannot be told from the background has coefficient 0 and an infinite error. Raises NotEnoughDataError
    when T < b + 6.
    """
    periods, columns = background.shape[0], background.shape[1] + 1
    if periods < columns + 5:
        raise NotEnoughDataError(f"{periods} periods cannot carry {columns} coefficients; {columns + 5} are needed")
    steps = tuple(int(step) for step in np.asarray(at) - int(at[0]))
    chosen = range(len(GRID)) if points is None else points
    coefficient, error, log_likelihood = (np.empty((len(pairs.series), len(chosen))) for _ in range(3))
    for point, white in enumerate(whitener(steps, number) for number in chosen):
        q, r = np.linalg.qr(white.whiten(background))
        left, moved = _without(white.whiten(y.T).T, q), _without(white.whiten(pairs.contrasts.T).T, q)
        size = np.einsum("ct,ct->c", moved, moved)
        told = size > 1e-12 * np.max(np.abs(r)) ** 2
        shared = np.einsum("pt,pt->p", left[pairs.series], moved[pairs.chosen]) * told[pairs.chosen]
        squared = np.where(told, size, 1.0)[pairs.chosen]
        whole = np.einsum("st,st->s", left, left)[pairs.series]
        rss = np.maximum(whole - shared**2 / squared, _ROUNDING * whole + np.finfo(float).tiny)
        variance = rss / (periods - columns)
        coefficient[:, point] = shared / squared
        error[:, point] = np.where(told[pairs.chosen], np.sqrt(variance / squared), np.inf)
        log_x = 2 * np.sum(np.log(np.abs(np.diag(r)))) + np.log(squared)
        log_likelihood[:, point] = -0.5 * ((periods - columns) * np.log(variance) + white.log_det + log_x)
    return GridFit(coefficient, error, log_likelihood, periods - columns)


def _without(rows: Array, q: Array) -> Array:
    """What is left of each row when the orthonormal columns of q are taken out."""
    return np.asarray(rows - (rows @ q) @ q.T)


def average(fit: GridFit, prior: Array) -> ContrastFit:
    """Averages a grid fit with the prior weights `prior` (G,), which sum to 1."""
    from scipy.special import stdtr

    weights = posterior(fit.log_likelihood, prior)
    effect = np.sum(weights * fit.coefficient, axis=1)
    spread = fit.error**2 * fit.degrees / max(fit.degrees - 2, 1) + fit.coefficient**2
    error = np.sqrt(np.maximum(np.sum(weights * spread, axis=1) - effect**2, 0.0))
    tail = stdtr(fit.degrees, -np.abs(fit.t))
    p_up = np.sum(weights * np.where(fit.t > 0, tail, 1 - tail), axis=1)
    p_down = np.sum(weights * np.where(fit.t > 0, 1 - tail, tail), axis=1)
    return ContrastFit(effect, error, p_up, p_down, weights, fit.degrees)


def posterior(log_likelihood: Array, prior: Array) -> Array:
    """Posterior weights over the grid, (S, G), rows summing to 1."""
    with np.errstate(divide="ignore"):
        log_weights = log_likelihood + np.log(prior)[None, :]
    log_weights = log_weights - log_weights.max(axis=1, keepdims=True)
    weights = np.exp(log_weights)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=float)


@dataclass(frozen=True, eq=False)
class Whitener:
    """The lower Cholesky factor (T, T) of a noise model's covariance, and the covariance's log-determinant."""

    factor: Array
    log_det: float

    def whiten(self, columns: Array) -> Array:
        """Columns (T, k) as they would be without memory and drift. Solving is cheaper than an inverse, most where k is small.

        LAPACK is asked directly: for matrices as small as these scipy's solve_triangular takes half as long again.
        """
        from scipy.linalg.lapack import dtrtrs

        return np.asarray(dtrtrs(self.factor.T, columns, lower=0, trans=1)[0])


@lru_cache(maxsize=10 * len(GRID))
def whitener(steps: tuple[int, ...], point: int) -> Whitener:
    """The whitener of a grid point for periods that lie at `steps` from the first."""
    phi, q = GRID[point]
    times = np.asarray(steps)
    apart = np.abs(times[:, None] - times[None, :])
    drift = (np.minimum(times[:, None], times[None, :]) + 1.0) / (steps[-1] + 1.0)
    short = (phi ** np.arange(steps[-1] + 1.0))[apart]
    factor = np.linalg.cholesky(short + q * drift)
    return Whitener(factor, 2 * float(np.sum(np.log(np.diag(factor)))))
