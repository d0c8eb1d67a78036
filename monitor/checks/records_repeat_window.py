"""Just outside the window, from records: contacts that come back are rare on its last days and frequent on the day after.

Contacts of one subject and kind after a closing, whether closed since or not, are counted by the day on which they come. At the
end of the window (in days) the log-ratio of the day after to the last two days is compared with that of all later weeks
together, which have the same weekdays. Contacts ebb ever more slowly, so that later ratios are, if anything, larger: the
comparison errs on the quiet side. Statistic: the difference over its standard error, clustered by week of opening; one-sided
normal, times the number of windows. Closings since the KPI's target, where there are half a year of them; else all. Null
hypothesis: contacts ebb at the end of the window no more slowly than in later weeks. Assumes that the window is counted in
elapsed days from the closing. Days of outages are left out. Minimum data: `LEAST` contacts on the day after, on the last two
days, and on both in the later weeks. Source: METHODS 2.1, 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.checks._dates import target_dates
from monitor.checks._record_chains import DAYS, contacts_back
from monitor.checks._record_sources import Source, belonging, healthy, missing, nothing_there, sources_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Evidence, Explanation, Fact, Leg, Message, Outcome, Quantity, Verdict
from monitor.model.panel import Matrix
from monitor.model.records import RecordKind
from monitor.model.situation import Call, Situation

WEEKS = (7, 14, 21, 28, 35)
LEAST = 20
SINCE = 26
"""From so many weeks since the target on, only cases opened in them are looked at."""

METHOD = N_(
    "We count on which day after the closing customers come back. Where a contact counts only within a window, we compare the"
    " step from its last two days to the next with the same step in later weeks, so that weekdays cancel."
)
NO_SUBJECT = N_("the records do not say whose case it is and when it was closed")
FEW = N_("too few contacts come back around the end of the window")
LABEL = N_("Contacts on the day after the window, in percent of those on its last two days and on that day")


@dataclass(frozen=True)
class _Step:
    """The step at the end of one window: its length, z, how many came on the day after, and how many of them are in excess."""

    window: int
    z: float
    after: float
    excess: float


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each source of cases."""
    sources = sources_of(situation, call, RecordKind.CASES)
    return [_judged(source, call) for source in sources] or nothing_there(situation, call, RecordKind.CASES)


def _judged(source: Source, call: Call) -> Outcome:
    from scipy.stats import norm

    if not source.table.has("subject", "closed"):
        return missing(source, NO_SUBJECT)
    first, counts = _since_target(source, *_counts(source))
    windows = sorted({int(call.parameters["window"]), int(call.parameters["long_window"])})
    steps = [step for step in (_step(counts, window) for window in windows) if step is not None]
    if not steps:
        return missing(source, FEW)
    best = max(steps, key=lambda one: one.z)
    p_value = float(min(1.0, len(steps) * norm.sf(best.z)))
    if p_value > call.parameters["look_closer"] or best.excess < call.parameters["smallest_effect"]:
        return healthy(source, p_value)
    return _evidence(source, best, p_value, first, counts, call)


