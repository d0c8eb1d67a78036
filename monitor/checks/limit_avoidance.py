"""Limit avoidance: purchases of one buyer from one supplier, each within a limit, add up to just beyond it more than by chance.

Of all pairs of purchases of the same buyer and supplier, each within the limit, the sums of pairs on the same or the next day are
compared with those of pairs some days apart, bin by bin: sums that lie just beyond the limit are no more usual among near pairs
than sums that lie just within it, unless larger purchases were split. Statistic: the shift of monitor.statistics.bin_contrast at
the limit, against other sums. Null hypothesis: how near in time two purchases are has nothing to do with the limit. Assumes that
near and distant pairs are alike otherwise. Minimum data: 150 pairs of each kind around the limit. Worth asking about at most: the
records do not say whether two purchases were one need. Sources: METHODS 2.5 (the test is ours); Nigrini 2011, ch. 17.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.checks._limit_cells import chosen
from monitor.checks._limits import Limit, limit_of
from monitor.checks._record_sources import quoted
from monitor.checks._resolution import nice
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import (
    N_,
    Evidence,
    Explanation,
    Fact,
    Healthy,
    Histogram,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.panel import Matrix
from monitor.model.records import RecordKind, Records
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.statistics.bin_contrast import LEAST, BinContrast, bin_contrast

NEAR_DAYS = 1
FAR_DAYS = (8, 21)
REACH = 20
"""Bins of a fortieth of the limit, on either side of it."""

WIDE = 6
"""Sums this many bins beyond the limit are called just beyond it."""

SMALLEST_PART = 0.2
"""Purchases below this part of the limit are no halves of a split."""

NOT_PURCHASES = N_("its records are no purchases with a buyer, a supplier and an upper limit of an amount")
FEW = N_("needs {needed} pairs of purchases of one buyer from one supplier near the limit, on a day and days apart; has {has}")
METHOD = N_(
    "We add up pairs of purchases of one buyer from one supplier, each within the limit, and compare the sums of pairs on the "
    "same or the next day with those of pairs one to three weeks apart. Nothing but the limit makes that differ just beyond it."
)
PAIRS = N_("Pairs of purchases of one buyer from one supplier within a day, by their sum")


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Pairs by their sum in bins, (2 REACH + extra,): near in time and far apart; `limit` is the first bin beyond the limit."""

    near: Matrix
    far: Matrix
    limit: int
    width: float
    span: tuple[date, date]


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI about purchases with a limit of one amount."""
    if situation.records is None:
        return []
    outcomes: list[Outcome] = []
    for kpi in call.kpis:
        limit = limit_of(situation, situation.catalogue[kpi])
        if isinstance(limit, Message):
            outcomes.append(NotAssessed(kpi, limit))
        elif limit.table.kind is RecordKind.PURCHASES:
            outcomes.append(_outcome(situation.records, limit, call))
    return outcomes


def _outcome(records: Records, limit: Limit, call: Call) -> Outcome:
    kpi = limit.kpi.id
    if not (limit.table.has("buyer", "supplier") and limit.below and limit.value > 0):
        return NotAssessed(kpi, Message(NOT_PURCHASES))
    pairs = _pairs(records, limit)
    try:
        found = bin_contrast(pairs.far, pairs.near, pairs.limit, REACH, WIDE)
    except NotEnoughDataError:
        has = min(float(one.sum()) for one in (pairs.near, pairs.far))
        return NotAssessed(kpi, Message(FEW, {"needed": Quantity(LEAST, kind="count"), "has": Quantity(has, kind="count")}))
    excess = _excess(pairs)
    if found.p_value > call.parameters["look_closer"] or excess < call.parameters["smallest_excess"]:
        return Healthy(kpi, found.p_value)
    return _evidence(limit, pairs, found, excess, call)


def _pairs(records: Records, limit: Limit) -> _Pairs:
    """One scan: purchases that may be parts, joined with themselves within buyer and supplier."""
    width = nice(limit.value / (2 * REACH)) if limit.value >= 1 else limit.value / (2 * REACH)
    frame = records.ask(_sql(limit, width))
    bins = round(2 * limit.value / width) + 1
    at_limit = round(limit.value / width)
    counts = {True: np.zeros(bins), False: np.zeros(bins)}
    for near, cell, number in zip(frame["near"], frame["cell"], frame["n"], strict=True):
        if 0 <= int(cell) < bins:
            counts[bool(int(near))][int(cell)] += float(number)
    first, last = limit.table.first or date.min, limit.table.last or date.max
    return _Pairs(counts[True], counts[False], at_limit, width, (first, last))


def _sql(limit: Limit, width: float) -> str:
    """Sums of pairs in bins that hold their upper end, so that a sum of exactly the limit lies within it."""
    amount, at = quoted(limit.measure), quoted(limit.time + "_local")
    upper = "<=" if limit.inclusive else "<"
    parts = (
        f"SELECT {quoted('buyer')} AS buyer, {quoted('supplier')} AS supplier, {quoted('id')} AS id, "
        f"CAST({amount} AS DOUBLE) AS amount, CAST({at} AS DATE) AS day FROM {chosen(limit)} "
        f"AND {amount} {upper} {limit.value!r} AND {amount} >= {limit.value * SMALLEST_PART!r}"
    )
    apart = "DATE_DIFF('day', one.day, other.day)"
    return (
        f"WITH parts AS ({parts}), pairs AS (SELECT {apart} AS apart, one.amount + other.amount AS total FROM parts AS one "
        "JOIN parts AS other ON one.buyer = other.buyer AND one.supplier = other.supplier AND one.id <> other.id "
        f"AND (one.day < other.day OR (one.day = other.day AND one.id < other.id)) WHERE {apart} <= {FAR_DAYS[1]}) "
        f"SELECT CASE WHEN apart <= {NEAR_DAYS} THEN 1 ELSE 0 END AS near, "
        f"CAST(CEIL(total / {width!r} - 1e-6) - 1 AS INTEGER) AS cell, COUNT(*) AS n FROM pairs "
        f"WHERE apart <= {NEAR_DAYS} OR apart >= {FAR_DAYS[0]} GROUP BY 1, 2"
    )


def _excess(pairs: _Pairs) -> float:
    """How many near pairs lie just beyond the limit that the far ones, scaled to those just within, let not expect."""
    beyond, within = slice(pairs.limit, pairs.limit + WIDE), slice(pairs.limit - WIDE, pairs.limit)
    scale = pairs.near[within].sum() / max(float(pairs.far[within].sum()), 1.0)
    return float(pairs.near[beyond].sum() - scale * pairs.far[beyond].sum())


def _evidence(limit: Limit, pairs: _Pairs, found: BinContrast, excess: float, call: Call) -> Evidence:
    beyond = pairs.near[pairs.limit : pairs.limit + WIDE].sum()
    numbers: dict[str, Fact] = {
        "limit": Quantity(limit.value, limit.unit),
        "pairs": Quantity(float(beyond), kind="count"),
        "excess": Quantity(float(round(excess)), kind="count"),
        "band": Quantity(WIDE * pairs.width, limit.unit, "difference"),
        "near": Quantity(float(pairs.near.sum()), kind="count"),
        "ratio": Quantity(float(np.exp(found.shift)), kind="factor"),
    }
    return Evidence(
        kpi=limit.kpi.id,
        events=limit.table.name,
        identity=f"splits {limit.measure}",
        start=pairs.span[0],
        end=pairs.span[1],
        p_value=found.p_value,
        statistic=found.z / found.scatter,
        n=int(pairs.near.sum()),
        effect=Quantity(float(round(excess)), kind="count"),
        cap=Tier.WATCH,
        numbers=numbers,
        ladder=_ladder(pairs),
        method=Message(METHOD),
        source="METHODS 2.5; Nigrini 2011",
        parameters=dict(call.parameters),
        details={"shift": found.shift, "scatter": found.scatter},
        histogram=_histogram(limit, pairs),
    )


def _ladder(pairs: _Pairs) -> tuple[Explanation, ...]:
    far: dict[str, Fact] = {"far": Quantity(float(pairs.far.sum()), kind="count")}
    days = N_("The {far} pairs that lie one to three weeks apart have the same buyers, suppliers and prices.")
    return (
        Explanation(Message(N_("Regular purchases at the same price")), Verdict.RULED_OUT, Message(days, far)),
        Explanation(
            Message(N_("Two needs that happened to come together")),
            Verdict.NOT_TESTED,
            Message(N_("The records do not say what was bought: look at the pairs.")),
        ),
    )


def _histogram(limit: Limit, pairs: _Pairs) -> Histogram:
    window = slice(max(pairs.limit - REACH, 0), pairs.limit + REACH)
    scale = pairs.near[window].sum() / max(float(pairs.far[window].sum()), 1.0)
    edges = pairs.width * np.arange(window.start, window.stop + 1)
    return Histogram(
        edges=tuple(float(edge) for edge in edges),
        counts=tuple(int(count) for count in pairs.near[window]),
        expected=tuple(float(round(one, 2)) for one in scale * pairs.far[window]),
        limit=limit.value,
        met="below",
        unit=limit.unit,
        inclusive=limit.inclusive,
        zone=(limit.value, limit.value + WIDE * pairs.width),
        label=Message(PAIRS),
    )


CHECK = Check(
    name="limit_avoidance",
    says="Purchases of one buyer from one supplier, each within the limit, add up to just beyond it more often than chance.",
    evaluate=evaluate,
    parameters={
        "smallest_excess": Parameter(10, "How many pairs beyond expectation matter", "pairs", 0, None),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "limit": "the limit of one purchase",
        "pairs": "how many pairs within a day add up to just beyond the limit",
        "excess": "how many of them are beyond expectation",
        "band": "how wide just beyond is",
        "near": "how many pairs of purchases lie within a day",
        "ratio": "how many times as often near pairs lie just beyond the limit, beside just within it, as distant ones",
    },
    statistical=True,
)
