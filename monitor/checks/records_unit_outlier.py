"""Unit outlier, from records: one agent or unit lies far outside what its mix of cases, its size and the usual differences allow.

Per unit, over the newest quarter of a year: the share closed in time (or within the KPI's threshold) against what its mix of
kinds would bring (indirect standardisation); without either, the mean log of the measure against that. Statistic: funnel with
additive overdispersion (monitor.statistics.funnel), two-sided, Bonferroni over units. It is worth asking about, no more, unless
the same unit lies on the same side in three of the last four quarters and kinds of cases are known. Units are numbered, never
named, unless `name_units` is set, and agents not even then. Null hypothesis: units differ by chance and by a normal spread.
Minimum data: 10 units of `smallest_unit` cases with 10 expected hits and misses. Sources: Spiegelhalter 2005; METHODS 2.13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.checks._record_sources import Layout, Source, belonging, healthy, layout_of, missing, nothing_there, sources_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Evidence, Explanation, Fact, Message, Outcome, Quantity, Verdict
from monitor.model.panel import Matrix
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.statistics.funnel import LEAST, Funnel, funnel

if TYPE_CHECKING:
    import pandas as pd

QUARTER = 91
LOOKS = 4
LASTS = 3
SAME_SIDE = 0.05
EXPECTED = 10.0

METHOD = N_(
    "We compare agents or units over the newest quarter in a funnel: small ones may lie further out than large ones, the "
    "kinds of their cases and the usual differences between them are allowed for."
)
NO_UNITS = N_("the records do not say who or which unit had the case")
NO_MEASURE = N_("the records have neither a due time nor a threshold nor a measure to compare units by")
FEW = N_("needs {needed} agents or units with enough cases, has {has}")


@dataclass(frozen=True, eq=False)
class _Units:
    """Units of one quarter: names, the difference from what their mix would bring (percent, or share of the time), its error."""

    names: NDArray[np.object_]
    value: Matrix
    error: Matrix
    cases: Matrix


@dataclass(frozen=True)
class _Measure:
    """What units are compared by: SQL of a hit (0 or 1) or of a number."""

    sql: str
    share: bool


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of cases."""
    sources = sources_of(situation, call, RecordKind.CASES)
    return [_judged(source, call) for source in sources] or nothing_there(situation, call, RecordKind.CASES)


def _judged(source: Source, call: Call) -> Outcome:
    by = next((one for one in ("agent", "unit") if source.table.has(one)), None)
    if by is None:
        return missing(source, NO_UNITS)
    measure = _measure(source)
    if measure is None:
        return missing(source, NO_MEASURE)
    layout = layout_of(source, "opened_local", "category")
    frame = source.ask(_statement(source, layout, by, measure))
    looks = [
        _units(frame[frame["quarter"] == number], measure, float(call.parameters["smallest_unit"])) for number in range(LOOKS)
    ]
    newest = looks[0]
    if len(newest.names) < LEAST:
        return missing(source, FEW, needed=Quantity(LEAST, kind="count"), has=Quantity(len(newest.names), kind="count"))
    found = funnel(newest.value, newest.error)
    if found.smallest > call.parameters["look_closer"]:
        return healthy(source, found.smallest)
    return _evidence(source, layout, by, measure, newest, found, _lasting(looks, found), call)


def _measure(source: Source) -> _Measure | None:
    """The KPI's threshold, its own measure, the due time, or how long cases were open."""
    kpi = source.kpi
    own = kpi.records.measure if kpi is not None and kpi.records is not None else None
    known = own is not None and source.table.has(own)
    if kpi is not None and kpi.threshold is not None and known:
        sign = (">" if kpi.threshold.met == "above" else "<") + ("=" if kpi.threshold.inclusive else "")
        return _Measure(f"CASE WHEN {own} {sign} {float(kpi.threshold.limit)} THEN 1.0 WHEN {own} IS NOT NULL THEN 0.0 END", True)
    if not known and source.table.has("due", "closed"):
        return _Measure("CASE WHEN closed IS NULL OR due IS NULL THEN NULL WHEN closed <= due THEN 1.0 ELSE 0.0 END", True)
    if not known:
        own = "open_hours" if source.table.has("open_hours") else None
    return _Measure(f"CASE WHEN {own} > 0 THEN ln({own}) END", False) if own is not None else None


def _statement(source: Source, layout: Layout, by: str, measure: _Measure) -> str:
    assert source.table.last is not None
    end = source.table.last + timedelta(days=1)
    back = f"CAST(floor((DATE '{end.isoformat()}' - CAST(opened_local AS DATE) - 1) / {QUARTER}) AS INTEGER)"
    return (
        f"SELECT who, category, quarter, count(y) AS n, sum(y) AS total, sum(y * y) AS squares FROM ("
        f"SELECT {by} AS who, {layout.category()} AS category, {back} AS quarter, {measure.sql} AS y FROM {source.view} "
        f"WHERE {by} IS NOT NULL) AS told WHERE quarter < {LOOKS} AND y IS NOT NULL GROUP BY who, category, quarter"
    )


