"""Error control: from calibrated p-values to tiers, within the promised number of false findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.model.evidence import N_, Evidence, Healthy, Message, NotAssessed, Outcome
from monitor.model.finding import Promise
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.model.words import Tier
from monitor.statistics.alarm_budget import Crossed, budget_of, crossed

_ORDER = (Tier.WATCH, Tier.FINDING, Tier.CONFIRMED)


@dataclass(frozen=True)
class Raised:
    """A piece of evidence that crossed a cut, with the rule that asked for it."""

    rule: Rule
    evidence: Evidence
    tier: Tier
    q_value: float | None = None


@dataclass(frozen=True)
class Sorted:
    """The outcomes of all rules: raised, explained by a note, looked at and found well, or not assessed."""

    raised: tuple[Raised, ...]
    explained: tuple[Raised, ...]
    healthy: tuple[tuple[Rule, Healthy], ...]
    not_assessed: tuple[tuple[Rule, NotAssessed], ...]
    promise: Promise


def sort_outcomes(outcomes: Sequence[tuple[Rule, Outcome]], situation: Situation) -> Sorted:
    """Sorts outcomes by the alarm budget: each KPI's budget is shared by the tests made on it."""
    outcomes = [(rule, _finite(one)) for rule, one in outcomes]
    tested = [(rule, one) for rule, one in outcomes if isinstance(one, Evidence | Healthy) and one.p_value is not None]
    tests = Counter(one.kpi for _, one in tested)
    shares: dict[str | None, float] = defaultdict(float)
    for rule, test in tested:
        shares[test.kpi] += rule.share
    years = years_of(situation)
    q_values = _q_values([float(one.p_value) for _, one in tested if one.p_value is not None])
    q_of = {id(one): q for (_, one), q in zip(tested, q_values, strict=True)}
    raised: list[Raised] = []
    explained: list[Raised] = []
    healthy = [(rule, one) for rule, one in outcomes if isinstance(one, Healthy)]
    for rule, one in outcomes:
        if not isinstance(one, Evidence):
            continue
        tier = _tier(rule, one, shares[one.kpi], years, situation.limits.false_findings_per_100_kpi_years)
        if tier is None:
            healthy.append((rule, Healthy(one.kpi or "", one.p_value, one.related)))
        else:
            (explained if one.explained else raised).append(Raised(rule, one, tier, q_of.get(id(one))))
    limit = situation.limits.false_findings_per_100_kpi_years
    promise = Promise(
        limit, limit / 10, sum(years.values()), sum(tests.values()), "learnt" if situation.noise_series else "default"
    )
    missing = tuple((rule, one) for rule, one in outcomes if isinstance(one, NotAssessed))
    return Sorted(tuple(raised), tuple(explained), tuple(healthy), missing, promise)


def _finite(one: Outcome) -> Outcome:
    """A p-value that is no number says nothing: the check could not judge these values."""
    if isinstance(one, Evidence | Healthy) and one.p_value is not None and not np.isfinite(one.p_value):
        return NotAssessed(one.kpi, Message(N_("its values cannot be reckoned with: too large, too small or too few")))
    return one


def years_of(situation: Situation) -> dict[str | None, float]:
    """How many years of values or records each KPI has, from its first to its last."""
    years: dict[str | None, float] = {}
    for panel in situation.totals.values():
        for row, key in enumerate(panel.keys):
            known = np.flatnonzero(~np.isnan(panel.value[row]))
            years[key.kpi] = float(known[-1] - known[0] + 1) / panel.frequency.per_year if len(known) else 0.0
    for kpi, span in _years_of_records(situation):
        years[kpi] = max(span, years.get(kpi, 0.0))
    return years


def _years_of_records(situation: Situation) -> Iterator[tuple[str | None, float]]:
    """The years of the records behind each KPI; those that no KPI names count under None."""
    tables = situation.records.tables if situation.records else {}
    named = {kpi.id: kpi.records.events for kpi in situation.catalogue.kpis.values() if kpi.records}
    owners: list[tuple[str | None, str]] = [*named.items(), *((None, name) for name in tables if name not in named.values())]
    for kpi, name in owners:
        table = tables.get(name)
        if table and table.first and table.last:
            yield kpi, ((table.last - table.first).days + 1) / 365.25


def _tier(rule: Rule, one: Evidence, shares: float, years: Mapping[str | None, float], limit: float) -> Tier | None:
    cap = Tier.WATCH if rule.status == "experimental" else one.cap
    if one.p_value is None:
        return cap
    reached = crossed(one.p_value, budget_of(years.get(one.kpi, 0.0), shares / rule.share, limit))
    if reached is Crossed.NONE:
        return None
    return min(cap, Tier(reached.value), key=_ORDER.index)


def _q_values(p_values: list[float]) -> list[float]:
    """Benjamini-Yekutieli (2001) adjusted p-values of this run: valid under any dependence."""
    if not p_values:
        return []
    from scipy.stats import false_discovery_control

    return [float(q) for q in false_discovery_control(np.clip(p_values, 0, 1), method="by")]
