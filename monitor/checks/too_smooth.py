"""Too smooth: a share or a count varies less than chance alone would make it.

Statistic: what straight lines leave of stretches of successive periods, against chance: in all stretches together, and in how
many of them it is too little (monitor.statistics.underdispersion). Null hypothesis: the cases behind the values are independent,
or a fixed mix of easy and hard ones (`honest_ratio`). Assumes that every period has its own cases; moving averages and stocks,
whose values carry over, are recognised and not judged, and neither are values that are written too coarsely. Counts are judged
only as something worth asking about, since work that is planned or limited by capacity is honestly even. Minimum data: four
stretches of six periods (days: a working week) with five expected cases. Source: Fisher 1936; Kobak 2022; METHODS 2.9e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.checks._flows import COUNTED, counts_anew
from monitor.checks._resolution import resolution
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import (
    N_,
    Evidence,
    Explanation,
    Healthy,
    Leg,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix, Panel
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier
from monitor.statistics.underdispersion import LEAST_BLOCKS, SMOOTH, Underdispersion, of_counts, of_shares

FILLED = 0.8
SELDOM = 0.1
"""A weekday with less than this share of the values of the others is no working day."""

CARRIES_OVER = 0.4
"""From here on a series is nearer to a random walk than to independent draws (measured: statistics.carry)."""

AVERAGED = 0.5
"""From here on a series is nearer to a moving average than to anything else (measured: statistics.carry)."""

METHOD = N_(
    "We compare how much the values vary around their own recent course with how much they would vary by chance alone, if the "
    "cases behind them were independent of each other."
)
CARRIED = N_("each value carries over most of the one before, as averages over several periods and stocks do")
COARSE = N_("the values are rounded so coarsely that chance does not show")
FEW = N_("too few cases a period, or too few periods, to know how much chance would make it vary")
NEITHER = N_("the data do not say the cases behind it, and it does not count cases")


@dataclass(frozen=True, eq=False)
class _Group:
    """KPIs of one panel that are judged alike: shares with hits and cases, or counts (`cases` is None). `columns` are those of
    the panel that are looked at: days on which nothing is ever recorded are left out.
    """

    panel: Panel
    columns: NDArray[np.int64]
    kpis: list[Kpi]
    hits: Matrix
    cases: Matrix | None

    @property
    def block(self) -> int:
        """How many periods a stretch has: a working week of days, else six."""
        weeks = len({int(column) % 7 for column in self.columns})
        return weeks if self.panel.frequency is Frequency.DAILY else 6


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI with values."""
    outcomes: list[Outcome] = []
    for panel in situation.totals.values():
        rows = [(number, situation.catalogue[key.kpi]) for number, key in enumerate(panel.keys) if key.kpi in call.kpis]
        shares = [(number, kpi) for number, kpi in rows if _is_share(panel, number)]
        counts = [(number, kpi) for number, kpi in rows if not _is_share(panel, number) and _is_count(kpi, panel.value[number])]
        named = {kpi.id for _, kpi in (*shares, *counts)}
        outcomes += [NotAssessed(kpi.id, Message(NEITHER)) for _, kpi in rows if kpi.id not in named]
        for judge, members in ((_shares, shares), (_counts, counts)):
            for columns, alike in _by_working_days(panel, members):
                outcomes += _judged(judge(panel, columns, alike), call)
    return outcomes


def _by_working_days(panel: Panel, rows: list[tuple[int, Kpi]]) -> list[tuple[NDArray[np.int64], list[tuple[int, Kpi]]]]:
    """Rows of the same working week together, with the columns of its days; all columns where periods are no days."""
    columns = np.arange(panel.periods)
    if panel.frequency is not Frequency.DAILY:
        return [(columns, rows)] if rows else []
    grouped: dict[tuple[int, ...], list[tuple[int, Kpi]]] = {}
    for number, kpi in rows:
        known = np.isfinite(panel.value[number])
        days = tuple(day for day in range(7) if known[columns % 7 == day].mean() > SELDOM * known.mean())
        grouped.setdefault(days, []).append((number, kpi))
    return [(columns[np.isin(columns % 7, days)], alike) for days, alike in grouped.items()]


