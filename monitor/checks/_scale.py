"""The scale on which a KPI is tested, and back to its unit: log, logit, square root or raw; oriented so that up is better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix
from monitor.model.words import Direction

DURATIONS = frozenset(
    [
        "seconds",
        "second",
        "s",
        "minutes",
        "minute",
        "min",
        "hours",
        "hour",
        "h",
        "days",
        "day",
        "weeks",
        "week",
        "months",
        "month",
        "years",
        "year",
        "ms",
    ]
)
MONEY = frozenset(["dkk", "nok", "sek", "eur", "usd", "gbp", "chf", "isk", "kr", "€", "$", "£"])


class Scale(StrEnum):
    RAW = "raw"
    LOG = "log"
    LOGIT = "logit"
    ROOT = "root"


@dataclass(frozen=True, eq=False)
class Scaled:
    """A series (T,) on its scale, oriented so that up is better (`sign` -1 turned it round); NaN where missing."""

    values: Matrix
    scale: Scale
    sign: float


def sign_of(kpi: Kpi) -> float | None:
    """+1 where higher is better, -1 where lower is, None where it cannot be said."""
    return {Direction.HIGHER: 1.0, Direction.LOWER: -1.0}.get(kpi.direction) if kpi.direction else None


def scaled(kpi: Kpi, values: Matrix, denominator: Matrix, sign: float) -> Scaled:
    """A KPI's values on the scale that suits its kind (METHODS 1.1)."""
    scale = scale_of(kpi, values, denominator)
    if scale is Scale.LOG:
        moved = np.log(values)
    elif scale is Scale.LOGIT:
        hits = values / 100 * denominator
        moved = np.log((hits + 0.5) / (denominator - hits + 0.5))
    elif scale is Scale.ROOT:
        moved = 2 * np.sqrt(values + 0.375)
    else:
        moved = values
    return Scaled(sign * moved, scale, sign)


def scale_of(kpi: Kpi, values: Matrix, denominator: Matrix) -> Scale:
    """Logit for shares with their denominators, log for durations, money and large counts, root for small counts, else raw."""
    known = values[~np.isnan(values)]
    unit = (kpi.unit or "").lower()
    if len(known) == 0:
        return Scale.RAW
    if unit == "%":
        counted = ~np.isnan(values) & ~np.isnan(denominator) & (denominator > 0)
        whole = counted.sum() == len(known) and known.min() >= 0 and known.max() <= 100
        return Scale.LOGIT if whole else Scale.RAW
    whole_numbers = bool(np.all(known == np.round(known)))
    if known.min() > 0 and (unit in DURATIONS or unit.split(" ")[0] in MONEY or (whole_numbers and known.mean() > 20)):
        return Scale.LOG
    return Scale.ROOT if whole_numbers and known.min() >= 0 and known.mean() <= 20 and known.max() > 7 else Scale.RAW


def slope_to_unit(scale: Scale, level: float) -> float:
    """How many units of the KPI one unit of the scale is, at a level."""
    if scale is Scale.LOG:
        return level
    if scale is Scale.LOGIT:
        share = min(max(level / 100, 0.001), 0.999)
        return 100 * share * (1 - share)
    return float(np.sqrt(max(level, 0.0) + 0.375)) if scale is Scale.ROOT else 1.0
