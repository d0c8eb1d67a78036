"""Control limits as a picture: one band for each stretch between declared changes of what a KPI counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from monitor.errors import NotEnoughDataError
from monitor.model.evidence import N_, Quantity
from monitor.model.kpi import Kpi
from monitor.model.words import Direction
from monitor.reporting import units
from monitor.reporting.charts.trend import Band
from monitor.reporting.numbers import decimals_for_change
from monitor.reporting.series import Series
from monitor.reporting.voice import Voice
from monitor.statistics.xmr import LEAST, RUN, Signals, Xmr, signals, xmr

STAYS, MOST_STAY = 9, 0.9
"""A stated cause is a new beginning where at least nine values follow it, and so many of them lie on one side of the old mean."""
MOST_RINGS, MOST_SHARE = 8, 0.15
"""With more values outside, and a larger share of them, the limits do not fit, and rings would hide the line."""
FEW = 6
"""Fewer values under a target are not counted against it."""


@dataclass(frozen=True)
class Stretch:
    """A part of a history between two declared changes, with its limits."""

    days: tuple[date, ...]
    values: tuple[float, ...]
    targets: tuple[float, ...]
    limits: Xmr
    signals: Signals

    @property
    def outside(self) -> int:
        """Values beyond the limits."""
        return int(self.signals.outside.sum())

    @property
    def fits(self) -> bool:
        """Whether the limits describe the stretch; they do not where its level moved within it."""
        return self.outside <= max(MOST_RINGS, MOST_SHARE * len(self.days))


def stretches(kpi: Kpi, series: Series) -> tuple[Stretch, ...]:
    """The stretches of a history that have values enough for limits.

    Limits begin anew at a declared change of the definition, and where a new target or a noted event was followed by values
    that stay on one side of the mean before. Never for the sake of the values alone.
    """
    edges = [0, *_restarts(kpi, series), len(series.days)]
    found = [_stretch(series, begin, end) for begin, end in pairwise(edges)]
    return tuple(one for one in found if one is not None)


def _stretch(series: Series, begin: int, end: int) -> Stretch | None:
    values = np.array(series.values[begin:end], dtype=float)
    try:
        limits = xmr(values)
    except NotEnoughDataError:
        return None
    part = slice(begin, end)
    return Stretch(series.days[part], series.values[part], series.targets[part], limits, signals(values, limits))


def _restarts(kpi: Kpi, series: Series) -> list[int]:
    """The periods at which limits begin anew, in order."""
    changed = {_first(series, change.start) for change in kpi.changes}
    begun = (*(target.start for target in kpi.targets), *(note.start for note in kpi.notes))
    causes = {_first(series, day) for day in begun} - changed
    edges: list[int] = []
    for number in sorted((changed | causes) - {None}, key=lambda one: one or 0):
        if number is not None and (number in changed or _moved(series, edges[-1] if edges else 0, number)):
            edges.append(number)
    return edges


def _moved(series: Series, begin: int, cause: int) -> bool:
    """Whether the values after a stated cause stay on one side of the mean before it."""
    before, after = (
        np.array([value for value in series.values[part] if math.isfinite(value)])
        for part in (slice(begin, cause), slice(cause, None))
    )
    if before.size < LEAST or after.size < STAYS:
        return False
    above = float(np.mean(after > before.mean()))
    return max(above, 1 - above) >= MOST_STAY


def _first(series: Series, day: date) -> int | None:
    """The first period that begins on or after a day, inside the series."""
    return next((number for number, start in enumerate(series.days) if start >= day and number > 0), None)


def bands(kpi: Kpi, parts: Sequence[Stretch], voice: Voice) -> tuple[Band, ...]:
    """What the chart draws of them."""
    return tuple(_band(kpi, part, voice) for part in parts)


def _band(kpi: Kpi, part: Stretch, voice: Voice) -> Band:
    low, high = _natural(kpi.unit, part.values)
    limits = part.limits
    mean = voice.terse(limits.mean, kpi.unit, max(decimals_for_change(limits.high - limits.mean), 0))
    outside = tuple(day for day, out in zip(part.days, part.signals.outside, strict=True) if out)
    return Band(
        start=part.days[0],
        end=part.days[-1],
        mean=limits.mean,
        low=max(limits.low, low),
        high=min(limits.high, high),
        lower=limits.low > low,
        upper=limits.high < high,
        label=voice.gettext("mean {value}", value=mean),
        short=mean,
        edges=(voice.gettext("lower limit"), voice.gettext("upper limit")),
        outside=outside if part.fits else (),
    )


def _natural(unit: str | None, values: Sequence[float]) -> tuple[float, float]:
    """What a measure cannot leave: a share lies between 0 and 100, a count or duration above 0."""
    known = [value for value in values if math.isfinite(value)]
    if unit == "%" and min(known) >= 0 and max(known) <= 100:
        return 0.0, 100.0
    return (0.0 if unit in units.FROM_ZERO and min(known) >= 0 else -math.inf), math.inf


def variation(kpi: Kpi, parts: Sequence[Stretch], series: Series, voice: Voice) -> str:
    """What the limits say of the newest values, and of the target, in words."""
    if not parts or parts[-1].days[-1] != series.days[-1]:
        return voice.gettext("There are too few values since the last change to say what is usual.")
    last = parts[-1]
    said = [_newest(kpi, last, series.frequency, voice)]
    if last.limits.trial:
        said.append(
            voice.gettext(
                "These limits are a first guess: they rest on {periods}.", periods=_periods(last.limits.points, series, voice)
            )
        )
    else:
        said.append(_target(kpi, last, series, voice))
    return " ".join(text for text in said if text)


def _newest(kpi: Kpi, part: Stretch, frequency: str, voice: Voice) -> str:
    if not part.fits:
        moved = N_("{n} values lie outside the limits: the level has moved, and no change is noted.")
        return voice.gettext(moved, n=part.outside)
    side = _trailing(part)
    if side:
        number = voice.quantity(Quantity(abs(side), frequency, "periods"))
        where = (
            voice.gettext("The last {periods} all lie above the mean", periods=number)
            if side > 0
            else voice.gettext("The last {periods} all lie below the mean", periods=number)
        )
        return f"{where}{_better(kpi, side, voice)}."
    recent = sum(bool(out) for out in part.signals.outside[-RUN:])
    if recent:
        number = voice.quantity(Quantity(min(RUN, len(part.days)), frequency, "periods"))
        return voice.ngettext(
            "One value of the last {periods} lies outside the limits.",
            "{n} values of the last {periods} lie outside the limits.",
            recent,
            periods=number,
        )
    return voice.gettext("The newest values vary as they usually do.")


def _trailing(part: Stretch) -> int:
    """How long the run on one side of the mean is that ends with the last value: positive above; 0 where it is short."""
    length, side = 0, 0.0
    for value in reversed(part.values):
        here = np.sign(value - part.limits.mean) if math.isfinite(value) else 0.0
        if here == 0 or (side and here != side):
            break
        side, length = float(here), length + 1
    return int(side) * length if length >= RUN else 0


def _better(kpi: Kpi, side: int, voice: Voice) -> str:
    match kpi.direction:
        case Direction.HIGHER:
            good = side > 0
        case Direction.LOWER:
            good = side < 0
        case _:
            return ""
    return voice.gettext(", the better side") if good else voice.gettext(", the worse side")


def _target(kpi: Kpi, part: Stretch, series: Series, voice: Voice) -> str:
    """Whether the work as it stands can meet the target: always, never, or by chance."""
    target, limits = part.targets[-1], part.limits
    if not math.isfinite(target) or kpi.direction not in (Direction.HIGHER, Direction.LOWER):
        return ""
    higher = kpi.direction is Direction.HIGHER
    if target <= limits.low if higher else target >= limits.high:
        return voice.gettext("As the work stands, the target is met every time.")
    if target > limits.high if higher else target < limits.low:
        return voice.gettext("As the work stands, the target is out of reach.")
    known = [(value, one) for value, one in zip(part.values, part.targets, strict=True) if math.isfinite(value) and one == target]
    if len(known) < FEW:
        return voice.gettext("As the work stands, chance decides whether the target is met.")
    met = sum(value >= one if higher else value <= one for value, one in known)
    return voice.gettext(
        "As the work stands, chance decides whether the target is met: {met} of {periods} since it was set.",
        met=voice.number(met, 0),
        periods=_periods(len(known), series, voice),
    )


def _periods(number: int, series: Series, voice: Voice) -> str:
    return voice.quantity(Quantity(number, series.frequency, "periods"))
