"""The time of a simulated history: which periods, and when the target, bonus or change begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.model.period import first_day, index_of
from monitor.model.words import Frequency

Series = NDArray[np.float64]
Whole = NDArray[np.int64]

_USUAL = {
    Frequency.DAILY: (420, 730, 90),
    Frequency.WEEKLY: (52, 104, 26),
    Frequency.MONTHLY: (24, 36, 6),
    Frequency.QUARTERLY: (12, 20, 2),
}
_WEEKS = {Frequency.DAILY: 1 / 7, Frequency.WEEKLY: 1.0, Frequency.MONTHLY: 52.18 / 12, Frequency.QUARTERLY: 52.18 / 4}


@dataclass(frozen=True)
class Frame:
    """`before` periods without the change, `after` with it, `ramp` until it is fully there; `first` is a period number."""

    frequency: Frequency
    first: int
    before: int
    after: int
    ramp: int

    @property
    def periods(self) -> int:
        return self.before + self.after

    @property
    def weeks(self) -> float:
        """Weeks in a period: volumes are given per week."""
        return _WEEKS[self.frequency]

    @property
    def per_year(self) -> float:
        return self.frequency.per_year

    @property
    def start(self) -> date:
        """The first day of the period in which the target, bonus or change begins."""
        return self.day(self.before)

    @property
    def as_of(self) -> date:
        """The day after the last period."""
        return self.day(self.periods)

    @property
    def since(self) -> Series:
        """Periods since the change began, shape (periods,); 0 in the first period with it, negative before."""
        return np.arange(self.periods, dtype=np.float64) - self.before

    @property
    def step(self) -> Series:
        """0 before the change, 1 from its first period on."""
        return (self.since >= 0).astype(np.float64)

    @property
    def slope(self) -> Series:
        """0 before the change, then rising evenly to 1 over the ramp."""
        return np.clip((self.since + 1) / max(self.ramp, 1), 0, 1)

    def day(self, column: int) -> date:
        """The first day of the period in a column."""
        return first_day(self.first + column, self.frequency)


def frame_of(
    frequency: str = "weekly",
    first: date = date(2022, 1, 3),
    before: int | None = None,
    after: int | None = None,
    ramp: int | None = None,
) -> Frame:
    """A frame; what is not said is one year before and two after (weekly; days have two months more before), two and three
    (monthly), three and five (quarterly).

    Raises ValueError for a frequency that simulators do not know.
    """
    known = [word.value for word in _USUAL]
    if frequency not in known:
        raise ValueError(f"frequency must be one of {', '.join(known)}, not '{frequency}'")
    word = Frequency(frequency)
    usual = _USUAL[word]
    chosen = [usual[number] if given is None else int(given) for number, given in enumerate((before, after, ramp))]
    if min(chosen) < 0:
        raise ValueError("before, after and ramp are numbers of periods, 0 or more")
    return Frame(word, index_of(first, word), *chosen)