def _units(frame: pd.DataFrame, measure: _Measure, smallest: float) -> _Units:
    """The units of one quarter that are large enough."""
    if frame.empty:
        return _Units(np.array([], dtype=object), *(np.zeros(0) for _ in range(3)))
    wide = {
        name: frame.pivot_table(index="who", columns="category", values=name, aggfunc="sum").fillna(0.0)
        for name in ("n", "total", "squares")
    }
    n, total, squares = (table.to_numpy(dtype=float) for table in wide.values())
    mean = total.sum(axis=0) / np.maximum(n.sum(axis=0), 1.0)
    variance = np.maximum(squares.sum(axis=0) / np.maximum(n.sum(axis=0), 1.0) - mean**2, 0.0)
    cases = n.sum(axis=1)
    away = (total.sum(axis=1) - n @ mean) / np.maximum(cases, 1.0)
    error = np.sqrt(n @ variance) / np.maximum(cases, 1.0)
    keep = (cases >= smallest) & (error > 0)
    if measure.share:
        keep &= (n @ mean >= EXPECTED) & (n @ (1 - mean) >= EXPECTED)
    scale = 100.0 if measure.share else 1.0
    return _Units(wide["n"].index.to_numpy(dtype=object)[keep], scale * away[keep], scale * error[keep], cases[keep])


def _lasting(looks: list[_Units], found: Funnel) -> int:
    """In how many of the last quarters the farthest unit lies on the same side."""
    at = int(np.argmin(found.p_value))
    name, side = looks[0].names[at], np.sign(found.adjusted[at])
    number = 1
    for look in looks[1:]:
        where = np.flatnonzero(look.names == name)
        if len(look.names) >= LEAST and len(where):
            other = funnel(look.value, look.error)
            number += bool(other.p_value[where[0]] <= SAME_SIDE and side * other.adjusted[where[0]] > 0)
    return number


def _evidence(
    source: Source, layout: Layout, by: str, measure: _Measure, units: _Units, found: Funnel, lasting: int, call: Call
) -> Evidence:
    at = int(np.argmin(found.p_value))
    comparable = len(layout.categories) > 1
    apart = float(units.value[at] - found.centre)
    unit = "%" if measure.share else ""
    shown = Quantity(abs(apart), unit, "difference") if measure.share else Quantity(abs(float(np.expm1(apart))), kind="share")
    named = by == "unit" and bool(call.parameters["name_units"])
    assert source.table.last is not None
    numbers: dict[str, Fact] = {
        "units": Quantity(len(units.names), kind="count"),
        "away": shown,
        "cases": Quantity(float(units.cases[at]), kind="count"),
        "quarters": Quantity(lasting, kind="count"),
        "records": source.name,
    }
    sure = lasting >= LASTS and comparable
    return Evidence(
        **belonging(source),
        related=source.related,
        segment=((by, str(units.names[at])),) if named else (),
        identity="unit-outlier",
        start=source.table.last - timedelta(days=QUARTER * (LOOKS if lasting >= LASTS else 1) - 1),
        end=source.table.last,
        p_value=found.smallest,
        statistic=float(found.adjusted[at]),
        n=int(units.cases.sum()),
        effect=Quantity(apart, unit, "difference") if measure.share else Quantity(float(np.expm1(apart)), kind="share"),
        cap=Tier.FINDING if sure else Tier.WATCH,
        numbers=numbers,
        ladder=_ladder(comparable, lasting),
        method=Message(METHOD),
        source="Spiegelhalter 2005",
        parameters=dict(call.parameters),
        details={"phi": found.phi, "between": float(np.sqrt(found.tau_squared))},
    )


def _ladder(comparable: bool, lasting: int) -> tuple[Explanation, ...]:
    small = N_("The unit's number of cases is in the comparison, and so are the usual differences between units.")
    spell = N_("It lies outside in {lasting} of the last {looks} quarters.")
    facts: dict[str, Fact] = {"lasting": Quantity(lasting, kind="count"), "looks": Quantity(LOOKS, kind="count")}
    mix = N_("Each is compared with what the kinds of its cases would bring.")
    unknown = N_("The records do not say of what kind a case is.")
    return (
        Explanation(Message(N_("A small unit, and chance")), Verdict.RULED_OUT, Message(small)),
        Explanation(
            Message(N_("One lucky quarter")), Verdict.RULED_OUT if lasting >= LASTS else Verdict.NOT_TESTED, Message(spell, facts)
        ),
        Explanation(
            Message(N_("Its work is of another kind")),
            Verdict.RULED_OUT if comparable else Verdict.NOT_TESTED,
            Message(mix if comparable else unknown),
        ),
    )


CHECK = Check(
    name="records_unit_outlier",
    says="One agent or unit lies far outside what its mix of cases, its size and the usual differences allow.",
    evaluate=evaluate,
    parameters={
        "smallest_unit": Parameter(
            50, "Agents or units with fewer cases in a quarter are neither judged nor shown", "cases", 10, 1e6
        ),
        "name_units": Parameter(False, "Whether a unit may be named; an agent never is"),
        "look_closer": Parameter(0.05, "Sources with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "units": "how many agents or units were compared",
        "away": "how far the farthest lies from what its cases would bring",
        "cases": "how many cases it had in the newest quarter",
        "quarters": "in how many of the last four quarters it lay outside",
        "records": "the source of cases",
    },
    statistical=True,
)