def _counts(source: Source) -> tuple[int, Matrix]:
    """The first week, and contacts by the week of opening of the case before and the day on which they came (weeks, DAYS)."""
    import pandas as pd

    frame = contacts_back(source)
    if frame.empty:
        return 0, np.zeros((1, DAYS))
    week = np.array([(day.toordinal() - 1) // 7 for day in pd.to_datetime(frame["period"])])
    first = int(week.min())
    counts = np.zeros((int(week.max()) - first + 1, DAYS))
    np.add.at(counts, (week - first, frame["day"].to_numpy(dtype=int)), frame["n"].to_numpy(dtype=float))
    return first, counts


def _since_target(source: Source, first: int, counts: Matrix) -> tuple[int, Matrix]:
    """The cases opened since the latest target that has half a year of them; else all."""
    for day in sorted(target_dates(source.kpi), reverse=True) if source.kpi is not None else ():
        start = (day.toordinal() - 1) // 7 - first
        if len(counts) - start >= SINCE:
            return (first + start, counts[start:]) if start > 0 else (first, counts)
    return first, counts


def _step(counts: Matrix, window: int) -> _Step | None:
    """The step at the end of a window against that of the later weeks together; None with too few contacts."""
    later = [at for at in WEEKS if at > window]
    after, last = counts[:, window], counts[:, window - 2 : window].sum(axis=1)
    other_after = counts[:, later].sum(axis=1)
    other_last = sum(counts[:, at - 2 : at].sum(axis=1) for at in later) + np.zeros(len(counts))
    parts = (after, last, other_after, other_last)
    if min(part.sum() for part in parts) < LEAST:
        return None
    influence = sum(sign * part / part.sum() for sign, part in zip((1, -1, -1, 1), parts, strict=True))
    error = float(np.sqrt((influence**2).sum()))
    usual = float(last.sum() * other_after.sum() / other_last.sum())
    apart = float(np.log(after.sum() / usual))
    return _Step(window, apart / error, float(after.sum()), max(float(after.sum()) - usual, 0.0))


def _evidence(source: Source, step: _Step, p_value: float, first: int, counts: Matrix, call: Call) -> Evidence:
    days = counts[:, step.window - 2 : step.window + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = 100 * days[:, 2] / days.sum(axis=1)
    numbers: dict[str, Fact] = {
        "window": Quantity(step.window, kind="days"),
        "after": Quantity(step.after, kind="count"),
        "last": Quantity(float(counts[:, step.window - 2 : step.window].sum()), kind="count"),
        "excess": Quantity(float(round(step.excess)), kind="count"),
        "records": source.name,
    }
    leg = Leg(
        source.subject,
        "main",
        "after the window",
        unit="%",
        derived=tuple(float(one) if np.isfinite(one) else None for one in share),
        derived_first=first,
        frequency="weekly",
        label=Message(LABEL),
    )
    return Evidence(
        **belonging(source),
        related=source.related,
        identity=f"window:{step.window}",
        start=date.fromordinal(7 * first + 1),
        end=source.table.last,
        p_value=p_value,
        statistic=step.z,
        n=int(counts.sum()),
        effect=Quantity(float(round(step.excess)), kind="count"),
        numbers=numbers,
        legs=(leg,),
        ladder=_ladder(),
        method=Message(METHOD),
        source="METHODS 2.1",
        parameters=dict(call.parameters),
    )


def _ladder() -> tuple[Explanation, ...]:
    weekdays = N_("The same step in later weeks has the same weekdays, and is not as large.")
    rule = N_(
        "The records do not say whether customers are told to wait that long, or a system closes a case for good then: ask first."
    )
    return (
        Explanation(Message(N_("Weekdays and opening hours")), Verdict.RULED_OUT, Message(weekdays)),
        Explanation(Message(N_("A rule or a letter that names the same number of days")), Verdict.NOT_TESTED, Message(rule)),
    )


CHECK = Check(
    name="records_repeat_window",
    says="Contacts that come back are rare on the last days of the window in which they count, and frequent on the day after.",
    evaluate=evaluate,
    parameters={
        "window": Parameter(7, "Within how many days a contact counts as coming back: 7, 14, 21 or 28", "days", 7, 28),
        "long_window": Parameter(14, "Another window that is tried; the same as the first for none", "days", 7, 28),
        "smallest_effect": Parameter(20, "The smallest number of contacts beyond the usual that matters", "contacts", 0, 1e9),
        "look_closer": Parameter(0.05, "Sources with a p-value above this are not looked at", "", 0.0, 1.0),
    },
    numbers={
        "window": "the length of the window",
        "after": "how many came back on the day after it",
        "last": "how many came back on its last two days",
        "excess": "how many of those on the day after are beyond the usual",
        "records": "the source of cases",
    },
    statistical=True,
)
