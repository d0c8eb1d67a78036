"""Period-end push: more at the end of a month (or quarter, for weeks) than in its middle, and less at the start of the next.

Statistic: end excess and give-back (monitor.statistics.period_end), since the target against before it; without a target date
against the periods' own middles, which is worth asking about, no more, since a customer's month has ends too. Null hypothesis:
the ends did not rise, or the beginnings of the next periods did not fall. Weekdays and growth are taken out; days on which
hardly anything ever happens do not count. Only amounts and counts that add up over days are judged. Minimum data: 12 periods
before and 12 after the date, 24 without one; days for months, weeks for quarters. Source: Oyer 1998; METHODS 2.9a.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.checks._dates import target_dates
from monitor.checks._scale import DURATIONS, sign_of
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import (
    N_,
    Day,
    Evidence,
    Explanation,
    Fact,
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
from monitor.model.period import first_day, index_of
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency, Tier
from monitor.statistics.period_end import LEAST, PeriodEnd, against_middle, compared, edges

EDGE = {Frequency.DAILY: 5, Frequency.WEEKLY: 2}
PERIOD = {Frequency.DAILY: Frequency.MONTHLY, Frequency.WEEKLY: Frequency.QUARTERLY}
QUIET = 0.2
"""Weekdays with less than this share of the busiest weekday's level do not count."""

METHOD = N_(
    "We compare the last days of each period, and the first days of the next one, with the days between. Weekdays and growth are "
    "taken out. Pulling work forward raises the first and lowers the second: the weaker of the two decides."
)
NO_DAYS = N_("needs values by day (or by week, for quarters)")
NOT_ADDED = N_("is not an amount or a count that adds up over days")
FEW = N_("needs {needed} whole periods before and after a target date, or twice as many without one")


