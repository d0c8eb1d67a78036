"""One history judged: by the whole engine, in one look or replayed, and by what users have otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.comparators import COMPARATORS
from benchmarks.plan import Unit
from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.checks.registry import find
from monitor.engine.as_of import known_on
from monitor.engine.evaluate import Judgement, evaluate
from monitor.engine.panels import lay_panels
from monitor.engine.tiers import years_of
from monitor.engine.vintages import vintages_in
from monitor.model.finding import Finding, Remembered
from monitor.model.records import RecordKind
from monitor.model.situation import Situation
from monitor.model.words import Family, Tier
from monitor.records.open import Sources, records_from
from monitor.rulebook.read import builtin_rules
from monitor.simulate.outcome import Simulated
from monitor.simulate.scenarios import simulate

RULES = [rule for rule in builtin_rules().values() if rule.family is Family.GOODHART or find(rule.check).statistical]
LIBRARY = load()
LEAST_YEARS = 1.25
"""A replay begins when there is so much history."""


def judged(unit: Unit) -> dict[str, Any]:
    """What the engine and the comparators say about one history, as JSON."""
    simulated = simulate(unit.scenario, unit.seed, **dict(unit.settings))
    seen: dict[str, dict[str, Any]] = {}
    situation = None
    for situation, judgement in looks(simulated, unit.every):
        for one in counted(judgement):
            _remember(seen, one, simulated, situation.as_of)
    assert situation is not None
    years = {kpi: span for kpi, span in years_of(situation).items() if kpi is not None}
    told: dict[str, Any] = {
        "key": unit.key,
        "kpis": len(years),
        "years": round(sum(years.values()), 2),
        "seen": list(seen.values()),
    }
    if not unit.every:
        told["scores"] = {name: [round(value, 3) for value in found] for name, found in _scores(simulated, situation).items()}
    return told


def looks(simulated: Simulated, every: int) -> Iterator[tuple[Situation, Judgement]]:
    """The looks at a history, oldest first, each with what a run on that day would have said; `every` 0: one look at the end."""
    catalogue = catalogue_from(simulated.kpis, LIBRARY)
    remembered: dict[str, Remembered] = {}
    earlier: tuple[Finding, ...] = ()
    for day in _days(simulated, every):
        known = known_on(catalogue, day)
        totals, segments = lay_panels(known, simulated.observations, day)
        revisions, records = vintages_in(simulated.observations, day), _records(simulated, day)
        situation = Situation(known, day, totals, segments, revisions=revisions, records=records)
        judgement = evaluate(situation, RULES, {}, lambda keys: {key: key for key in keys}, remembered, earlier)
        earlier = judgement.findings
        for one in earlier:
            before = remembered.get(one.id)
            remembered[one.id] = Remembered(one.id, one.id, before.first_seen if before else day, day, one.status)
        yield situation, judgement
        if records is not None:
            records.close()


def _records(simulated: Simulated, day: date) -> Sources | None:
    """The records behind the KPIs as they were known on a day; None where the scenario has none."""
    kinds = {name: RecordKind(kind) for name, kind in simulated.kinds.items()}
    return records_from(simulated.records, kinds, day, "UTC") if simulated.records else None


def counted(judgement: Judgement) -> Iterator[Finding]:
    """What counts as a flag: everything in the numbers, and every accusation."""
    return (one for one in judgement.findings if one.evidence.p_value is not None or one.family is Family.GOODHART)


def _days(simulated: Simulated, every: int) -> list[date]:
    if not every:
        return [simulated.as_of]
    first = _begins(simulated) + timedelta(days=round(365.25 * LEAST_YEARS))
    number = (simulated.as_of - first).days // every
    return [simulated.as_of - timedelta(days=every * back) for back in range(number, -1, -1)]


def _begins(simulated: Simulated) -> date:
    from monitor.model.period import first_day
    from monitor.model.words import Frequency

    rows = simulated.observations
    return min(first_day(int(part["period"].min()), Frequency(name)) for name, part in rows.groupby("frequency"))


def _remember(seen: dict[str, dict[str, Any]], one: Finding, simulated: Simulated, day: date) -> None:
    at = seen.setdefault(
        one.id, {"rule": one.rule, "kpi": one.kpi, "right": False, "named": False, "watch": None, "finding": None}
    )
    at["watch"] = at["watch"] or day.isoformat()
    if one.tier is not Tier.WATCH:
        at["finding"] = at["finding"] or day.isoformat()
    patterns = {one.pattern, *(other.pattern for other in one.also)}
    for truth in simulated.truth:
        concerned = {truth.kpi, *truth.related} & {one.kpi, *one.evidence.related}
        at["named"] = at["named"] or (truth.kpi == one.kpi and truth.pattern in patterns)
        at["right"] = at["right"] or (bool(concerned) and (truth.onset is None or day >= truth.onset))
        if truth.onset is not None:
            at["onset"] = truth.onset.isoformat()


def _scores(simulated: Simulated, situation: Situation) -> dict[str, list[float]]:
    """Each comparator's score of every KPI; of those that the truth names where there is one. 1 is its nominal threshold."""
    concerned = {kpi for truth in simulated.truth for kpi in (truth.kpi, *truth.related)}
    series = series_of(situation, concerned)
    return {name: [float(score(one, baseline)) for one, baseline in series] for name, score in COMPARATORS.items()}


def series_of(situation: Situation, concerned: set[str]) -> list[tuple[np.ndarray[Any, Any], int]]:
    """The totals without gaps, and how many of their values come before the first target (a third where there is none)."""
    found = []
    for panel in situation.totals.values():
        begins = [target.start for kpi in situation.catalogue.kpis.values() for target in kpi.targets]
        for row, key in enumerate(panel.keys):
            if concerned and key.kpi not in concerned:
                continue
            known = np.flatnonzero(np.isfinite(panel.value[row]))
            before = [sum(panel.start_of(int(column)) < begin for column in known) for begin in sorted(begins)[:1]]
            baseline = before[0] if before and before[0] >= 12 else len(known) // 3
            found.append((panel.value[row][known], baseline))
    return found
