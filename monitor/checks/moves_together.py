"""KPIs whose changes from period to period go together so closely that they say the same thing.

Pearson correlation of first differences after taking out the yearly season, oriented so that up is better; a fact about the
past, not a test, hence no p-value. Null hypothesis behind the cut: with 24 changes a correlation above .85 comes by chance in
fewer than one in a million pairs of unrelated white series. Assumes that missing periods have nothing to do with the values.
Minimum data: `needed` common changes. Clusters by average linkage (Sokal and Michener 1958; METHODS 2.15), so that a chain of
neighbours is no cluster. Participation ratio (METHODS 2.15): how many independent KPIs the cluster is worth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.checks._catalogue_facts import count, group_fact
from monitor.checks._changes import changes_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Evidence, Message, NotAssessed, Outcome, Quantity
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Severity
from monitor.statistics.effective_number import participation_ratio


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One fact for each cluster of KPIs that move together; KPIs with too few changes are not assessed."""
    found: list[Outcome] = []
    called = frozenset(call.kpis)
    for panel in situation.totals.values():
        rows = [(number, key.kpi) for number, key in enumerate(panel.keys) if key.kpi in called]
        if len(rows) > 1:
            found += _judged(panel, [number for number, _ in rows], [situation.catalogue[kpi] for _, kpi in rows], call)
    return found


def _judged(panel: Panel, rows: Sequence[int], kpis: Sequence[Kpi], call: Call) -> list[Outcome]:
    changes = changes_of(panel, rows, kpis)
    needed = int(call.parameters["needed"])
    has = np.isfinite(changes).sum(axis=1)
    short: list[Outcome] = [
        _too_few(kpi, needed, int(has[number]), panel) for number, kpi in enumerate(kpis) if has[number] < needed
    ]
    correlation = correlations(changes, needed)
    alike = groups_of(np.where(_linked(kpis), np.nan, correlation), call.parameters["correlation"])
    return short + [_fact(kpis, group, correlation, call) for group in alike]


def groups_of(correlation: Matrix, cut: float) -> list[list[int]]:
    """Groups of two and more rows whose correlation is above `cut` on average; unknown ones (NaN) count as none."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distance = 1 - np.nan_to_num(correlation, nan=0.0)
    np.fill_diagonal(distance, 0.0)
    near = np.maximum(squareform((distance + distance.T) / 2, checks=False), 0.0)
    label = fcluster(linkage(near, "average"), 1 - cut, "distance")
    groups = [np.flatnonzero(label == one).tolist() for one in np.unique(label)]
    return sorted(group for group in groups if len(group) > 1)


def _too_few(kpi: Kpi, needed: int, has: int, panel: Panel) -> NotAssessed:
    facts = {"needed": Quantity(needed, panel.frequency, "periods"), "has": Quantity(has, panel.frequency, "periods")}
    return NotAssessed(kpi.id, Message(N_("needs {needed}, has {has}"), facts))


def _linked(kpis: Sequence[Kpi]) -> NDArray[np.bool_]:
    """Which KPIs, (kpis, kpis), should go together: one and the one that it is meant to move."""
    place = {kpi.id: number for number, kpi in enumerate(kpis)}
    linked = np.zeros((len(kpis), len(kpis)), dtype=bool)
    for number, kpi in enumerate(kpis):
        goal = place.get(kpi.supports or "")
        if goal is not None:
            linked[number, goal] = linked[goal, number] = True
    return linked


def correlations(changes: Matrix, needed: int) -> Matrix:
    """Pearson correlations of rows over their common columns, shape (rows, rows); NaN with fewer than `needed` of them."""
    known = np.isfinite(changes)
    mask = known.astype(float)
    filled = np.where(known, changes, 0.0)
    n = mask @ mask.T
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_row, mean_col = filled @ mask.T / n, mask @ filled.T / n
        covariance = filled @ filled.T / n - mean_row * mean_col
        variance_row = (filled**2) @ mask.T / n - mean_row**2
        variance_col = mask @ (filled**2).T / n - mean_col**2
        flat = (variance_row <= 1e-9 * mean_row**2) | (variance_col <= 1e-9 * mean_col**2)
        return np.where((n >= needed) & ~flat, covariance / np.sqrt(variance_row * variance_col), np.nan)


def _fact(kpis: Sequence[Kpi], rows: list[int], correlation: Matrix, call: Call) -> Evidence:
    same = [kpis[row] for row in rows]
    part = correlation[np.ix_(rows, rows)]
    lowest = float(np.nanmin(part[~np.eye(len(rows), dtype=bool)]))
    numbers = {
        "count": count(len(same)),
        "worth": Quantity(round(participation_ratio(part), 1)),
        "correlation": Quantity(round(lowest, 2)),
    }
    severity = None if sum(kpi.main for kpi in same) > 1 else Severity.LOW
    return group_fact(same, "|".join(sorted(kpi.id for kpi in same)), call, numbers, severity)


CHECK = Check(
    name="moves_together",
    says="KPIs that move together so closely that they say the same.",
    evaluate=evaluate,
    parameters={
        "correlation": Parameter(0.85, "above this correlation of changes two KPIs say the same", minimum=0, maximum=1),
        "needed": Parameter(24, "fewer common changes than this are not judged", unit="periods", minimum=8),
    },
    numbers={
        "count": "how many KPIs move together",
        "worth": "how many independent KPIs they are worth",
        "correlation": "the lowest correlation among them",
        "kpis": "their names",
    },
)
