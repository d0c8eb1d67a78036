"""From a rule to one call of its check: KPIs and roles selected, every parameter filled in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from monitor.checks import registry
from monitor.model.kpi import Catalogue
from monitor.model.rule import Rule
from monitor.model.situation import Call
from monitor.rulebook.select import selected


def call_of(rule: Rule, catalogue: Catalogue, overrides: Mapping[str, Any], valued: Collection[str] | None = None) -> Call:
    """The call of a rule on a catalogue. Parameters: the check's defaults, then the rule's, then `overrides` (those that the
    project sets for this rule). A role of the check for which the rule has no selector can be played by no KPI.
    """
    check = registry.find(rule.check)
    defaults = {name: parameter.default for name, parameter in check.parameters.items()}
    roles = {role: frozenset[str]() for role in check.roles}
    roles |= {role: frozenset(selected(selector, catalogue, valued)) for role, selector in rule.roles.items()}
    return Call(
        rule=rule.id,
        kpis=selected(rule.kpis, catalogue, valued),
        roles=roles,
        parameters={**defaults, **rule.parameters, **overrides},
    )