def _is_share(panel: Panel, row: int) -> bool:
    hits, cases = panel.numerator[row], panel.denominator[row]
    known = np.isfinite(hits) & np.isfinite(cases) & (cases > 0)
    if known.sum() < FILLED * np.isfinite(panel.value[row]).sum() or not known.any():
        return False
    hits, cases = hits[known], cases[known]
    return bool(np.all(hits == np.round(hits)) and np.all(cases == np.round(cases)) and np.all((hits >= 0) & (hits <= cases)))


def _is_count(kpi: Kpi, values: Matrix) -> bool:
    """Whole numbers of things that happen. Index points, employees or thousands are whole numbers too, and honestly smooth."""
    known = values[np.isfinite(values)]
    whole = len(known) > 0 and bool(np.all((known == np.round(known)) & (known >= 0))) and float(known.max()) > 10
    return whole and ((kpi.unit or "").lower() in COUNTED or (kpi.unit is None and kpi.like is not None))


def _shares(panel: Panel, columns: NDArray[np.int64], rows: list[tuple[int, Kpi]]) -> _Group:
    at = np.ix_(np.array([number for number, _ in rows]), columns)
    cases = np.where(panel.denominator[at] > 0, panel.denominator[at], np.nan)
    return _Group(panel, columns, [kpi for _, kpi in rows], panel.numerator[at], cases)


def _counts(panel: Panel, columns: NDArray[np.int64], rows: list[tuple[int, Kpi]]) -> _Group:
    at = np.ix_(np.array([number for number, _ in rows]), columns)
    return _Group(panel, columns, [kpi for _, kpi in rows], panel.value[at], None)


def _judged(group: _Group, call: Call) -> list[Outcome]:
    block = group.block
    rhythm = block if group.panel.frequency is Frequency.DAILY else 1
    try:
        honest = float(call.parameters["honest_ratio"])
        if group.cases is None:
            found = of_counts(group.hits, block, honest, rhythm)
        else:
            found = of_shares(group.hits, group.cases, block, honest, rhythm)
    except NotEnoughDataError:
        facts = {"needed": Quantity(LEAST_BLOCKS * block, group.panel.frequency, "periods")}
        return [NotAssessed(kpi.id, Message(N_("needs {needed}"), facts)) for kpi in group.kpis]
    return [_outcome(group, number, found, call) for number in range(len(group.kpis))]


def _outcome(group: _Group, number: int, found: Underdispersion, call: Call) -> Outcome:
    kpi, p_value = group.kpis[number], float(found.p_value[number])
    if not np.isfinite(p_value):
        return NotAssessed(kpi.id, Message(FEW))
    if p_value > call.parameters["look_closer"] or not _matters(found, number, call):
        return Healthy(kpi.id, p_value)
    if _coarse(group.hits[number]):
        return NotAssessed(kpi.id, Message(COARSE))
    if not _of_its_period(group, number, found, call):
        return NotAssessed(kpi.id, Message(CARRIED))
    return _evidence(group, number, found, call)


def _matters(found: Underdispersion, number: int, call: Call) -> bool:
    """Whether the whole history, or enough of its stretches, varies clearly less than chance."""
    part = float(found.smooth[number] / found.blocks[number])
    return bool(found.ratio[number] <= call.parameters["largest_ratio"]) or bool(part >= call.parameters["smallest_part"])


def _of_its_period(group: _Group, number: int, found: Underdispersion, call: Call) -> bool:
    """Whether each value is that of its own period: it does not carry over, or it says that it counts what is new in each period
    and is no average of such counts.
    """
    even = bool(found.ratio[number] <= call.parameters["largest_ratio"])
    if found.carry[number] < CARRIES_OVER or (even and found.carry_throughout[number] < CARRIES_OVER):
        return True
    anew = group.cases is None and counts_anew(group.kpis[number], group.hits[number])
    return anew and bool(found.averaging[number] < AVERAGED)


