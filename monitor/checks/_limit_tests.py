"""Which test decides whether records pile up at a limit: by the scale of their measure.

A scale with at least twelve steps on either side of the limit, and room for other places: the local jump against them. A scale
with gaps (values that few or none can have): before and after, since gaps do not change; without a before, a step along the whole
scale in wide bins. A short scale: a spike (Frandsen) or a step along it, whichever is clearer, at twice its p-value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.checks._limit_bins import Bins
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import N_
from monitor.statistics.bin_contrast import BinContrast, bin_contrast
from monitor.statistics.frandsen import OVERLAP, SINGLE_VALUES, against_placebos
from monitor.statistics.local_jump import local_jump
from monitor.statistics.step_on_scale import step_on_scale

JUMP = N_(
    "We count records in narrow bins around the limit and compare how many lie just inside with how many lie just outside; the "
    "same comparison at every other place of the scale says how much such ratios scatter by themselves."
)
CONTRAST = N_(
    "We count records in narrow bins around the limit before and since the target, and look for a shift from just outside to "
    "just inside. Whatever was always so, like values that nobody can have, cancels."
)
SHORT = N_(
    "We count the records of each value and compare the values just inside and outside the limit with what the other values of "
    "the scale let expect."
)


@dataclass(frozen=True)
class Tested:
    """The deciding test: its method, sources, statistic and one-sided p-value, `jump` the log ratio of inside to outside."""

    method: str
    source: str
    statistic: float
    p_value: float
    jump: float
    places: int
    scatter: float


def decide(now: Bins, before: Bins | None) -> Tested:
    """The test of the records of a limit, `now` as monitor.checks._limit_bins.as_tested gives them; `before` the target.

    Raises NotEnoughDataError where no test has what it needs.
    """
    if now.gaps and before is not None:
        return _contrast(contrast_of(now, before))
    return _jump(now) if now.long else _short(now)


def contrast_of(now: Bins, before: Bins) -> BinContrast:
    """Before and since the target, bin by bin."""
    return bin_contrast(before.counts, now.counts, now.limit, now.reach)


def _jump(bins: Bins) -> Tested:
    found = local_jump(bins.counts, bins.limit, bins.reach, bins.round_places, on_limit=not bins.fine)
    statistic = (found.z - found.usual) / found.scatter
    return Tested(JUMP, "METHODS 2.3a", statistic, found.p_value, found.jump, found.placebos, found.scatter)


def _contrast(found: BinContrast) -> Tested:
    return Tested(CONTRAST, "METHODS 2.3e", found.z / found.scatter, found.p_value, found.shift, 0, found.scatter)


def _short(bins: Bins) -> Tested:
    step = step_on_scale(bins.counts, bins.limit)
    p_value, statistic, source = step.p_value, step.z, "McCullagh & Nelder 1989"
    try:
        spike = against_placebos(bins.counts, bins.limit, overlap=OVERLAP if bins.together > 1 else SINGLE_VALUES)
        if spike.p_value < p_value:
            p_value, statistic, source = spike.p_value, spike.z / spike.scatter, "Frandsen 2017"
    except NotEnoughDataError:
        return Tested(SHORT, source, statistic, p_value, step.jump, 0, float(np.sqrt(step.dispersion)))
    return Tested(SHORT, source, statistic, min(2 * p_value, 1.0), step.jump, spike.placebos, float(np.sqrt(step.dispersion)))
