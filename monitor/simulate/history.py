"""One-line histories, in which rules write their cases: `4x52 4-0.04x26 _x2 3x78`.

`A` is one value, `AxN` the same value N times, `A+BxN` N values that begin at A and grow by B each (`A-BxN` fall), `_` and
`_xN` are missing.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from monitor.simulate.noise import Noise, noise_series

_NUMBER = r"-?\d+(?:\.\d+)?"
_TOKEN = re.compile(rf"^(?P<start>_|{_NUMBER})(?:(?P<sign>[+-])(?P<step>\d+(?:\.\d+)?))?(?:x(?P<times>\d+))?$")


def parse_history(text: str) -> NDArray[np.float64]:
    """The values of a one-line history, shape (periods,); missing ones are NaN.

    Raises ValueError, with the part that is wrong, when the text is no history.
    """
    parts = [_part(token) for token in str(text).split()]
    if not parts:
        raise ValueError("a history needs at least one value: 4x52 4-0.04x26 _x2")
    return np.concatenate(parts)


def _part(token: str) -> NDArray[np.float64]:
    found = _TOKEN.match(token)
    if not found or (found["start"] == "_" and found["step"]):
        raise ValueError(f"'{token}' is no part of a history; write 4, 4x52, 4-0.04x26, _ or _x2")
    times = int(found["times"] or 1)
    if found["start"] == "_":
        return np.full(times, np.nan)
    step = float(found["step"] or 0) * (-1 if found["sign"] == "-" else 1)
    return np.asarray(float(found["start"]) + step * np.arange(times), dtype=np.float64)


def noisy(
    values: NDArray[np.float64],
    noise: float = 0.0,
    autocorrelation: float = 0.0,
    season: float = 0.0,
    per_year: float = 52.18,
    seed: int = 1,
) -> NDArray[np.float64]:
    """Values with AR(1) noise of standard deviation `noise` and a yearly wave of amplitude `season`, both in the values' unit."""
    periods = len(values)
    family = Noise(autocorrelation=autocorrelation)
    shocks = noise_series(np.random.default_rng(seed), family, periods, per_year) if noise else np.zeros(periods)
    wave = np.sin(2 * np.pi * np.arange(periods) / per_year)
    return np.asarray(values + noise * shocks + season * wave, dtype=np.float64)
