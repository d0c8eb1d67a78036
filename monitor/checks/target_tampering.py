"""Target tampering: a target is made easier when its result is already known, or nearly.

Facts of the catalogue and its history, no p-value. `late`: a target that is easier than the one before it was set after the
period that it applies to had begun (by more than `grace_days`), or in the last part of that period. `rewritten`: between two runs
the value of a target for the same start was made easier. A finding needs the results: the old target was being missed and the new
one is met. Source: METHODS 2.9; DOMAIN P13.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Explanation, Fact, Message, Outcome, Quantity, Verdict
from monitor.model.kpi import Kpi, Target
from monitor.model.panel import Matrix, Panel
from monitor.model.period import index_of
from monitor.model.situation import Call, CatalogueChange, Situation
from monitor.model.words import Direction, Severity

METHOD = N_("The dates and values of the targets are compared with each other and with the results of the periods they apply to.")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """Compares each target with the one before it, and with what earlier runs saw."""
    if call.parameters["kind"] == "rewritten":
        return list(_rewritten(situation, call))
    return [found for kpi in call.kpis for found in _late(situation, situation.catalogue[kpi], call)]


def _late(situation: Situation, kpi: Kpi, call: Call) -> Iterator[Evidence]:
    known = [target for target in kpi.targets if target.set_on is None or target.set_on <= situation.as_of]
    ordered = sorted(known, key=lambda one: (one.start, one.set_on or date.min))
    for earlier, later in pairwise(ordered):
        if later.set_on is None or not easier(kpi, earlier.value, later.value):
            continue
        late = (later.set_on - later.start).days > call.parameters["grace_days"]
        if not late and not _near_the_end(earlier, later.set_on, call):
            continue
        missed, met, periods = _results(situation, kpi, earlier, later, later.start if late else earlier.start)
        gained = met - (1 - missed)
        bad_news = missed >= call.parameters["missed_share"] and gained >= call.parameters["gained_share"]
        if bad_news or (late and not periods):
            yield _evidence(kpi, earlier, later, periods, call)


def _near_the_end(earlier: Target, set_on: date, call: Call) -> bool:
    """Whether a target was replaced in the last days before its deadline, when its result was all but known."""
    deadline = earlier.deadline or earlier.until
    return deadline is not None and timedelta(0) <= deadline - set_on <= timedelta(days=call.parameters["near_deadline_days"])


def easier(kpi: Kpi, before: float | None, after: float | None) -> bool:
    """Whether a target value is easier than another, by the KPI's direction."""
    if before is None or after is None or kpi.direction not in (Direction.LOWER, Direction.HIGHER):
        return False
    return after > before if kpi.direction is Direction.LOWER else after < before


def _results(situation: Situation, kpi: Kpi, earlier: Target, later: Target, start: date) -> tuple[float, float, int]:
    """Shares of the periods from `start` to the later target's setting that missed the earlier and met the later target."""
    assert later.set_on is not None and earlier.value is not None and later.value is not None
    panel = situation.panel_of(kpi.id)
    values = _between(panel, kpi.id, start, later.set_on) if panel else np.array([])
    if len(values) == 0:
        return 0.0, 0.0, 0
    return float(1 - np.mean(_meets(kpi, values, earlier.value))), float(np.mean(_meets(kpi, values, later.value))), len(values)


def _between(panel: Panel, kpi: str, start: date, end: date) -> Matrix:
    row = panel.row(kpi)
    low = max(index_of(start, panel.frequency) - panel.first, 0)
    high = max(index_of(end, panel.frequency) - panel.first, 0)
    values = panel.value[row, low:high]
    return np.asarray(values[~np.isnan(values)])


def _meets(kpi: Kpi, values: Matrix, target: float) -> Matrix:
    return np.asarray(values <= target if kpi.direction is Direction.LOWER else values >= target, dtype=float)


def _evidence(kpi: Kpi, earlier: Target, later: Target, periods: int, call: Call) -> Evidence:
    assert later.set_on is not None and earlier.value is not None and later.value is not None
    unit = kpi.unit or ""
    numbers: dict[str, Fact] = {
        "old_target": Quantity(earlier.value, unit),
        "new_target": Quantity(later.value, unit),
        "applies_from": Day(later.start),
        "set_on": Day(later.set_on),
        "days_late": Quantity((later.set_on - later.start).days, kind="days"),
        "periods": Quantity(periods, kpi.frequency or "", "periods"),
        "reason": later.reason or "",
    }
    return Evidence(
        kpi=kpi.id,
        identity=f"{later.start.isoformat()}:{later.set_on.isoformat()}",
        start=later.start,
        end=later.set_on,
        reference=later.set_on,
        n=periods,
        effect=Quantity(later.value - earlier.value, unit, "difference"),
        severity=None if periods else Severity.MEDIUM,
        numbers=numbers,
        ladder=(_reason(later),),
        method=Message(METHOD),
        source="METHODS 2.9",
        parameters=dict(call.parameters),
    )


def _reason(later: Target) -> Explanation:
    name = Message(N_("Conditions changed, and the target with them"))
    if later.reason:
        return Explanation(name, Verdict.NOT_TESTED, Message(N_("The reason given is: “{reason}”."), {"reason": later.reason}))
    return Explanation(name, Verdict.NOT_TESTED, Message(N_("No reason is recorded.")))


def _rewritten(situation: Situation, call: Call) -> Iterator[Evidence]:
    for change in situation.catalogue_changes:
        if change.field == "targets" and change.kpi in call.kpis:
            yield from _made_easier(situation.catalogue[change.kpi], change, call)


def _made_easier(kpi: Kpi, change: CatalogueChange, call: Call) -> Iterator[Evidence]:
    before = {target.start: target for target in change.before if target.start <= change.seen_on}
    for target in change.after:
        old = before.get(target.start)
        declared = target.set_on is not None and old is not None and any(one == old for one in change.after)
        if old is None or declared or not easier(kpi, old.value, target.value):
            continue
        yield _evidence(kpi, old, replace(target, set_on=change.seen_on), 0, call)


CHECK = Check(
    name="target_tampering",
    says="A target is made easier when its result is already known, or nearly.",
    evaluate=evaluate,
    parameters={
        "kind": Parameter(
            "late", "Targets set late by their dates, or rewritten between two runs", choices=("late", "rewritten")
        ),
        "grace_days": Parameter(31, "A target may be set this long after what it applies to began", "days", 0, 366),
        "near_deadline_days": Parameter(92, "The last days before the deadline of the target that is replaced", "days", 0, 366),
        "missed_share": Parameter(0.5, "At least this share of the periods until then missed the old target", "", 0.0, 1.0),
        "gained_share": Parameter(0.1, "At least this share of them misses the old target and meets the new one", "", 0.0, 1.0),
    },
    numbers={
        "old_target": "the target before",
        "new_target": "the target now",
        "applies_from": "from when the new target applies",
        "set_on": "when it was set, or first seen",
        "days_late": "how long after it began to apply it was set",
        "periods": "how many results were known by then",
        "reason": "the reason in the catalogue, if any",
    },
)
