"""Digit heaping in records: shares pile up at whole percentages, or since the target more values are round than before.

Records with `numerator` and `denominator` (measurements): whole percentages against what the denominators make by themselves
(monitor.statistics.whole_shares). Other measures: the weekly share of round values (multiples of five minutes, or of five) as an
EB-GLS contrast at the target's date; that people write round numbers is no news, that they write more of them since the target
is. Null hypothesis: values are as round as before, or as their denominators make them. Assumes that nothing else changed how
values are written. Minimum data: 300 records; 26 weeks before and after. Sources: Kobak et al. 2016; METHODS 2.4.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from monitor.checks._claims import Judged
from monitor.checks._limit_grid import seconds_in
from monitor.checks._limits import TIME_OF
from monitor.checks._pairs import Telling
from monitor.checks._record_claims import (
    LOOK_CLOSER,
    claims_at,
    conclude,
    dates_in,
    judged,
    onset_day,
    share_course,
    side_of,
    too_short,
)
from monitor.checks._record_sources import OTHER, Source, Sums, healthy, missing, quoted, sums_of, text
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import (
    N_,
    Day,
    Evidence,
    Explanation,
    Fact,
    Message,
    NotAssessed,
    Outcome,
    Quantity,
    Verdict,
)
from monitor.model.records import ColumnKind, Records
from monitor.model.situation import Call, Situation
from monitor.model.words import Frequency
from monitor.statistics.whole_shares import LEAST, NEAR, whole_shares

ROUND_SECONDS = 300
ROUND_NUMBERS = 5
ROUNDED = 0.9
"""From this share of round values on, they are rounded when they are written."""

NO_TARGET = N_("rounding is no news where there is no date of a target to compare with")
WRITTEN_ROUND = N_("the values are rounded when they are written")
FEW = N_("needs {needed} records of at least 100 cases each")
WHOLE = N_(
    "We count the records whose share lies within {near} percentage points of a whole percentage, and compare with how many the "
    "numbers of cases make by themselves."
)
MORE = N_("We compare how many values of a week are round numbers before and since the target.")
LABEL = N_("Share of values that are round numbers")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each KPI whose records have a measure, or numerators and denominators."""
    if situation.records is None:
        return []
    outcomes = [_outcome(situation, situation.records, kpi, call) for kpi in call.kpis]
    return [one for one in outcomes if one is not None]


def _outcome(situation: Situation, records: Records, name: str, call: Call) -> Outcome | None:
    kpi = situation.catalogue[name]
    table = records.tables.get(kpi.records.events) if kpi.records is not None else None
    if kpi.records is None or table is None:
        return None
    source = Source(table, records, kpi)
    if table.columns.get("numerator") is ColumnKind.NUMBER and table.columns.get("denominator") is ColumnKind.NUMBER:
        return _shares(source, call)
    measure = kpi.records.measure
    if measure is None or not table.has(measure):
        return None
    return _rounder(situation, source, measure, call)


def _shares(source: Source, call: Call) -> Outcome:
    """Whole percentages, by denominator: only sums come back."""
    share = "100.0 * numerator / denominator"
    frame = source.ask(
        f"SELECT denominator AS cases, COUNT(*) AS n, SUM(CASE WHEN ABS({share} - ROUND({share})) <= {NEAR + 1e-9} THEN 1 ELSE 0 "
        f"END) AS whole FROM {source.view} WHERE numerator = FLOOR(numerator) AND denominator = FLOOR(denominator) "
        "AND denominator >= 100 AND numerator >= 0.01 * denominator AND numerator <= 0.99 * denominator GROUP BY denominator"
    )
    columns = [frame[name].to_numpy(dtype=float) for name in ("cases", "n", "whole")]
    try:
        found = whole_shares(*columns)
    except NotEnoughDataError:
        return missing(source, FEW, needed=Quantity(LEAST, kind="count"))
    if found.whole > ROUNDED * found.number:
        return missing(source, WRITTEN_ROUND)
    if found.p_value > call.parameters["look_closer"] or found.excess < call.parameters["smallest_excess"]:
        return healthy(source, found.p_value)
    assert source.kpi is not None
    few = N_("Round values that small numbers of cases make by themselves are in the expectation.")
    facts: dict[str, Fact] = {
        "round": Quantity(found.whole, kind="count"),
        "values": Quantity(found.number, kind="count"),
        "expected": Quantity(round(found.expected), kind="count"),
        "excess": Quantity(found.excess, kind="share"),
        "since": Day(source.table.first) if source.table.first else "",
    }
    return Evidence(
        kpi=source.kpi.id,
        events=source.name,
        identity="records heaped",
        start=source.table.first,
        end=source.table.last,
        p_value=found.p_value,
        statistic=found.whole / max(found.expected, 1e-9),
        n=found.number,
        effect=Quantity(found.excess, kind="share"),
        numbers=facts,
        ladder=(Explanation(Message(N_("Few cases make round shares")), Verdict.RULED_OUT, Message(few)),),
        method=Message(WHOLE, {"near": Quantity(NEAR)}),
        source="Kobak, Shpilkin & Pshenichnikov 2016",
        parameters=dict(call.parameters),
        details={"ratio": found.whole / max(found.expected, 1e-9)},
    )


