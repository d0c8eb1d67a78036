"""Where the watch became less strict since the run before: the monitor cannot be gamed in silence either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from monitor.engine.changes import parameter_changes
from monitor.model.evidence import N_, Fact, Message, Names, Quantity
from monitor.model.finding import Finding, RunResult
from monitor.model.kpi import Catalogue, Kpi, Target
from monitor.model.life import Loosened, Loosening
from monitor.model.situation import CatalogueChange
from monitor.model.words import QUIET, Consequence, Direction

STAKES = (Consequence.BONUS, Consequence.PAY, Consequence.SANCTION)
MORE_IS_LOOSER = ("main_kpis_per_level", "main_kpis_per_person")
LESS_IS_LOOSER = ("false_findings_per_100_kpi_years",)
"""Fewer false alarms allowed means that less is raised."""


@dataclass(frozen=True)
class Then:
    """The run before, and what this one no longer raises of it."""

    run: RunResult
    gone: tuple[Finding, ...]
    explained: tuple[Finding, ...]


def loosened(
    then: Then, catalogue: Catalogue, changes: Sequence[CatalogueChange], settings: Mapping[str, Any], as_of: date
) -> tuple[Loosened, ...]:
    """Everything that was loosened, each with the findings that it may have silenced.

    `changes` are those of the catalogue since the run before; `settings` those of this run (engine.changes.settings_of).
    """
    found = (*_of_settings(then.run.parameters, settings), *_of_catalogue(catalogue, changes, as_of), *_notes(then))
    return tuple(one if one.findings else replace(one, findings=_silenced(one, then.gone)) for one in found)


def _of_settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Loosened]:
    rules, texts = now["rules"], now.get("texts", {})
    for rule in sorted(set(before.get("rules", {})) - set(rules)):
        yield Loosened(Loosening.RULE_OFF, Message(N_("Rule {rule} is no longer used."), {"rule": rule}), rule=rule)
    for rule, text in sorted(texts.items()):
        if before.get("texts", {}).get(rule, text) != text:
            yield Loosened(Loosening.RULE_CHANGED, Message(N_("Our own rule {rule} was rewritten."), {"rule": rule}), rule=rule)
    for rule, message in parameter_changes(before.get("overrides", {}), now["overrides"]):
        yield Loosened(Loosening.PARAMETERS, message, rule=rule)
    for name, value in now["limits"].items():
        old = before.get("limits", {}).get(name, value)
        if (name in MORE_IS_LOOSER and value > old) or (name in LESS_IS_LOOSER and value < old):
            facts: dict[str, Fact] = {"limit": name, "before": Quantity(float(old)), "after": Quantity(float(value))}
            yield Loosened(Loosening.LIMIT, Message(N_("The limit {limit} went from {before} to {after}."), facts), rule=name)


def _of_catalogue(catalogue: Catalogue, changes: Sequence[CatalogueChange], as_of: date) -> Iterator[Loosened]:
    for change in changes:
        facts: dict[str, Fact] = {"kpis": Names((change.kpi,))}
        if change.field == "kpi" and change.after is None:
            yield Loosened(Loosening.KPI_REMOVED, Message(N_("{kpis} was removed."), facts), change.kpi)
        elif change.field == "targets" and (eased := _eased(catalogue[change.kpi], change, as_of)):
            yield Loosened(Loosening.TARGET, eased, change.kpi)
        elif change.field == "counter" and (left_out := set(change.before) - set(change.after)):
            said = Message(N_("{kpis}: no longer read beside {counter}."), {**facts, "counter": Names(tuple(sorted(left_out)))})
            yield Loosened(Loosening.COUNTER_REMOVED, said, change.kpi)
        elif change.field == "consequence" and change.before in STAKES and change.after not in STAKES:
            said = Message(N_("{kpis}: said to have no bonus, pay or sanction any more."), facts)
            yield Loosened(Loosening.CONSEQUENCE_REMOVED, said, change.kpi)


def _eased(kpi: Kpi, change: CatalogueChange, as_of: date) -> Message | None:
    """The target in force on the day of the run (or else the last one), where it is easier than before, or taken away."""
    before, after = _in_force(change.before, as_of), _in_force(change.after, as_of)
    facts: dict[str, Fact] = {"kpis": Names((kpi.id,))}
    if before is None:
        return None
    if after is None:
        return Message(N_("{kpis}: the target was taken away."), facts)
    if before.value is not None and after.value is not None and _easier(before.value, after.value, kpi.direction):
        unit = kpi.unit or ""
        facts |= {"before": Quantity(before.value, unit), "after": Quantity(after.value, unit)}
        return Message(N_("{kpis}: the target was eased, from {before} to {after}."), facts)
    return Message(N_("{kpis}: the range of the target was widened."), facts) if _wider(before, after) else None


def _in_force(targets: Iterable[Target], as_of: date) -> Target | None:
    ordered = sorted(targets, key=lambda one: (one.start, one.set_on or date.min))
    begun = [one for one in ordered if one.start <= as_of and (one.until is None or as_of <= one.until)]
    return (begun or ordered)[-1] if ordered else None


def _easier(before: float, after: float, direction: Direction | None) -> bool:
    return (direction is Direction.LOWER and after > before) or (direction is Direction.HIGHER and after < before)


def _wider(before: Target, after: Target) -> bool:
    if None in (before.low, before.high, after.low, after.high):
        return False
    return after.low < before.low or after.high > before.high  # type: ignore[operator]


def _notes(then: Then) -> Iterator[Loosened]:
    """A finding that was raised before and that a note explains now: the note was written afterwards."""
    raised = {one.id for one in then.run.findings if one.status not in QUIET}
    for finding in then.explained:
        if finding.id in raised and finding.kpi is not None and finding.evidence.explained:
            facts: dict[str, Fact] = {"kpis": Names((finding.kpi,)), "note": finding.evidence.explained}
            said = Message(N_("{kpis}: a note was added after the finding, and explains it: “{note}”."), facts)
            yield Loosened(Loosening.NOTE, said, finding.kpi, finding.rule, (finding.id,))


def _silenced(one: Loosened, gone: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(finding.id for finding in gone if _CONCERNS.get(one.kind, _by_kpi)(one, finding))


def _by_kpi(one: Loosened, finding: Finding) -> bool:
    return one.kpi is not None and one.kpi in (finding.kpi, *finding.evidence.related)


def _by_rule(one: Loosened, finding: Finding) -> bool:
    return one.rule in (finding.rule, *(also.rule for also in finding.also))


def _by_limit(one: Loosened, finding: Finding) -> bool:
    return finding.pattern == "too-many" if one.rule in MORE_IS_LOOSER else finding.evidence.p_value is not None


_CONCERNS: Mapping[Loosening, Callable[[Loosened, Finding], bool]] = {
    Loosening.RULE_OFF: _by_rule,
    Loosening.RULE_CHANGED: _by_rule,
    Loosening.PARAMETERS: _by_rule,
    Loosening.LIMIT: _by_limit,
}
