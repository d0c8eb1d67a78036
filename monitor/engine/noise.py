"""Learns the noise model of a portfolio: one prior over EB-GLS's grid per frequency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from monitor.checks._frame import judged
from monitor.checks._scale import scaled
from monitor.errors import NotEnoughDataError
from monitor.model.kpi import Catalogue
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Situation
from monitor.model.words import Frequency
from monitor.statistics.contrast import background, ramp
from monitor.statistics.eb_gls import fit_grid
from monitor.statistics.noise_prior import LEARNS_FROM, learn_prior
from monitor.statistics.winsorise import winsorise

MOST_YEARS = 3.0
LEAST_FILLED = 0.8


def learn_noise(situation: Situation) -> tuple[Mapping[Frequency, Matrix], int]:
    """(prior weights per frequency, number of series they were learnt from); frequencies with few series keep the default."""
    priors: dict[Frequency, Matrix] = {}
    learnt = 0
    for frequency, panel in judged(situation).items():
        likelihood = _likelihoods(situation.catalogue, panel)
        prior = learn_prior(likelihood) if len(likelihood) else None
        if prior is not None and prior.series >= LEARNS_FROM:
            priors[frequency] = prior.weights
            learnt += prior.series
    return priors, learnt


def _likelihoods(catalogue: Catalogue, panel: Panel) -> Matrix:
    """REML log-likelihoods (S, G) of the panel's last three years, with a change in the middle allowed for."""
    periods = min(panel.periods, round(MOST_YEARS * panel.frequency.per_year))
    rows: dict[bytes, list[Matrix]] = defaultdict(list)
    masks: dict[bytes, Matrix] = {}
    for number, key in enumerate(panel.keys):
        series = scaled(catalogue[key.kpi], panel.value[number], panel.denominator[number], 1.0).values[-periods:]
        known = np.isfinite(series)
        if len(known) and known.mean() >= LEAST_FILLED and np.ptp(series[known]) > 1e-12:
            rows[known.tobytes()].append(series[known])
            masks[known.tobytes()] = known
    found = [_fit(np.stack(group), _numbers(masks[mask], panel, periods), panel.frequency) for mask, group in rows.items()]
    return (
        np.concatenate([one for one in found if one is not None]) if any(one is not None for one in found) else np.empty((0, 1))
    )


def _numbers(known: Matrix, panel: Panel, periods: int) -> NDArray[np.int64]:
    return np.flatnonzero(known).astype(np.int64) + panel.first + panel.periods - periods


def _fit(series: Matrix, at: NDArray[np.int64], frequency: Frequency) -> Matrix | None:
    design = np.concatenate([ramp(at, int(at[len(at) // 2]), 1)[:, None], background(at, frequency.per_year)], axis=1)
    try:
        return fit_grid(winsorise(series)[0], at, design).log_likelihood
    except NotEnoughDataError:
        return None
