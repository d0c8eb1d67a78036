"""Histories of the organisation in which nothing happens: drawn from its own noise, masks, seasons and sizes.

Every series is fitted with its season and a ramp from its target on (so that what did happen is not taken for noise); a noise
model is drawn from the posterior over EB-GLS's grid, and a new series from it around the level and season before. Values,
denominators, counts, answers and invitations are drawn each by itself; numerators follow from them. Whole numbers stay whole,
values keep their rounding and their missing periods. Series are drawn independently of each other. Source: METHODS 1.9.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.checks._frame import prior_of
from monitor.checks._resolution import resolution
from monitor.checks._scale import Scale, scaled
from monitor.engine.noise import learn_noise
from monitor.errors import NotEnoughDataError
from monitor.model.kpi import Kpi
from monitor.model.observations import COLUMNS, NUMBERS, segment_text
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Situation
from monitor.statistics.contrast import background, ramp
from monitor.statistics.eb_gls import fit_grid, posterior, whitener
from monitor.statistics.winsorise import winsorise

if TYPE_CHECKING:
    import pandas as pd

RAMP_YEARS = 0.5
BEHIND = ("denominator", "count", "responses", "invited")


@dataclass(frozen=True, eq=False)
class _Fitted:
    """One series: where it is known, level and season there on its scale, and per noise model its weight and spread."""

    known: NDArray[np.bool_]
    usual: Matrix
    scale: Scale
    weights: Matrix
    spread: Matrix
    steps: tuple[int, ...]


def null_histories(situation: Situation, draws: int, seed: int) -> Iterator[pd.DataFrame]:
    """`draws` tables of observations (columns of model.observations), as if nothing had ever happened."""
    from dataclasses import replace

    priors, learnt = learn_noise(situation)
    situation = replace(situation, noise=priors, noise_series=learnt)
    panels = [*situation.totals.values(), *situation.segments.values()]
    fitted = [(panel, row, _fit_all(situation, panel, row)) for panel in panels for row in range(len(panel.keys))]
    for number in range(draws):
        rng = np.random.default_rng([seed, number])
        yield _table([_rows(situation, panel, row, one, rng) for panel, row, one in fitted])


def _fit_all(situation: Situation, panel: Panel, row: int) -> dict[str, _Fitted]:
    """The fits of the value and of the numbers behind it; those that cannot be fitted stay as they are."""
    kpi = situation.catalogue[panel.keys[row].kpi]
    value = scaled(kpi, panel.value[row], panel.denominator[row], 1.0)
    series = {"value": (value.values, value.scale)}
    for name in BEHIND:
        with np.errstate(invalid="ignore", divide="ignore"):
            logs = np.log(getattr(panel, name)[row])
        series[name] = (np.where(np.isfinite(logs), logs, np.nan), Scale.LOG)
    found = {name: _fit(situation, panel, kpi, *one) for name, one in series.items()}
    return {name: one for name, one in found.items() if one is not None}


def _fit(situation: Situation, panel: Panel, kpi: Kpi, series: Matrix, scale: Scale) -> _Fitted | None:
    """The fit of one series on its scale; None where it is too short or does not vary."""
    known = np.isfinite(series)
    at = (np.flatnonzero(known) + panel.first).astype(np.int64)
    if known.sum() < 12 or np.ptp(series[known]) < 1e-12:
        return None
    y = winsorise(series[known][None, :])[0]
    beside = background(at, panel.frequency.per_year)
    rise = ramp(at, _begins(kpi, panel, at), max(round(RAMP_YEARS * panel.frequency.per_year), 1))
    design = np.concatenate([rise[:, None], beside], axis=1)
    try:
        weights = posterior(fit_grid(y, at, design).log_likelihood, prior_of(situation, panel.frequency))[0]
    except NotEnoughDataError:
        return None
    steps = tuple(int(step) for step in at - at[0])
    coefficients, spread = _by_model(y[0], design, steps, weights)
    return _Fitted(known, beside @ coefficients[1:], scale, weights, spread, steps)


def _begins(kpi: Kpi, panel: Panel, at: NDArray[np.int64]) -> int:
    """The first target's first period, where it lies within the series; else its middle."""
    from monitor.model.period import index_of

    starts = [index_of(target.start, panel.frequency) for target in kpi.targets]
    inside = [start for start in sorted(starts) if at[0] + 4 < start < at[-1] - 4]
    return inside[0] if inside else int(at[len(at) // 2])


def _by_model(y: Matrix, design: Matrix, steps: tuple[int, ...], weights: Matrix) -> tuple[Matrix, Matrix]:
    """The averaged coefficients (p,), and each noise model's own spread (G,); 0 where its weight is negligible."""
    coefficients, spread = np.zeros(design.shape[1]), np.zeros(len(weights))
    for point in np.flatnonzero(weights > 1e-3):
        white = whitener(steps, int(point))
        x, z = white.whiten(design), white.whiten(y[:, None])[:, 0]
        found, *_ = np.linalg.lstsq(x, z, rcond=None)
        coefficients += weights[point] * found
        spread[point] = np.sqrt(np.sum((z - x @ found) ** 2) / max(len(y) - design.shape[1], 1))
    return coefficients / weights[weights > 1e-3].sum(), spread


def _rows(
    situation: Situation, panel: Panel, row: int, fitted: Mapping[str, _Fitted], rng: np.random.Generator
) -> dict[str, NDArray]:  # type: ignore[type-arg]
    key = panel.keys[row]
    numbers = {name: np.array(getattr(panel, name)[row]) for name in NUMBERS}
    numbers |= _drawn(panel, row, fitted, rng, situation.catalogue[key.kpi])
    known = np.isfinite(numbers["value"])
    texts = {
        "kpi": key.kpi,
        "frequency": panel.frequency.value,
        "segment": segment_text(key.segment),
        "note": "",
        "source": "null",
    }
    rows: dict[str, NDArray] = {name: np.full(int(known.sum()), text, dtype=object) for name, text in texts.items()}  # type: ignore[type-arg]
    rows |= {name: values[known] for name, values in numbers.items()}
    rows["period"] = (np.flatnonzero(known) + panel.first).astype(np.int64)
    rows["recorded"] = np.zeros(int(known.sum()), dtype=np.int64)
    return rows


def _drawn(panel: Panel, row: int, fitted: Mapping[str, _Fitted], rng: np.random.Generator, kpi: Kpi) -> dict[str, Matrix]:
    """New numbers of one series: each drawn by itself, those that are the same as another one's kept so."""
    told = {name: getattr(panel, name)[row] for name in NUMBERS}
    new = {name: _one(told[name], one, rng) for name, one in fitted.items() if name == "value" or not _copied(told, name)}
    new["value"] = _bounded(new.get("value", told["value"]), told["value"], kpi)
    whole = {name: np.where(np.isfinite(told[name]), np.round(new[name]), np.nan) for name in BEHIND if name in new}
    new |= {name: values for name, values in whole.items() if _whole(told[name])}
    new |= {name: new[same] for name in BEHIND if (same := _copied(told, name)) and same in new}
    if "invited" in new and "responses" in new:
        new["responses"] = np.minimum(new["responses"], new["invited"])
    if _whole(told["numerator"]):
        per, denominator = (100.0 if kpi.unit == "%" else 1.0), new.get("denominator", told["denominator"])
        numerator = np.where(np.isfinite(told["numerator"]), np.round(new["value"] * denominator / per), np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = per * numerator / denominator
        new |= {"numerator": numerator, "value": np.where(np.isfinite(ratio), ratio, new["value"])}
    return new


def _copied(told: Mapping[str, Matrix], name: str) -> str:
    """The earlier column that holds the same numbers, or nothing."""
    before = ("value", *BEHIND[: BEHIND.index(name)])
    same = (one for one in before if np.isfinite(told[one]).any() and np.array_equal(told[one], told[name], equal_nan=True))
    return next(same, "")


def _whole(values: Matrix) -> bool:
    known = values[np.isfinite(values)]
    return len(known) > 0 and bool(np.all(known == np.round(known)))


def _one(told: Matrix, fitted: _Fitted, rng: np.random.Generator) -> Matrix:
    chances = np.where(fitted.spread > 0, fitted.weights, 0.0)
    if chances.sum() <= 0:
        return np.array(told)
    point = int(rng.choice(len(chances), p=chances / chances.sum()))
    noise = whitener(fitted.steps, point).factor @ rng.standard_normal(len(fitted.usual))
    values = np.array(told)
    values[fitted.known] = _in_its_unit(fitted.usual + fitted.spread[point] * noise, fitted.scale)
    return values


def _in_its_unit(values: Matrix, scale: Scale) -> Matrix:
    if scale is Scale.LOG:
        return np.asarray(np.exp(values))
    if scale is Scale.LOGIT:
        return np.asarray(100 / (1 + np.exp(-values)))
    return np.asarray(np.maximum((np.maximum(values, 0) / 2) ** 2 - 0.375, 0)) if scale is Scale.ROOT else values


def _bounded(value: Matrix, told: Matrix, kpi: Kpi) -> Matrix:
    """Rounded as the values are told, and within the bounds that they keep."""
    step = resolution(told)
    rounded = np.round(np.round(value / step) * step, 10) if step else value
    low = 0.0 if np.nanmin(told) >= 0 else -np.inf
    high = 100.0 if kpi.unit == "%" and np.nanmax(told) <= 100 else np.inf
    return np.asarray(np.clip(rounded, low, high))


def _table(parts: list[dict[str, NDArray]]) -> pd.DataFrame:  # type: ignore[type-arg]
    import pandas as pd

    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in COLUMNS})
