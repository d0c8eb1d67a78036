"""How finely values are written: the step between them."""

from __future__ import annotations

import numpy as np

from monitor.model.panel import Matrix

_STEPS = (5.0, 2.0, 1.0)


def resolution(values: Matrix, rounded: float = 0.98) -> float:
    """The largest step of 1, 2 or 5 times a power of ten of which `rounded` of the values are multiples, or 0."""
    known = np.unique(values[np.isfinite(values)])
    if len(known) < 2:
        return 0.0
    largest = float(np.max(np.abs(known)))
    for power in range(int(np.floor(np.log10(largest))) if largest else 0, -7, -1):
        for step in _STEPS:
            width = step * 10.0**power
            if np.mean(np.abs(known / width - np.round(known / width)) < 1e-6) >= rounded:
                return float(width)
    return 0.0


def nice(width: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not wider than `width`."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= width * (1 + 1e-9)))
