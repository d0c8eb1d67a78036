"""Stopped clocks, from records: pauses that begin just before a case would be late, more than other status changes do.

The time left of the time allowed is cut into twenty-fourths. Statistic: the odds of a pause (a status in which the clock does
not run) beside all other status changes, in the last twelfth before the due time against the first twelfth after it, by weeks,
scaled by the same contrast at all other places (monitor.statistics.jump_of_odds). Hurry before the limit makes all changes more
frequent and cancels. Null hypothesis: the odds of a pause change at the due time as they do elsewhere. Assumes that the
statuses in which the clock does not run are told by `counted`. Minimum data: 40 pauses and 40 other changes around the due
time. Source: METHODS 2.7.
"""

from __future__ import annotations

import numpy as np

from monitor.checks._record_sources import Source, belonging, healthy, missing, nothing_there, quoted, sources_of
from monitor.checks.registry import Check, Parameter
from monitor.errors import NotEnoughDataError
from monitor.model.evidence import N_, Evidence, Explanation, Fact, Leg, Message, Outcome, Quantity, Verdict
from monitor.model.panel import Matrix
from monitor.model.records import RecordKind, RecordTable
from monitor.model.situation import Call, Situation
from monitor.statistics.jump_of_odds import OddsJump, jump_of_odds

PARTS = 24
REACH = 12
"""Twenty-fourths of the time allowed that are looked at on either side of the due time."""

WIDTH = 2

METHOD = N_(
    "We count when clocks were stopped, and when any other status changed, by how much time was left. If pauses, and only "
    "they, are frequent in the last twelfth of the time allowed and rare once a case is late, the due time drives them."
)
NO_CLOCK = N_("the records do not say in which statuses the clock runs")
NO_DUE = N_("the records do not say when cases are due")
FEW = N_("too few pauses and other changes near the due time")
LABEL = N_("Pauses in the last twelfth before the due time, per week")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of status changes."""
    sources = sources_of(situation, call, RecordKind.TRANSITIONS)
    return [_judged(source, call) for source in sources] or nothing_there(situation, call, RecordKind.TRANSITIONS)


def _judged(source: Source, call: Call) -> Outcome:
    if not source.table.has("counted"):
        return missing(source, NO_CLOCK)
    cases = _cases_of(source)
    if cases is None:
        return missing(source, NO_DUE)
    first, pauses, others = _counts(source, cases)
    try:
        found = jump_of_odds(pauses, others, REACH, WIDTH)
    except NotEnoughDataError:
        return missing(source, FEW)
    if found.p_value > call.parameters["look_closer"] or found.excess < call.parameters["smallest_effect"]:
        return healthy(source, found.p_value)
    return _evidence(source, found, first, pauses, call)


def _cases_of(source: Source) -> RecordTable | None:
    """The cases of these status changes, with the time at which they are due."""
    near = [
        one
        for one in source.records.tables.values()
        if one.kind is RecordKind.CASES and one.has("due") and source.records.joinable(source.name, one.name)
    ]
    return near[0] if near else None


def _counts(source: Source, cases: RecordTable) -> tuple[int, Matrix, Matrix]:
    """The first week, pauses and other changes by week and place; place REACH is the last twenty-fourth before the due time."""
    import pandas as pd

    left = f"floor({PARTS} * EXTRACT(EPOCH FROM (c.due - t.at)) / EXTRACT(EPOCH FROM (c.due - c.opened)))"
    frame = source.ask(
        f"WITH t AS (SELECT * FROM {source.view}), c AS (SELECT id, opened, due FROM {quoted(cases.name)} WHERE due > opened), "
        f"told AS (SELECT CAST(date_trunc('week', t.at_local) AS DATE) AS period, {left} AS place, t.counted AS counted "
        f"FROM t JOIN c ON t.case = c.id WHERE t.counted IS NOT NULL) "
        f"SELECT period, CAST(place AS INTEGER) AS place, sum(CASE WHEN counted THEN 0 ELSE 1 END) AS pauses, "
        f"sum(CASE WHEN counted THEN 1 ELSE 0 END) AS others FROM told "
        f"WHERE place >= {-REACH} AND place < {REACH} GROUP BY 1, 2"
    )
    if frame.empty:
        return 0, np.zeros((1, 2 * REACH)), np.zeros((1, 2 * REACH))
    week = np.array([(day.toordinal() - 1) // 7 for day in pd.to_datetime(frame["period"])])
    first = int(week.min())
    both = np.zeros((2, int(week.max()) - first + 1, 2 * REACH))
    place = frame["place"].to_numpy(dtype=int) + REACH
    for number, name in enumerate(("pauses", "others")):
        np.add.at(both[number], (week - first, place), frame[name].to_numpy(dtype=float))
    return first, both[0], both[1]


def _evidence(source: Source, found: OddsJump, first: int, pauses: Matrix, call: Call) -> Evidence:
    weekly = pauses[:, REACH : REACH + WIDTH].sum(axis=1)
    months = len(weekly) * 7 / 30.44
    numbers: dict[str, Fact] = {
        "near": Quantity(found.near, kind="count"),
        "excess": Quantity(float(round(found.excess)), kind="count"),
        "a_month": Quantity(float(round(found.excess / max(months, 1.0))), kind="count"),
        "factor": Quantity(float(np.exp(found.log_odds)), kind="factor"),
        "records": source.name,
    }
    leg = Leg(
        source.subject,
        "main",
        "pauses",
        derived=tuple(float(one) for one in weekly),
        derived_first=first,
        frequency="weekly",
        label=Message(LABEL),
    )
    return Evidence(
        **belonging(source),
        related=source.related,
        identity="clock-stops",
        start=source.table.first,
        end=source.table.last,
        p_value=found.p_value,
        statistic=found.z / found.scatter,
        n=int(pauses.sum()),
        effect=Quantity(float(round(found.excess)), kind="count"),
        numbers=numbers,
        legs=(leg,),
        ladder=_ladder(found),
        method=Message(METHOD),
        source="METHODS 2.7",
        parameters=dict(call.parameters),
        details={"scatter": found.scatter, "placebos": float(found.placebos)},
    )


def _ladder(found: OddsJump) -> tuple[Explanation, ...]:
    hurry = N_("Hurry before the limit makes all status changes more frequent; these are pauses beyond that.")
    rhythm = N_("The same contrast at {places} other places on the scale scatters by {scatter} times chance, and is allowed for.")
    facts: dict[str, Fact] = {"places": Quantity(found.placebos, kind="count"), "scatter": Quantity(round(found.scatter, 1))}
    rule = N_("The records do not say whether a reminder or a rule stops the clock at a set time before the limit: ask first.")
    return (
        Explanation(Message(N_("More is done when time is short")), Verdict.RULED_OUT, Message(hurry)),
        Explanation(Message(N_("The rhythm of days and weeks")), Verdict.RULED_OUT, Message(rhythm, facts)),
        Explanation(Message(N_("A reminder or a rule that stops the clock")), Verdict.NOT_TESTED, Message(rule)),
    )


CHECK = Check(
    name="records_clock_stops",
    says="Clocks are stopped just before a case would be late, more than other status changes happen there.",
    evaluate=evaluate,
    parameters={
        "smallest_effect": Parameter(20, "The smallest number of pauses beyond the usual that matters", "pauses", 0, 1e9),
        "look_closer": Parameter(0.05, "Sources with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "near": "pauses in the last twelfth before the due time",
        "excess": "how many of them are beyond the usual",
        "a_month": "how many that is in a month",
        "factor": "how many times as frequent a pause is beside other changes as just after",
        "records": "the source of status changes",
    },
    statistical=True,
)
