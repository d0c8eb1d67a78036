"""The world of one simulated organisation: its time, its chance, and how its people take to a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from monitor.simulate.frame import Frame, Series
from monitor.simulate.noise import Noise, drawn_noise, noise_series, yearly_wave

Kind = TypeVar("Kind")

_CALMER = {"daily": 1.6, "weekly": 1.0, "monthly": 0.6, "quarterly": 0.45}
"""Means over longer periods are less noisy, though less so than independent weeks would make them."""


@dataclass(eq=False)
class World:
    """`fixed` holds fields of Noise that a caller wants otherwise than the mixture. Every call draws on `rng`, in order."""

    rng: np.random.Generator
    frame: Frame
    fixed: dict[str, float | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._common = self.rng.standard_normal(self.frame.periods)

    def noise(self, spread: float = 1.0) -> Series:
        """Noise of a KPI with this weekly standard deviation; its shocks share a common cause with all others of this world."""
        family = drawn_noise(self.rng, self.fixed)
        return spread * self.calm * noise_series(self.rng, family, self.frame.periods, self.frame.per_year, self._common)

    def white(self, spread: float = 1.0) -> Series:
        """Independent normal noise without any structure."""
        return spread * self.calm * noise_series(self.rng, Noise(), self.frame.periods, self.frame.per_year)

    def wave(self, amplitude: float) -> Series:
        """A yearly season of this amplitude."""
        return amplitude * yearly_wave(self.rng, self.frame.periods, self.frame.per_year)

    @property
    def calm(self) -> float:
        return _CALMER[self.frame.frequency.value]


def adoption(world: World, dose: float, agents: int = 40) -> Series:
    """How far manipulation has spread in each period, shape (periods,): 0 before the target, `dose` when all have taken it up.

    A multitask principal-agent model (Holmström & Milgrom 1991): an agent paid s for the measure, with a cost of ½·c·g² for
    manipulating it, manipulates g = s / c. Most agents have scruples (a high c) and few do not, so that g is skewed; each
    begins when he has seen that it works, at a day of his own within the ramp.
    """
    intensity = world.rng.gamma(0.7, 1.0, agents)
    begins = world.rng.uniform(0, max(world.frame.ramp, 1), agents)
    taken_up = world.frame.since[:, None] >= begins[None, :].astype(int)
    return np.asarray(dose * (taken_up * (intensity / intensity.sum())).sum(axis=1))


def effort(world: World, dose: float) -> Series:
    """Honest effort after the target, shape (periods,): grows over the ramp with falling returns, then stays at `dose`."""
    return dose * np.sin(world.frame.slope * np.pi / 2)


def chosen(kinds: Mapping[str, Kind], kind: str) -> Kind:
    """The kind of that name; ValueError names the kinds that there are."""
    if kind not in kinds:
        raise ValueError(f"kind must be one of {', '.join(kinds)}, not '{kind}'")
    return kinds[kind]
