"""The prior over EB-GLS's noise grid: learnt from the portfolio by EM, shrunk to a shipped default.

Weights w maximise the likelihood of a mixture over the grid (60 EM steps); `PSEUDO` pseudo-series keep the default where the
portfolio is small. Assumes that the series of one frequency share a noise family. Minimum data: none (default prior).
Source: METHODS 1.2; EM for mixing weights: Dempster, Laird & Rubin 1977.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.statistics.eb_gls import DRIFT, PHI, posterior

Array = NDArray[np.float64]

PSEUDO = 50
LEARNS_FROM = 40
STEPS = 60

_PHI_WEIGHTS = (0.23, 0.08, 0.21, 0.16, 0.18, 0.12, 0.02)
_DRIFT_WEIGHTS = (0.44, 0.06, 0.10, 0.11, 0.13, 0.16)
DEFAULT: Array = np.outer(_PHI_WEIGHTS, _DRIFT_WEIGHTS).ravel()
"""The default prior over (phi, q): learnt by the same EM from 4,000 simulated series of the mixture of METHODS 1.2 (phi 0, .3,
.6, .8; 40 % with drift; t5 noise, outliers, season) and rounded. benchmarks/alarm_rate.py computes it again."""


@dataclass(frozen=True, eq=False)
class NoisePrior:
    """Prior weights (G,) and the number of series that they were learnt from; 0: the default, not learnt from these data."""

    weights: Array
    series: int = 0


def default_prior() -> NoisePrior:
    """The shipped prior."""
    return NoisePrior(DEFAULT / DEFAULT.sum())


def learn_prior(log_likelihood: Array) -> NoisePrior:
    """Learns the prior from the REML log-likelihoods (S, G) of a portfolio; the default when S < LEARNS_FROM."""
    default = default_prior()
    series = log_likelihood.shape[0]
    if series < LEARNS_FROM:
        return default
    weights = default.weights
    for _ in range(STEPS):
        expected = posterior(log_likelihood, weights).sum(axis=0)
        weights = (expected + PSEUDO * default.weights) / (series + PSEUDO)
    return NoisePrior(weights, series)


assert len(_PHI_WEIGHTS) == len(PHI) and len(_DRIFT_WEIGHTS) == len(DRIFT)