def _rounder(situation: Situation, source: Source, measure: str, call: Call) -> Outcome:
    """Whether more values are round since the target."""
    sums = _weekly(source, measure)
    short = too_short(source, sums)
    if short is not None:
        return short
    if not dates_in(source, sums).known:
        return missing(source, NO_TARGET)
    number, round_ = sums.all("n"), sums.all("round")
    if round_.sum() > ROUNDED * number.sum():
        return missing(source, WRITTEN_ROUND)
    share = np.where(number >= 10, round_ / np.maximum(number, 1), np.nan)
    course = share_course("round", Message(LABEL), share, 1.0)
    claims = claims_at(source, sums, lambda start: (side_of("main", source, course, sums, start, True),))
    verdict = judged(source, claims, sums, situation)
    if isinstance(verdict, NotAssessed):
        return verdict
    verdict = replace(verdict, p_value=min(1.0, verdict.fits[0].p_better * verdict.claim.tried))
    if verdict.fits[0].change < 100 * call.parameters["smallest_excess"]:
        return healthy(source, verdict.p_value, verdict.power)
    return conclude(source, verdict, sums, call, number, lambda found, _: _told(source, sums, found))


def _weekly(source: Source, measure: str) -> Sums:
    """One scan: records and round ones of every week."""
    time = next((one for one in TIME_OF[source.table.kind] if source.table.columns.get(one) is ColumnKind.TIME), "at")
    seconds = seconds_in(source.table.unit_of.get(measure, ""))
    step = ROUND_SECONDS / seconds if seconds else float(ROUND_NUMBERS)
    part = f"CAST({quoted(measure)} AS DOUBLE) / {step!r}"
    near = 0.5 / ROUND_SECONDS if seconds else 1e-6
    frame = source.ask(
        f"SELECT CAST(DATE_TRUNC('week', {quoted(time + '_local')}) AS DATE) AS period, {text(OTHER)} AS category, "
        f"COUNT(*) AS n, SUM(CASE WHEN ABS({part} - ROUND({part})) <= {near!r} THEN 1 ELSE 0 END) AS round FROM {source.view} "
        f"WHERE {quoted(measure)} > 0 AND {quoted(time + '_local')} IS NOT NULL GROUP BY 1"
    )
    first, last = source.table.first, source.table.last
    assert first is not None and last is not None
    return sums_of(frame, ("n", "round"), Frequency.WEEKLY, (first, last))


def _told(source: Source, sums: Sums, verdict: Judged) -> Telling:
    fit = verdict.fits[0]
    recent = sums.all("n")[-26:].sum()
    excess = max(fit.change, 0.0) / 100
    numbers: dict[str, Fact] = {
        "round": Quantity(float(sums.all("round")[-26:].sum()), kind="count"),
        "values": Quantity(float(recent), kind="count"),
        "expected": Quantity(float(round(fit.before / 100 * recent)), kind="count"),
        "excess": Quantity(excess, kind="share"),
        "since": Day(onset_day(verdict), "weekly"),
    }
    return Telling(
        related=source.related,
        ladder=(),
        effect=Quantity(excess, kind="share"),
        numbers=numbers,
        method=Message(MORE),
        source="METHODS 2.4",
        identity="records heaped",
    )


CHECK = Check(
    name="records_digit_heaping",
    says="Shares of records pile up at whole percentages, or since the target more values are round than before.",
    evaluate=evaluate,
    parameters={
        "smallest_excess": Parameter(0.005, "The smallest share of all values that is round beyond expectation", "", 0.0, 1.0),
        "smallest_effect": Parameter(0.3, "The smallest change of the weekly share that matters", "usual spreads", 0.0, 5.0),
        "look_closer": Parameter(0.05, LOOK_CLOSER, "", 0.0, 1.0),
    },
    numbers={
        "round": "how many values are round (in the last half year, where they are compared with before)",
        "values": "how many values there are",
        "expected": "how many round ones would be expected",
        "excess": "the share of all values that is round beyond expectation",
        "since": "since when",
    },
    statistical=True,
)
