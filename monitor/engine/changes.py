"""What changed in what we measure since the run before: targets, definitions, rules and limits. Loosening shows up here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.model.evidence import N_, Fact, Message, Names, Quantity
from monitor.model.finding import RunResult
from monitor.model.kpi import Catalogue, Kpi, Target
from monitor.model.rule import Rule
from monitor.model.situation import CatalogueChange

_FIELDS: Mapping[str, str] = {
    "definition": N_("{kpis}: the definition was changed."),
    "formula": N_("{kpis}: the formula was changed."),
    "unit": N_("{kpis}: the unit was changed."),
    "direction": N_("{kpis}: what counts as better was changed."),
    "threshold": N_("{kpis}: the limit of a single record was changed."),
    "counter": N_("{kpis}: the counter-metrics were changed."),
    "owner": N_("{kpis}: the owner was changed."),
    "consequence": N_("{kpis}: what depends on the number was changed."),
    "main": N_("{kpis}: whether it is a main KPI was changed."),
}


def settings_of(
    rules: Sequence[Rule], overrides: Mapping[str, Mapping[str, Any]], limits: Mapping[str, Any]
) -> dict[str, object]:
    """What a run was done with, as it is kept with its result and compared by the next."""
    return {
        "rules": {rule.id: rule.version for rule in rules},
        "texts": {rule.id: hashlib.sha256(rule.text.encode()).hexdigest()[:12] for rule in rules if not rule.builtin},
        "overrides": {rule: dict(parameters) for rule, parameters in overrides.items()},
        "limits": dict(limits),
    }


def changes_since(
    previous: RunResult | None, catalogue: Catalogue, changes: Sequence[CatalogueChange], settings: Mapping[str, Any]
) -> tuple[Message, ...]:
    """Sentences on every change since the run before; none for a first run."""
    if previous is None:
        return ()
    return (*_of_catalogue(catalogue, changes), *_of_settings(previous.parameters, settings))


def _of_catalogue(catalogue: Catalogue, changes: Sequence[CatalogueChange]) -> Iterator[Message]:
    for change in changes:
        facts: dict[str, Fact] = {"kpis": Names((change.kpi,))}
        if change.field == "kpi":
            yield Message(N_("{kpis} was added.") if change.before is None else N_("{kpis} was removed."), facts)
        elif change.field == "targets":
            yield _target(catalogue[change.kpi], change)
        elif change.field in _FIELDS:
            yield Message(_FIELDS[change.field], facts)


def _target(kpi: Kpi, change: CatalogueChange) -> Message:
    before, after = _last(change.before), _last(change.after)
    facts: dict[str, Fact] = {"kpis": Names((kpi.id,))}
    if before is None or after is None or before == after:
        return Message(N_("{kpis}: the targets were changed."), facts)
    unit = kpi.unit or ""
    return Message(
        N_("{kpis}: the target went from {before} to {after}."),
        {**facts, "before": Quantity(before, unit), "after": Quantity(after, unit)},
    )


def _last(targets: Sequence[Target]) -> float | None:
    values = [target.value for target in sorted(targets, key=lambda one: one.start)]
    return values[-1] if values else None


def _of_settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Message]:
    old_rules, rules = before.get("rules", {}), now["rules"]
    for rule in sorted(set(old_rules) - set(rules)):
        yield Message(N_("Rule {rule} is no longer used."), {"rule": rule})
    for rule in sorted(set(rules) - set(old_rules)):
        yield Message(N_("Rule {rule} is new."), {"rule": rule})
    for rule in sorted(rule for rule in set(rules) & set(old_rules) if rules[rule] != old_rules[rule]):
        yield Message(N_("Rule {rule} has a new version."), {"rule": rule})
    for name, value in now["limits"].items():
        old = before.get("limits", {}).get(name, value)
        if old != value:
            facts: dict[str, Fact] = {"limit": name, "before": Quantity(float(old)), "after": Quantity(float(value))}
            yield Message(N_("The limit {limit} went from {before} to {after}."), facts)
    if before.get("overrides", {}) != now["overrides"]:
        yield Message(N_("The parameters of rules were changed in the project file."))


def parameter_changes(
    before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Message]]:
    """Rule -> a sentence on each of its parameters that the project sets otherwise than before; back to its default is no news.

    Which way is looser only the check knows: so each is told.
    """
    for rule, parameters in now.items():
        for name, value in parameters.items():
            old = before.get(rule, {}).get(name)
            if _plain(old) != _plain(value):
                facts: dict[str, Fact] = {"rule": rule, "parameter": name, "value": str(value)}
                yield rule, Message(N_("Rule {rule}: {parameter} was set to {value} in the project file."), facts)


def _plain(value: Any) -> Any:
    """As a value looks after it was kept: a tuple is a list, a date a text."""
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value if value is None else str(value)
