"""What honest KPIs do by themselves: autocorrelation, slow drift, heavy tails, outliers and a yearly season.

The families and their mixture are those under which usual tests fire far too often (docs: noise model).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from monitor.simulate.frame import Series


@dataclass(frozen=True)
class Noise:
    """A family. All sizes are in standard deviations of the noise itself, which has mean 0 and standard deviation 1.

    `drift` is the standard deviation that a random walk has reached after three years; `outliers` the share of periods with
    a shock of four; `season` the amplitude of a yearly wave with a smaller half-yearly one; `tails` is normal or t5.
    """

    autocorrelation: float = 0.0
    drift: float = 0.0
    tails: str = "normal"
    outliers: float = 0.0
    season: float = 0.0


def drawn_noise(rng: np.random.Generator, fixed: Mapping[str, float | str]) -> Noise:
    """A family from the mixture: φ of 0, .3, .6, .8; drift in two of five; t5 in half; 1 % outliers; a season.

    `fixed` holds the fields that the caller wants otherwise. The same numbers are drawn whatever is fixed.
    """
    drawn = Noise(
        autocorrelation=float(rng.choice([0.0, 0.3, 0.6, 0.8])),
        drift=float(rng.uniform(0.5, 1.0) * (rng.random() < 0.4)),
        tails="t5" if rng.random() < 0.5 else "normal",
        outliers=0.01,
        season=float(rng.uniform(0.0, 0.8)),
    )
    return replace(drawn, **fixed)  # type: ignore[arg-type]


def noise_series(rng: np.random.Generator, noise: Noise, periods: int, per_year: float, common: Series | None = None) -> Series:
    """One series, shape (periods,). `common` are normal shocks that all KPIs of an organisation share (correlation .3)."""
    own = rng.standard_normal(periods)
    shocks = own if common is None else np.sqrt(0.3) * common + np.sqrt(0.7) * own
    if noise.tails == "t5":
        shocks = shocks * np.sqrt(3.0 / rng.chisquare(5, periods))
    series = _autoregressive(shocks, noise.autocorrelation)
    series = series + noise.drift * np.cumsum(rng.standard_normal(periods)) / np.sqrt(3 * per_year)
    hit = rng.random(periods) < noise.outliers
    series = series + 4.0 * hit * rng.choice([-1.0, 1.0], periods)
    return np.asarray(series + noise.season * yearly_wave(rng, periods, per_year))


def yearly_wave(rng: np.random.Generator, periods: int, per_year: float) -> Series:
    """A yearly wave and a half-yearly one of a third of its size, with random phases; amplitude about 1."""
    angle = 2 * np.pi * np.arange(periods) / per_year
    first, second = rng.uniform(0, 2 * np.pi, 2)
    return np.asarray(np.sin(angle + first) + np.sin(2 * angle + second) / 3)


def _autoregressive(shocks: Series, phi: float) -> Series:
    """A stationary AR(1) with standard deviation 1, started in its own distribution."""
    values = []
    level = float(shocks[0])
    scale = float(np.sqrt(1 - phi**2))
    for number, shock in enumerate(shocks.tolist()):
        level = shock if number == 0 else phi * level + scale * shock
        values.append(level)
    return np.array(values)
