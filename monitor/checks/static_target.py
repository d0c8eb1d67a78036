"""A target that was once a real one and is none any more: conditions moved, the target did not.

The target has not changed for at least four quarters (differences within 5 % of the mean moving range are rounding); in the last
half year or more it was met nearly always or nearly never; and before that, under the same target, it was met at another rate
(Fisher's exact test, one-sided at .05; null hypothesis: the same rate). Assumes independent periods, which is why the window is
long. A target that was always out of reach, or always within it, is another matter (target_reach). The interval of the hit rate
is exact (Clopper and Pearson 1934; METHODS 2.15).
"""

from __future__ import annotations

import math

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact, share
from monitor.checks._rows import UNDIRECTED, Row, met, row_of, unchanged_since, undirected
from monitor.checks.registry import Check, Parameter
from monitor.checks.target_reach import reach_of
from monitor.model.evidence import N_, Day, Evidence, Healthy, Message, NotAssessed, Outcome, Quantity
from monitor.model.panel import Matrix
from monitor.model.situation import Call, Situation

METHOD = Message(
    N_("Hit rate of the last periods compared with that of earlier periods under the same target (Fisher's exact test).")
)
SOURCE = "Fisher 1922; Clopper and Pearson 1934"


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI with a target in force and values."""
    found = [_judged(kpi, situation, call) for kpi in call.kpis]
    return [outcome for outcome in found if outcome is not None]


def _judged(kpi: str, situation: Situation, call: Call) -> Outcome | None:
    row = row_of(situation, kpi)
    if row is None or not np.isfinite(row.target[-1]):
        return None
    if undirected(row.kpi):
        return NotAssessed(kpi, UNDIRECTED)
    since = unchanged_since(row)
    hits = met(row)[since:]
    known = hits[np.isfinite(hits)]
    window, earlier = int(call.parameters[row.frequency.value]), int(call.parameters["earlier"])
    needed = max(window + earlier, math.ceil(row.frequency.per_year))
    if len(known) < needed:
        facts = {
            "needed": Quantity(needed, row.frequency, "periods"),
            "has": Quantity(len(known), row.frequency, "periods"),
        }
        return NotAssessed(kpi, Message(N_("needs {needed} under the same target, has {has}"), facts))
    now, before = known[-window:], known[:-window]
    return _fact(row, since, now, before, call) if _moved(now, before, call) else Healthy(kpi)


def _moved(now: Matrix, before: Matrix, call: Call) -> bool:
    from scipy.stats import fisher_exact

    rate, extreme = now.mean(), call.parameters["extreme"]
    if 1 - extreme < rate < extreme:
        return False
    table = np.array([[now.sum(), len(now) - now.sum()], [before.sum(), len(before) - before.sum()]])
    return bool(fisher_exact(table, "greater" if rate >= extreme else "less").pvalue <= 0.05)


def _fact(row: Row, since: int, now: Matrix, before: Matrix, call: Call) -> Evidence:
    reach = reach_of(now)
    return fact(
        row.kpi,
        call,
        METHOD,
        source=SOURCE,
        n=len(now) + len(before),
        start=row.start_of(since),
        end=row.end_of(len(row.value) - 1),
        numbers={
            "target": Quantity(float(row.target[-1]), row.kpi.unit or ""),
            "since": Day(row.start_of(since), row.frequency.value),
            "hits": count(reach.hits),
            "periods": Quantity(reach.periods, row.frequency, "periods"),
            "before": share(float(before.mean())),
            "now": share(float(now.mean())),
            "low": share(reach.low),
            "high": share(reach.high),
        },
    )


def _judged_periods(periods: int, frequency: str) -> Parameter:
    return Parameter(periods, f"so many of the last {frequency} values are judged", unit="periods", minimum=4)


CHECK = Check(
    name="static_target",
    says="The target has not moved while the results have.",
    evaluate=evaluate,
    parameters={
        "daily": _judged_periods(182, "daily"),
        "weekly": _judged_periods(26, "weekly"),
        "monthly": _judged_periods(12, "monthly"),
        "quarterly": _judged_periods(8, "quarterly"),
        "yearly": _judged_periods(5, "yearly"),
        "earlier": Parameter(8, "so many periods before them are needed under the same target", unit="periods", minimum=4),
        "extreme": Parameter(0.95, "met at least this often, or missed at least this often", minimum=0.5, maximum=1),
        "elsewhere": ELSEWHERE,
    },
    numbers={
        "target": "the target",
        "since": "since when it has been the same",
        "hits": "in how many of the last periods it was met",
        "periods": "how many periods that is of",
        "before": "how often it was met before",
        "now": "how often it was met in the last periods",
        "low": "the lower end of that rate's interval",
        "high": "the upper end of that rate's interval",
    },
)
