"""Funnel with additive overdispersion: which units lie outside what their size and the usual differences between units allow.

z of each unit against the common value, winsorised at its tenths; the mean square is the overdispersion phi. The variance between
units, tau squared, is added to each unit's own, and is that at which the mean square of the winsorised z is what winsorising
leaves of a standard normal's (.679): the moment estimator of the source takes 1 in its place and calls units out more often than
promised, the more so the more their sizes differ. p-values are two-sided, Student's t with units - 1 degrees of freedom.
Null hypothesis: units differ by their size's chance and a normal spread between units. Assumes independent units. Minimum data:
`LEAST` units. Sources: Spiegelhalter 2005 (Statistics in Medicine 24:1185; Quality and Safety in Health Care 14:347);
Paule & Mandel 1982.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST = 10
TENTHS = 0.1
LEFT = 0.6787
"""The mean square of a standard normal variable that is winsorised at its tenths."""

_HALVINGS = 20


@dataclass(frozen=True, eq=False)
class Funnel:
    """Per unit (I,): z without and with the spread between units, and two-sided p-values; phi, tau squared and the centre."""

    z: Array
    adjusted: Array
    p_value: Array
    phi: float
    tau_squared: float
    centre: float

    null_hypothesis = "Units differ by chance and by a normal spread between them."

    @property
    def smallest(self) -> float:
        """P(some unit lies so far out as the farthest one), by Bonferroni: valid under any dependence."""
        return float(min(1.0, len(self.p_value) * np.min(self.p_value)))


def funnel(y: Array, error: Array, centre: float | None = None) -> Funnel:
    """Units with values `y` and their own standard errors `error`, both (I,), against `centre` (default: the weighted mean).

    Raises NotEnoughDataError with fewer than LEAST units.
    """
    from scipy.stats import t as student

    if len(y) < LEAST:
        raise NotEnoughDataError(f"{len(y)} units; {LEAST} are needed")
    z = (y - _centre(y, error, 0.0, centre)) / error
    tau_squared = between(y, error, centre)
    middle = _centre(y, error, tau_squared, centre)
    adjusted = (y - middle) / np.sqrt(error**2 + tau_squared)
    p_value = 2 * student.sf(np.abs(adjusted), len(y) - 1)
    phi = float(np.mean(winsorised(z) ** 2))
    return Funnel(z, adjusted, np.asarray(p_value, dtype=float), phi, tau_squared, middle)


def winsorised(z: Array) -> Array:
    """The z with the outer tenths pulled in to the first and the last decile."""
    ordered, at = np.sort(z), TENTHS * (len(z) - 1)
    inner, part = int(at), at - int(at)
    low = ordered[inner] + part * (ordered[inner + 1] - ordered[inner])
    high = ordered[-1 - inner] + part * (ordered[-2 - inner] - ordered[-1 - inner])
    return np.asarray(np.minimum(np.maximum(z, low), high), dtype=float)


def between(y: Array, error: Array, centre: float | None = None) -> float:
    """The variance between units, by halving the interval that holds it; 0 where the units differ no more than by chance."""
    low, high = 0.0, float(np.var(y)) * 4 + float(np.max(error) ** 2)
    if _mean_square(y, error, 0.0, centre) <= LEFT:
        return 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean_square(y, error, middle, centre) > LEFT else (low, middle)
    return (low + high) / 2


def _mean_square(y: Array, error: Array, tau_squared: float, centre: float | None) -> float:
    z = (y - _centre(y, error, tau_squared, centre)) / np.sqrt(error**2 + tau_squared)
    return float(np.mean(winsorised(z) ** 2))


def _centre(y: Array, error: Array, tau_squared: float, given: float | None) -> float:
    weight = 1 / (error**2 + tau_squared)
    return float(np.sum(weight * y) / np.sum(weight)) if given is None else given


def by(p_value: Array) -> Array:
    """p-values (I,) adjusted for their number under any dependence (Benjamini and Yekutieli 2001)."""
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(np.clip(p_value, 0.0, 1.0), method="by"), dtype=float)
