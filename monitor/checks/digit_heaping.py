"""Digit heaping: shares pile up at whole percentages, or numbers at 0 and 5, more than chance and their cases allow.

Statistic: whole percentages against their expectation with the same numbers of cases (monitor.statistics.whole_percent), or, for
whole numbers without cases behind them, last digits against one in five (monitor.statistics.last_digit). All units and
periods of a KPI together. Null hypothesis: numbers are counted, not entered by feel. Assumes that values are not rounded when
they are written. Minimum data: 300 values. It is evidence about the data's quality first. Source: Kobak et al. 2016; METHODS 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.checks._dates import target_dates
from monitor.checks._scale import DURATIONS, MONEY
from monitor.checks._segments import Rows, divisions_of
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
from monitor.model.period import index_of
from monitor.model.situation import Call, Situation
from monitor.model.words import Tier
from monitor.statistics.last_digit import LEAST as LEAST_DIGITS
from monitor.statistics.last_digit import last_digit
from monitor.statistics.whole_percent import LEAST, is_whole, whole_percent

ROUNDED = 0.9
"""From this share of round values on, they are rounded when they are written."""

LARGE, IN_THOUSANDS = 10_000, 0.05
"""Where so many large numbers are whole thousands (one in a thousand is by chance), somebody publishes them rounded in part."""

METHOD = N_(
    "We count the values that are round (whole percentages, or numbers that end in 0 or 5) and compare with how many chance "
    "makes round with the same numbers of cases."
)
COMPUTED = N_("its numerators are not whole numbers, so that they say nothing about rounding")
WRITTEN_ROUND = N_("the values are rounded when they are written")
FEW = N_("needs {needed} values with their cases, over units and periods")


@dataclass(frozen=True, eq=False)
class _Found:
    """What was counted: `round_` marks the round values among `at`, the numbers of their periods."""

    number: int
    observed: int
    expected: float
    p_value: float
    round_: Matrix
    at: Rows

    @property
    def excess(self) -> float:
        return (self.observed - self.expected) / self.number


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI with values."""
    divisions = divisions_of(situation, call.kpis)
    outcomes: list[Outcome] = []
    for name in call.kpis:
        panel = situation.panel_of(name)
        row = panel.row(name) if panel else None
        whole = (panel, np.array([row], dtype=np.int64)) if panel is not None and row is not None else None
        chosen = divisions.get(name) or whole
        if chosen is not None:
            outcomes.append(_judged(situation.catalogue[name], *chosen, call))
    return outcomes


def _judged(kpi: Kpi, panel: Panel, rows: Rows, call: Call) -> Outcome:
    has_cases = np.isfinite(panel.numerator[rows] * panel.denominator[rows]).any()
    try:
        found = _shares(panel, rows) if has_cases else _numbers(kpi, panel, rows)
    except NotEnoughDataError:
        return NotAssessed(kpi.id, Message(FEW, {"needed": Quantity(max(LEAST, LEAST_DIGITS), kind="count")}))
    if isinstance(found, str):
        return NotAssessed(kpi.id, Message(found))
    if found.observed > ROUNDED * found.number:
        return NotAssessed(kpi.id, Message(WRITTEN_ROUND))
    if found.p_value > call.parameters["look_closer"] or found.excess < call.parameters["smallest_excess"]:
        return Healthy(kpi.id, found.p_value)
    return _evidence(kpi, panel, found, call)


def _shares(panel: Panel, rows: Rows) -> _Found | str:
    hits, cases = panel.numerator[rows].ravel(), panel.denominator[rows].ravel()
    known = np.isfinite(hits) & np.isfinite(cases) & (cases > 0)
    hits, cases, at = hits[known], cases[known], np.tile(np.arange(panel.periods), len(rows))[known]
    if len(hits) < LEAST:
        raise NotEnoughDataError(f"{len(hits)} values")
    if np.mean(hits == np.round(hits)) < 0.99:
        return COMPUTED
    found = whole_percent(hits, cases)
    return _Found(found.number, found.whole, found.expected, found.p_value, is_whole(hits, cases).astype(float), at + panel.first)


def _numbers(kpi: Kpi, panel: Panel, rows: Rows) -> _Found | str:
    values = panel.value[rows].ravel()
    known = np.isfinite(values)
    unit = (kpi.unit or "").lower()
    if unit == "%" or unit in DURATIONS or unit.split(" ")[0] in MONEY:
        raise NotEnoughDataError("measured, not counted")
    large = values[known][np.abs(values[known]) >= LARGE]
    if len(large) and float(np.mean(large % 1000 == 0)) > IN_THOUSANDS:
        return WRITTEN_ROUND
    found = last_digit(values[known])
    at = np.tile(np.arange(panel.periods), len(rows))[known] + panel.first
    return _Found(found.number, found.round, found.number / 5, found.p_value, (values[known] % 5 == 0).astype(float), at)


def _evidence(kpi: Kpi, panel: Panel, found: _Found, call: Call) -> Evidence:
    return Evidence(
        kpi=kpi.id,
        identity="heaped",
        start=panel.start_of(int(found.at.min()) - panel.first),
        end=panel.end_of(int(found.at.max()) - panel.first),
        p_value=found.p_value,
        statistic=found.observed / max(found.expected, 1e-9),
        n=found.number,
        effect=Quantity(found.excess, kind="share"),
        cap=Tier.FINDING,
        numbers={
            "round": Quantity(found.observed, kind="count"),
            "values": Quantity(found.number, kind="count"),
            "expected": Quantity(round(found.expected), kind="count"),
            "excess": Quantity(found.excess, kind="share"),
        },
        legs=(Leg(kpi.id, "main", unit=kpi.unit or ""),),
        ladder=(_denominators(), _always(kpi, panel, found)),
        method=Message(METHOD),
        source="Kobak, Shpilkin & Pshenichnikov 2016",
        parameters=dict(call.parameters),
        details={"ratio": found.observed / max(found.expected, 1e-9)},
    )


def _denominators() -> Explanation:
    shown = N_("Round values that small numbers of cases make by themselves are in the expectation.")
    return Explanation(Message(N_("Few cases make round shares")), Verdict.RULED_OUT, Message(shown))


def _always(kpi: Kpi, panel: Panel, found: _Found) -> Explanation:
    """Whether values were as round before the target as after: then it is the way they are entered."""
    name = Message(N_("Values have always been entered so"))
    starts = [index_of(day, panel.frequency) for day in target_dates(kpi)]
    split = [(found.round_[found.at < start], found.round_[found.at >= start]) for start in starts]
    enough = [(before, after) for before, after in split if min(len(before), len(after)) >= 100]
    if not enough:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("There are too few values before the target to compare with.")))
    before, after = (float(part.mean()) for part in enough[-1])
    facts = {"before": Quantity(before, kind="share"), "after": Quantity(after, kind="share")}
    verdict = Verdict.RULED_OUT if after >= 1.5 * before else Verdict.EXPLAINS_SOME
    return Explanation(
        name, verdict, Message(N_("Before the target {before} of the values were round, since then {after}."), facts)
    )


CHECK = Check(
    name="digit_heaping",
    says="Shares pile up at whole percentages, or numbers at 0 and 5, more than chance allows.",
    evaluate=evaluate,
    parameters={
        "smallest_excess": Parameter(0.005, "The smallest share of all values that is round beyond expectation", "", 0, 1),
        "look_closer": Parameter(0.05, "KPIs with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "round": "how many values are round",
        "values": "how many values there are",
        "expected": "how many would be round by chance",
        "excess": "the share of all values that is round beyond chance",
    },
    statistical=True,
)
