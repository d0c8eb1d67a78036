"""How finely values are written: the step between them."""

from __future__ import annotations

import numpy as np

from monitor.model.panel import Matrix

_WIDTHS = np.array([step * 10.0**power for power in range(9, -7, -1) for step in (5.0, 2.0, 1.0)])


def resolution(values: Matrix, rounded: float = 0.98) -> float:
    """The largest step of 1, 2 or 5 times a power of ten of which `rounded` of the values are multiples, or 0."""
    known = np.unique(values[np.isfinite(values)])
    if len(known) < 2:
        return 0.0
    widths = _WIDTHS[np.max(np.abs(known)) >= _WIDTHS]
    parts = np.abs(known[:, None] / widths)
    fits = np.mean(np.abs(parts - np.round(parts)) < 1e-6, axis=0) >= rounded
    return float(widths[np.argmax(fits)]) if fits.any() else 0.0


def coarsest(values: Matrix, stretches: int = 4, least: int = 12) -> float:
    """The largest resolution of any stretch of a history: a new system may round more coarsely than the one before it."""
    known = values[np.isfinite(values)]
    parts = [part for part in np.array_split(known, stretches) if len(part) >= least]
    return max((resolution(part) for part in (known, *parts)), default=0.0)


def nice(width: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not wider than `width`."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= width * (1 + 1e-9)))
