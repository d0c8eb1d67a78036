"""What the checks of facts share: evidence without a p-value, graver on main KPIs, and the groups that KPIs belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from monitor.checks.registry import Parameter
from monitor.model.evidence import N_, Evidence, Fact, Message, Names, Quantity
from monitor.model.kpi import Kpi, Target
from monitor.model.situation import Call
from monitor.model.words import Consequence, Level, Severity

REWARDED = frozenset({Consequence.BONUS, Consequence.PAY, Consequence.SANCTION})
READ = Message(N_("Read in the KPI catalogue."))
COUNTED = Message(N_("Counted in the KPI catalogue."))
ELSEWHERE = Parameter("low", "the severity for a KPI that is not a main KPI", choices=tuple(Severity))


def fact(kpi: Kpi, call: Call, method: Message = READ, severity: Severity | None = None, **given: Any) -> Evidence:
    """A fact about one KPI: as grave as the rule says for a main KPI, else as the parameter `elsewhere` says."""
    if severity is None and not kpi.main:
        severity = Severity(call.parameters["elsewhere"])
    return Evidence(kpi=kpi.id, severity=severity, method=method, parameters=call.parameters, **given)


def group_fact(
    kpis: Iterable[Kpi], identity: str, call: Call, numbers: Mapping[str, Fact], severity: Severity | None = None
) -> Evidence:
    """A fact about a group of KPIs, which stand in `related` and as {kpis} in the words."""
    ids = tuple(kpi.id for kpi in kpis)
    return Evidence(
        kpi=None,
        related=ids,
        identity=identity,
        severity=severity,
        n=len(ids),
        numbers={"kpis": Names(ids), **numbers},
        method=COUNTED,
        parameters=call.parameters,
    )


def count(number: int) -> Quantity:
    """A number of things, for a sentence."""
    return Quantity(number, kind="count")


def share(part: float) -> Quantity:
    """A share of 0-1, for a sentence."""
    return Quantity(part, kind="share")


def rewarded(kpi: Kpi) -> bool:
    """Whether money or punishment hangs on the KPI."""
    return kpi.consequence in REWARDED


def has_target(kpi: Kpi, as_of: date) -> bool:
    """Whether a target is in force on a day, or has been announced."""
    return kpi.target_on(as_of) is not None or any(target.start > as_of for target in kpi.targets)


def current_target(kpi: Kpi, as_of: date) -> Target | None:
    """The target in force, or the next one to come."""
    coming = sorted((target for target in kpi.targets if target.start > as_of), key=lambda target: target.start)
    return kpi.target_on(as_of) or (coming[0] if coming else None)


def level_of(kpi: Kpi) -> Level:
    """The level; where it is not said, that of a department if one is named, else the company's."""
    return kpi.level or (Level.DEPARTMENT if kpi.department else Level.COMPANY)


def by_level_and_department(kpis: Iterable[Kpi]) -> dict[tuple[Level, str], list[Kpi]]:
    """KPIs of one level and department together; the company is one group whatever department is named."""
    groups: dict[tuple[Level, str], list[Kpi]] = {}
    for kpi in kpis:
        level = level_of(kpi)
        department = "" if level is Level.COMPANY else (kpi.department or "")
        groups.setdefault((level, department), []).append(kpi)
    return groups
