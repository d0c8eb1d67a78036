"""Does the odds of one kind of event, beside all others, jump at a limit?

Events of two kinds are counted by place (bins, the limit between `limit - 1` and `limit`) and by cluster (a week). The log odds
ratio compares `width` bins on the near side of the limit with as many beyond it; its variance is that of its influences over
clusters, so that bursts within a week count once. The same is done at all other places of the scale that do not touch the
limit: where those scatter more than chance, z is divided by their root mean square (METHODS 1.9). One-sided, Student's t with
the number of placebos. Null hypothesis: the odds change as smoothly at the limit as elsewhere. Assumes independent clusters.
Minimum data: `LEAST` events of either kind around the limit and `PLACEBOS` other places. Sources: METHODS 2.3a and 2.7; the
contrast is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import NotEnoughDataError

Array = NDArray[np.float64]

LEAST = 40
PLACEBOS = 4


@dataclass(frozen=True)
class OddsJump:
    """The log odds ratio, z, the placebos' scatter and number, the one-sided p-value, and how many events are in excess."""

    log_odds: float
    z: float
    scatter: float
    placebos: int
    p_value: float
    near: float
    excess: float

    null_hypothesis = "The odds change as smoothly at the limit as elsewhere."


def jump_of_odds(some: Array, others: Array, limit: int, width: int) -> OddsJump:
    """`some` and `others` (clusters, bins); the near side is the bins from `limit` on. Raises NotEnoughDataError."""
    from scipy.stats import norm
    from scipy.stats import t as student

    here = _contrast(some, others, limit, width)
    if here is None or min(here[2], here[3]) < LEAST:
        raise NotEnoughDataError(f"fewer than {LEAST} events around the limit")
    away = [at for at in range(width, some.shape[1] - width + 1) if abs(at - limit) >= 2 * width]
    found = [_contrast(some, others, at, width) for at in away]
    placebo = np.array([one[0] / one[1] for one in found if one is not None and min(one[2], one[3]) >= LEAST / 2])
    if len(placebo) < PLACEBOS:
        raise NotEnoughDataError(f"{len(placebo)} other places to compare with; {PLACEBOS} are needed")
    scatter = max(1.0, float(np.sqrt(np.mean(placebo**2))))
    z = here[0] / here[1]
    near, beyond = slice(limit, limit + width), slice(limit - width, limit)
    a, b = float(some[:, near].sum()), float(others[:, near].sum())
    c, d = float(some[:, beyond].sum()), float(others[:, beyond].sum())
    p_value = max(float(student.sf(z / scatter, len(placebo))), float(norm.sf(z)))
    return OddsJump(here[0], z, scatter, len(placebo), p_value, a, max(a - b * (c + 0.5) / (d + 0.5), 0.0))


def _contrast(some: Array, others: Array, at: int, width: int) -> tuple[float, float, float, float] | None:
    """Log odds ratio, its standard error, and the numbers of either kind; None without events on a side."""
    near, beyond = slice(at, at + width), slice(at - width, at)
    parts = [kind[:, side].sum(axis=1) for side in (near, beyond) for kind in (some, others)]
    totals = [float(part.sum()) + 0.5 for part in parts]
    if min(totals[1], totals[3]) < 5:
        return None
    a, b, c, d = totals
    influence = parts[0] / a - parts[1] / b - parts[2] / c + parts[3] / d
    error = float(np.sqrt(max((influence**2).sum(), 0.0) + 0.25 * (1 / a**2 + 1 / b**2 + 1 / c**2 + 1 / d**2)))
    return float(np.log(a * d / (b * c))), error, a + c, b + d
