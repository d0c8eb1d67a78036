"""The alarm promise as arithmetic: from a calibrated p-value to a tier.

The promise is a rate: at most r false flags (watch or surer) per 100 honest KPI-years, and a tenth of it for findings. A KPI with
Y years of history may therefore be flagged falsely with probability r*Y/100 in total, over all its tests and all looks at it
(METHODS 0). Tests share that by their weights (Bonferroni: valid under any dependence), but none takes more than `ALONE` of it.

Looking again every quarter raises the rate by about 1.75; tests on one KPI lean on the same values, and most honest KPIs move in
none of the ways that are tested, which lowers it. The boundary in use is where a replay of the whole engine on honest
organisations, every quarter, all rules together, keeps the promise: docs/methods/alarm-promise.md has what it reached.

Null hypothesis behind every p-value that comes here: the KPI changed honestly or not at all. Assumes that p-values are
calibrated: P(p <= a | honest) <= a.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ALONE = 1 / 3
"""The largest part of a KPI's budget that one test may have, however few tests there are: the rest is for looking again.

P(some look of a three-year life with quarterly looks crosses a cut) is 1.75 times P(the last look does) for one pair of
measures, and about 2.4 times over all rules on small portfolios of look-alikes.
"""

YEARS_AT_MOST = 3.0
"""A history buys budget for three years at most: what happened earlier has been judged before."""


class Crossed(StrEnum):
    """The surest cut that a p-value crosses."""

    NONE = "none"
    WATCH = "watch"
    FINDING = "finding"


@dataclass(frozen=True)
class Budget:
    """The cuts of one KPI: p-values at or below `watch` are worth asking about, at or below `finding` reach leadership."""

    watch: float
    finding: float


def budget_of(years: float, tests: float, per_100_kpi_years: float) -> Budget:
    """The cuts for one of `tests` tests that share the budget `per_100_kpi_years` of a KPI with `years` of history.

    Where tests have unequal shares, `tests` is the sum of all shares over the share of this one (weighted Bonferroni). Fewer than
    three count as three.
    """
    total = per_100_kpi_years * min(years, YEARS_AT_MOST) / 100
    watch = total / max(tests, 1 / ALONE)
    return Budget(watch=watch, finding=watch / 10)


def crossed(p_value: float, budget: Budget) -> Crossed:
    """Which cut a calibrated p-value crosses."""
    if p_value <= budget.finding:
        return Crossed.FINDING
    return Crossed.WATCH if p_value <= budget.watch else Crossed.NONE