@dataclass(frozen=True, eq=False)
class _Found:
    """What was found for one KPI since `since` (None: against the periods' own middles)."""

    result: PeriodEnd
    since: date | None
    periods: tuple[int, int]


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI."""
    outcomes: list[Outcome] = []
    seen: set[str] = set()
    called = frozenset(call.kpis)
    for frequency in EDGE:
        panel = situation.totals.get(frequency)
        rows = [row for row, key in enumerate(panel.keys) if key.kpi in called] if panel else []
        if panel is None or not rows:
            continue
        kpis = [situation.catalogue[panel.keys[row].kpi] for row in rows]
        seen |= {kpi.id for kpi in kpis}
        added = [(row, kpi) for row, kpi in zip(rows, kpis, strict=True) if _adds_up(kpi, panel.value[row])]
        adds_up = {kpi.id for _, kpi in added}
        outcomes += [NotAssessed(kpi.id, Message(NOT_ADDED)) for kpi in kpis if kpi.id not in adds_up]
        outcomes += judge(panel, added, call)
    return outcomes + [NotAssessed(kpi, Message(NO_DAYS)) for kpi in call.kpis if kpi not in seen]


def _adds_up(kpi: Kpi, values: Matrix) -> bool:
    unit = (kpi.unit or "").lower()
    averaged = unit == "%" or unit in DURATIONS or unit in ("points", "score") or "survey-score" in kpi.tags
    return not averaged and sign_of(kpi) is not None and bool(np.nanmin(values) >= 0) and bool(np.nanmax(values) > 0)


def judge(panel: Panel, added: list[tuple[int, Kpi]], call: Call) -> list[Outcome]:
    """One outcome for each row of a panel of days or weeks, with its KPI; the KPIs add up over days and have a direction."""
    longer, edge = PERIOD[panel.frequency], EDGE[panel.frequency]
    if not added or panel.periods < 2 * LEAST * 4 * edge:
        return [_few(kpi) for _, kpi in added]
    columns = np.arange(panel.periods)
    bucket = np.array([index_of(panel.end_of(int(column)), longer) for column in columns])
    weekday = (columns + panel.first - 1) % 7 if panel.frequency is Frequency.DAILY else np.zeros(panel.periods, dtype=int)
    values = panel.value[[row for row, _ in added]]
    outcomes: list[Outcome] = []
    for busy, members in _by_busy_days(values, weekday).items():
        counts = np.isin(weekday, busy)
        excess, give_back = edges(values[members][:, counts], weekday[counts], bucket[counts], edge)
        numbers = np.unique(bucket[counts])[:-1]
        for number, member in enumerate(members):
            outcomes.append(_outcome(panel, added[member][1], excess[number], give_back[number], numbers, call))
    return outcomes


def _by_busy_days(values: Matrix, weekday: NDArray[np.int64]) -> dict[tuple[int, ...], list[int]]:
    """Rows of the same working week together: the weekdays on which something happens -> rows."""
    present = np.unique(weekday)
    levels = np.stack([np.nan_to_num(values[:, weekday == day]).mean(axis=1) for day in present], axis=1)
    grouped: dict[tuple[int, ...], list[int]] = {}
    for row, level in enumerate(levels):
        busy = tuple(int(day) for day in present[level >= QUIET * level.max()])
        grouped.setdefault(busy, []).append(row)
    return grouped


def _outcome(panel: Panel, kpi: Kpi, excess: Matrix, give_back: Matrix, numbers: NDArray[np.int64], call: Call) -> Outcome:
    found = _found(panel, kpi, excess, give_back, numbers)
    if found is None:
        return _few(kpi)
    p_value = found.result.p_value
    small = min(found.result.excess, -found.result.give_back) < call.parameters["smallest_effect"]
    if p_value > call.parameters["look_closer"] or small:
        return Healthy(kpi.id, p_value)
    return _evidence(panel, kpi, found, call)


def _found(panel: Panel, kpi: Kpi, excess: Matrix, give_back: Matrix, numbers: NDArray[np.int64]) -> _Found | None:
    """Since the latest target date with enough periods on both sides, else against the middles; None where there are too few."""
    sign = sign_of(kpi) or 1.0
    known = numbers[np.isfinite(excess) & np.isfinite(give_back)]
    span = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    for day in reversed(target_dates(kpi)):
        try:
            after = numbers >= index_of(day, PERIOD[panel.frequency])
            return _Found(compared(sign * excess, sign * give_back, after), day, span)
        except NotEnoughDataError:
            continue
    try:
        return _Found(against_middle(sign * excess, sign * give_back), None, span)
    except NotEnoughDataError:
        return None


def _few(kpi: Kpi) -> NotAssessed:
    return NotAssessed(kpi.id, Message(FEW, {"needed": Quantity(LEAST, kind="count")}))


def _evidence(panel: Panel, kpi: Kpi, found: _Found, call: Call) -> Evidence:
    longer, result = PERIOD[panel.frequency], found.result
    begins = found.since or first_day(found.periods[0], longer)
    numbers: dict[str, Fact] = {
        "excess": Quantity(result.excess, kind="share"),
        "give_back": Quantity(-result.give_back, kind="share"),
        "since": Day(begins),
        "periods": Quantity(result.after, longer, "periods"),
    }
    return Evidence(
        kpi=kpi.id,
        identity=f"period-end:{found.since.isoformat() if found.since else ''}",
        start=begins,
        end=first_day(found.periods[1] + 1, longer),
        reference=found.since,
        p_value=result.p_value,
        statistic=result.excess,
        n=result.before + result.after,
        effect=Quantity(result.excess, kind="share"),
        cap=Tier.FINDING if found.since else Tier.WATCH,
        numbers=numbers,
        legs=(Leg(kpi.id, "main", unit=kpi.unit or ""),),
        ladder=_ladder(found),
        method=Message(METHOD),
        source="Oyer 1998; Berger 1982",
        parameters=dict(call.parameters),
        details={"p_excess": result.p_excess, "p_give_back": result.p_give_back},
    )


def _ladder(found: _Found) -> tuple[Explanation, ...]:
    dated = found.since is not None
    billing = N_("Ends of periods before the target are compared with those since: what always was so cancels.")
    unknown = N_("There is no target date with a year on both sides, so that what always was so cannot be told apart.")
    calendar = N_("Weekdays, days without work and growth are taken out.")
    return (
        Explanation(
            Message(N_("Customers and invoices have their own month ends")),
            Verdict.RULED_OUT if dated else Verdict.NOT_TESTED,
            Message(billing if dated else unknown),
        ),
        Explanation(Message(N_("Weekdays and growth")), Verdict.RULED_OUT, Message(calendar)),
        Explanation(
            Message(N_("The period's ends really are busier")),
            Verdict.RULED_OUT,
            Message(N_("The first days of the next period fall by {share}, as they do where work is moved."), _fell(found)),
        ),
    )


def _fell(found: _Found) -> dict[str, Fact]:
    return {"share": Quantity(-found.result.give_back, kind="share")}


CHECK = Check(
    name="period_end_push",
    says="More at the end of a period than in its middle, and less at the beginning of the next.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(0.03, "The smallest rise and fall that matter, as a share of the middle", "", 0.0, 1.0),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "excess": "by how much the ends rose over the middle",
        "give_back": "by how much the beginnings of the next periods fell",
        "since": "since when",
        "periods": "over how many periods",
    },
    statistical=True,
)
