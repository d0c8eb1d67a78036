"""A target that is always met, or never, because the process cannot do otherwise: capability, not a mere count.

Every period under the target of today (at least `needed`) was met, or missed, *and* the natural limits of the margin (XmR
chart: mean ± 2.66 mean moving range; Shewhart 1931, Wheeler 2000) lie wholly on that side. Percentages are bounded and skewed:
their limits are those of the logits, and it is enough, too, that the exact interval of the hit rate (Clopper and Pearson 1934)
lies below 10 % or above 90 %, which takes 36 periods. Null hypothesis behind it: a target that is met half of the time would be
met in 12 of 12 periods once in 4,000 times. Assumes a stable margin; a KPI that is on its way to its target, and would reach it
by the deadline or within a year at its own pace, is not called unrealistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact, share
from monitor.checks._rows import UNDIRECTED, Row, margin, met, row_of, unchanged_since, undirected
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Evidence, Healthy, Message, NotAssessed, Outcome, Quantity
from monitor.model.panel import Matrix
from monitor.model.period import index_of
from monitor.model.situation import Call, Situation
from monitor.model.words import Direction

METHOD = Message(N_("Target and natural limits of the process (XmR chart) compared over all periods under the present target."))
SOURCE = "Shewhart 1931; Wheeler 2000; Clopper and Pearson 1934"


@dataclass(frozen=True)
class Reach:
    """Of `periods` with a target `hits` were met; `low` and `high` are the exact 95 % interval of the hit rate."""

    periods: int
    hits: int

    @property
    def low(self) -> float:
        return _interval(self.hits, self.periods)[0]

    @property
    def high(self) -> float:
        return _interval(self.hits, self.periods)[1]


@cache
def _interval(hits: int, periods: int) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(hits, periods).proportion_ci(0.95, "exact")
    return float(found.low), float(found.high)


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI with a target in force and values."""
    found = [_judged(kpi, situation, call) for kpi in call.kpis]
    return [outcome for outcome in found if outcome is not None]


def _judged(kpi: str, situation: Situation, call: Call) -> Outcome | None:
    row = row_of(situation, kpi)
    if row is None or not _targeted(row, situation):
        return None
    if row.kpi.direction is Direction.RANGE:
        return NotAssessed(kpi, Message(N_("the target is a range")))
    if undirected(row.kpi):
        return NotAssessed(kpi, UNDIRECTED)
    since = unchanged_since(row)
    hits = met(row)[since:]
    n, needed = int(np.isfinite(hits).sum()), int(call.parameters["needed"])
    if n < needed:
        facts = {"needed": Quantity(needed, row.frequency, "periods"), "has": Quantity(n, row.frequency, "periods")}
        return NotAssessed(kpi, Message(N_("needs {needed} under the same target, has {has}"), facts))
    reach = reach_of(hits)
    return _fact(row, since, reach, call) if _cannot_do_otherwise(row, since, reach, situation, call) else Healthy(kpi)


def _targeted(row: Row, situation: Situation) -> bool:
    return row.kpi.target_on(situation.as_of) is not None or bool(np.isfinite(row.target[-1]))


def reach_of(hits: Matrix) -> Reach:
    """Counts hits; `hits` is 1, 0 or NaN."""
    known = hits[np.isfinite(hits)]
    return Reach(len(known), int(known.sum()))


def _cannot_do_otherwise(row: Row, since: int, reach: Reach, situation: Situation, call: Call) -> bool:
    if reach.hits != (reach.periods if call.parameters["side"] == "always" else 0):
        return False
    share = _is_share(row)
    margins = margin(row)[since:]
    low, high = natural_limits(_logit_margin(row)[since:] if share else margins)
    if call.parameters["side"] == "always":
        return low > 0 or (share and reach.low > 0.9 and _beatable(row))
    out_of_reach = high < 0 or (share and reach.high < 0.1)
    return out_of_reach and not _arrives(row, since, margins, situation)


def _is_share(row: Row) -> bool:
    """Whether values and target are percentages that stay between 0 and 100."""
    known = np.concatenate([row.value, row.target])
    return (row.kpi.unit or "") == "%" and bool(np.nanmin(known) >= 0 and np.nanmax(known) <= 100)


def _logit_margin(row: Row) -> Matrix:
    """The margin in logits, oriented so that positive is better; 0 and 100 % count as 0.05 and 99.95 %."""
    value, target = (np.clip(one / 100, 0.0005, 0.9995) for one in (row.value, row.target))
    logits: Matrix = np.log(value / (1 - value)) - np.log(target / (1 - target))
    return -logits if row.kpi.direction is Direction.LOWER else logits


def _beatable(row: Row) -> bool:
    """Whether anything is better than the target: there is nothing above 100 % and nothing below 0."""
    return bool(row.target[-1] > 0 if row.kpi.direction is Direction.LOWER else row.target[-1] < 100)


def natural_limits(values: Matrix) -> tuple[float, float]:
    """Mean ± 2.66 times the mean moving range, over the values that are there."""
    known = values[np.isfinite(values)]
    mean, spread = float(known.mean()), 2.66 * float(np.abs(np.diff(known)).mean())
    return mean - spread, mean + spread


def _arrives(row: Row, since: int, margins: Matrix, situation: Situation) -> bool:
    """Whether the KPI closes the gap by the deadline, or within a year, at its pace of the last year (Theil and Sen; no pace
    where its 95 % interval holds 0).
    """
    from scipy.stats import theilslopes

    year = max(8, round(row.frequency.per_year))
    recent = np.flatnonzero(np.isfinite(margins))[-year:]
    trend = theilslopes(margins[recent], recent)
    slope = float(trend[0]) if trend[2] > 0 else 0.0
    target = row.kpi.target_on(situation.as_of)
    ahead = round(row.frequency.per_year)
    if target is not None and target.deadline is not None:
        ahead = index_of(target.deadline, row.frequency) - index_of(row.end_of(since + len(margins) - 1), row.frequency)
    return float(np.median(margins[recent])) + slope * (max(ahead, 0) + len(recent) / 2) >= 0


def _fact(row: Row, since: int, reach: Reach, call: Call) -> Evidence:
    unit, values = row.kpi.unit or "", row.value[since:]
    lowest = (row.kpi.direction is Direction.LOWER) is (call.parameters["side"] == "never")
    return fact(
        row.kpi,
        call,
        METHOD,
        source=SOURCE,
        n=reach.periods,
        start=row.start_of(since),
        end=row.end_of(len(row.value) - 1),
        numbers={
            "periods": Quantity(reach.periods, row.frequency, "periods"),
            "hits": count(reach.hits),
            "target": Quantity(float(row.target[-1]), unit),
            "typical": Quantity(float(np.nanmedian(values)), unit),
            "closest": Quantity(float(np.nanmin(values) if lowest else np.nanmax(values)), unit),
            "low": share(reach.low),
            "high": share(reach.high),
        },
    )


CHECK = Check(
    name="target_reach",
    says="The target is always met, or never, and the process cannot do otherwise.",
    evaluate=evaluate,
    parameters={
        "side": Parameter("always", "what the rule is about", choices=("always", "never")),
        "needed": Parameter(12, "fewer periods under the target of today than this are not judged", unit="periods", minimum=6),
        "elsewhere": ELSEWHERE,
    },
    numbers={
        "periods": "how many periods had this target",
        "hits": "in how many the target was met",
        "target": "the target in force",
        "typical": "the usual value under it",
        "closest": "the value that came closest to missing it (always) or to meeting it (never)",
        "low": "the lower end of the hit rate's interval",
        "high": "the upper end of the hit rate's interval",
    },
)