def _coarse(values: Matrix) -> bool:
    """Whether the counts are written in steps wider than half of the spread that chance gives them."""
    known: NDArray[np.float64] = values[np.isfinite(values)]
    return resolution(known) > max(1.0, 0.5 * float(np.sqrt(np.mean(known))))


def _evidence(group: _Group, number: int, found: Underdispersion, call: Call) -> Evidence:
    kpi, panel, typical = group.kpis[number], group.panel, float(found.typical[number])
    known = np.flatnonzero(np.isfinite(group.hits[number]))
    sure = group.cases is not None and typical <= call.parameters["sure_ratio"]
    smooth, stretches = float(found.smooth[number]), float(found.blocks[number])
    return Evidence(
        kpi=kpi.id,
        identity="smooth",
        start=panel.start_of(int(group.columns[known[0]])),
        end=panel.end_of(int(group.columns[known[-1]])),
        p_value=float(found.p_value[number]),
        statistic=float(found.chi_square[number]),
        n=int(found.degrees[number]),
        effect=Quantity(smooth / stretches, kind="share"),
        cap=Tier.FINDING if sure else Tier.WATCH,
        numbers={
            "smooth": Quantity(smooth, kind="count"),
            "stretches": Quantity(stretches, kind="count"),
            "usual": Quantity(float(np.ceil(SMOOTH * stretches)), kind="count"),
            "length": Quantity(group.block, panel.frequency, "periods"),
            "spread": Quantity(float(np.sqrt(typical)), kind="share"),
        },
        legs=(Leg(kpi.id, "main", unit=kpi.unit or ""),),
        ladder=_ladder(group.cases is not None, found, number),
        method=Message(METHOD),
        source="Fisher 1936; Kobak 2022",
        parameters=dict(call.parameters),
        details={"variance_ratio": float(found.ratio[number]), "typical_ratio": typical, "carry": float(found.carry[number])},
    )


def _ladder(share: bool, found: Underdispersion, number: int) -> tuple[Explanation, ...]:
    untested = N_("The values cannot show it: ask how the number is made.")
    rounding = Message(N_("The values are written finely enough to show chance."))
    memory = Message(N_("Averages carry over from period to period; these values do not ({carry} of what an average would)."))
    carry = float(min(found.carry[number], found.carry_throughout[number]))
    carried = Message(memory.text, {"carry": Quantity(max(carry, 0.0), kind="share")})
    if not carry < CARRIES_OVER:
        carried = Message(
            N_("It counts what is new in each period, and such counts do not carry over; these do, but not as averages.")
        )
    planned = N_("A quota or a fixed mix of easy and hard cases") if share else N_("The work is planned, or limited by capacity")
    return (
        Explanation(Message(N_("Rounding")), Verdict.RULED_OUT, rounding),
        Explanation(Message(N_("It is an average over several periods, or a stock")), Verdict.RULED_OUT, carried),
        Explanation(Message(planned), Verdict.NOT_TESTED, Message(untested)),
    )


CHECK = Check(
    name="too_smooth",
    says="A share or a count varies less than chance alone would make it.",
    evaluate=evaluate,
    parameters={
        "honest_ratio": Parameter(
            0.6, "The smallest variance, as a share of chance's, that a fixed mix of cases leaves", "", 0.1, 1
        ),
        "largest_ratio": Parameter(0.5, "Variances above this share of chance's are not worth asking about", "", 0, 1),
        "smallest_part": Parameter(
            0.2, "Or so large a part of the stretches must be too smooth; a tenth is honest at most", "", 0.1, 1
        ),
        "sure_ratio": Parameter(0.35, "Up to this ratio of a typical stretch a fixed mix of cases hardly explains it", "", 0, 1),
        "look_closer": Parameter(0.05, "Series with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "smooth": "how many stretches vary too little",
        "stretches": "how many stretches were looked at",
        "usual": "how many of them would vary so little by chance, at most",
        "length": "how long a stretch is",
        "spread": "the spread of a typical stretch as a share of that of chance",
    },
    statistical=True,
)
