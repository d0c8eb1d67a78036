"""Changes from period to period, without the season: what two KPIs are compared by, since raw trends go together by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.words import Direction


def changes_of(panel: Panel, rows: Sequence[int], kpis: Sequence[Kpi]) -> Matrix:
    """First differences of rows of a panel, turned so that up is better; shape (rows, periods - 1), NaN where one is missing."""
    sign = np.array([[-1.0 if kpi.direction is Direction.LOWER else 1.0] for kpi in kpis])
    return deseasonalised(np.diff(panel.value[list(rows)] * sign, axis=1), panel.frequency.per_year)


def deseasonalised(changes: Matrix, per_year: float) -> Matrix:
    """Changes without a yearly and a half-yearly wave, where there are at least two years of them."""
    periods = changes.shape[1]
    if periods < 2 * per_year or per_year < 4:
        return changes
    angle = 2 * np.pi * np.arange(periods) / per_year
    waves = np.column_stack([np.ones(periods), np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)])
    waves = waves[:, :3] if per_year < 12 else waves
    known = np.isfinite(changes)
    filled = np.where(known, changes, np.nanmean(np.where(known.any(axis=1, keepdims=True), changes, 0), axis=1, keepdims=True))
    fitted = waves @ np.linalg.lstsq(waves, filled.T, rcond=None)[0]
    return np.where(known, changes - fitted.T, np.nan)
